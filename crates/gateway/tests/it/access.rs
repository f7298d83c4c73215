use crate::client::{Client, TOKEN};
use http::header::{ACCEPT, AUTHORIZATION, HOST, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Value, json};

async fn ask(client: &Client, path: &str, header: Option<&str>) -> http::Response<bytes::Bytes> {
    ask_from([127, 0, 0, 1], client, path, header).await
}

async fn ask_from(
    from: [u8; 4],
    client: &Client,
    path: &str,
    header: Option<&str>,
) -> http::Response<bytes::Bytes> {
    let request = http::Request::get(path);
    let request = header.into_iter().fold(request, |request, header| request.header(AUTHORIZATION, header));
    client.gateway.answer(from.into(), request.body(bytes::Bytes::new()).unwrap()).await
}

#[tokio::test]
async fn nothing_is_shown_without_the_token() {
    let (client, mut guesser) = (Client::over(&[]), 0);
    for path in ["/", "/backends", "/machines", "/keys", "/providers", "/nowhere", "/backends/x/images"] {
        for header in [None, Some("Basic bWU6d3Jvbmc="), Some("Bearer wrong"), Some("mist_1 me:wrong")] {
            guesser += 1;
            let answer = ask_from([10, 0, 0, guesser], &client, path, header).await;
            assert_eq!(answer.status(), 401, "{path}");
            assert_eq!(answer.headers()[WWW_AUTHENTICATE], "Bearer");
            assert!(answer.body().starts_with(b"Unauthorized: "), "{:?}", answer.body());
        }
        let answer = ask(&client, path, Some(&format!("Bearer {TOKEN}"))).await;
        assert_ne!(answer.status(), 401, "{path}");
    }
}

#[tokio::test]
async fn a_login_gives_a_token_and_guesses_are_counted() {
    let client = Client::over(&[]);
    let session = client.json("POST", "/auth", json!({"email": "me@example.com", "password": TOKEN})).await;
    let session = session["mist_api_token"].as_str().unwrap();
    assert_ne!(session, TOKEN);
    let good = ask(&client, "/backends", Some(&format!("mist_1 me@example.com:{session}"))).await;
    assert_eq!((good.status().as_u16(), &good.body()[..]), (200, b"[]".as_slice()));

    let missing = client.refused("POST", "/auth", json!({"email": "me@example.com"})).await;
    assert_eq!(missing, (400, "Required parameter not provided: password".to_owned()));
    assert_eq!(client.refused("GET", "/auth", Value::Null).await.0, 405);
    let guess = json!({"email": "me@example.com", "password": "a guess that is long enough"});
    for _ in 0..5 {
        let (status, line) = client.refused("POST", "/auth", guess.clone()).await;
        assert_eq!(status, 401, "{line}");
        assert!(!line.contains("long enough") && !line.contains(TOKEN), "{line}");
    }
    let request = http::Request::post("/auth").body(guess.to_string().into()).unwrap();
    let answer = client.gateway.answer([127, 0, 0, 1].into(), request).await;
    assert_eq!(answer.status(), 429);
    let wait: u64 = answer.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[tokio::test]
async fn pages_of_other_sites_shut_nobody_out() {
    let client = Client::over(&[]);
    let post = async |headers: &[(&str, &str)], body: String| {
        let request = http::Request::post("/auth").header(HOST, "127.0.0.1:8080");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        client
            .gateway
            .answer([127, 0, 0, 1].into(), request.body(body.into()).unwrap())
            .await
            .status()
            .as_u16()
    };
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let said = |password: &str| json!({"email": "me", "password": password}).to_string();
    for _ in 0..10 {
        assert_eq!(post(&[("content-type", "text/plain")], said("guess")).await, 400);
        assert_eq!(post(&[("content-type", "multipart/form-data; boundary=x")], said("guess")).await, 400);
        for origin in ["https://evil.invalid", "null", "http://127.0.0.1:8081"] {
            let guess = "email=me&password=guess".to_owned();
            assert_eq!(post(&[("content-type", form), ("origin", origin)], guess.clone()).await, 403);
            assert_eq!(post(&[("origin", origin)], said(TOKEN)).await, 403);
        }
    }
    assert_eq!(post(&[("content-type", "application/json; charset=utf-8")], said(TOKEN)).await, 200);
    assert_eq!(post(&[("content-type", json), ("origin", "http://127.0.0.1:8080")], said(TOKEN)).await, 200);
    for _ in 0..5 {
        assert_eq!(post(&[("content-type", json)], said("guess")).await, 401);
    }
    assert_eq!(post(&[("content-type", json)], said(TOKEN)).await, 429);
    let right = ask(&client, "/backends", Some(&format!("Bearer {TOKEN}"))).await;
    assert_eq!(right.status(), 200, "wrong logins shut out no token");
}

#[tokio::test]
async fn refusals_are_json_for_those_who_take_nothing_else() {
    let client = Client::over(&[]);
    let request = http::Request::get("/backends/x/machines").header(ACCEPT, "application/json");
    let request = request.header(AUTHORIZATION, format!("Bearer {TOKEN}")).body(bytes::Bytes::new()).unwrap();
    let answer = client.gateway.answer([127, 0, 0, 1].into(), request).await;
    let body: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!((answer.status().as_u16(), body), (404, json!({"error": "Backend not found", "detail": "x"})));
}
