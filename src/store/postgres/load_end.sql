ALTER TABLE operation
    ADD CONSTRAINT operation_hash_key UNIQUE (hash),
    ADD CONSTRAINT operation_node_nonce_key UNIQUE (node, nonce);
CREATE UNIQUE INDEX account_listed_by_name ON account (name)
    INCLUDE (node, nonce, frozen_until, retired_from);
CREATE INDEX account_listed_by_parent ON account (parent_name, name)
    INCLUDE (node, nonce, frozen_until, retired_from);
CREATE INDEX account_signer_by_parent ON account_signer (signer, parent_name, name);
ALTER TABLE record ADD CONSTRAINT record_node_fkey FOREIGN KEY (node) REFERENCES account (node);
ANALYZE operation, account, record, account_signer, address_index, tree;
