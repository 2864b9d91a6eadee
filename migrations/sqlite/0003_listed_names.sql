-- Pages of names from an index alone: it holds what a list shows, so that no row is looked up in the
-- table, where neighbours in a list lie far apart. That names are unique follows from their nodes.
CREATE INDEX account_listed_by_name ON account (name, nonce, frozen_until, retired_from);
-- By the expression of `parent_name`, since SQLite asks the table for what is in a virtual column.
CREATE INDEX account_listed_by_parent ON account
    ((CASE instr(name, '.') WHEN 0 THEN '' ELSE substr(name, instr(name, '.') + 1) END),
     name, nonce, frozen_until, retired_from);
DROP INDEX account_by_name;
DROP INDEX account_by_parent;
