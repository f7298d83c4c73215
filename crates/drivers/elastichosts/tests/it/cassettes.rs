//! Every call of the document, answered from `fixtures/elastichosts`: what is decoded is what is there.
//!
//! To record the recorded ones anew, e.g. when the simulator has changed:
//! `cargo test -p anycloud-elastichosts --test cassettes record -- --ignored`.
mod coverage;
mod drives;
mod errors;
mod json;
mod life;
mod replies;
mod resources;
mod servers;
mod tape;

use anycloud_elastichosts::{Dialect, Format};
use tape::{Played, Recording};

/// A test for each file, and the files as a list.
macro_rules! cassettes {
    ($list:ident: $($file:ident, $dialect:ident, $format:ident, $case:path;)+) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $file() {
                let played = Played::new(stringify!($file), Dialect::$dialect, Format::$format);
                $case(&played.cloud).await;
                played.finish();
            }
        )+

        pub(crate) const $list: &[(&str, Format)] = &[$((stringify!($file), Format::$format)),+];
    };
}

// Written by hand.
cassettes! { TRANSCRIBED:
    consoles, Two, Text, servers::consoles;
    contents, Two, Text, drives::contents;
    drives, Two, Text, drives::document;
    errors, Two, Text, errors::table;
    imaging, Two, Text, drives::imaging;
    json, Two, Json, json::replies;
    replies, Two, Text, replies::odd;
    resources, Two, Text, resources::document;
    servers, Two, Text, servers::document;
    set, Two, Text, servers::set;
}

/// The cases that are recorded: they run on the simulator to make a file, and on the file ever after.
macro_rules! recorded {
    ($($file:ident, $dialect:ident, $format:ident, $case:path, beside $neighbours:literal;)+) => {
        cassettes! { RECORDED: $($file, $dialect, $format, $case;)+ }

        #[tokio::test(start_paused = true)]
        #[ignore = "writes fixtures"]
        async fn record() {
            $({
                let recording = Recording::new(Dialect::$dialect, Format::$format, $neighbours);
                $case(&recording.cloud).await;
                recording.save(stringify!($file));
            })+
        }
    };
}

// So many servers are there before.
recorded! {
    drives_json, Two, Json, drives::every_call, beside 3;
    life, Two, Text, life::in_short, beside 1;
    life_json, Two, Json, life::in_full, beside 3;
    life_one, One, Text, life::in_short, beside 1;
    resources_json, Two, Json, resources::every_call, beside 3;
    servers_json, Two, Json, servers::every_call, beside 3;
    servers_one, One, Text, servers::every_call, beside 1;
    standard_drives, Two, Text, drives::standard, beside 0;
    standard_drives_json, Two, Json, drives::standard, beside 0;
    standard_drives_list, Two, Text, drives::standard_list, beside 0;
    standard_drives_list_json, Two, Json, drives::standard_list, beside 0;
}
