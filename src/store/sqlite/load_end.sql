CREATE INDEX account_listed_by_name ON account (name, nonce, frozen_until, retired_from);
CREATE INDEX account_listed_by_parent ON account
    ((CASE instr(name, '.') WHEN 0 THEN '' ELSE substr(name, instr(name, '.') + 1) END),
     name, nonce, frozen_until, retired_from);
CREATE INDEX account_signer_by_parent ON account_signer (signer, parent_name, name);
