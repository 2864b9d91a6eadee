-- The keystore's tree (docs/proofs.md): stored nodes under their path, one byte a nibble, and values of
-- leaves under 0xff and their key, each with the sequence of the operation after which it holds.
CREATE TABLE tree (
    place   bytea NOT NULL,
    version bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (place, version)
);

-- Places whose content before a version is no longer of use once that version is the oldest to be
-- proven.
CREATE TABLE tree_superseded (
    version bigint NOT NULL,
    place   bytea NOT NULL,
    PRIMARY KEY (version, place)
);

-- The tree's root after each operation; none where a release without a tree wrote it.
ALTER TABLE operation ADD COLUMN root bytea CHECK (octet_length(root) = 32);
