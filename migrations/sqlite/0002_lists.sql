-- Freezing, retiring, recovery and the outbox. An account's status follows from its two times: the
-- column `status` stays for releases before this one.
ALTER TABLE account ADD COLUMN recovery_nonce INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN recovery BLOB;
ALTER TABLE account ADD COLUMN outgoing_guardians BLOB;
ALTER TABLE account ADD COLUMN outgoing_signers BLOB;
ALTER TABLE account ADD COLUMN spent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN frozen_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN retired_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN outbox_root BLOB NOT NULL CHECK (length(outbox_root) = 32)
    DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';
ALTER TABLE account ADD COLUMN limits_hash BLOB NOT NULL CHECK (length(limits_hash) = 32)
    DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';

-- Lists of names. The name above is the text after the first dot.
ALTER TABLE account ADD COLUMN parent_name TEXT GENERATED ALWAYS AS
    (CASE instr(name, '.') WHEN 0 THEN '' ELSE substr(name, instr(name, '.') + 1) END) VIRTUAL;
CREATE UNIQUE INDEX account_by_name ON account (name);
CREATE INDEX account_by_parent ON account (parent_name, name);

-- Which names a key signs for: follows from the accounts.
CREATE TABLE account_signer (
    signer      BLOB NOT NULL CHECK (length(signer) = 32),
    name        TEXT NOT NULL,
    node        BLOB NOT NULL CHECK (length(node) = 32),
    parent_name TEXT GENERATED ALWAYS AS
        (CASE instr(name, '.') WHEN 0 THEN '' ELSE substr(name, instr(name, '.') + 1) END) VIRTUAL,
    PRIMARY KEY (signer, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_signer_by_parent ON account_signer (signer, parent_name, name);

-- Which names have an address: follows from nodes and records. The source is the record's key, or
-- empty where the address is derived.
CREATE TABLE address_index (
    address BLOB NOT NULL,
    name    TEXT NOT NULL,
    source  BLOB NOT NULL CHECK (length(source) IN (0, 32)),
    node    BLOB NOT NULL CHECK (length(node) = 32),
    PRIMARY KEY (address, name, source)
) STRICT, WITHOUT ROWID;

-- By which derivations the address index was built: one row, none before the first time.
CREATE TABLE address_index_state (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32)
) STRICT;

-- Names that wait for their claimants.
CREATE TABLE reservation (
    node        BLOB PRIMARY KEY CHECK (length(node) = 32),
    name        TEXT NOT NULL UNIQUE,
    claimant    BLOB NOT NULL CHECK (length(claimant) = 20),
    records     BLOB NOT NULL,
    reserved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- API keys, by the hash of their secrets.
CREATE TABLE token (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    parent     BLOB NOT NULL CHECK (length(parent) = 32),
    label      TEXT NOT NULL,
    quota      INTEGER NOT NULL,
    used       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_parent ON token (parent, created_at, hash);
