use crate::cloudsigma::client::Client;
use anycloud_simulators::cloudsigma::CloudSigma;

#[test]
fn cds_and_images_are_kept_apart() {
    let client = Client::new();
    let list = |path: &str| client.get(path).lines();
    let (all, cds, images) =
        (list("/drives/standard/list"), list("/drives/standard/cd/list"), list("/drives/standard/img/list"));
    assert_eq!((all.len(), cds.len(), images.len()), (8, 4, 4));
    assert_eq!(all, [cds.clone(), images.clone()].concat());
    for (path, ids, kind) in [("cd", &cds, "cdrom"), ("img", &images, "disk")] {
        let infos = client.get(&format!("/drives/standard/{path}/info")).all();
        assert_eq!(&infos.iter().map(|one| one["drive"].clone()).collect::<Vec<_>>(), ids);
        assert!(infos.iter().all(|one| one["type"] == kind && one["claim:type"] == "shared"));
    }
    let infos = client.get("/drives/standard/info").all();
    assert_eq!(infos.len(), 8);
    // Notes have lines, and backslashes that are none.
    assert_eq!(infos[0]["install_notes"], "Boot it.\\nThen log in as C:\\nobody.");
    assert_eq!(client.get(&format!("/drives/{}/info", all[0])).keys(), infos[0]);
    assert_eq!(client.get("/drives/list").text(), "");
}

#[test]
fn standard_drives_are_read_and_never_changed() {
    let client = Client::new();
    let id = client.get("/drives/standard/img/list").lines()[0].clone();
    let bytes = client.get(&format!("/drives/{id}/read/0/512"));
    assert_eq!((bytes.status, &bytes.body[510..]), (200, &[0x55, 0xaa][..]));
    assert!(bytes.text_lossy().contains(&id));
    client.post(&format!("/drives/{id}/write"), "x").missing(&id);
    client.post(&format!("/drives/{id}/set"), "name x").missing(&id);
    client.post(&format!("/drives/{id}/destroy"), "").missing(&id);
}

#[test]
fn an_account_can_be_without_them() {
    let client = Client::built(CloudSigma::builder().standard_drives(false));
    for path in ["/drives/standard/list", "/drives/standard/cd/list", "/drives/standard/info"] {
        assert_eq!(client.get(path).lines().len(), 0);
    }
}
