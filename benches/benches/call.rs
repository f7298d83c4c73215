//! What the pipeline of one call costs without a network: `cargo bench -p anycloud-benches --bench call`.

use anycloud_core::async_trait;
use anycloud_http::{Basic, Body, Call, Http, HttpConfig, Transport, TransportError, judge_by_status};
use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use std::sync::Arc;

/// Answers at once.
#[derive(Debug)]
struct Echo;

#[async_trait]
impl Transport for Echo {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        Ok(http::Response::new(Body::full(request.into_body())))
    }
}

fn pipeline(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let auth = Basic::new("user", anycloud_core::Secret::new("secret"));
    let endpoint = url::Url::parse("https://api.example");
    let (Ok(runtime), Ok(endpoint)) = (runtime, endpoint) else { return };
    let builder = Http::builder(endpoint, judge_by_status)
        .auth(Arc::new(auth))
        .config(HttpConfig::default().transport(Arc::new(Echo)));
    let Ok(http) = builder.build() else { return };
    let mut request = http::Request::new(Bytes::from_static(b"name web\n"));
    *request.uri_mut() = http::Uri::from_static("/servers/info");
    criterion.bench_function("one call, no network", |bencher| {
        bencher.iter(|| {
            runtime.block_on(http.call(Call::safe("servers info", request.clone()), |reply| Ok(reply.body)))
        });
    });
}

criterion_group!(calling, pipeline);
criterion_main!(calling);
