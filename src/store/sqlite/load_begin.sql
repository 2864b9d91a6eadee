-- What comes in no order is indexed when all of it is there.
DROP INDEX account_listed_by_name;
DROP INDEX account_listed_by_parent;
DROP INDEX account_signer_by_parent;
