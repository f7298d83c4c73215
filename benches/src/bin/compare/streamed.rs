//! Listing 1,000,000 servers one by one, and 10,000: what the most memory is that the client ever holds.
//!
//! No simulator holds a million servers: a socket that sends records as it makes them plays the service, chunked. The client is
//! the usual one, and forgets each server before it takes the next.

use crate::Outcome;
use crate::clients::Told;
use crate::process::{Serving, answer, ourselves};
use crate::report::Section;
use crate::servers::Account;
use crate::stats::median;

const ROUNDS: usize = 3;

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("Streaming 1,000,000 servers");
    let counts = [10_000, 1_000_000];
    let mut rows = Vec::new();
    let mut peaks = Vec::new();
    for count in counts {
        let server = Serving::<Account>::start(&["list", &count.to_string()])?;
        let Account { url, user, secret } = &server.ready;
        let (mut seconds, mut memory) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let told: Told =
                answer(&mut ourselves(&["client", "each", "cloudsigma", url, user, secret, "1"])?)?;
            if told.servers != count {
                return Err(format!("{} servers came instead of {count}", told.servers).into());
            }
            seconds.extend(told.seconds);
            memory.push(told.peak_kib as f64 * 1024.0 / 1e6);
        }
        let (seconds, peak) = (median(&seconds), median(&memory));
        rows.push(vec![count.to_string(), format!("{seconds:.3} s"), format!("{peak:.1} MB")]);
        peaks.push(peak);
    }
    section.text(format!(
        "{ROUNDS} processes for each row. A million need {:.2} times the memory of ten thousand; the aim is 1.5.",
        peaks[1] / peaks[0]
    ));
    section.table(&["servers", "time", "peak memory"], &rows);
    Ok(section)
}
