//! Text and JSON give equal results: the same calls in both formats, on two simulators that began the same.
use crate::common::{DEBIAN, Over, World, world};
use anycloud_core::{
    Boot, ByteSize, Cpu, CreateDrive, CreateNetwork, CreateServer, DestroyServer, DrivesFate, Goal,
    PowerAction, ServerQuery,
};
use anycloud_elastichosts::{Dialect, Format};
use serde_json::{Value, json};

/// Everything that a caller can see after some work, without what differs by chance: ids of operations, clocks.
async fn seen(world: &World) -> Value {
    let cloud = &world.cloud;
    cloud
        .create_drive(&CreateDrive::new("data").size(ByteSize::mib(10)).tag("a", "b c").tag("l", ""))
        .done()
        .await
        .unwrap();
    cloud.create_network(&CreateNetwork::new("back")).done().await.unwrap();
    let web = CreateServer::new("web \u{e9} \\ \"q\"", Boot::image(DEBIAN))
        .needs(Cpu::Mhz(1500), ByteSize::mib(300));
    let server =
        cloud.create_server(&web.console_password("pw").tag("k", "a: b")).until(Goal::Address).await.unwrap();
    let console = cloud.console(&server.id).await.unwrap();
    let mut views = vec![
        json!(server),
        json!(console),
        json!(cloud.servers(&ServerQuery::new()).all().await.unwrap()),
        json!(cloud.drives().all().await.unwrap()),
        json!(cloud.images().all().await.unwrap()),
        json!(cloud.networks().all().await.unwrap()),
        json!(cloud.addresses().all().await.unwrap()),
        json!(cloud.locations().all().await.unwrap()),
    ];
    let client = world.driver.client();
    let listed: Vec<String> = client.servers_list().await.unwrap().iter().map(|e| format!("{e:?}")).collect();
    views.push(json!(listed));
    views.push(json!(client.drives_list().await.unwrap()));
    views.push(json!(client.resources_list().await.unwrap()));
    cloud.set_power(server.id.clone(), PowerAction::Shutdown).done().await.unwrap();
    views.push(json!(cloud.server(&server.id).await.unwrap()));
    cloud.destroy_server(&DestroyServer::new(server.id, DrivesFate::DestroyAll)).done().await.unwrap();
    views.push(json!(cloud.servers(&ServerQuery::new()).all().await.unwrap()));
    let mut all = Value::Array(views);
    forget(&mut all);
    all
}

fn forget(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget),
        Value::Object(map) => {
            map.remove("user:anycloud:run");
            map.values_mut().for_each(forget);
        }
        _ => {}
    }
}

#[tokio::test(start_paused = true)]
async fn text_and_json_are_equal() {
    for dialect in [Dialect::One, Dialect::Two] {
        let text = seen(&world(Over::Process, dialect, Format::Text).await).await;
        let json = seen(&world(Over::Process, dialect, Format::Json).await).await;
        for (index, (text, json)) in text.as_array().unwrap().iter().zip(json.as_array().unwrap()).enumerate()
        {
            assert_eq!(text, json, "view {index} in dialect {}", dialect.as_str());
        }
    }
}
