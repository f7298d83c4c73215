//! Every server of every configured cloud. A cloud that does not answer is said to be missing, and hides no other.
//!
//! ```text
//! cargo run --example inventory                      simulated clouds, one of which refuses its key
//! cargo run --example inventory -- --config FILE     yours
//! ```

use anycloud::{ServerQuery, open_all};

#[tokio::main]
async fn main() -> anycloud_examples::Result<()> {
    let fleet = open_all(&anycloud_examples::config().await?);

    // All clouds at once, and where a cloud holds clouds (Mist.io), each of those.
    let answers = fleet.ask(|cloud| async move { cloud.servers(&ServerQuery::new()).all().await }).await;

    let (mut total, mut missing) = (0, 0);
    for answer in &answers {
        match &answer.outcome {
            Ok(servers) => {
                total += servers.len();
                for server in servers {
                    let address = server.address().map_or("-".to_owned(), |ip| ip.to_string());
                    println!("{:36} {:16} {:10} {address}", answer.name(), server.name, server.state);
                }
            }
            Err(why) => {
                missing += 1;
                println!("{:36} MISSING: {why}", answer.name());
            }
        }
    }
    println!("{total} servers in {} clouds; {missing} did not answer", answers.len());
    Ok(())
}
