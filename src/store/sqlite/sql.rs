//! Every statement, as text that never changes. A test prepares each against the schema.

/// Names each statement once and lists them for the test.
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

    /// A lookup: an account's status and up to four of its records. Without any of these
    /// records there is one row, whose record columns are null.
    FIND = "SELECT account.status, record.key, record.state, record.value
            FROM account LEFT JOIN record
              ON record.node = account.node AND record.key IN (?2, ?3, ?4, ?5)
            WHERE account.node = ?1";
    /// An account.
    SELECT_ACCOUNT = "SELECT name, nonce, history_hash, status, threshold, signers, guardian_threshold,
                             guardians_hash, recovery_delay, implementation, registrar, policy
                      FROM account WHERE node = ?1";
    /// Every record of an account.
    LIST_RECORDS = "SELECT call, state, value FROM record WHERE node = ?1 ORDER BY call";
    /// How many records an account has.
    COUNT_RECORDS = "SELECT count(*) FROM record WHERE node = ?1";
    /// Whether an account has a record.
    RECORD_EXISTS = "SELECT 1 FROM record WHERE node = ?1 AND key = ?2";

    /// Time of the newest operation.
    LAST_ACCEPTED_AT = "SELECT coalesce((SELECT accepted_at FROM operation ORDER BY sequence DESC LIMIT 1), 0)";
    /// Whether an operation was accepted before.
    SELECT_OPERATION = "SELECT sequence, accepted_at FROM operation WHERE hash = ?1";
    /// Appends to the log.
    INSERT_OPERATION = "INSERT INTO operation (hash, node, nonce, accepted_at, body)
                        VALUES (?1, ?2, ?3, ?4, ?5) RETURNING sequence";
    /// Writes an account.
    UPSERT_ACCOUNT = "INSERT INTO account (node, name, nonce, history_hash, status, threshold, signers,
                          guardian_threshold, guardians_hash, recovery_delay, implementation, registrar, policy)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                      ON CONFLICT (node) DO UPDATE SET
                          nonce = excluded.nonce, history_hash = excluded.history_hash,
                          status = excluded.status, threshold = excluded.threshold,
                          signers = excluded.signers, guardian_threshold = excluded.guardian_threshold,
                          guardians_hash = excluded.guardians_hash, recovery_delay = excluded.recovery_delay,
                          implementation = excluded.implementation, registrar = excluded.registrar,
                          policy = excluded.policy";
    /// Writes a record.
    UPSERT_RECORD = "INSERT INTO record (node, key, call, state, value) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (node, key) DO UPDATE SET state = excluded.state, value = excluded.value";
    /// Forgets a record.
    DELETE_RECORD = "DELETE FROM record WHERE node = ?1 AND key = ?2";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_prepares_against_the_schema() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        super::super::schema::migrate(&mut connection).unwrap();
        assert!(!ALL.is_empty());
        for (name, sql) in ALL {
            connection
                .prepare(sql)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}
