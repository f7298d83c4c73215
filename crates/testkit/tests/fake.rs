//! The suite on the cloud in memory: all of it passes, and none of the known mistakes does.

use anycloud_testkit::conformance::{self, Fixture, Lab};
use anycloud_testkit::fake::{FakeFixture, Quirk, quirky_lab};
use std::panic::catch_unwind;

anycloud_testkit::suite!(FakeFixture);

#[test]
fn the_matrix_of_the_fake() {
    insta::assert_snapshot!(conformance::matrix::<FakeFixture>());
}

macro_rules! quirks {
    ($($quirk:ident: $($case:literal),+;)*) => { $(
        #[allow(non_snake_case)] // named like the mistake
        mod $quirk {
            use super::{Fixture, Lab, Quirk, quirky_lab};

            pub(super) struct Mistaken;

            impl Fixture for Mistaken {
                fn name() -> &'static str {
                    stringify!($quirk)
                }

                async fn lab() -> Lab {
                    quirky_lab(Quirk::$quirk)
                }
            }
        }
    )*

        /// Each mistake, and the cases that must see it. Others may, too.
        #[test]
        fn every_mistake_is_seen() {
            $( $( must_fail::<$quirk::Mistaken>($case); )+ )*
        }
    };
}

quirks! {
    ActsOnFirst:
        "renames_only_the_asked_server", "resizes_only_the_asked_server", "destroys_only_the_asked_server",
        "starts_only_the_asked_server", "powers_off_only_the_asked_server", "shuts_down_only_the_asked_server",
        "reboots_only_the_asked_server", "a_reboot_is_seen_to_have_happened", "renames_only_the_asked_drive",
        "grows_only_the_asked_drive", "destroys_only_the_asked_drive", "what_is_written_is_read_back",
        "attaches_and_detaches_only_the_asked_drive", "destroys_only_the_asked_key_pair",
        "destroys_only_the_asked_snapshot", "a_drive_is_made_from_a_snapshot",
        "replaces_the_rules_of_the_asked_firewall_only", "destroys_only_the_asked_firewall",
        "puts_only_the_asked_server_behind_another", "gives_only_the_asked_server_another_size";
    AllowsEverything: "what_a_running_server_allows_is_not_refused";
    CreatesAgain:
        "a_stopped_create_whose_reply_is_lost_makes_one_server",
        "a_create_whose_reply_is_lost_makes_one_server", "a_create_whose_reply_is_cut_off_makes_one_server",
        "a_lost_reply_among_several_makes_no_server_twice";
    DestroysAttached: "a_drive_of_a_stopped_server_is_not_free";
    DestroysDrives: "destroys_only_the_asked_server", "destroying_keeps_the_drives_if_told";
    DestroysFirewallsInUse:
        "a_firewall_with_a_server_behind_it_stays", "puts_only_the_asked_server_behind_another";
    DiscardsAnything: "undo_destroys_only_what_carries_the_stamp";
    DropsRulesFirst: "rules_that_stay_are_never_taken_off";
    DropsUserData: "user_data_arrives_and_stays_secret", "user_data_is_asked_for_again";
    ForgetsToDestroy: "destroys_only_the_asked_server", "creates_from_an_image_and_destroys_everything";
    IgnoresLocation: "creates_in_a_location";
    JournalsPrivateKeys: "a_private_key_is_shown_once";
    LeavesDrive:
        "a_create_refused_at_the_server_leaves_nothing", "a_create_cancelled_at_any_step_is_undone",
        "a_create_killed_anywhere_is_undone_to_nothing", "a_create_killed_anywhere_resumes_to_one",
        "a_server_that_fails_takes_no_other_with_it";
    ListsOnePage:
        "lists_every_server", "lists_every_drive", "eight_clones_list_at_once", "lists_every_key_pair",
        "lists_every_snapshot", "lists_every_firewall";
    OverstatesSizes: "a_server_of_the_size_that_fits_covers_the_need";
    RebootsBlindly: "a_reboot_is_seen_to_have_happened";
    ReplacesBothDirections: "a_direction_that_nothing_is_said_about_stays";
    ReplacesKeyPairs: "a_second_key_pair_of_a_name_already_exists";
    RestoresNothing: "a_drive_is_made_from_a_snapshot";
    ShowsSecrets: "a_console_password_stays_secret", "user_data_arrives_and_stays_secret";
    SnapshotsTooSoon: "creates_and_destroys_a_snapshot", "a_snapshot_outlives_its_drive";
}

fn must_fail<F: Fixture>(case: &str) {
    let failed = catch_unwind(|| conformance::run::<F>(case)).is_err();
    assert!(failed, "{case} does not see the mistake {}", F::name());
}
