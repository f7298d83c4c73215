use crate::client::{Client, mist};
use anycloud::CreateKeyPair;
use serde_json::{Value, json};

#[tokio::test(start_paused = true)]
async fn a_cloud_that_is_given_no_keys_has_another_one_of_that_name() {
    let (simulated, account) = mist("account");
    let client = Client::over(std::slice::from_ref(&account));
    let theirs = CreateKeyPair::new("mine");
    account.create_key_pair(&theirs).done().await.unwrap();
    let all = client.list("/backends").await;
    let inner = all.iter().find(|backend| backend["title"] != "account").unwrap();
    let machines = format!("/backends/{}/machines", inner["id"].as_str().unwrap());
    let image = client.list(&machines.replace("machines", "images")).await[0]["id"].clone();
    let size = client.list(&machines.replace("machines", "sizes")).await[0]["id"].clone();
    let location = client.list(&machines.replace("machines", "locations")).await[0]["id"].clone();
    let web =
        |key: &str| json!({"name": "web", "image": image, "size": size, "location": location, "key": key});
    let made = client.json("POST", "/keys", Value::Null).await["priv"].clone();
    for name in ["mine", "ours"] {
        client.json("PUT", "/keys", json!({"name": name, "priv": made})).await;
    }
    let before = simulated.inner().machines();
    let another = client.refused("POST", &machines, web("mine")).await;
    let words =
        "Conflict: the cloud has a key of the name \"mine\", and does not tell whether it is this one";
    assert_eq!(another, (409, words.to_owned()));
    let (status, line) = client.refused("POST", &machines, web("ours")).await;
    assert!(status == 400 && line.contains("this cloud is given none"), "{status} {line}");
    assert_eq!(simulated.inner().machines(), before, "nothing was made");
    client.json("DELETE", "/keys/mine", Value::Null).await;
    client.json("POST", &machines, web("mine")).await;
    assert_eq!(simulated.inner().machines(), before + 1, "the cloud's own is another thing");
}

#[tokio::test]
async fn keys_are_kept_in_both_spellings() {
    let client = Client::over(&[]);
    let made = client.json("POST", "/keys", Value::Null).await["priv"].as_str().unwrap().to_owned();
    assert!(client.list("/keys").await.is_empty(), "a made key is not kept");
    let first = client.json("PUT", "/keys", json!({"name": "My Key", "priv": made})).await;
    let wanted =
        json!({"id": "My Key", "name": "My Key", "machines": [], "default_key": true, "isDefault": true});
    assert_eq!(first, wanted);
    let second = client.json("PUT", "/keys", json!({"id": "second", "priv": made})).await;
    assert_eq!(second["isDefault"], false);
    let taken = client.refused("PUT", "/keys", json!({"id": "second", "priv": made})).await;
    assert_eq!(taken, (409, "Keypair exists: second".to_owned()));

    let public = client.json("GET", "/keys/My%20Key?action=public", Value::Null).await;
    assert!(public.as_str().unwrap().starts_with("ssh-rsa AAAA"), "{public}");
    assert_eq!(client.json("GET", "/keys/My%20Key/public", Value::Null).await, public);
    assert_eq!(client.json("GET", "/keys/My%20Key/private", Value::Null).await, made);

    client.done("PUT", "/keys/My%20Key", json!({"new_id": "mine"})).await;
    assert_eq!(
        client.json("GET", "/keys/mine?action=private", Value::Null).await,
        made,
        "it moves with its name"
    );
    assert_eq!(client.refused("PUT", "/keys/mine", json!({"newName": "second"})).await.0, 409);
    client.done("POST", "/keys/second", Value::Null).await;
    let defaults = async || {
        let all = client.list("/keys").await;
        all.into_iter()
            .filter(|key| key["isDefault"] == true)
            .map(|key| key["id"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(defaults().await, ["second"]);
    let left = client.json("DELETE", "/keys/second", Value::Null).await;
    assert_eq!((left.as_array().unwrap().len(), defaults().await), (1, vec![json!("mine")]));

    for (method, path, body, status, words) in [
        ("PUT", "/keys", json!({"name": "x"}), 400, "Required parameter not provided: priv"),
        ("PUT", "/keys", json!({"priv": made}), 400, "Required parameter not provided: name"),
        ("PUT", "/keys", json!({"name": "x", "priv": "no key"}), 400, "Keypair could not be validated: "),
        ("PUT", "/keys", json!({"name": "a/b", "priv": made}), 400, "Bad request: "),
        ("GET", "/keys/x/private", Value::Null, 404, "Keypair not found: x"),
        ("GET", "/keys/mine", Value::Null, 400, "Required parameter not provided: action"),
        ("GET", "/keys/mine?action=steal", Value::Null, 400, "Bad request: action is private or public"),
        ("DELETE", "/keys/x", Value::Null, 404, "Keypair not found: x"),
        ("POST", "/keys/x", Value::Null, 404, "Keypair not found: x"),
        ("PUT", "/keys/x", json!({"newName": "y"}), 404, "Keypair not found: x"),
    ] {
        let (found, line) = client.refused(method, path, body).await;
        assert!(found == status && line.starts_with(words), "{method} {path}: {found} {line}");
        assert!(!line.contains("BEGIN"), "{line}");
    }
}
