//! VPCs, subnets, security groups, interfaces and addresses.

use crate::server::{Moto, code, server, stamp, three_servers};
use anycloud_core::{ErrorKind, Text};
use anycloud_ec2::{
    AllocateAddress, AssociateAddress, Client, CreateInterface, CreateSubnet, CreateVpc, ModifyInstance,
    Permission, Query, RuleChange, SecurityGroup,
};

async fn group(client: &Client, id: &str) -> SecurityGroup {
    client.describe_security_groups(&Query::ids([id])).all().await.unwrap().pop().unwrap()
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn networks_and_interfaces() {
    let moto = Moto::open().await;
    let client = moto.client();
    let mut vpcs = Vec::new();
    for number in 1..=3 {
        let request = CreateVpc::new(&format!("10.{number}.0.0/16")).tags([("Name", "net")]);
        vpcs.push(client.create_vpc(&request).await.unwrap().id());
    }
    let mut subnets = Vec::new();
    for number in 1..=3 {
        let request = CreateSubnet::new(&vpcs[1], &format!("10.2.{number}.0/24")).zone("us-east-1b");
        let subnet = client.create_subnet(&request).await.unwrap();
        assert_eq!((subnet.zone(), subnet.vpc_id()), (Some("us-east-1b".into()), Some(vpcs[1].clone())));
        subnets.push(subnet.id());
    }
    let mut interfaces = Vec::new();
    for name in ["a", "b", "c"] {
        let request = CreateInterface::new(&subnets[1]).description(name).tags([("Name", name)]);
        interfaces.push(client.create_network_interface(&request, &stamp(name)).await.unwrap().id());
    }
    let servers = three_servers(&client).await;
    let attachment = client.attach_network_interface(&interfaces[1], &servers[1], 1).await.unwrap();
    let query = Query::all().filter("subnet-id", [&subnets[1]]);
    let attached = async || {
        let mut found = client.describe_network_interfaces(&query).all().await.unwrap();
        found.sort_by_key(|interface| interface.description());
        found.iter().map(|i| i.attachment().and_then(|a| a.instance_id())).collect::<Vec<Option<Text>>>()
    };
    assert_eq!(attached().await, [None, Some(servers[1].clone()), None]);
    client.detach_network_interface(&attachment, true).await.unwrap();
    client.delete_network_interface(&interfaces[1]).await.unwrap();
    assert_eq!(attached().await, [None, None]);
    client.delete_subnet(&subnets[0]).await.unwrap();
    let left = client.describe_subnets(&Query::all().filter("vpc-id", [&vpcs[1]])).all().await.unwrap();
    assert_eq!(left.len(), 2);
    assert_eq!(client.delete_vpc(&vpcs[1]).await.unwrap_err().kind(), ErrorKind::Conflict);
    client.delete_vpc(&vpcs[0]).await.unwrap();
    let named = client.describe_vpcs(&Query::all().filter("tag:Name", ["net"])).all().await.unwrap();
    assert_eq!(named.iter().map(|vpc| vpc.id()).collect::<Vec<_>>(), vpcs[1..]);
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn security_groups_and_their_rules() {
    let moto = Moto::open().await;
    let client = moto.client();
    let mut groups = Vec::new();
    for name in ["a", "b", "c"] {
        groups.push(client.create_security_group(name, "for a test", None, &[("Name", name)]).await.unwrap());
    }
    assert_eq!(code(client.create_security_group("b", "again", None, &[]).await), "InvalidGroup.Duplicate");
    let web = Permission::new("tcp").ports(80, 443).ipv4("0.0.0.0/0").description("all").ipv6("::/0");
    let inner = Permission::new("udp").ports(53, 53).group(&groups[2]);
    client
        .change_security_group(&groups[1], RuleChange::AuthorizeIngress, &[web.clone(), inner.clone()])
        .await
        .unwrap();
    let middle = group(&client, &groups[1]).await;
    let mut ingress = middle.ingress();
    ingress.sort_by_key(|permission| permission.protocol());
    assert_eq!((ingress[0].from_port(), ingress[0].to_port()), (Some(80), Some(443)));
    assert_eq!(ingress[0].ipv4()[0].description().unwrap(), "all");
    assert_eq!(ingress[0].ipv6()[0].cidr_ipv6().unwrap(), "::/0");
    assert_eq!(ingress[1].groups()[0].id().unwrap(), groups[2]);
    for other in [&groups[0], &groups[2]] {
        assert_eq!(group(&client, other).await.ingress().len(), 0);
    }
    let rules = Query::all().filter("group-id", [&groups[1]]);
    let ids: Vec<_> = client
        .describe_security_group_rules(&rules)
        .all()
        .await
        .unwrap()
        .iter()
        .filter(|rule| rule.egress() == Some(false) && rule.protocol() == "udp")
        .map(|rule| rule.id())
        .collect();
    assert_eq!(ids.len(), 1);
    client.change_security_group(&groups[1], RuleChange::RevokeIngress, &[inner]).await.unwrap();
    let left = group(&client, &groups[1]).await.ingress();
    assert_eq!(left.iter().map(|permission| permission.protocol()).collect::<Vec<_>>(), ["tcp"]);
    let out = Permission::new("-1").ipv4("0.0.0.0/0");
    client.change_security_group(&groups[1], RuleChange::RevokeEgress, &[out]).await.unwrap();
    assert_eq!(group(&client, &groups[1]).await.egress().len(), 0);

    let servers = three_servers(&client).await;
    client
        .modify_instance_attribute(&servers[1], &ModifyInstance::security_groups([&groups[1]]))
        .await
        .unwrap();
    let has =
        async |id: &str| server(&client, id).await.security_groups().iter().any(|g| g.id() == groups[1]);
    assert_eq!(
        (has(&servers[0]).await, has(&servers[1]).await, has(&servers[2]).await),
        (false, true, false)
    );
    client.delete_security_group(&groups[0]).await.unwrap();
    let gone = client.delete_security_group(&groups[0]).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    group(&client, &groups[1]).await;
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn addresses() {
    let moto = Moto::open().await;
    let client = moto.client();
    let servers = three_servers(&client).await;
    let mut allocations = Vec::new();
    for name in ["a", "b", "c"] {
        let request = AllocateAddress::new().tags([("Name", name)]);
        allocations.push(client.allocate_address(&request).await.unwrap());
    }
    let middle = &allocations[1];
    let request = AssociateAddress::instance(&middle.allocation_id(), &servers[1]).allow_reassociation(false);
    let association = client.associate_address(&request).await.unwrap();
    assert_eq!(server(&client, &servers[1]).await.public_ip(), Some(middle.public_ip()));
    assert_ne!(server(&client, &servers[0]).await.public_ip(), Some(middle.public_ip()));
    let taken = AssociateAddress::instance(&middle.allocation_id(), &servers[2]).allow_reassociation(false);
    assert_eq!(client.associate_address(&taken).await.unwrap_err().kind(), ErrorKind::Conflict);
    let by_address = Query::names([middle.public_ip().as_str()]);
    let found = client.describe_addresses(&by_address).all().await.unwrap();
    assert_eq!(found[0].instance_id(), Some(servers[1].clone()));
    client.disassociate_address(&association).await.unwrap();
    client.release_address(&middle.allocation_id()).await.unwrap();
    let mut left: Vec<_> =
        client.describe_addresses(&Query::all()).all().await.unwrap().iter().map(|a| a.public_ip()).collect();
    left.sort();
    let mut others = [allocations[0].public_ip(), allocations[2].public_ip()];
    others.sort();
    assert_eq!(left, others);
    let gone = client.release_address(&middle.allocation_id()).await.unwrap_err();
    assert_eq!((gone.kind(), gone.code()), (ErrorKind::NotFound, Some("InvalidAllocationID.NotFound")));
}
