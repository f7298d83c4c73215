use super::Cloud;
use crate::capability::Support;
use crate::error::{Error, ErrorKind, Result};
use crate::id::{DriveId, ImageId, ServerId, SnapshotId};
use crate::listing::Listing;
use crate::model::{
    Address, Balance, Console, Drive, Firewall, Image, KeyPair, Location, Network, Price, Quote,
    ResourceUsage, Server, Size, Snapshot, Subscription, Transaction,
};
use crate::provider::{Billing, Compute, Drives, KeyPairs, Networking, missing};
use crate::request::{CreateSubscription, ExtendSubscription, ServerQuery, TransactionQuery};
use crate::runway::Runway;
use crate::time::Timestamp;
use crate::transfer::{Packed, packed};
use bytes::Bytes;
use std::time::Duration;

/// Reads. None of them changes anything.
///
/// A list asks nothing before it is read, and its errors come out of it: `Unsupported` if the cloud has no such things.
/// What is found by id or name (`find_…`) is looked for in the whole list, since names are not unique.
impl Cloud {
    /// The clouds inside this one, with the journal, policy and read-only flag of this handle. A cloud that holds none is
    /// `Unsupported`.
    pub fn clouds(&self) -> Listing<Cloud> {
        match self.0.provider.clouds() {
            None => Listing::failed(missing("clouds inside it")),
            Some(inner) => {
                let outer = self.clone();
                inner.clouds().map(move |provider| outer.with(|inner| inner.provider = provider))
            }
        }
    }

    /// The one inner cloud of this id or, failing that, of this last part of its id.
    ///
    /// # Errors
    /// `NotFound` if none matches; `Unsupported` if there are no clouds inside this one.
    pub async fn find_cloud(&self, id: &str) -> Result<Cloud> {
        let part = |cloud: &Cloud| {
            let whole = cloud.id().as_str();
            whole == id
                || whole.strip_prefix(self.id().as_str()).and_then(|s| s.strip_prefix('/')) == Some(id)
        };
        let mut all = self.clouds();
        while let Some(cloud) = all.next().await? {
            if part(&cloud) {
                return Ok(cloud);
            }
        }
        Err(Error::new(ErrorKind::NotFound, format!("{} holds no cloud {id:?} that can be used", self.id())))
    }

    /// Servers.
    pub fn servers(&self, query: &ServerQuery) -> Listing<Server> {
        match (self.compute(), query.name.clone()) {
            (Err(e), _) => Listing::failed(e),
            (Ok(compute), None) => compute.servers(query),
            // Providers filter by prefix, by pattern or not at all; this is what the query promises.
            (Ok(compute), Some(name)) => compute.servers(query).filter(move |s| s.name == name),
        }
    }

    /// One server, by id.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id.
    pub async fn server(&self, id: &ServerId) -> Result<Server> {
        self.compute()?.server(id).await
    }

    /// The one server of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_server(&self, id_or_name: &str) -> Result<Server> {
        let all = self.servers(&ServerQuery::new()).all().await?;
        only("server", id_or_name, all, |s| s.id.as_str(), |s| &s.name)
    }

    /// Images.
    pub fn images(&self) -> Listing<Image> {
        self.compute().map_or_else(Listing::failed, |c| c.images())
    }

    /// The one image of this id, which some clouds find unlisted, too; failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_image(&self, id_or_name: &str) -> Result<Image> {
        match self.compute()?.image(&ImageId::new(id_or_name)).await? {
            Some(image) => Ok(image),
            None => only("image", id_or_name, self.images().all().await?, |i| i.id.as_str(), |i| &i.name),
        }
    }

    /// Named sizes.
    pub fn sizes(&self) -> Listing<Size> {
        self.compute().map_or_else(Listing::failed, |c| c.sizes())
    }

    /// Locations.
    pub fn locations(&self) -> Listing<Location> {
        self.compute().map_or_else(Listing::failed, |c| c.locations())
    }

    /// How to reach a server's screen.
    ///
    /// # Errors
    /// `Unsupported` if the cloud has no consoles, `Conflict` if this server has none now.
    pub async fn console(&self, id: &ServerId) -> Result<Console> {
        self.compute()?.console(id).await
    }

    /// Drives.
    pub fn drives(&self) -> Listing<Drive> {
        self.drive_facet().map_or_else(Listing::failed, |d| d.drives())
    }

    /// One drive, by id.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id.
    pub async fn drive(&self, id: &DriveId) -> Result<Drive> {
        self.drive_facet()?.drive(id).await
    }

    /// The one drive of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_drive(&self, id_or_name: &str) -> Result<Drive> {
        only("drive", id_or_name, self.drives().all().await?, |d| d.id.as_str(), |d| &d.name)
    }

    /// Snapshots.
    pub fn snapshots(&self) -> Listing<Snapshot> {
        self.drive_facet().map_or_else(Listing::failed, |d| d.snapshots())
    }

    /// One snapshot, by id.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id.
    pub async fn snapshot(&self, id: &SnapshotId) -> Result<Snapshot> {
        self.drive_facet()?.snapshot(id).await
    }

    /// The one snapshot of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_snapshot(&self, id_or_name: &str) -> Result<Snapshot> {
        only("snapshot", id_or_name, self.snapshots().all().await?, |s| s.id.as_str(), |s| &s.name)
    }

    /// Key pairs.
    pub fn key_pairs(&self) -> Listing<KeyPair> {
        self.key_pair_facet().map_or_else(Listing::failed, |k| k.key_pairs())
    }

    /// The one key pair of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_key_pair(&self, id_or_name: &str) -> Result<KeyPair> {
        only("key pair", id_or_name, self.key_pairs().all().await?, |k| k.id.as_str(), |k| &k.name)
    }

    /// Reads `length` raw bytes of a drive, from the byte `offset` on.
    ///
    /// More than one piece is for [`Download`](crate::transfer::Download).
    ///
    /// # Errors
    /// `Unsupported` where bytes cannot be read; `InvalidRequest` for more than the capabilities' `read_max` at once.
    pub async fn read_drive(&self, id: &DriveId, offset: u64, length: u64) -> Result<Bytes> {
        let drives = self.drive_facet()?;
        let caps = self.capabilities();
        let can = caps.drives.as_ref().ok_or_else(|| missing("drives"))?;
        bounded(can.read, can.read_max, length, "read")?;
        drives.read(id, offset, length).await
    }

    /// Writes raw bytes to a drive, from the byte `offset` on, gzipped for the way where the cloud takes that and it makes them fewer. The same
    /// write again changes nothing, so a lost reply is simply sent again; it is not journaled.
    ///
    /// More than one piece is for [`Upload`](crate::transfer::Upload).
    ///
    /// # Errors
    /// `Forbidden` on a read-only handle; `Unsupported` where bytes cannot be written; `InvalidRequest` for more than the
    /// capabilities' `write_max` at once.
    pub async fn write_drive(&self, id: &DriveId, offset: u64, bytes: Bytes) -> Result<()> {
        let gzip = self.writing(bytes.len() as u64)?;
        self.write_packed(id, offset, packed(bytes, gzip).await?).await
    }

    /// The same with bytes that are ready to travel.
    pub(crate) async fn write_packed(&self, id: &DriveId, offset: u64, packed: Packed) -> Result<()> {
        self.writing(packed.length)?;
        let drives = self.drive_facet()?;
        match packed.gzipped {
            true => drives.write_gzip(id, offset, packed.body).await,
            false => drives.write(id, offset, packed.body).await,
        }
    }

    /// Whether so many bytes may be written at once; if so, whether they may be gzipped.
    fn writing(&self, length: u64) -> Result<bool> {
        self.gate()?;
        let caps = self.capabilities();
        let can = caps.drives.as_ref().ok_or_else(|| missing("drives"))?;
        bounded(can.write, can.write_max, length, "write")?;
        Ok(can.write_gzip == Support::Yes)
    }

    /// Networks.
    pub fn networks(&self) -> Listing<Network> {
        self.networking().map_or_else(Listing::failed, |n| n.networks())
    }

    /// The one network of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_network(&self, id_or_name: &str) -> Result<Network> {
        only("network", id_or_name, self.networks().all().await?, |n| n.id.as_str(), |n| &n.name)
    }

    /// Static addresses.
    pub fn addresses(&self) -> Listing<Address> {
        self.networking().map_or_else(Listing::failed, |n| n.addresses())
    }

    /// The one static address of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_address(&self, id_or_name: &str) -> Result<Address> {
        only("address", id_or_name, self.addresses().all().await?, |a| a.id.as_str(), |a| &a.name)
    }

    /// Firewalls with their rules.
    pub fn firewalls(&self) -> Listing<Firewall> {
        self.networking().map_or_else(Listing::failed, |n| n.firewalls())
    }

    /// The one firewall of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_firewall(&self, id_or_name: &str) -> Result<Firewall> {
        only("firewall", id_or_name, self.firewalls().all().await?, |f| f.id.as_str(), |f| &f.name)
    }

    /// What the account has left.
    ///
    /// # Errors
    /// `Unsupported` where the cloud does not tell, before any request.
    pub async fn balance(&self) -> Result<Balance> {
        self.billing()?.balance().await
    }

    /// What is used now, resource by resource.
    pub fn usage(&self) -> Listing<ResourceUsage> {
        self.billing().map_or_else(Listing::failed, |b| b.usage())
    }

    /// The price list.
    pub fn prices(&self) -> Listing<Price> {
        self.billing().map_or_else(Listing::failed, |b| b.prices())
    }

    /// What was spent, in the provider's order.
    pub fn transactions(&self, query: &TransactionQuery) -> Listing<Transaction> {
        let since = query.since;
        match self.billing() {
            Err(e) => Listing::failed(e),
            // Providers that cannot be asked for a time list everything; this is what the query promises.
            Ok(billing) => {
                billing.transactions(query).filter(move |t| since.is_none_or(|since| t.at >= since))
            }
        }
    }

    /// Resources that are paid for in advance.
    pub fn subscriptions(&self) -> Listing<Subscription> {
        self.billing().map_or_else(Listing::failed, |b| b.subscriptions())
    }

    /// What a subscription would cost. Buys nothing.
    ///
    /// # Errors
    /// `Unsupported` where the cloud quotes no such thing, before any request.
    pub async fn quote(&self, request: &CreateSubscription) -> Result<Quote> {
        let billing = self.quoting()?;
        request.good()?;
        billing.quote(request).await
    }

    /// What the extension of a subscription would cost. Buys nothing.
    ///
    /// # Errors
    /// `Unsupported` where the cloud quotes no such thing, before any request.
    pub async fn quote_extension(&self, request: &ExtendSubscription) -> Result<Quote> {
        let billing = self.quoting()?;
        request.good()?;
        billing.quote_extension(request).await
    }

    /// How long the money lasts, if it is spent on as in the last `window`.
    ///
    /// # Errors
    /// `NotFound` if nothing happened in the window; otherwise as any read.
    pub async fn runway(&self, window: Duration) -> Result<Runway> {
        let seconds =
            i64::try_from(window.as_secs()).map_err(|_| Error::invalid("the window is too long"))?;
        // Whole seconds, the present one among them.
        let until = Timestamp::from_unix(Timestamp::now().as_unix() + 1)?;
        let from = Timestamp::from_unix(until.as_unix().saturating_sub(seconds))?;
        let balance = self.balance().await?;
        let made = self.transactions(&TransactionQuery::new().since(from)).all().await?;
        // The provider's clock may be ahead of ours, or its times of another zone than we assume.
        let ahead = made.iter().map(|t| t.at).filter(|at| *at >= until).max();
        let until = ahead.map_or(Ok(until), |at| Timestamp::from_unix(at.as_unix() + 1))?;
        Runway::new(balance, &made, from, until)
    }

    fn billing(&self) -> Result<&dyn Billing> {
        self.0.provider.billing().ok_or_else(|| missing("billing"))
    }

    fn quoting(&self) -> Result<&dyn Billing> {
        let billing = self.billing()?;
        match &self.capabilities().billing {
            Some(can) if can.quote != Support::No => Ok(billing),
            _ => Err(Error::unsupported("this cloud quotes no subscriptions")),
        }
    }

    fn compute(&self) -> Result<&dyn Compute> {
        let provider = &self.0.provider;
        provider.compute().ok_or_else(|| match provider.clouds() {
            Some(_) => {
                Error::unsupported("this cloud has no servers of its own: ask one of the clouds inside it")
            }
            None => missing("compute"),
        })
    }

    fn drive_facet(&self) -> Result<&dyn Drives> {
        self.0.provider.drives().ok_or_else(|| missing("drives"))
    }

    fn key_pair_facet(&self) -> Result<&dyn KeyPairs> {
        self.0.provider.key_pairs().ok_or_else(|| missing("key pairs"))
    }

    fn networking(&self) -> Result<&dyn Networking> {
        self.0.provider.networking().ok_or_else(|| missing("networking"))
    }
}

/// An id wins over a name; a name must be the only one. Acting on "one of them" is acting on the wrong one.
fn only<T>(
    what: &str,
    wanted: &str,
    all: Vec<T>,
    id: impl Fn(&T) -> &str,
    name: impl Fn(&T) -> &str,
) -> Result<T> {
    let by_id = all.iter().position(|t| id(t) == wanted);
    let by_name: Vec<usize> =
        all.iter().enumerate().filter(|(_, t)| name(t) == wanted).map(|(i, _)| i).collect();
    let found = match (by_id, by_name.as_slice()) {
        (Some(i), _) => i,
        (None, [i]) => *i,
        (None, []) => {
            let e = Error::new(ErrorKind::NotFound, format!("no {what} has the id or name {wanted:?}"));
            return Err(e);
        }
        (None, several) => {
            let ids: Vec<&str> = several.iter().map(|i| id(&all[*i])).collect();
            return Err(Error::invalid(format!(
                "several have the name {wanted:?}: {what} {}",
                ids.join(", ")
            )));
        }
    };
    all.into_iter().nth(found).ok_or_else(|| Error::new(ErrorKind::NotFound, "it went away"))
}

fn bounded(support: Support, max: Option<u64>, length: u64, verb: &str) -> Result<()> {
    match (support, max) {
        (Support::No, _) => Err(Error::unsupported(format!("this cloud cannot {verb} raw bytes"))),
        (_, Some(max)) if length > max => {
            Err(Error::invalid(format!("one {verb} takes at most {max} bytes, not {length}")))
        }
        _ => Ok(()),
    }
}
