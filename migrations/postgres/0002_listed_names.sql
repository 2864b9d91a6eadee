-- Pages of names from an index alone: it holds what a list shows, so that no row is looked up in the
-- table, where neighbours in a list lie far apart.

-- Who writes waits here while the indexes are built: nobody holds a lock that the last steps need.
SELECT FROM log_head FOR UPDATE;
CREATE UNIQUE INDEX account_listed_by_name ON account (name)
    INCLUDE (node, nonce, frozen_until, retired_from);
CREATE INDEX account_listed_by_parent ON account (parent_name, name)
    INCLUDE (node, nonce, frozen_until, retired_from);
ALTER TABLE account DROP CONSTRAINT account_name_key;
DROP INDEX account_by_parent;
-- New rows too: the table is looked at unless a vacuum found the row to be there for everybody.
ALTER TABLE account SET (autovacuum_vacuum_insert_scale_factor = 0.02);
