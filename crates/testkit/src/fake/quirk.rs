/// A mistake that a driver can make, and that the suite must find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quirk {
    /// Every change hits the first thing of its kind in the account, whichever was asked for.
    ActsOnFirst,
    /// Servers claim to allow everything, whatever they do now.
    AllowsEverything,
    /// A create without an answer is sent again.
    CreatesAgain,
    /// A drive is destroyed although a server has it.
    DestroysAttached,
    /// The drives of a destroyed server go, whatever the request says.
    DestroysDrives,
    /// A firewall is destroyed although a server is behind it.
    DestroysFirewallsInUse,
    /// Undo destroys what the journal names, whoever made it.
    DiscardsAnything,
    /// The rules of a firewall are taken off before the new ones are put on.
    DropsRulesFirst,
    /// User data is taken and not passed on.
    DropsUserData,
    /// The server is not asked for before it is said to be gone.
    ForgetsToDestroy,
    /// A chosen location is not passed on.
    IgnoresLocation,
    /// The private half of a new key pair is written down, so that a resume has it.
    JournalsPrivateKeys,
    /// The boot drive is made outside of the run, so nobody removes it when the next step fails.
    LeavesDrive,
    /// The first page is taken for the whole list.
    ListsOnePage,
    /// None: it does what it should.
    #[default]
    None,
    /// Named sizes are listed with twice the memory that they have.
    OverstatesSizes,
    /// A reboot is done as soon as the server runs, which it did all the time.
    RebootsBlindly,
    /// An update of a firewall takes off the rules of a direction that nothing was said about, too.
    ReplacesBothDirections,
    /// A second key pair of a name takes the place of the first.
    ReplacesKeyPairs,
    /// A drive made from a snapshot is empty.
    RestoresNothing,
    /// The password of a server's console and its user data are part of its tags.
    ShowsSecrets,
    /// A snapshot is said to be made while it is still pending.
    SnapshotsTooSoon,
}
