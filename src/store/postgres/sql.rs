//! Every statement, as text that never changes. A test prepares each on a real server.

/// Names each statement once and lists them for the test.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)*
        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

statements! {
    /// What every session wants: nothing hangs for ever, a replica that is cut off with a lock held keeps the
    /// others waiting for less than they wait, and what is committed stays. Each statement
    /// has one good plan, by indexes, whatever its values are and however small its tables were when
    /// the plan was made: so it is made once.
    CONFIGURE_SESSION = "SELECT set_config('statement_timeout', '15s', false),
        set_config('lock_timeout', '10s', false),
        set_config('idle_in_transaction_session_timeout', '5s', false),
        set_config('synchronous_commit',
            CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                ELSE current_setting('synchronous_commit') END, false),
        set_config('plan_cache_mode', 'force_generic_plan', false),
        set_config('enable_seqscan', 'off', false),
        set_config('jit', 'off', false)";
    /// Begins a transaction whose statements each see what was committed before them, whatever the
    /// server's default.
    BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
    /// A transaction that takes its time: migrations, an index built anew.
    TAKE_TIME = "SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '60s', true)";
    /// One moment, for reading all there is.
    BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    /// It may stay open for long.
    TAKE_TIME_FOR_SNAPSHOT = "SELECT set_config('idle_in_transaction_session_timeout', '0', true),
        set_config('statement_timeout', '0', true)";
    /// The encoding of text.
    SELECT_ENCODING = "SELECT current_setting('server_encoding')";

    /// One replica migrates at a time; until the end of its transaction.
    LOCK_SCHEMA = "SELECT pg_advisory_xact_lock(7883959187123456001)";
    /// The table of the schema's version, before any migration.
    CREATE_SCHEMA_VERSION = "CREATE TABLE IF NOT EXISTS schema_version
        (id smallint PRIMARY KEY CHECK (id = 1), version bigint NOT NULL)";
    /// The schema's version.
    SELECT_SCHEMA_VERSION = "SELECT version FROM schema_version";
    /// From which version on a release that knows the schema until there works with it.
    SELECT_WORKS_FROM = "SELECT works_from FROM schema_version";
    /// The versions after a migration.
    UPSERT_SCHEMA_VERSION = "INSERT INTO schema_version (id, version, works_from) VALUES (1, $1, $2)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, works_from = excluded.works_from";
    /// The deployment of this database.
    SELECT_DOMAIN = "SELECT l1_chain_id, keystore FROM domain";
    /// Binds a new database to its deployment.
    INSERT_DOMAIN = "INSERT INTO domain (id, l1_chain_id, keystore) VALUES (1, $1, $2)";

    /// A lookup: an account's times and those of its records that are named. Without any of these
    /// records there is one row, whose record columns are null.
    FIND = "SELECT account.frozen_until, account.retired_from, record.key, record.state, record.value
        FROM account LEFT JOIN record ON record.node = account.node AND record.key = ANY($2)
        WHERE account.node = $1";
    /// Accounts.
    SELECT_ACCOUNTS = "SELECT node, name, nonce, history_hash, threshold, signers, guardian_threshold,
            guardians_hash, recovery_delay, recovery_nonce, recovery, outgoing_guardians,
            outgoing_signers, spent, frozen_until, retired_from, implementation, outbox_root,
            limits_hash, registrar, policy
        FROM account WHERE node = ANY($1)";
    /// Every record of an account.
    LIST_RECORDS = "SELECT call, state, value FROM record WHERE node = $1 ORDER BY call";

    /// Names from $1 on and below $2, without $3.
    LIST_NAMES = "SELECT name, node, nonce, frozen_until, retired_from FROM account
        WHERE name >= $1 AND name < $2 AND name <> $3 ORDER BY name LIMIT $4";
    /// Those directly below a name: a range that only the index of both has.
    LIST_NAMES_BELOW = "SELECT name, node, nonce, frozen_until, retired_from FROM account
        WHERE (parent_name, name) >= ($5, $1) AND (parent_name, name) < ($5, $2) AND name <> $3
        ORDER BY parent_name, name LIMIT $4";
    /// Those that a key signs for.
    LIST_NAMES_OF_SIGNER = "SELECT account.name, account.node, nonce, frozen_until, retired_from
        FROM (SELECT name, node FROM account_signer
              WHERE signer = $5 AND name >= $1 AND name < $2 AND name <> $3
              ORDER BY name LIMIT $4) AS found
        JOIN account ON account.node = found.node ORDER BY found.name";
    /// Those that a key signs for, directly below a name.
    LIST_NAMES_OF_SIGNER_BELOW = "SELECT account.name, account.node, nonce, frozen_until, retired_from
        FROM (SELECT name, node FROM account_signer
              WHERE signer = $5 AND parent_name = $6 AND name >= $1 AND name < $2 AND name <> $3
              ORDER BY name LIMIT $4) AS found
        JOIN account ON account.node = found.node ORDER BY found.name";
    /// Names with an address.
    LIST_NAMES_AT = "SELECT account.name, account.node, nonce, frozen_until, retired_from
        FROM (SELECT DISTINCT ON (name) name, node FROM address_index
              WHERE address = $1 AND name > $2 ORDER BY name LIMIT $3) AS found
        JOIN account ON account.node = found.node ORDER BY found.name";

    /// The end of the log, held until the end of the transaction.
    LOCK_HEAD = "SELECT sequence, accepted_at FROM log_head FOR UPDATE";
    /// The end of the log.
    SELECT_HEAD = "SELECT sequence, accepted_at FROM log_head";
    /// The end of the log after a group.
    UPDATE_HEAD = "UPDATE log_head SET sequence = $1, accepted_at = $2";
    /// Keeps the turn at publishing, if nobody has had it since this term. Until now is to give it up.
    KEEP_TURN = "UPDATE publisher_turn SET until = clock_timestamp() + $2 * interval '1 second'
        WHERE term = $1";
    /// Takes it, if its time is over: the new term.
    TAKE_TURN = "UPDATE publisher_turn SET term = term + 1,
            until = clock_timestamp() + $1 * interval '1 second'
        WHERE until <= clock_timestamp() RETURNING term";
    /// Operations by their hashes.
    SELECT_OPERATIONS = "SELECT sequence, hash, operation.node, operation.nonce, accepted_at, name
        FROM operation JOIN account ON account.node = operation.node WHERE hash = ANY($1)";
    /// Hashes of an account's operations, up to a nonce.
    LIST_HASHES = "SELECT hash FROM operation WHERE node = $1 AND nonce <= $2 ORDER BY nonce";
    /// Operations of an account.
    LIST_OPERATIONS = "SELECT sequence, hash, node, nonce, accepted_at, body, root FROM operation
        WHERE node = $1 AND nonce >= $2 ORDER BY nonce LIMIT $3";
    /// Operations of all accounts.
    LIST_CHANGES = "SELECT sequence, hash, node, nonce, accepted_at, body, root FROM operation
        WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    /// What stands at places of the tree as of a version.
    SELECT_CONTENTS = "SELECT asked.place, found.version, found.content
        FROM unnest($1::bytea[]) AS asked (place)
        CROSS JOIN LATERAL (SELECT version, content FROM tree
            WHERE tree.place = asked.place AND version <= $2 ORDER BY version DESC LIMIT 1) AS found";
    /// The greatest version of the tree's root, and so of the tree, up to one.
    SELECT_TREE_VERSION = "SELECT version FROM tree WHERE place = '' AND version <= $1
        ORDER BY version DESC LIMIT 1";
    /// Writes what stands at places of the tree from a version on.
    COPY_CONTENTS = "COPY tree (place, version, content) FROM STDIN (FORMAT binary)";
    /// Forgets what stood at places of the tree before a version.
    DELETE_CONTENTS = "DELETE FROM tree USING unnest($1::bytea[]) AS gone (place)
        WHERE tree.place = gone.place AND tree.version < $2";
    /// Remembers that it can be forgotten once that version is the oldest that is kept.
    INSERT_SUPERSEDED = "INSERT INTO tree_superseded (version, place)
        SELECT $2, place FROM unnest($1::bytea[]) AS gone (place)";
    /// Forgets what can be forgotten.
    FORGET = "WITH done AS (DELETE FROM tree_superseded USING (
                SELECT version, place FROM tree_superseded WHERE version <= $1
                ORDER BY version, place LIMIT $2) AS due
            WHERE tree_superseded.version = due.version AND tree_superseded.place = due.place
            RETURNING due.version, due.place)
        DELETE FROM tree USING done WHERE tree.place = done.place AND tree.version < done.version";
    /// Empties the tree.
    REBUILD_DELETE_TREE = "DELETE FROM tree";
    /// Empties the list of what is superseded in it.
    REBUILD_DELETE_SUPERSEDED = "DELETE FROM tree_superseded";
    /// The root after operations.
    REBUILD_UPDATE_ROOTS = "UPDATE operation SET root = new.root
        FROM unnest($1::bigint[], $2::bytea[]) AS new (sequence, root)
        WHERE operation.sequence = new.sequence";
    /// Operations that may have no root yet.
    REBUILD_LIST_OPERATIONS = "SELECT sequence, hash, node, nonce, accepted_at, body,
            coalesce(root, decode(repeat('00', 32), 'hex')) FROM operation
        WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    /// Accounts after a node.
    LIST_ALL_ACCOUNTS = "SELECT node, name, nonce, history_hash, threshold, signers, guardian_threshold,
            guardians_hash, recovery_delay, recovery_nonce, recovery, outgoing_guardians,
            outgoing_signers, spent, frozen_until, retired_from, implementation, outbox_root,
            limits_hash, registrar, policy
        FROM account WHERE node > $1 ORDER BY node LIMIT $2";
    /// Records of all accounts, after a record.
    LIST_ALL_RECORDS = "SELECT node, key, call, state, value FROM record
        WHERE (node, key) > ($1, $2) ORDER BY node, key LIMIT $3";
    /// What changed after a sequence.
    FOLLOW = "SELECT sequence, node FROM operation WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    /// Wakes the followers on all replicas.
    NOTIFY = "SELECT pg_notify('mononym_changes', '')";
    /// How many records accounts have.
    COUNT_RECORDS = "SELECT node, count(*) FROM record WHERE node = ANY($1) GROUP BY node";
    /// Records by node and key.
    SELECT_RECORDS = "SELECT node, key, call, state, value
        FROM unnest($1::bytea[], $2::bytea[]) AS wanted (node, key) JOIN record USING (node, key)";

    /// Appends to the log.
    COPY_OPERATIONS = "COPY operation (sequence, hash, node, nonce, accepted_at, body, root)
        FROM STDIN (FORMAT binary)";
    /// Writes new accounts.
    COPY_ACCOUNTS = "COPY account (node, name, nonce, history_hash, threshold, signers,
        guardian_threshold, guardians_hash, recovery_delay, recovery_nonce, recovery,
        outgoing_guardians, outgoing_signers, spent, frozen_until, retired_from, implementation,
        outbox_root, limits_hash, registrar, policy) FROM STDIN (FORMAT binary)";
    /// Writes accounts that are there.
    UPDATE_ACCOUNTS = "UPDATE account SET
            nonce = new.nonce, history_hash = new.history_hash,
            threshold = new.threshold, signers = new.signers,
            guardian_threshold = new.guardian_threshold, guardians_hash = new.guardians_hash,
            recovery_delay = new.recovery_delay, recovery_nonce = new.recovery_nonce,
            recovery = new.recovery, outgoing_guardians = new.outgoing_guardians,
            outgoing_signers = new.outgoing_signers, spent = new.spent,
            frozen_until = new.frozen_until, retired_from = new.retired_from,
            implementation = new.implementation, outbox_root = new.outbox_root,
            limits_hash = new.limits_hash, registrar = new.registrar, policy = new.policy
        FROM unnest($1::bytea[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bytea[], $6::bigint[],
            $7::bytea[], $8::bigint[], $9::bigint[], $10::bytea[], $11::bytea[], $12::bytea[],
            $13::bigint[], $14::bigint[], $15::bigint[], $16::bytea[], $17::bytea[], $18::bytea[],
            $19::bytea[], $20::bigint[])
            AS new (node, nonce, history_hash, threshold, signers, guardian_threshold, guardians_hash,
                recovery_delay, recovery_nonce, recovery, outgoing_guardians, outgoing_signers, spent,
                frozen_until, retired_from, implementation, outbox_root, limits_hash, registrar, policy)
        WHERE account.node = new.node";
    /// Writes new records.
    COPY_RECORDS = "COPY record (node, key, call, state, value) FROM STDIN (FORMAT binary)";
    /// Writes records that are there.
    UPDATE_RECORDS = "UPDATE record SET state = new.state, value = new.value
        FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bytea[]) AS new (node, key, state, value)
        WHERE record.node = new.node AND record.key = new.key";
    /// Forgets records.
    DELETE_RECORDS = "DELETE FROM record USING unnest($1::bytea[], $2::bytea[]) AS gone (node, key)
        WHERE record.node = gone.node AND record.key = gone.key";
    /// Tells names of signers.
    COPY_SIGNERS = "COPY account_signer (signer, name, node) FROM STDIN (FORMAT binary)";
    /// Signers have names no longer.
    DELETE_SIGNERS = "DELETE FROM account_signer USING unnest($1::bytea[], $2::text[]) AS gone (signer, name)
        WHERE account_signer.signer = gone.signer AND account_signer.name = gone.name";
    /// Tells names of addresses.
    COPY_ADDRESSES = "COPY address_index (address, name, source, node) FROM STDIN (FORMAT binary)";
    /// Addresses have names no longer.
    DELETE_ADDRESSES = "DELETE FROM address_index
        USING unnest($1::bytea[], $2::text[], $3::bytea[]) AS gone (address, name, source)
        WHERE address_index.address = gone.address AND address_index.name = gone.name
          AND address_index.source = gone.source";

    /// A transaction that loads a whole log: sorts have room, and whole tables are read where that is
    /// the way.
    TAKE_TIME_FOR_LOAD = "SELECT set_config('statement_timeout', '0', true),
        set_config('lock_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '0', true),
        set_config('maintenance_work_mem', '512MB', true), set_config('work_mem', '256MB', true),
        set_config('enable_seqscan', 'on', true)";
    /// Whether no name waits for its claimant.
    LOAD_IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM reservation)";
    /// Ends a transaction.
    COMMIT = "COMMIT";
    /// The log, into a table that this transaction emptied.
    LOAD_OPERATIONS = "COPY operation (sequence, hash, node, nonce, accepted_at, body, root)
        FROM STDIN (FORMAT binary, FREEZE)";
    /// Accounts, into a table that this transaction emptied.
    LOAD_ACCOUNTS = "COPY account (node, name, nonce, history_hash, threshold, signers,
        guardian_threshold, guardians_hash, recovery_delay, recovery_nonce, recovery,
        outgoing_guardians, outgoing_signers, spent, frozen_until, retired_from, implementation,
        outbox_root, limits_hash, registrar, policy) FROM STDIN (FORMAT binary, FREEZE)";
    /// Records, into a table that this transaction emptied.
    LOAD_RECORDS = "COPY record (node, key, call, state, value) FROM STDIN (FORMAT binary, FREEZE)";
    /// Names of signers, into a table that this transaction emptied.
    LOAD_SIGNERS = "COPY account_signer (signer, name, node) FROM STDIN (FORMAT binary, FREEZE)";
    /// Names of addresses, into a table that this transaction emptied.
    LOAD_ADDRESSES = "COPY address_index (address, name, source, node) FROM STDIN (FORMAT binary, FREEZE)";
    /// The tree, into a table that this transaction emptied.
    LOAD_CONTENTS = "COPY tree (place, version, content) FROM STDIN (FORMAT binary, FREEZE)";

    /// By which derivations the address index was built.
    SELECT_FINGERPRINT = "SELECT fingerprint FROM address_index_state";
    /// Says so.
    UPSERT_FINGERPRINT = "INSERT INTO address_index_state (id, fingerprint) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint";
    /// Empties the address index of what is derived.
    REBUILD_DELETE_DERIVED = "DELETE FROM address_index WHERE source = ''";
    /// Accounts after a node.
    REBUILD_LIST_ACCOUNTS = "SELECT node, name FROM account WHERE node > $1 ORDER BY node LIMIT $2";

    /// Reserves names that are free.
    INSERT_RESERVATIONS = "INSERT INTO reservation (node, name, claimant, records, reserved_at)
        SELECT * FROM unnest($1::bytea[], $2::text[], $3::bytea[], $4::bytea[], $5::bigint[])
            AS wanted (node, name, claimant, records, reserved_at)
        WHERE NOT EXISTS (SELECT FROM account WHERE account.node = wanted.node)
        ON CONFLICT DO NOTHING";
    /// Reservations are claimed.
    DELETE_RESERVATIONS = "DELETE FROM reservation WHERE node = ANY($1)";
    /// The reservation of a node.
    SELECT_RESERVATION = "SELECT name, node, claimant, records, reserved_at FROM reservation WHERE node = $1";
    /// Whom nodes are reserved for.
    SELECT_CLAIMANTS = "SELECT node, claimant FROM reservation WHERE node = ANY($1)";
    /// Reservations after a name.
    LIST_RESERVATIONS = "SELECT name, node, claimant, records, reserved_at FROM reservation
        WHERE name > $1 ORDER BY name LIMIT $2";

    /// Keeps an API key.
    INSERT_TOKEN = "INSERT INTO token (hash, parent, label, quota, used, created_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    /// An API key.
    SELECT_TOKEN = "SELECT hash, parent, label, quota, used, created_at, revoked_at FROM token
        WHERE hash = $1";
    /// API keys, held until the end of the transaction.
    LOCK_TOKENS = "SELECT hash, parent, label, quota, used, created_at, revoked_at FROM token
        WHERE hash = ANY($1) ORDER BY hash FOR UPDATE";
    /// The API keys of a parent.
    LIST_TOKENS = "SELECT hash, parent, label, quota, used, created_at, revoked_at FROM token
        WHERE parent = $1 ORDER BY created_at, hash";
    /// Counts registrations.
    UPDATE_TOKENS = "UPDATE token SET used = now.used
        FROM unnest($1::bytea[], $2::bigint[]) AS now (hash, used) WHERE token.hash = now.hash";
    /// Revokes an API key, once.
    REVOKE_TOKEN = "UPDATE token SET revoked_at = coalesce(revoked_at, $2) WHERE hash = $1";
}

#[cfg(test)]
#[path = "../../../tests/postgres/cluster.rs"]
mod cluster;

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use alloy_primitives::Address;
    use mononym_keystore::Domain;
    use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, postgres::PgConnectOptions};

    use super::{cluster::Cluster, *};
    use crate::store::{StoreError, postgres::schema};

    const DOMAIN: Domain = Domain {
        l1_chain_id: 1,
        keystore: Address::ZERO,
    };

    async fn connect(cluster: &Cluster) -> PgConnection {
        let options = PgConnectOptions::from_str(&cluster.url()).unwrap();
        PgConnection::connect_with(&options).await.unwrap()
    }

    #[tokio::test]
    async fn every_statement_prepares_against_the_schema() {
        let cluster = Cluster::fast();
        let mut connection = connect(&cluster).await;
        schema::migrate(&mut connection, &DOMAIN).await.unwrap();
        assert!(!ALL.is_empty());
        for (name, sql) in ALL {
            let mut connection = connection.begin().await.unwrap();
            if sql.contains("FREEZE") {
                let emptied = connection
                    .execute(sqlx::raw_sql(include_str!("load_begin.sql")))
                    .await;
                emptied.unwrap();
            }
            // COPY cannot be prepared, but be begun.
            let ready = if sql.starts_with("COPY") {
                let copy = connection.copy_in_raw(sql).await;
                match copy {
                    Ok(copy) => copy.abort("only tried").await,
                    Err(error) => Err(error),
                }
            } else {
                let prepared = connection.prepare(sqlx::SqlStr::from_static(sql)).await;
                prepared.map(drop)
            };
            ready.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    /// Where the planner may not scan or sort, it does not have to.
    #[tokio::test]
    async fn pages_of_names_are_read_in_order_from_their_index() {
        let cluster = Cluster::fast();
        let mut connection = connect(&cluster).await;
        schema::migrate(&mut connection, &DOMAIN).await.unwrap();
        connection
            .execute("SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off")
            .await
            .unwrap();
        for (sql, index, condition) in [
            (
                LIST_NAMES,
                "Index Only Scan using account_listed_by_name",
                "((name >= $1) AND (name < $2))",
            ),
            (
                LIST_NAMES_BELOW,
                "Index Only Scan using account_listed_by_parent",
                "((ROW(parent_name, name) >= ROW($5, $1)) AND (ROW(parent_name, name) < ROW($5, $2)))",
            ),
            (
                LIST_NAMES_OF_SIGNER,
                "account_signer_pkey",
                "((signer = $5) AND (name >= $1) AND (name < $2))",
            ),
            (
                LIST_NAMES_OF_SIGNER_BELOW,
                "account_signer_by_parent",
                "((signer = $5) AND (parent_name = $6) AND (name >= $1) AND (name < $2))",
            ),
            (
                LIST_NAMES_AT,
                "address_index_pkey",
                "((address = $1) AND (name > $2))",
            ),
            (LIST_CHANGES, "operation_pkey", "(sequence > $1)"),
            (
                LIST_OPERATIONS,
                "operation_node_nonce_key",
                "((node = $1) AND (nonce >= $2))",
            ),
            (LIST_RESERVATIONS, "reservation_name_key", "(name > $1)"),
        ] {
            let explain = AssertSqlSafe(format!("EXPLAIN (GENERIC_PLAN, COSTS OFF) {sql}"));
            let rows = connection.fetch_all(sqlx::raw_sql(explain)).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            let plan = plan.join("\n");
            assert!(plan.contains(index) && plan.contains(condition), "{plan}");
            assert!(!plan.contains("Seq Scan"), "{plan}");
        }
    }

    #[tokio::test]
    async fn a_newer_schema_and_a_foreign_domain_are_refused() {
        let cluster = Cluster::fast();
        let mut connection = connect(&cluster).await;
        schema::migrate(&mut connection, &DOMAIN).await.unwrap();
        let other = Domain {
            l1_chain_id: 2,
            keystore: Address::repeat_byte(1),
        };
        assert!(matches!(
            schema::migrate(&mut connection, &other).await,
            Err(StoreError::OtherDomain { stored_chain: 1, .. })
        ));
        connection
            .execute("UPDATE schema_version SET version = 1000, works_from = 1000")
            .await
            .unwrap();
        assert!(matches!(
            schema::migrate(&mut connection, &DOMAIN).await,
            Err(StoreError::NewerSchema { found: 1000, .. })
        ));
    }

    #[tokio::test]
    async fn replicas_that_start_at_once_migrate_one_by_one() {
        let cluster = Cluster::fast();
        let replicas: Vec<_> = (0..4)
            .map(|_| {
                let url = cluster.url();
                tokio::spawn(async move {
                    let mut connection = PgConnection::connect(&url).await.unwrap();
                    schema::migrate(&mut connection, &DOMAIN).await
                })
            })
            .collect();
        for replica in replicas {
            replica.await.unwrap().unwrap();
        }
    }
}
