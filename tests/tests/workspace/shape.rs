//! Drivers have one shape: who knows one finds his way in all.

use std::fs;
use std::path::{Path, PathBuf};

/// Each is a file of `src`, or a folder of its name.
const PARTS: [&str; 7] = ["client", "compute", "config", "error", "provider", "undo", "wire"];

#[test]
fn every_driver_has_the_parts_of_a_driver() {
    for driver in drivers() {
        let src = driver.join("src");
        let manifest = fs::read_to_string(driver.join("Cargo.toml")).unwrap();
        // Without HTTP there are no requests to describe.
        let request = manifest.contains("anycloud-http").then_some("request");
        for part in PARTS.into_iter().chain(request) {
            let file = src.join(part).with_extension("rs");
            assert!(file.is_file() || src.join(part).join("mod.rs").is_file(), "{}", file.display());
        }
        for file in ["src/error/tests.rs", "tests/it/main.rs", "tests/it/readme.rs"] {
            assert!(driver.join(file).is_file(), "{} has no {file}", driver.display());
        }
    }
}

#[test]
fn a_resource_has_one_name_in_client_request_and_wire() {
    for driver in drivers() {
        let src = driver.join("src");
        // A file of its own has them all.
        let Ok(client) = fs::read_dir(src.join("client")) else { continue };
        for resource in client.map(|entry| entry.unwrap().file_name()) {
            for part in ["request", "wire"] {
                // Where all reads are one request, what is only read has no other.
                let described = part == "request" && src.join("request/describe.rs").is_file();
                let file = src.join(part).join(&resource);
                assert!(described || file.is_file(), "{}", file.display());
            }
        }
    }
}

fn drivers() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/drivers");
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    // What two drivers share is no driver.
    let drivers: Vec<_> = all.filter(|path| !path.ends_with("elastic-family")).collect();
    assert!(drivers.len() > 4, "{drivers:?}");
    drivers
}
