//! A reboot is pressed once, whoever goes on with it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use anycloud_core::{Boot, Cloud, CloudId, CreateServer, Delivery, Goal, PowerAction};
use anycloud_custom_driver::{Call, Client, Config, Loft, Service, Trouble};

#[tokio::test(start_paused = true)]
async fn a_reboot_whose_answer_is_lost_is_not_pressed_again_by_a_resume() {
    for trouble in [Trouble::LoseReply, Trouble::LoseRequest] {
        let service = Service::new();
        let config = Config::new(&service, service.key());
        let cloud = Cloud::new(Loft::new(CloudId::new("upstairs"), config.clone()).unwrap());
        let client = Client::new(config).unwrap();
        let web = CreateServer::new("web", Boot::image("debian")).size("small");
        let web = cloud.create_server(&web).until(Goal::Running).await.unwrap();

        service.expect(Call::Switch, trouble);
        let lost = cloud.set_power(web.id.clone(), PowerAction::Reboot).await.unwrap_err();
        assert_eq!(lost.delivery(), Delivery::Unknown, "{lost}");
        cloud.resume(lost.operation().unwrap()).done().await.unwrap();
        assert_eq!(client.machine(&web.id).await.unwrap().boots, 2, "{trouble:?}");
    }
}
