//! A second network interface, which is the native client's.

use crate::script::{Say, Script};
use anycloud_core::{AttachNetwork, Boot, CreateServer, Delivery, DetachNetwork, ErrorKind};

#[tokio::test(start_paused = true)]
async fn a_second_interface_is_refused_before_anything_is_sent() {
    let script = Script::new(|_, _| Say::Other(500, "InternalError"));
    let cloud = script.cloud();
    let two = CreateServer::new("web", Boot::image("ami-1"))
        .size("t3.micro")
        .network("subnet-1")
        .network("subnet-2");
    for (error, why) in [
        (
            cloud.attach_network(&AttachNetwork::new("subnet-1", "i-1")).await.unwrap_err(),
            "this cloud cannot put servers on networks",
        ),
        (
            cloud.detach_network(&DetachNetwork::new("subnet-1", "i-1")).await.unwrap_err(),
            "this cloud cannot take servers off networks",
        ),
        (cloud.create_server(&two).await.unwrap_err(), "a server of this cloud is made in one network"),
    ] {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent), "{error}");
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!(error.operation(), None, "there is nothing to resume");
    }
    assert_eq!(script.calls(), 0);
}
