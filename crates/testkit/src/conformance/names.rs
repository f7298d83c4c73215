//! The names of all cases, where macros can see them; a test holds them against [`cases`](super::cases).

/// Makes every case of the conformance suite a test of its own, over a [`Fixture`](crate::conformance::Fixture).
///
/// The caller needs no other crate, no runtime and no attribute:
///
/// ```
/// # use anycloud_testkit::fake::FakeFixture;
/// anycloud_testkit::suite!(FakeFixture);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! suite {
    ($fixture:ty) => {
        $crate::__conformance_cases! { __conformance_tests $fixture }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_tests {
    ($fixture:ty { $($case:ident)* }) => { $(
        #[test]
        fn $case() {
            $crate::conformance::run::<$fixture>(stringify!($case));
        }
    )* };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_names {
    ({ $($case:ident)* }) => { [$(stringify!($case)),*] };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_cases {
    ($then:ident $($with:tt)*) => {
        $crate::$then! { $($with)* {
            verifies_and_discovers
            lists_every_server
            lists_every_drive
            lists_every_network
            lists_every_address
            a_server_by_id_is_its_listed_self
            a_drive_by_id_is_its_listed_self
            servers_are_found_by_name_and_by_id
            a_missing_server_is_not_found
            a_missing_drive_is_not_found
            a_malformed_server_id_is_refused_unsent
            a_malformed_drive_id_is_refused_unsent
            a_list_of_servers_costs_few_requests
            a_list_of_drives_costs_few_requests
            a_cut_off_list_is_never_a_short_list
            a_list_that_stalls_ends
            eight_clones_list_at_once
            lists_images
            lists_sizes
            lists_locations
            server_json_has_its_keys
            no_secret_shows
            a_console_hides_its_password
            creates_from_an_image_and_destroys_everything
            creates_from_a_drive_that_exists
            creates_without_starting
            creates_with_further_drives
            creates_with_a_static_address
            creates_on_a_network
            two_creates_of_one_name_make_two
            creating_changes_no_other_server
            creating_from_a_missing_image_leaves_nothing
            creating_from_a_missing_drive_leaves_nothing
            tags_of_a_new_server_come_back
            tags_are_replaced_on_the_asked_server_only
            a_line_break_in_a_server_name_is_refused_unsent
            a_console_password_stays_secret
            creates_in_a_location
            renames_only_the_asked_server
            server_names_come_back_as_they_were_given
            resizes_only_the_asked_server
            destroys_only_the_asked_server
            destroying_keeps_the_drives_if_told
            destroying_takes_all_drives_if_told
            destroying_takes_only_the_named_drives
            a_shared_drive_is_not_destroyed_with_a_server
            a_second_destroy_says_already_gone
            destroying_what_never_was_says_already_gone
            a_wrong_expected_name_destroys_no_server
            a_malformed_boot_drive_is_refused_unsent
            the_size_that_fits_covers_the_need
            a_server_of_the_size_that_fits_covers_the_need
            a_need_that_nothing_covers_is_not_found
            a_need_of_nothing_is_refused_unsent
            creating_of_a_missing_size_leaves_nothing
            gives_only_the_asked_server_another_size
            several_servers_are_made_at_once
            a_server_that_fails_takes_no_other_with_it
            a_lost_reply_among_several_makes_no_server_twice
            several_servers_of_one_name_are_refused_unsent
            user_data_arrives_and_stays_secret
            user_data_is_asked_for_again
            starts_only_the_asked_server
            shuts_down_only_the_asked_server
            powers_off_only_the_asked_server
            reboots_only_the_asked_server
            resets_only_the_asked_server
            a_reboot_is_seen_to_have_happened
            a_missing_server_has_no_power
            a_lost_reply_of_a_power_action_is_not_hidden
            a_wait_ends_when_its_time_is_over
            a_wait_survives_a_lost_look
            a_wait_can_be_cancelled
            a_wait_for_what_cannot_come_ends_at_once
            another_process_goes_on_waiting
            a_wait_in_the_wrong_realm_is_refused_unsent
            a_server_allows_only_what_the_cloud_can_do
            what_a_running_server_does_not_allow_is_refused
            what_a_stopped_server_does_not_allow_is_refused
            what_a_running_server_allows_is_not_refused
            what_a_stopped_server_allows_is_not_refused
            lists_every_key_pair
            a_private_key_is_shown_once
            imports_a_public_key
            a_private_key_is_not_imported
            a_line_break_in_a_key_pair_name_is_refused_unsent
            a_second_key_pair_of_a_name_already_exists
            a_key_pair_whose_reply_is_lost_is_no_use
            a_key_pair_whose_request_is_lost_is_made_at_most_once
            destroys_only_the_asked_key_pair
            a_second_destroy_says_the_key_pair_is_gone
            creates_with_a_key_pair
            creating_with_a_missing_key_pair_leaves_nothing
            creates_and_destroys_a_drive
            two_drives_of_one_name_are_two
            a_line_break_in_a_drive_name_is_refused_unsent
            drive_tags_come_back
            renames_only_the_asked_drive
            drive_names_come_back_as_they_were_given
            grows_only_the_asked_drive
            clones_a_drive
            images_only_the_asked_drive
            attaches_and_detaches_only_the_asked_drive
            attaching_a_missing_drive_changes_nothing
            a_drive_of_a_stopped_server_is_not_free
            destroys_only_the_asked_drive
            a_second_destroy_says_the_drive_is_gone
            a_wrong_expected_name_destroys_no_drive
            what_is_written_is_read_back
            too_long_a_read_is_refused_unsent
            too_long_a_write_is_refused_unsent
            lists_every_snapshot
            creates_and_destroys_a_snapshot
            a_line_break_in_a_snapshot_name_is_refused_unsent
            snapshot_tags_come_back
            a_snapshot_of_a_missing_drive_is_not_found
            a_snapshot_whose_reply_is_lost_is_made_once
            a_drive_is_made_from_a_snapshot
            a_drive_from_a_missing_snapshot_is_not_made
            a_snapshot_outlives_its_drive
            destroys_only_the_asked_snapshot
            a_second_destroy_says_the_snapshot_is_gone
            an_image_goes_there_and_back
            a_piece_whose_reply_is_lost_is_sent_again
            a_piece_waits_for_a_busy_drive
            a_read_only_handle_uploads_nothing
            an_upload_to_a_missing_drive_fails
            creates_renames_and_destroys_a_network
            renames_only_the_asked_network
            destroys_only_the_asked_network
            a_line_break_in_a_network_name_is_refused_unsent
            attaches_and_detaches_only_the_asked_network
            creates_and_destroys_an_address
            destroys_only_the_asked_address
            a_line_break_in_an_address_name_is_refused_unsent
            attaches_and_detaches_only_the_asked_address
            lists_every_firewall
            creates_and_destroys_a_firewall
            a_line_break_in_a_firewall_name_is_refused_unsent
            rules_that_mean_nothing_are_refused_unsent
            replaces_the_rules_of_the_asked_firewall_only
            a_direction_that_nothing_is_said_about_stays
            rules_that_stay_are_never_taken_off
            a_rule_about_another_firewall_comes_back
            a_firewall_whose_reply_is_lost_is_made_once
            destroys_only_the_asked_firewall
            a_second_destroy_says_the_firewall_is_gone
            a_firewall_with_a_server_behind_it_stays
            creating_behind_a_missing_firewall_leaves_nothing
            puts_only_the_asked_server_behind_another
            money_that_is_not_offered_is_refused_unsent
            the_balance_is_exact_money
            usage_has_names_and_quantities
            prices_are_in_the_currency_of_the_balance
            transactions_are_in_the_currency_of_the_balance
            transactions_before_a_time_are_left_out
            a_runway_is_the_balance_over_what_was_spent
            subscriptions_are_listed_whole
            a_quote_buys_nothing
            buys_what_was_asked_for
            extends_only_the_asked_subscription
            an_order_for_nothing_is_refused_unsent
            a_read_only_handle_buys_nothing
            an_order_whose_reply_is_lost_buys_once
            an_order_whose_request_is_lost_buys_at_most_once
            a_read_only_handle_refuses_every_change_unsent
            changes_that_are_not_offered_are_refused_unsent
            reads_that_are_not_offered_are_refused_unsent
            amounts_outside_the_limits_are_refused_unsent
            an_update_of_nothing_is_refused_unsent
            a_create_whose_reply_is_lost_makes_one_server
            a_stopped_create_whose_reply_is_lost_makes_one_server
            a_create_whose_reply_is_cut_off_makes_one_server
            a_create_whose_request_is_lost_makes_at_most_one_server
            a_create_without_an_answer_makes_at_most_one_server
            a_drive_whose_reply_is_lost_is_made_once
            a_boot_drive_whose_reply_is_lost_is_made_once
            a_create_refused_at_the_boot_drive_leaves_nothing
            a_create_refused_while_imaging_leaves_nothing
            a_create_refused_at_the_server_leaves_nothing
            a_create_cancelled_at_any_step_is_undone
            a_create_cancelled_at_any_step_is_resumed
            a_cancelled_undo_goes_on
            what_is_finished_is_not_undone
            undo_destroys_only_what_carries_the_stamp
            busy_is_reported_as_busy
            a_destroy_whose_reply_is_lost_can_be_repeated
            a_destroy_refused_at_a_drive_goes_on
            a_create_killed_anywhere_resumes_to_one
            a_create_killed_anywhere_is_undone_to_nothing
            an_undo_killed_anywhere_goes_on
            a_destroy_killed_anywhere_is_finished
        } }
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_macro_has_every_case() {
        let known: Vec<&str> = crate::conformance::cases().map(|case| case.name).collect();
        assert_eq!(crate::__conformance_cases!(__conformance_names).as_slice(), known);
    }
}
