//! What one call costs beside the bare reqwest doing the same request: the description of one server, from a simulator in a
//! process of its own, over one connection that is kept.
//!
//! `Http::call` is the pipeline: class, retry, rate limit, timeout, redaction, log. The native client makes the request and
//! reads the record as well.
//!
//! An idle machine measures how long its processors take to wake: keep them awake, e.g. with one
//! `nice -n 19 sh -c 'while :; do :; done'` for each.

use crate::Outcome;
use crate::process::Serving;
use crate::report::Section;
use crate::servers::Account;
use crate::stats::{median, ratio};
use anycloud_core::{CloudId, Secret, ServerId};
use anycloud_elastichosts::{Client, Config, ElasticHosts};
use anycloud_http::{Basic, Call, Http, judge_by_status};
use bytes::Bytes;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 61;
/// Calls of each contender in a round.
const CALLS: u32 = 100;

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("One call beside bare reqwest");
    let server = Serving::<Account>::start(&["elastichosts", "10"])?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let times = runtime.block_on(rounds(&server.ready))?;
    let names = ["bare reqwest", "`Http::call`", "the native client"];
    let rows: Vec<Vec<String>> = names
        .iter()
        .zip(&times)
        .map(|(name, seconds)| {
            let more = (ratio(seconds, &times[0]) - 1.0) * 100.0;
            vec![(*name).to_owned(), format!("{:.1} µs", median(seconds) * 1e6), format!("{more:+.1} %")]
        })
        .collect();
    section.text(format!(
        "{ROUNDS} rounds of {CALLS} calls each, on a runtime of one thread. Aim: 5 % more than bare reqwest. The processors are \
         to be kept awake: asleep, a call takes three times as long, and what it costs more is lost in that."
    ));
    section.table(&["", "one call", "more"], &rows);
    section.text(
        "What bounds it: the work of the pipeline is spread thin, and the reply over loopback comes so soon that all of it shows. A \
         transport takes any request, so that the URL is written as a URI beside reqwest's own; the request is copied, since \
         it may be sent again; a timer is set; the futures of credentials and transport are boxed. The native client also \
         makes the request and checks and keeps the record.",
    );
    Ok(section)
}

/// The seconds of one call in each round: reqwest's, the pipeline's, the client's.
async fn rounds(account: &Account) -> Outcome<[Vec<f64>; 3]> {
    let Account { url, user, secret } = account;
    // As our transport sets it up.
    let reqwest = reqwest::Client::builder()
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .connect_timeout(Duration::from_secs(10))
        .pool_idle_timeout(Duration::from_secs(15))
        .build()?;
    let endpoint = url::Url::parse(url)?;
    let auth = Basic::new(user.as_str(), Secret::new(secret.as_str()));
    let http = Http::builder(endpoint.clone(), judge_by_status).auth(Arc::new(auth)).build()?;
    let config = Config::new(user, Secret::new(secret.as_str())).endpoint(endpoint);
    let driver = ElasticHosts::new(CloudId::new("bench"), config)?;
    let client: &Client = driver.client();
    let id = client.servers_list().await?.into_iter().next().ok_or("no server")?.id;
    let path = format!("/servers/{}/info", id.as_str());

    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    // The first round opens the connections and does not count.
    for round in 0..=ROUNDS {
        let began = Instant::now();
        for _ in 0..CALLS {
            bare(&reqwest, account, &path).await?;
        }
        let one = began.elapsed();
        for _ in 0..CALLS {
            piped(&http, &path).await?;
        }
        let two = began.elapsed();
        for _ in 0..CALLS {
            native(client, &id).await?;
        }
        let three = began.elapsed();
        if round > 0 {
            for (times, took) in times.iter_mut().zip([one, two - one, three - two]) {
                times.push(took.as_secs_f64() / f64::from(CALLS));
            }
        }
    }
    Ok(times)
}

async fn bare(client: &reqwest::Client, account: &Account, path: &str) -> Outcome<Bytes> {
    let request = client.get(format!("{}{path}", account.url)).header("accept", "text/plain");
    let reply = request.basic_auth(&account.user, Some(&account.secret)).send().await?;
    Ok(reply.error_for_status()?.bytes().await?)
}

async fn piped(http: &Http, path: &str) -> Outcome<Bytes> {
    let request = http::Request::get(path).header("accept", "text/plain").body(Bytes::new())?;
    Ok(http.call(Call::safe("server info", request), |reply| Ok(reply.body)).await?)
}

async fn native(client: &Client, id: &ServerId) -> Outcome {
    client.server_info(id).await?;
    Ok(())
}
