//! Which command a path is.

/// A command, with the words of its path as they were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    DriveCreate,
    DriveDestroy(&'a str),
    DriveImage { to: &'a str, from: &'a str, conversion: Option<&'a str> },
    DriveInfo { id: &'a str, full: bool },
    DriveRead { id: &'a str, offset: &'a str, size: &'a str },
    DriveSet(&'a str),
    DriveWrite { id: &'a str, offset: Option<&'a str> },
    DrivesInfo { full: bool },
    DrivesList,
    ResourceCreate { kind: &'a str },
    ResourceDestroy { kind: &'a str, id: &'a str },
    ResourceInfo { kind: &'a str, id: &'a str },
    ResourceSet { kind: &'a str, id: &'a str },
    ResourcesInfo { kind: Option<&'a str> },
    ResourcesList { kind: Option<&'a str> },
    ServerCreate { start: bool },
    ServerDestroy(&'a str),
    ServerInfo { id: &'a str, full: bool },
    ServerReset(&'a str),
    ServerSet(&'a str),
    ServerShutdown(&'a str),
    ServerStart(&'a str),
    ServerStop(&'a str),
    ServersInfo { full: bool },
    ServersList,
    StandardInfo,
    StandardList,
}

impl<'a> Route<'a> {
    /// The command of a path, or nothing.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let mut words = [""; 8];
        let mut count = 0;
        for word in path.split('/').filter(|word| !word.is_empty()) {
            *words.get_mut(count)? = word;
            count += 1;
        }
        Some(match words[..count] {
            ["drives", "list"] => Self::DrivesList,
            ["drives", "info"] => Self::DrivesInfo { full: false },
            ["drives", "info", "full"] => Self::DrivesInfo { full: true },
            ["drives", "list", "standard"] => Self::StandardList,
            ["drives", "info", "standard"] => Self::StandardInfo,
            ["drives", "create"] => Self::DriveCreate,
            ["drives", id, "info"] => Self::DriveInfo { id, full: false },
            ["drives", id, "info", "full"] => Self::DriveInfo { id, full: true },
            ["drives", id, "set"] => Self::DriveSet(id),
            ["drives", id, "destroy"] => Self::DriveDestroy(id),
            ["drives", to, "image", from] => Self::DriveImage { to, from, conversion: None },
            ["drives", to, "image", from, conversion] => {
                Self::DriveImage { to, from, conversion: Some(conversion) }
            }
            ["drives", id, "read", offset, size] => Self::DriveRead { id, offset, size },
            ["drives", id, "write"] => Self::DriveWrite { id, offset: None },
            ["drives", id, "write", offset] => Self::DriveWrite { id, offset: Some(offset) },
            ["servers", "list"] => Self::ServersList,
            ["servers", "info"] => Self::ServersInfo { full: false },
            ["servers", "info", "full"] => Self::ServersInfo { full: true },
            ["servers", "create"] => Self::ServerCreate { start: true },
            ["servers", "create", "stopped"] => Self::ServerCreate { start: false },
            ["servers", id, "info"] => Self::ServerInfo { id, full: false },
            ["servers", id, "info", "full"] => Self::ServerInfo { id, full: true },
            ["servers", id, "start"] => Self::ServerStart(id),
            ["servers", id, "set"] => Self::ServerSet(id),
            ["servers", id, "stop"] => Self::ServerStop(id),
            ["servers", id, "shutdown"] => Self::ServerShutdown(id),
            ["servers", id, "reset"] => Self::ServerReset(id),
            ["servers", id, "destroy"] => Self::ServerDestroy(id),
            ["resources", "list"] => Self::ResourcesList { kind: None },
            ["resources", "info"] => Self::ResourcesInfo { kind: None },
            ["resources", kind, "list"] => Self::ResourcesList { kind: Some(kind) },
            ["resources", kind, "info"] => Self::ResourcesInfo { kind: Some(kind) },
            ["resources", kind, "create"] => Self::ResourceCreate { kind },
            ["resources", kind, id, "info"] => Self::ResourceInfo { kind, id },
            ["resources", kind, id, "set"] => Self::ResourceSet { kind, id },
            ["resources", kind, id, "destroy"] => Self::ResourceDestroy { kind, id },
            _ => return None,
        })
    }

    /// The path with words such as `DRIVE` for what differs: the name under which calls are counted.
    pub(super) fn template(self) -> &'static str {
        match self {
            Self::DriveCreate => "drives/create",
            Self::DriveDestroy(_) => "drives/DRIVE/destroy",
            Self::DriveImage { conversion: None, .. } => "drives/DRIVE/image/SOURCE",
            Self::DriveImage { conversion: Some("gzip"), .. } => "drives/DRIVE/image/SOURCE/gzip",
            Self::DriveImage { conversion: Some("gunzip"), .. } => "drives/DRIVE/image/SOURCE/gunzip",
            Self::DriveImage { conversion: Some(_), .. } => "drives/DRIVE/image/SOURCE/CONVERSION",
            Self::DriveInfo { full: false, .. } => "drives/DRIVE/info",
            Self::DriveInfo { full: true, .. } => "drives/DRIVE/info/full",
            Self::DriveRead { .. } => "drives/DRIVE/read/OFFSET/SIZE",
            Self::DriveSet(_) => "drives/DRIVE/set",
            Self::DriveWrite { offset: None, .. } => "drives/DRIVE/write",
            Self::DriveWrite { offset: Some(_), .. } => "drives/DRIVE/write/OFFSET",
            Self::DrivesInfo { full: false } => "drives/info",
            Self::DrivesInfo { full: true } => "drives/info/full",
            Self::DrivesList => "drives/list",
            Self::ResourceCreate { .. } => "resources/TYPE/create",
            Self::ResourceDestroy { .. } => "resources/TYPE/RESOURCE/destroy",
            Self::ResourceInfo { .. } => "resources/TYPE/RESOURCE/info",
            Self::ResourceSet { .. } => "resources/TYPE/RESOURCE/set",
            Self::ResourcesInfo { kind: None } => "resources/info",
            Self::ResourcesInfo { kind: Some(_) } => "resources/TYPE/info",
            Self::ResourcesList { kind: None } => "resources/list",
            Self::ResourcesList { kind: Some(_) } => "resources/TYPE/list",
            Self::ServerCreate { start: true } => "servers/create",
            Self::ServerCreate { start: false } => "servers/create/stopped",
            Self::ServerDestroy(_) => "servers/SERVER/destroy",
            Self::ServerInfo { full: false, .. } => "servers/SERVER/info",
            Self::ServerInfo { full: true, .. } => "servers/SERVER/info/full",
            Self::ServerReset(_) => "servers/SERVER/reset",
            Self::ServerSet(_) => "servers/SERVER/set",
            Self::ServerShutdown(_) => "servers/SERVER/shutdown",
            Self::ServerStart(_) => "servers/SERVER/start",
            Self::ServerStop(_) => "servers/SERVER/stop",
            Self::ServersInfo { full: false } => "servers/info",
            Self::ServersInfo { full: true } => "servers/info/full",
            Self::ServersList => "servers/list",
            Self::StandardInfo => "drives/info/standard",
            Self::StandardList => "drives/list/standard",
        }
    }

    /// Whether it only reads: then GET and POST both do.
    pub(super) fn reads(self) -> bool {
        matches!(
            self,
            Self::DriveInfo { .. }
                | Self::DriveRead { .. }
                | Self::DrivesInfo { .. }
                | Self::DrivesList
                | Self::ResourceInfo { .. }
                | Self::ResourcesInfo { .. }
                | Self::ResourcesList { .. }
                | Self::ServerInfo { .. }
                | Self::ServersInfo { .. }
                | Self::ServersList
                | Self::StandardInfo
                | Self::StandardList
        )
    }

    /// Whether its body holds something; the other commands that change something expect an empty one.
    pub(super) fn has_body(self) -> bool {
        matches!(
            self,
            Self::DriveCreate
                | Self::DriveSet(_)
                | Self::DriveWrite { .. }
                | Self::ResourceCreate { .. }
                | Self::ResourceSet { .. }
                | Self::ServerCreate { .. }
                | Self::ServerSet(_)
        )
    }
}
