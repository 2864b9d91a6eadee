//! What a store promises, asked of every database: the same cases on SQLite and on PostgreSQL. Then
//! what replicas on one PostgreSQL promise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in test functions, and these are their helpers"
)]

mod accept;
mod account;
#[path = "../it/accounts.rs"]
#[allow(dead_code, reason = "shared with the tests of the service")]
mod accounts;
mod addresses;
mod claims;
#[path = "../postgres/cluster.rs"]
mod cluster;
mod feed;
mod harness;
mod l1;
mod load;
mod names;
mod races;
mod replicas;
mod tree;
mod upgrade;

/// Each case on both databases.
macro_rules! cases {
    ($($module:ident: $($case:ident)*;)*) => {
        mod sqlite {
            $($(
                #[tokio::test(flavor = "multi_thread")]
                async fn $case() {
                    crate::$module::$case(crate::harness::World::sqlite().await).await;
                }
            )*)*
        }
        mod postgres {
            $($(
                #[tokio::test(flavor = "multi_thread")]
                async fn $case() {
                    crate::$module::$case(crate::harness::World::postgres().await).await;
                }
            )*)*
        }
    };
}

cases! {
    accept:
        a_registration_is_found_with_its_records
        a_unit_is_stored_whole_or_not_at_all
        a_change_may_need_an_earlier_one_of_its_unit
        a_repeated_operation_is_answered_as_before
        times_never_go_back
        an_import_keeps_its_times
        numbers_beyond_the_columns_are_refused
        records_have_a_bound
        a_restart_keeps_everything
        another_deployments_database_is_refused;
    account: every_part_of_an_account_comes_back;
    addresses:
        derived_addresses_and_records_lead_to_names
        the_index_follows_the_records
        addresses_are_listed_in_pages
        another_derivation_builds_the_index_anew;
    claims:
        a_reservation_waits_for_its_registration
        a_reservation_binds_what_the_service_vouches_for
        reservations_are_listed_in_pages
        a_token_is_kept_once_and_revoked_once
        a_token_registers_as_often_as_its_quota_says
        a_token_is_for_its_parent_alone;
    feed:
        a_follower_misses_none_and_repeats_none
        an_account_tells_its_operations
        the_head_moves_with_the_log
        a_change_is_told_before_it_is_answered
        nothing_is_accepted_before_the_time_of_a_seal
        a_refusal_says_when_it_was_tried;
    names:
        names_are_in_order_of_their_bytes
        every_filter_goes_with_every_other
        a_prefix_means_nothing_but_itself
        signers_lead_to_their_names;
    races:
        one_of_two_gets_a_name
        many_names_at_once_are_all_there
        a_refused_unit_leaves_the_others_alone;
    load:
        a_loaded_log_makes_the_same_database
        what_does_not_follow_leaves_no_database;
    l1:
        an_honest_history_is_followed_to_its_end
        every_doctored_history_is_found_out
        a_name_that_another_may_not_register_is_found_out;
    tree:
        every_kept_version_is_proven
        the_log_has_the_root_after_each_operation
        leaves_hold_accounts_and_records
        versions_that_nobody_needs_are_forgotten
        a_version_that_never_was_is_not_proven
        what_is_refused_leaves_the_tree_alone
        a_lost_tree_is_built_from_the_log;
}
