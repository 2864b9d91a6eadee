-- Which deployment this database belongs to: one row, written once.
CREATE TABLE domain (
    id          smallint PRIMARY KEY CHECK (id = 1),
    l1_chain_id bigint NOT NULL,
    keystore    bytea NOT NULL CHECK (octet_length(keystore) = 20)
);

-- The end of the log: whoever writes locks this row first, so that replicas write in turn.
CREATE TABLE log_head (
    id          smallint PRIMARY KEY CHECK (id = 1),
    sequence    bigint NOT NULL,
    accepted_at bigint NOT NULL
);
INSERT INTO log_head VALUES (1, 0, 0);

-- Every accepted operation, in order, with its signatures. Never changed, never deleted.
CREATE TABLE operation (
    sequence    bigint PRIMARY KEY,
    hash        bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    node        bytea NOT NULL CHECK (octet_length(node) = 32),
    nonce       bigint NOT NULL,
    accepted_at bigint NOT NULL,
    body        bytea NOT NULL,
    UNIQUE (node, nonce)
);

-- What follows from the log: accounts …
CREATE TABLE account (
    node               bytea PRIMARY KEY CHECK (octet_length(node) = 32),
    name               text COLLATE "C" NOT NULL UNIQUE,
    -- The text after the first dot.
    parent_name        text COLLATE "C" NOT NULL GENERATED ALWAYS AS
        (CASE strpos(name, '.') WHEN 0 THEN '' ELSE substr(name, strpos(name, '.') + 1) END) STORED,
    nonce              bigint NOT NULL,
    history_hash       bytea NOT NULL CHECK (octet_length(history_hash) = 32),
    threshold          bigint NOT NULL,
    signers            bytea NOT NULL,
    guardian_threshold bigint NOT NULL,
    guardians_hash     bytea NOT NULL CHECK (octet_length(guardians_hash) = 32),
    recovery_delay     bigint NOT NULL,
    recovery_nonce     bigint NOT NULL,
    recovery           bytea,
    outgoing_guardians bytea,
    outgoing_signers   bytea,
    spent              bigint NOT NULL,
    frozen_until       bigint NOT NULL,
    retired_from       bigint NOT NULL,
    implementation     bytea NOT NULL CHECK (octet_length(implementation) = 20),
    outbox_root        bytea NOT NULL CHECK (octet_length(outbox_root) = 32),
    limits_hash        bytea NOT NULL CHECK (octet_length(limits_hash) = 32),
    registrar          bytea NOT NULL CHECK (octet_length(registrar) = 20),
    policy             bigint NOT NULL
);
CREATE INDEX account_by_parent ON account (parent_name, name);

-- … and their records. State 1 is a value, 2 answers empty; an unset record has no row.
CREATE TABLE record (
    node  bytea NOT NULL REFERENCES account (node),
    key   bytea NOT NULL CHECK (octet_length(key) = 32),
    call  bytea NOT NULL,
    state bigint NOT NULL CHECK (state IN (1, 2)),
    value bytea NOT NULL,
    PRIMARY KEY (node, key)
);

-- Which names a key signs for: follows from the accounts.
CREATE TABLE account_signer (
    signer      bytea NOT NULL CHECK (octet_length(signer) = 32),
    name        text COLLATE "C" NOT NULL,
    parent_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS
        (CASE strpos(name, '.') WHEN 0 THEN '' ELSE substr(name, strpos(name, '.') + 1) END) STORED,
    node        bytea NOT NULL CHECK (octet_length(node) = 32),
    PRIMARY KEY (signer, name)
);
CREATE INDEX account_signer_by_parent ON account_signer (signer, parent_name, name);

-- Which names have an address: follows from nodes and records. The source is the record's key, or
-- empty where the address is derived.
CREATE TABLE address_index (
    address bytea NOT NULL,
    name    text COLLATE "C" NOT NULL,
    source  bytea NOT NULL CHECK (octet_length(source) IN (0, 32)),
    node    bytea NOT NULL CHECK (octet_length(node) = 32),
    PRIMARY KEY (address, name, source)
);

-- By which derivations the address index was built: one row, none before the first time.
CREATE TABLE address_index_state (
    id          smallint PRIMARY KEY CHECK (id = 1),
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32)
);

-- Names that wait for their claimants.
CREATE TABLE reservation (
    node        bytea PRIMARY KEY CHECK (octet_length(node) = 32),
    name        text COLLATE "C" NOT NULL UNIQUE,
    claimant    bytea NOT NULL CHECK (octet_length(claimant) = 20),
    records     bytea NOT NULL,
    reserved_at bigint NOT NULL
);

-- API keys, by the hash of their secrets.
CREATE TABLE token (
    hash       bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    parent     bytea NOT NULL CHECK (octet_length(parent) = 32),
    label      text NOT NULL,
    quota      bigint NOT NULL,
    used       bigint NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint
);
CREATE INDEX token_by_parent ON token (parent, created_at, hash);
