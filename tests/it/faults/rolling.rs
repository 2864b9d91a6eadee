//! Replicas that are restarted and upgraded one by one: nobody who looks a name up notices.

use super::{database::administer, fleet::Fleet};

#[test]
fn a_rolling_restart_fails_no_lookup() {
    let mut fleet = Fleet::start();
    let seen = fleet.under_load(|fleet| {
        for index in 0..fleet.len() {
            fleet.restart(index);
        }
    });
    seen.tell("rolling restart");
    assert!(seen.lookups > 100 && seen.changes > 10);
}

/// The schema before the last migration, as the release before has it: this one, without a publisher, does not touch
/// what that migration brings.
const BEFORE: [&str; 3] = [
    "DROP TABLE publisher_turn",
    "ALTER TABLE schema_version DROP COLUMN works_from",
    "UPDATE schema_version SET version = 3",
];

#[test]
fn a_rolling_upgrade_fails_no_lookup() {
    let mut fleet = Fleet::start();
    administer(&fleet.cluster, &BEFORE);
    let seen = fleet.under_load(|fleet| {
        for index in 0..fleet.len() {
            // The first one migrates; the others are of the release before meanwhile.
            fleet.restart(index);
        }
    });
    seen.tell("rolling upgrade");
    let is_new = "SELECT 1 / count(*) FROM schema_version WHERE version = 4 AND works_from = 4";
    administer(&fleet.cluster, &[is_new, "SELECT * FROM publisher_turn"]);
    assert!(seen.lookups > 100 && seen.changes > 10);
}

/// What a migration may do: the release before it goes on, and may start again.
const NEXT: &str = "BEGIN;
    SELECT pg_advisory_xact_lock(7883959187123456001);
    CREATE TABLE later (id bigint PRIMARY KEY);
    ALTER TABLE account ADD COLUMN later text;
    ALTER TABLE account ADD COLUMN latest bigint NOT NULL DEFAULT 0;
    ALTER TABLE operation ADD COLUMN later bytea;
    ALTER TABLE record ADD COLUMN later bytea;
    SELECT FROM log_head FOR UPDATE;
    CREATE INDEX account_later ON account (later, name);
    UPDATE schema_version SET version = 1000;
    COMMIT";

#[test]
fn a_release_goes_on_and_starts_again_beside_the_next() {
    let mut fleet = Fleet::start();
    let seen = fleet.under_load(|fleet| {
        administer(&fleet.cluster, &[NEXT]);
        fleet.kill(0);
        fleet.restart(1);
    });
    seen.tell("beside the next release");
    // Until that says that it is too old.
    administer(&fleet.cluster, &["UPDATE schema_version SET works_from = 1000"]);
    let said = fleet.refuses_to_start();
    assert!(said.contains("run a newer release"), "{said}");
    let seen = fleet.under_load(|_| {});
    assert!(seen.changes > 5, "those that run go on");
}
