//! The command `anycloud`.
fn main() {}
