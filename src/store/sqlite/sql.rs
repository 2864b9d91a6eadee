//! Every statement, as text that never changes. Tests prepare each against the schema, and look how
//! it would be run.

/// Names each statement once and lists them for the tests.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)*
        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

statements! {
    /// The deployment of this database.
    SELECT_DOMAIN = "SELECT l1_chain_id, keystore FROM domain";
    /// Binds a new database to its deployment.
    INSERT_DOMAIN = "INSERT INTO domain (id, l1_chain_id, keystore) VALUES (1, ?1, ?2)";

    /// Begins to see one state, with the first read.
    BEGIN = "BEGIN DEFERRED";
    /// Ends it.
    END = "COMMIT";

    /// A lookup: an account's times and up to four of its records. Without any of these records
    /// there is one row, whose record columns are null.
    FIND = "SELECT account.frozen_until, account.retired_from, record.key, record.state, record.value
            FROM account LEFT JOIN record
              ON record.node = account.node AND record.key IN (?2, ?3, ?4, ?5)
            WHERE account.node = ?1";
    /// An account.
    SELECT_ACCOUNT = "SELECT name, nonce, history_hash, threshold, signers, guardian_threshold,
                             guardians_hash, recovery_delay, recovery_nonce, recovery, outgoing_guardians,
                             outgoing_signers, spent, frozen_until, retired_from, implementation,
                             outbox_root, limits_hash, registrar, policy
                      FROM account WHERE node = ?1";
    /// Every record of an account.
    LIST_RECORDS = "SELECT call, state, value FROM record WHERE node = ?1 ORDER BY call";

    /// Names from ?1 on and below ?2, without ?3.
    LIST_NAMES = "SELECT name, node, nonce, frozen_until, retired_from FROM account
                  WHERE name >= ?1 AND name < ?2 AND name <> ?3 ORDER BY name LIMIT ?4";
    /// Those directly below a name, by the expression that their index holds.
    LIST_NAMES_BELOW = "SELECT name, node, nonce, frozen_until, retired_from FROM account
                        WHERE CASE instr(name, '.') WHEN 0 THEN ''
                                ELSE substr(name, instr(name, '.') + 1) END = ?5
                          AND name >= ?1 AND name < ?2 AND name <> ?3
                        ORDER BY name LIMIT ?4";
    /// Those that a key signs for.
    LIST_NAMES_OF_SIGNER = "SELECT account.name, account.node, nonce, frozen_until, retired_from
                            FROM account_signer CROSS JOIN account ON account.node = account_signer.node
                            WHERE signer = ?5 AND account_signer.name >= ?1 AND account_signer.name < ?2
                              AND account_signer.name <> ?3
                            ORDER BY account_signer.name LIMIT ?4";
    /// Those that a key signs for, directly below a name.
    LIST_NAMES_OF_SIGNER_BELOW = "SELECT account.name, account.node, nonce, frozen_until, retired_from
                            FROM account_signer INDEXED BY account_signer_by_parent
                            CROSS JOIN account ON account.node = account_signer.node
                            WHERE signer = ?5 AND account_signer.parent_name = ?6
                              AND account_signer.name >= ?1 AND account_signer.name < ?2
                              AND account_signer.name <> ?3
                            ORDER BY account_signer.name LIMIT ?4";
    /// Names with an address.
    LIST_NAMES_AT = "SELECT account.name, account.node, nonce, frozen_until, retired_from
                     FROM (SELECT name, min(node) AS node FROM address_index
                           WHERE address = ?1 AND name > ?2 GROUP BY name ORDER BY name LIMIT ?3) AS found
                     CROSS JOIN account ON account.node = found.node
                     ORDER BY found.name";

    /// The end of the log.
    SELECT_HEAD = "SELECT sequence, accepted_at FROM operation
                   WHERE sequence = (SELECT max(sequence) FROM operation)";
    /// The time before which nothing is accepted.
    SELECT_SEAL = "SELECT accepted_at FROM log_seal";
    /// Sets it.
    UPSERT_SEAL = "INSERT INTO log_seal (id, accepted_at) VALUES (1, ?1)
                   ON CONFLICT (id) DO UPDATE SET accepted_at = max(accepted_at, excluded.accepted_at)";
    /// An operation by its hash.
    SELECT_OPERATION = "SELECT sequence, operation.node, operation.nonce, accepted_at, name
                        FROM operation CROSS JOIN account ON account.node = operation.node
                        WHERE hash = ?1";
    /// Hashes of an account's operations, up to a nonce.
    LIST_HASHES = "SELECT hash FROM operation WHERE node = ?1 AND nonce <= ?2 ORDER BY nonce";
    /// Operations of an account.
    LIST_OPERATIONS = "SELECT sequence, hash, node, nonce, accepted_at, body, root FROM operation
                       WHERE node = ?1 AND nonce >= ?2 ORDER BY nonce LIMIT ?3";
    /// Operations of all accounts.
    LIST_CHANGES = "SELECT sequence, hash, node, nonce, accepted_at, body, root FROM operation
                    WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";
    /// Records of all accounts, after a record.
    LIST_ALL_RECORDS = "SELECT node, key, call, state, value FROM record
                        WHERE (node, key) > (?1, ?2) ORDER BY node, key LIMIT ?3";
    /// How many records an account has.
    COUNT_RECORDS = "SELECT count(*) FROM record WHERE node = ?1";
    /// A record by its key.
    SELECT_RECORD = "SELECT call, state, value FROM record WHERE node = ?1 AND key = ?2";

    /// Appends to the log.
    INSERT_OPERATION = "INSERT INTO operation (sequence, hash, node, nonce, accepted_at, body, root)
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    /// Writes an account. `status` is for releases that know no other.
    UPSERT_ACCOUNT = "INSERT INTO account (node, name, nonce, history_hash, status, threshold, signers,
                          guardian_threshold, guardians_hash, recovery_delay, recovery_nonce, recovery,
                          outgoing_guardians, outgoing_signers, spent, frozen_until, retired_from,
                          implementation, outbox_root, limits_hash, registrar, policy)
                      VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                              ?17, ?18, ?19, ?20, ?21)
                      ON CONFLICT (node) DO UPDATE SET
                          nonce = excluded.nonce, history_hash = excluded.history_hash,
                          threshold = excluded.threshold, signers = excluded.signers,
                          guardian_threshold = excluded.guardian_threshold,
                          guardians_hash = excluded.guardians_hash,
                          recovery_delay = excluded.recovery_delay,
                          recovery_nonce = excluded.recovery_nonce, recovery = excluded.recovery,
                          outgoing_guardians = excluded.outgoing_guardians,
                          outgoing_signers = excluded.outgoing_signers, spent = excluded.spent,
                          frozen_until = excluded.frozen_until, retired_from = excluded.retired_from,
                          implementation = excluded.implementation, outbox_root = excluded.outbox_root,
                          limits_hash = excluded.limits_hash, registrar = excluded.registrar,
                          policy = excluded.policy";
    /// Writes a record.
    UPSERT_RECORD = "INSERT INTO record (node, key, call, state, value) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (node, key) DO UPDATE SET state = excluded.state, value = excluded.value";
    /// Forgets a record.
    DELETE_RECORD = "DELETE FROM record WHERE node = ?1 AND key = ?2";
    /// Tells a name of a signer.
    INSERT_SIGNER = "INSERT INTO account_signer (signer, name, node) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO NOTHING";
    /// A signer has a name no longer.
    DELETE_SIGNER = "DELETE FROM account_signer WHERE signer = ?1 AND name = ?2";
    /// Tells a name of an address.
    INSERT_ADDRESS = "INSERT INTO address_index (address, name, source, node) VALUES (?1, ?2, ?3, ?4)
                      ON CONFLICT DO NOTHING";
    /// An address has a name no longer.
    DELETE_ADDRESS = "DELETE FROM address_index WHERE address = ?1 AND name = ?2 AND source = ?3";

    /// What stands at a place of the tree in a version.
    SELECT_CONTENT = "SELECT content FROM tree WHERE place = ?1 AND version = ?2";
    /// What stands at a place of the tree as of a version.
    SELECT_NEWEST_CONTENT = "SELECT content FROM tree WHERE place = ?1 AND version <= ?2
                             ORDER BY version DESC LIMIT 1";
    /// The greatest version of the tree's root, and so of the tree, up to one.
    SELECT_TREE_VERSION = "SELECT version FROM tree WHERE place = x'' AND version <= ?1
                           ORDER BY version DESC LIMIT 1";
    /// Writes what stands at a place of the tree from a version on.
    INSERT_CONTENT = "INSERT INTO tree (place, version, content) VALUES (?1, ?2, ?3)";
    /// Forgets what stood at a place of the tree before a version.
    DELETE_CONTENT = "DELETE FROM tree WHERE place = ?1 AND version < ?2";
    /// Remembers that it can be forgotten once that version is the oldest that is kept.
    INSERT_SUPERSEDED = "INSERT INTO tree_superseded (version, place) VALUES (?1, ?2)";
    /// What can be forgotten.
    LIST_SUPERSEDED = "SELECT version, place FROM tree_superseded WHERE version <= ?1
                       ORDER BY version, place LIMIT ?2";
    /// It is forgotten.
    DELETE_SUPERSEDED = "DELETE FROM tree_superseded WHERE version = ?1 AND place = ?2";
    /// Empties the tree.
    REBUILD_DELETE_TREE = "DELETE FROM tree";
    /// Empties the list of what is superseded in it.
    REBUILD_DELETE_SUPERSEDED = "DELETE FROM tree_superseded";
    /// The root after an operation.
    REBUILD_UPDATE_ROOT = "UPDATE operation SET root = ?2 WHERE sequence = ?1";
    /// Operations that may have no root yet.
    REBUILD_LIST_OPERATIONS = "SELECT sequence, hash, node, nonce, accepted_at, body,
                                   coalesce(root, zeroblob(32)) FROM operation
                               WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";

    /// By which derivations the address index was built.
    SELECT_FINGERPRINT = "SELECT fingerprint FROM address_index_state";
    /// Says so.
    UPSERT_FINGERPRINT = "INSERT INTO address_index_state (id, fingerprint) VALUES (1, ?1)
                          ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint";
    /// Empties the address index of what is derived.
    REBUILD_DELETE_DERIVED = "DELETE FROM address_index WHERE source = x''";
    /// Accounts after a node.
    REBUILD_LIST_ACCOUNTS = "SELECT node, name, signers FROM account WHERE node > ?1 ORDER BY node LIMIT ?2";
    /// Records of an account with their keys.
    REBUILD_LIST_RECORDS = "SELECT key, call, state, value FROM record WHERE node = ?1";

    /// Reserves a name that is free.
    INSERT_RESERVATION = "INSERT INTO reservation (node, name, claimant, records, reserved_at)
                          SELECT ?1, ?2, ?3, ?4, ?5
                          WHERE NOT EXISTS (SELECT 1 FROM account WHERE node = ?1)
                          ON CONFLICT DO NOTHING";
    /// A reservation is claimed.
    DELETE_RESERVATION = "DELETE FROM reservation WHERE node = ?1";
    /// The reservation of a node.
    SELECT_RESERVATION = "SELECT name, node, claimant, records, reserved_at FROM reservation WHERE node = ?1";
    /// Whom a node is reserved for.
    SELECT_CLAIMANT = "SELECT claimant FROM reservation WHERE node = ?1";
    /// Reservations after a name.
    LIST_RESERVATIONS = "SELECT name, node, claimant, records, reserved_at FROM reservation
                         WHERE name > ?1 ORDER BY name LIMIT ?2";

    /// Keeps an API key.
    INSERT_TOKEN = "INSERT INTO token (hash, parent, label, quota, used, created_at, revoked_at)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
    /// An API key.
    SELECT_TOKEN = "SELECT hash, parent, label, quota, used, created_at, revoked_at FROM token
                    WHERE hash = ?1";
    /// The API keys of a parent.
    LIST_TOKENS = "SELECT hash, parent, label, quota, used, created_at, revoked_at FROM token
                   WHERE parent = ?1 ORDER BY created_at, hash";
    /// Counts registrations.
    UPDATE_TOKEN = "UPDATE token SET used = ?2 WHERE hash = ?1";
    /// Revokes an API key, once.
    REVOKE_TOKEN = "UPDATE token SET revoked_at = coalesce(revoked_at, ?2) WHERE hash = ?1";
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// Tables of one row.
    const SMALL: [&str; 3] = ["domain", "address_index_state", "log_seal"];

    fn migrated() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        super::super::schema::migrate(&mut connection).unwrap();
        connection
    }

    /// How SQLite would run a statement, line by line.
    fn plan(connection: &Connection, sql: &str) -> Vec<String> {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let parameters = vec![rusqlite::types::Value::Null; statement.parameter_count()];
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get("detail"));
        rows.unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn every_statement_prepares_against_the_schema() {
        let connection = migrated();
        assert!(!ALL.is_empty());
        for (name, sql) in ALL {
            connection
                .prepare(sql)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    #[test]
    fn no_statement_scans_a_table_that_grows() {
        let connection = migrated();
        for (name, sql) in ALL {
            if [
                REBUILD_DELETE_DERIVED,
                REBUILD_DELETE_TREE,
                REBUILD_DELETE_SUPERSEDED,
            ]
            .contains(sql)
            {
                continue;
            }
            for line in plan(&connection, sql) {
                let scanned = line
                    .strip_prefix("SCAN ")
                    .map(|rest| rest.split(' ').next().unwrap());
                // `found` is a page that was read already.
                let is_small = |table: &str| SMALL.contains(&table) || ["found", "CONSTANT"].contains(&table);
                assert!(scanned.is_none_or(is_small), "{name}: {line}");
            }
        }
    }

    #[test]
    fn pages_of_names_are_read_in_order_from_their_index() {
        let connection = migrated();
        for (sql, index) in [
            (
                LIST_NAMES,
                "USING COVERING INDEX account_listed_by_name (name>? AND name<?)",
            ),
            (
                LIST_NAMES_BELOW,
                "USING COVERING INDEX account_listed_by_parent (<expr>=? AND name>? AND name<?)",
            ),
            (
                LIST_NAMES_OF_SIGNER,
                "PRIMARY KEY (signer=? AND name>? AND name<?)",
            ),
            (
                LIST_NAMES_OF_SIGNER_BELOW,
                "account_signer_by_parent (signer=? AND parent_name=? AND name>? AND name<?)",
            ),
            (LIST_NAMES_AT, "PRIMARY KEY (address=? AND name>?)"),
        ] {
            let plan = plan(&connection, sql);
            assert!(plan.iter().any(|line| line.ends_with(index)), "{plan:?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:?}");
        }
    }
}
