-- Whose turn it is to publish, of all replicas that have a key for it: one row. The term grows with each
-- new holder, who holds it until then by this server's clock, or for longer if nobody else asks.
CREATE TABLE publisher_turn (
    id    smallint PRIMARY KEY CHECK (id = 1),
    term  bigint NOT NULL,
    until timestamptz NOT NULL
);
INSERT INTO publisher_turn VALUES (1, 0, '-infinity');

-- A release that knows the schema up to this version works with the database as it is, though it is newer.
ALTER TABLE schema_version ADD COLUMN works_from bigint NOT NULL DEFAULT 0;
