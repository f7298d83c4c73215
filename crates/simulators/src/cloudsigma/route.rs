//! Which call a path is.

/// A call of the manual, or one that public clients make beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Balance,
    Currencies,
    DriveClone,
    DriveCreate,
    DriveDestroy,
    DriveInfo,
    DriveRead,
    DriveSet,
    DriveWrite,
    DrivesInfo,
    DrivesList,
    Extend,
    ExtendCalculate,
    GroupAdd,
    GroupCreate,
    GroupDestroy,
    GroupInfo,
    GroupRemove,
    GroupSet,
    GroupStart,
    GroupStop,
    GroupsList,
    IpCreate,
    IpDestroy,
    IpInfo,
    IpSet,
    IpsInfo,
    IpsList,
    OrderIps,
    OrderIpsCalculate,
    OrderResources,
    OrderSoftware,
    OrderSoftwareCalculate,
    OrderVlans,
    OrderVlansCalculate,
    Pricing,
    ProfileInfo,
    ProfileSet,
    ServerClone,
    ServerCreate,
    ServerDestroy,
    ServerInfo,
    ServerReset,
    ServerSet,
    ServerShutdown,
    ServerStart,
    ServerStop,
    ServersDestroy,
    ServersInfo,
    ServersList,
    ServersStart,
    ServersStop,
    StandardCdsInfo,
    StandardCdsList,
    StandardImagesInfo,
    StandardImagesList,
    StandardInfo,
    StandardList,
    SubscribedNet,
    SubscribedResources,
    Subscriptions,
    Transactions,
    Usage,
    VlanCreate,
    VlanDestroy,
    VlanInfo,
    VlanSet,
    VlansInfo,
    VlansList,
}

/// Which methods a call takes, and whether its body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// GET or POST, as clients and the manual do not agree; a body is not looked at.
    Acts,
    /// POST, with keys in its body; or with data, for a drive.
    Changes,
    /// As `Changes`, but GET will do when there is nothing to say.
    Either,
    /// GET, or POST.
    Reads,
}

/// A path that is a call, with the words of it that differ from one object to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route<'a> {
    pub(super) call: Call,
    pub(super) verb: Verb,
    /// The path with words such as `DRIVE` for what differs: the name under which calls are counted.
    pub(super) template: &'static str,
    pub(super) words: [&'a str; 3],
}

impl<'a> Route<'a> {
    /// The call of a path, or nothing.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).take(8).collect();
        CALLS.iter().find_map(|(template, call, verb)| {
            let mut taken = [""; 3];
            let mut count = 0;
            let mut wanted = template.split('/');
            for word in &words {
                let wanted = wanted.next()?;
                if wanted.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    taken[count] = word;
                    count += 1;
                } else if !same(wanted, word) {
                    return None;
                }
            }
            let route = Self { call: *call, verb: *verb, template, words: taken };
            wanted.next().is_none().then_some(route)
        })
    }
}

/// `guests` is an older name of `servers`; the manual misspells `servergroups` in two places.
fn same(wanted: &str, word: &str) -> bool {
    wanted == word
        || wanted == "servers" && matches!(word, "guests" | "guest")
        || wanted == "servergroups" && word == "servergroupss"
}

/// Of two templates that fit, the first counts.
const CALLS: [(&str, Call, Verb); 70] = [
    ("profile/info", Call::ProfileInfo, Verb::Reads),
    ("profile/set", Call::ProfileSet, Verb::Changes),
    ("drives/list", Call::DrivesList, Verb::Reads),
    ("drives/info", Call::DrivesInfo, Verb::Reads),
    ("drives/create", Call::DriveCreate, Verb::Changes),
    ("drives/standard/list", Call::StandardList, Verb::Reads),
    ("drives/standard/info", Call::StandardInfo, Verb::Reads),
    ("drives/standard/cd/list", Call::StandardCdsList, Verb::Reads),
    ("drives/standard/cd/info", Call::StandardCdsInfo, Verb::Reads),
    ("drives/standard/img/list", Call::StandardImagesList, Verb::Reads),
    ("drives/standard/img/info", Call::StandardImagesInfo, Verb::Reads),
    ("drives/DRIVE/info", Call::DriveInfo, Verb::Reads),
    ("drives/DRIVE/set", Call::DriveSet, Verb::Changes),
    ("drives/DRIVE/clone", Call::DriveClone, Verb::Changes),
    ("drives/DRIVE/destroy", Call::DriveDestroy, Verb::Acts),
    ("drives/DRIVE/read/OFFSET/SIZE", Call::DriveRead, Verb::Reads),
    ("drives/DRIVE/write", Call::DriveWrite, Verb::Changes),
    ("drives/DRIVE/write/OFFSET", Call::DriveWrite, Verb::Changes),
    ("servers/list", Call::ServersList, Verb::Reads),
    ("servers/info", Call::ServersInfo, Verb::Reads),
    ("servers/create", Call::ServerCreate, Verb::Changes),
    ("servers/destroy", Call::ServersDestroy, Verb::Changes),
    ("servers/start", Call::ServersStart, Verb::Changes),
    ("servers/stop", Call::ServersStop, Verb::Changes),
    ("servers/SERVER/info", Call::ServerInfo, Verb::Reads),
    ("servers/SERVER/set", Call::ServerSet, Verb::Changes),
    ("servers/SERVER/clone", Call::ServerClone, Verb::Changes),
    ("servers/SERVER/destroy", Call::ServerDestroy, Verb::Acts),
    ("servers/SERVER/start", Call::ServerStart, Verb::Acts),
    ("servers/SERVER/stop", Call::ServerStop, Verb::Acts),
    ("servers/SERVER/shutdown", Call::ServerShutdown, Verb::Acts),
    ("servers/SERVER/reset", Call::ServerReset, Verb::Acts),
    ("resources/vlan/list", Call::VlansList, Verb::Reads),
    ("resources/vlan/info", Call::VlansInfo, Verb::Reads),
    ("resources/vlan/create", Call::VlanCreate, Verb::Changes),
    ("resources/vlan/VLAN/info", Call::VlanInfo, Verb::Reads),
    ("resources/vlan/VLAN/set", Call::VlanSet, Verb::Changes),
    ("resources/vlan/VLAN/destroy", Call::VlanDestroy, Verb::Acts),
    ("resources/ip/list", Call::IpsList, Verb::Reads),
    ("resources/ip/info", Call::IpsInfo, Verb::Reads),
    ("resources/ip/create", Call::IpCreate, Verb::Either),
    ("resources/ip/IP/info", Call::IpInfo, Verb::Reads),
    ("resources/ip/IP/set", Call::IpSet, Verb::Changes),
    ("resources/ip/IP/destroy", Call::IpDestroy, Verb::Acts),
    ("servergroups/list", Call::GroupsList, Verb::Reads),
    ("servergroups/create", Call::GroupCreate, Verb::Changes),
    ("servergroups/GROUP/info", Call::GroupInfo, Verb::Reads),
    ("servergroups/GROUP/set", Call::GroupSet, Verb::Changes),
    ("servergroups/GROUP/destroy", Call::GroupDestroy, Verb::Changes),
    ("servergroups/GROUP/add", Call::GroupAdd, Verb::Changes),
    ("servergroups/GROUP/remove", Call::GroupRemove, Verb::Changes),
    ("servergroups/GROUP/start", Call::GroupStart, Verb::Acts),
    ("servergroups/GROUP/stop", Call::GroupStop, Verb::Acts),
    ("currencies/list", Call::Currencies, Verb::Reads),
    ("usage/info", Call::Usage, Verb::Reads),
    ("pricing/info", Call::Pricing, Verb::Reads),
    ("transactions/list", Call::Transactions, Verb::Reads),
    ("balance/info", Call::Balance, Verb::Reads),
    ("subscriptions/list", Call::Subscriptions, Verb::Reads),
    ("subscriptions/resources/info", Call::SubscribedResources, Verb::Reads),
    ("subscriptions/net/info", Call::SubscribedNet, Verb::Reads),
    ("subscriptions/resources/create", Call::OrderResources, Verb::Changes),
    ("subscriptions/network/ip/create", Call::OrderIps, Verb::Changes),
    ("subscriptions/network/ip/calculate", Call::OrderIpsCalculate, Verb::Changes),
    ("subscriptions/network/vlan/create", Call::OrderVlans, Verb::Changes),
    ("subscriptions/network/vlan/calculate", Call::OrderVlansCalculate, Verb::Changes),
    ("subscriptions/software/create", Call::OrderSoftware, Verb::Changes),
    ("subscriptions/software/calculate", Call::OrderSoftwareCalculate, Verb::Changes),
    ("subscriptions/SUBSCRIPTION/set", Call::Extend, Verb::Changes),
    ("subscriptions/SUBSCRIPTION/set/calculate", Call::ExtendCalculate, Verb::Changes),
];
