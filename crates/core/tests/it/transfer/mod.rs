//! Images to a drive and back, on a cloud in memory.
#![cfg(unix)] // files are read and written at given places
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod download;
mod pipes;
mod resume;
mod trouble;
mod upload;
mod world;
