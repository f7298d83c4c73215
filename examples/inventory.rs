//! Every server of every configured cloud. A cloud that does not answer hides no other, and is said to be missing.
//!
//! ```text
//! cargo run --example inventory                      simulated clouds, one of which refuses its key
//! cargo run --example inventory -- --config FILE     yours; with --cloud NAME one of them
//! ```

use anycloud::{Result, ServerQuery, open_all};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let config = anycloud_examples::config().await?; // in yours: Config::load(Config::default_path()?)?

    // All clouds at once, and where a cloud holds clouds (Mist.io), each of those.
    let answers = open_all(&config).ask(async |cloud| cloud.servers(&ServerQuery::new()).all().await).await;

    let (mut servers, mut missing) = (0, 0);
    for answer in &answers {
        match &answer.outcome {
            Ok(found) => {
                servers += found.len();
                for server in found {
                    let address = server.address().map_or("-".to_owned(), |ip| ip.to_string());
                    println!("{:16} {:10} {address:16} {answer}", server.name, server.state);
                }
            }
            Err(why) => {
                missing += 1;
                eprintln!("MISSING {answer}: {why}");
            }
        }
    }
    println!("servers: {servers}; clouds: {}; missing: {missing}", answers.len() - missing);
    Ok(if missing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
