-- Rows that are written in the transaction that emptied their table are there for everybody at once,
-- without a vacuum.
TRUNCATE operation, account, record, account_signer, address_index, tree, tree_superseded;

ALTER TABLE record DROP CONSTRAINT record_node_fkey;
ALTER TABLE operation DROP CONSTRAINT operation_hash_key, DROP CONSTRAINT operation_node_nonce_key;
DROP INDEX account_listed_by_name, account_listed_by_parent, account_signer_by_parent;
