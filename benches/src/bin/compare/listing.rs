//! Listing 10,000 servers end to end from a simulator's TCP port, each contender in processes of its own: ours, and
//! apache-libcloud, which is Python's library of this kind, on the same bytes.
//!
//! libcloud 3.7.0 is the last with a driver for ElasticHosts, which speaks JSON; 3.9.1 has one for CloudSigma 1.0, which
//! speaks text. The simulator writes each reply once and sends it again, else its own work would hide the clients'. Each
//! process lists several times; the first time is left out, as is what starting Python takes.

use crate::clients::Told;
use crate::process::{Serving, answer, ourselves, root};
use crate::python::with;
use crate::report::Section;
use crate::servers::Account;
use crate::stats::{median, ratio};
use crate::{Outcome, stats};
use std::path::PathBuf;
use std::process::Command;

const SERVERS: usize = 10_000;
const ROUNDS: usize = 5;
/// Listings of each process.
const LISTINGS: &str = "4";

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("Listing 10,000 servers end to end");
    let contenders = [
        Contender::ours("anycloud, CloudSigma 1.0", "cloudsigma"),
        Contender::theirs("libcloud 3.9.1, CloudSigma 1.0", "cloudsigma", "3.9.1", "libcloud-3.9.1")?,
        Contender::ours("anycloud, ElasticHosts, text", "elastichosts"),
        Contender::ours("anycloud, ElasticHosts, JSON", "elastichosts-json"),
        Contender::theirs("libcloud 3.7.0, ElasticHosts (JSON)", "elastichosts", "3.7.0", "libcloud")?,
    ];
    let count = SERVERS.to_string();
    let (sigma, hosts) =
        (Serving::<Account>::start(&["cloudsigma", &count])?, Serving::start(&["elastichosts", &count])?);
    let mut seconds = vec![Vec::new(); contenders.len()];
    let mut peaks = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for (at, contender) in contenders.iter().enumerate() {
            let account = if contender.driver == "cloudsigma" { &sigma.ready } else { &hosts.ready };
            let told = contender.list(account)?;
            if told.servers != SERVERS {
                return Err(format!("{} saw {} servers", contender.name, told.servers).into());
            }
            seconds[at].push(median(&told.seconds[1..]));
            peaks[at].push(told.peak_kib as f64 * 1024.0 / 1e6);
        }
    }
    // Who is compared with whom.
    let peers = [1, 1, 4, 4, 4];
    let rows: Vec<Vec<String>> = contenders
        .iter()
        .enumerate()
        .map(|(at, contender)| {
            vec![
                contender.name.to_owned(),
                format!("{:.1} ms", median(&seconds[at]) * 1e3),
                format!("{:.1} MB", median(&peaks[at])),
                format!("{:.1}×", ratio(&seconds[peers[at]], &seconds[at])),
            ]
        })
        .collect();
    let floors = [&sigma.ready, &hosts.ready].map(floor);
    let [sigma, hosts] = floors;
    let (sigma, hosts) = (sigma?, hosts?);
    section.text(format!(
        "{ROUNDS} processes of each, {LISTINGS} listings in each. The last column is by how much it is faster than libcloud on \
         the same service. Aims: 15× libcloud's CloudSigma, and 25 MB.",
    ));
    section.table(&["", "time", "peak memory", "beside libcloud"], &rows);
    section.text(format!(
        "A part of each time is the server's and the socket's: until all of the reply has arrived, a client that reads and forgets \
         it waits {:.1} ms (CloudSigma, {:.1} MB) and {:.1} ms (ElasticHosts, {:.1} MB).",
        sigma.0 * 1e3,
        sigma.1 as f64 / 1e6,
        hosts.0 * 1e3,
        hosts.1 as f64 / 1e6
    ));
    section.text(
        "The bytes are replayed (`compare serve`): the simulator behind the port writes each reply once, and the same bytes are sent \
         again to whoever asks for the same. To write 10,000 servers takes a simulator longer than it takes a client to read them, so \
         that its own work would hide the clients', and flatter the slower ones.",
    );
    section.text(
        "What bounds it: reading and typing the records, as above; then the socket. Some 10 MB of the memory is the program itself with \
         TLS and its runtime, the rest is the text and the models, once each. JSON is read object by object as it arrives, and each \
         is rewritten as the lines of a record, so that both formats are typed by the same code: it costs the reading of JSON, and \
         no more memory. Who wants speed leaves the format at text.",
    );
    Ok(section)
}

/// How long the server alone takes for the list, and how many bytes it has.
fn floor(account: &Account) -> Outcome<(f64, usize)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{}/servers/info", account.url);
    let (mut times, mut length) = (Vec::new(), 0);
    for _ in 0..9 {
        let request = client.get(&url).basic_auth(&account.user, Some(&account.secret));
        let request = request.header("accept", "text/plain");
        let (seconds, read) = stats::seconds(|| {
            runtime.block_on(async {
                let (mut reply, mut length) = (request.send().await?.error_for_status()?, 0);
                while let Some(chunk) = reply.chunk().await? {
                    length += chunk.len();
                }
                Ok::<_, reqwest::Error>(length)
            })
        });
        length = read?;
        times.push(seconds);
    }
    Ok((median(&times), length))
}

struct Contender {
    name: &'static str,
    driver: &'static str,
    python: Option<PathBuf>,
}

impl Contender {
    fn ours(name: &'static str, driver: &'static str) -> Self {
        Self { name, driver, python: None }
    }

    fn theirs(name: &'static str, driver: &'static str, version: &str, folder: &str) -> Outcome<Self> {
        Ok(Self { name, driver, python: Some(with("apache-libcloud", "libcloud", version, folder)?) })
    }

    fn list(&self, account: &Account) -> Outcome<Told> {
        let Account { url, user, secret } = account;
        let mut command = match &self.python {
            None => ourselves(&["client", "all", self.driver, url, user, secret, LISTINGS])?,
            Some(python) => {
                let mut command = Command::new(python);
                command.arg(root().join("benches/third-party/list_with_libcloud.py"));
                command.args([self.driver, url, user, secret, LISTINGS]);
                command
            }
        };
        answer(&mut command)
    }
}
