//! The account that is there if nothing else is said.

use super::{adding::Credentials, docker::Container, machines::Wish, problem::Problem, state::State};

/// Backends of eight providers with so many running machines each, and three keys.
pub(super) fn fill(state: &mut State, machines: usize) -> Result<(), Problem> {
    for name in ["Mykey", "MyKey2", "mysshkey"] {
        let private = state.new_private_key();
        state.insert_key(name.to_owned(), private)?;
    }
    for (title, provider, region) in BACKENDS {
        let credentials = Credentials {
            title: title.to_owned(),
            provider: provider.to_owned(),
            region: region.to_owned(),
            apikey: format!("{provider}-key"),
            apisecret: format!("{provider}-secret"),
            apiurl: if provider == "openstack" {
                "http://192.0.2.1:5000/v2.0".to_owned()
            } else {
                String::new()
            },
            ..Credentials::default()
        };
        let backend = state.insert_backend(credentials)?;
        let [sizes, images, locations] = state.backend(&backend)?.choices();
        for index in 0..machines {
            let nth = |choices: &[String]| choices.get(index % choices.len().max(1)).cloned();
            let wish = Wish {
                name: format!("machine-{index}"),
                image: nth(&images).unwrap_or_default(),
                size: nth(&sizes).unwrap_or_default(),
                location: nth(&locations),
                key: (provider != "docker").then(|| "Mykey".to_owned()),
                container: Container::default(),
            };
            state.insert_machine(&backend, None, wish)?;
        }
    }
    Ok(())
}

/// Title, provider, region.
const BACKENDS: [(&str, &str, &str); 8] = [
    ("EC2 AP NORTHEAST", "ec2_ap_northeast", ""),
    ("Rackspace DFW", "rackspace", "dfw"),
    ("OpenStack", "openstack", ""),
    ("DigitalOcean", "digitalocean", ""),
    ("Linode", "linode", ""),
    ("Google Compute Engine", "gce", ""),
    ("Azure", "azure", ""),
    ("Docker", "docker", ""),
];
