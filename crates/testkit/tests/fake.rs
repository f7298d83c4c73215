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
        "attaches_and_detaches_only_the_asked_drive";
    AllowsEverything: "what_a_running_server_allows_is_not_refused";
    CreatesAgain:
        "a_stopped_create_whose_reply_is_lost_makes_one_server",
        "a_create_whose_reply_is_lost_makes_one_server", "a_create_whose_reply_is_cut_off_makes_one_server";
    DestroysAttached: "a_drive_of_a_stopped_server_is_not_free";
    DestroysDrives: "destroys_only_the_asked_server", "destroying_keeps_the_drives_if_told";
    DiscardsAnything: "undo_destroys_only_what_carries_the_stamp";
    ForgetsToDestroy: "destroys_only_the_asked_server", "creates_from_an_image_and_destroys_everything";
    LeavesDrive:
        "a_create_refused_at_the_server_leaves_nothing", "a_create_cancelled_at_any_step_is_undone",
        "a_create_killed_anywhere_is_undone_to_nothing", "a_create_killed_anywhere_resumes_to_one";
    ListsOnePage: "lists_every_server", "lists_every_drive", "eight_clones_list_at_once";
    RebootsBlindly: "a_reboot_is_seen_to_have_happened";
    ShowsSecrets: "a_console_password_stays_secret";
}

fn must_fail<F: Fixture>(case: &str) {
    let failed = catch_unwind(|| conformance::run::<F>(case)).is_err();
    assert!(failed, "{case} does not see the mistake {}", F::name());
}
