-- Which deployment this database belongs to: one row, written once.
CREATE TABLE domain (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    l1_chain_id INTEGER NOT NULL,
    keystore    BLOB NOT NULL CHECK (length(keystore) = 20)
) STRICT;

-- Every accepted operation, in order, with its signatures. Never changed, never deleted.
CREATE TABLE operation (
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    hash        BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    node        BLOB NOT NULL CHECK (length(node) = 32),
    nonce       INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    body        BLOB NOT NULL,
    UNIQUE (node, nonce)
) STRICT;

-- What follows from the log: accounts …
CREATE TABLE account (
    node               BLOB PRIMARY KEY CHECK (length(node) = 32),
    name               TEXT NOT NULL,
    nonce              INTEGER NOT NULL,
    history_hash       BLOB NOT NULL CHECK (length(history_hash) = 32),
    status             INTEGER NOT NULL,
    threshold          INTEGER NOT NULL,
    signers            BLOB NOT NULL,
    guardian_threshold INTEGER NOT NULL,
    guardians_hash     BLOB NOT NULL CHECK (length(guardians_hash) = 32),
    recovery_delay     INTEGER NOT NULL,
    implementation     BLOB NOT NULL CHECK (length(implementation) = 20),
    registrar          BLOB NOT NULL CHECK (length(registrar) = 20),
    policy             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- … and their records. State 1 is a value, 2 answers empty; an unset record has no row.
CREATE TABLE record (
    node  BLOB NOT NULL REFERENCES account (node),
    key   BLOB NOT NULL CHECK (length(key) = 32),
    call  BLOB NOT NULL,
    state INTEGER NOT NULL CHECK (state IN (1, 2)),
    value BLOB NOT NULL,
    PRIMARY KEY (node, key)
) STRICT, WITHOUT ROWID;
