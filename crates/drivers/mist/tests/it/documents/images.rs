//! The document on images of January 2014.

use super::{backend, play};
use anycloud_mist::Dialect;
use serde_json::json;

#[tokio::test]
async fn list_available_images() {
    for dialect in Dialect::ALL {
        let (client, replay) = play("images", 0..1, dialect);
        let found = client.images_search(&backend(), "Gentoo").await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id().as_str(), "73764eb8-3c1c-42a9-8fff-71f6beefc6a7");
        assert_eq!((found[0].name().as_str(), found[0].is_starred()), ("Gentoo 13.3", false));
        let extra = found[0].get("extra").unwrap();
        assert_eq!((&extra["minRam"], &extra["serverId"]), (&json!(512), &json!(null)));
        assert_eq!(extra["metadata"]["org.openstack__1__os_version"], "13.3");
        assert_eq!(extra["metadata"].as_object().unwrap().len(), 20);
        assert_eq!(found[0].to_image().name, "Gentoo 13.3");
        replay.finish().unwrap();
    }
}
