-- The keystore's tree (docs/proofs.md): stored nodes under their path, one byte a nibble, and values of
-- leaves under 0xff and their key, each with the sequence of the operation after which it holds.
CREATE TABLE tree (
    place   BLOB NOT NULL,
    version INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (place, version)
) STRICT, WITHOUT ROWID;

-- Places whose content before a version is no longer of use once that version is the oldest to be
-- proven.
CREATE TABLE tree_superseded (
    version INTEGER NOT NULL,
    place   BLOB NOT NULL,
    PRIMARY KEY (version, place)
) STRICT, WITHOUT ROWID;

-- Nothing is accepted before this time any more: one row, none before the first time.
CREATE TABLE log_seal (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    accepted_at INTEGER NOT NULL
) STRICT;

-- The tree's root after each operation; none where a release without a tree wrote it.
ALTER TABLE operation ADD COLUMN root BLOB CHECK (length(root) = 32);
