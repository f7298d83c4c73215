//! From the service's records to what every cloud has.

use super::{ImageInfo, KeyInfo, LocationInfo, MachineInfo, NetworkInfo, SizeInfo, label};
use anycloud_core::{
    Image, KeyPair, KeyPairId, Location, LocationId, Network, Server, ServerAddress, ServerState, Size, Tags,
    Text, Timestamp,
};
use anycloud_http::json::text;
use std::net::IpAddr;

impl MachineInfo {
    /// The same in anycloud's terms, of a service that takes no `shutdown`
    /// ([`Config::shutdown`](crate::Config::shutdown)). What it allows now are its `can_…` fields.
    pub fn to_server(&self) -> Server {
        self.to_server_with(false)
    }

    /// The same of a service that may take it.
    pub(crate) fn to_server_with(&self, shutdown: bool) -> Server {
        let state = self.state().map_or_else(|| ServerState::Unrecognized(Text::new()), |word| state(&word));
        let mut server = Server::new(self.id(), self.name(), state, self.actions(shutdown));
        // A bare machine may be known by its host's name: that is in the record only.
        let ips = |texts: Vec<Text>| texts.into_iter().filter_map(|text| text.parse::<IpAddr>().ok());
        server.addresses = ips(self.public_ips()).map(ServerAddress::public).collect();
        server.addresses.extend(ips(self.private_ips()).map(ServerAddress::private));
        server.size = self.size();
        server.image = self.image();
        server.location = self.location();
        server.started = self.started();
        let labels = self.labels();
        server.tags =
            labels.iter().map(|text| label::read(text)).map(|(n, v)| (n.into(), v.into())).collect::<Tags>();
        server.with_native(self.clone())
    }

    /// The data centre: Linode's machines say its id. EC2's say the name of a zone, which is no id here.
    fn location(&self) -> Option<LocationId> {
        self.extra()?.get("DATACENTERID").and_then(text).map(LocationId::new)
    }

    /// When it was last started: EC2 says so.
    fn started(&self) -> Option<Timestamp> {
        let at = self.extra()?.get("launchdatetime").and_then(text)?;
        at.parse().ok()
    }
}

impl ImageInfo {
    /// The same in anycloud's terms. How large a disk it needs (`minDisk`) is the provider's own word: in the record.
    pub fn to_image(&self) -> Image {
        Image::new(self.id(), self.name()).with_native(self.clone())
    }
}

impl SizeInfo {
    /// The same in anycloud's terms.
    pub fn to_size(&self) -> Size {
        let mut size = Size::new(self.id(), self.name());
        size.memory = self.ram();
        size.disk = self.disk();
        size.bandwidth = self.bandwidth();
        size.prices = self.prices();
        size.with_native(self.clone())
    }
}

impl LocationInfo {
    /// The same in anycloud's terms. What the provider calls a country and is none that is known here, e.g. Azure's
    /// `West US`, is in this record only.
    pub fn to_location(&self) -> Location {
        let mut location = Location::new(self.id(), self.name());
        location.region = self.country().and_then(|country| code_of(&country));
        location
    }
}

impl NetworkInfo {
    /// The same in anycloud's terms.
    pub fn to_network(&self) -> Network {
        Network::new(self.id(), self.name()).with_native(self.clone())
    }
}

impl KeyInfo {
    /// The same in anycloud's terms. Its name serves as its id in every dialect.
    pub fn to_key_pair(&self) -> KeyPair {
        KeyPair::new(KeyPairId::new(self.name()), self.name()).with_native(self.clone())
    }
}

/// Source: `config.STATES` of Mist.io, 2014 and 2015.
fn state(word: &str) -> ServerState {
    match word {
        "error" => ServerState::Failed,
        "paused" | "suspended" => ServerState::Paused,
        "pending" => ServerState::Pending,
        "rebooting" => ServerState::Rebooting,
        "running" => ServerState::Running,
        "stopped" => ServerState::Stopped,
        "terminated" => ServerState::Deleted,
        other => ServerState::Unrecognized(other.into()),
    }
}

/// The code of ISO 3166. Linode's and Rackspace's countries are codes; EC2's are names. Source: Apache Libcloud's
/// tables of 2014, which the service passes on.
fn code_of(country: &str) -> Option<Text> {
    let code = match country {
        "Australia" => "AU",
        "Brazil" => "BR",
        "Germany" => "DE",
        "Hong Kong" => "HK",
        "Ireland" => "IE",
        "Japan" => "JP",
        "Netherlands" => "NL",
        "Singapore" => "SG",
        "UK" | "United Kingdom" => "GB",
        "US" | "USA" | "United States" => "US",
        code if code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase()) => code,
        _ => return None,
    };
    Some(code.into())
}
