use crate::cloudsigma::client::Client;

#[test]
fn the_profile_has_the_manuals_keys() {
    let client = Client::new();
    let keys = client.get("/profile/info").keys();
    for key in [
        "uuid",
        "email",
        "secret_key",
        "first_name",
        "last_name",
        "nick_name",
        "title",
        "company",
        "address",
        "postcode",
        "phone",
        "currency",
        "country",
        "language",
    ] {
        assert!(keys.contains_key(key), "{key}");
    }
    assert_eq!((&*keys["email"], &*keys["currency"], &*keys["company"]), ("foo.bar@example.com", "EUR", ""));
    assert!(client.get("/profile/info").text().contains("\ncompany \n"));
}

#[test]
fn what_is_set_is_kept_and_the_rest_stays() {
    let client = Client::new();
    let keys = client.post("/profile/set", "company Made Up AG\nphone +41 1").keys();
    assert_eq!((&*keys["company"], &*keys["phone"], &*keys["first_name"]), ("Made Up AG", "+41 1", "Foo"));
    assert_eq!(client.get("/profile/info").keys(), keys);
    assert_eq!(client.post("/profile/set", "company ").keys()["company"], "");
    // Its email is not what one logs in with.
    assert_eq!(client.post("/profile/set", "email new@example.org").keys()["email"], "new@example.org");
    client.get("/profile/info").keys();
}

#[test]
fn refusals_show_the_profile_with_the_errors_in_it() {
    let client = Client::new();
    let before = client.get("/profile/info").keys();
    let got = client.post("/profile/set", "first_name \nlast_name Baz");
    let keys = got.wrong("first_name");
    assert_eq!(keys["errors:first_name"], "* This field is required.");
    assert_eq!((&*keys["first_name"], &*keys["last_name"]), ("Foo", "Bar"));
    assert_eq!(keys.len(), before.len() + 1);
    let both = client.post("/profile/set", "email nobody\nnick_name ").wrong("email");
    assert!(both.contains_key("errors:nick_name"));
    for email in ["a", "a@", "@b.ch", "a@b", "a@b..ch", "a b@c.ch", "a@b@c.ch"] {
        client.post("/profile/set", format!("email {email}")).wrong("email");
    }
    // Once set, the currency cannot be changed; where and in which language, not here.
    for key in ["currency USD", "country DE", "language de", "secret_key x", "uuid x", "colour blue"] {
        client.post("/profile/set", key).wrong(key.split_once(' ').unwrap().0);
    }
    assert_eq!(client.get("/profile/info").keys(), before);
}
