//! Lists: one description for each call that gives one.

use super::{Action, Params, Query, invalid};
use anycloud_core::{PageToken, Result};

/// A call that lists: its name, the parameters that choose, where the answer has the list, and the most that the service
/// gives at once, if it gives pages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Describe {
    action: &'static str,
    ids: Option<&'static str>,
    names: Option<&'static str>,
    pub(crate) set: &'static str,
    page: Option<u32>,
}

const fn paged(action: &'static str, ids: &'static str, set: &'static str, page: u32) -> Describe {
    Describe { action, ids: Some(ids), names: None, set, page: Some(page) }
}

impl Describe {
    pub(crate) const ACCOUNT_ATTRIBUTES: Self = Self {
        action: "DescribeAccountAttributes",
        ids: None,
        names: Some("AttributeName"),
        set: "accountAttributeSet",
        page: None,
    };
    pub(crate) const ADDRESSES: Self = Self {
        action: "DescribeAddresses",
        ids: Some("AllocationId"),
        names: Some("PublicIp"),
        set: "addressesSet",
        page: None,
    };
    pub(crate) const IMAGES: Self = paged("DescribeImages", "ImageId", "imagesSet", 1000);
    pub(crate) const INSTANCES: Self = paged("DescribeInstances", "InstanceId", "reservationSet", 1000);
    pub(crate) const INSTANCE_STATUS: Self =
        paged("DescribeInstanceStatus", "InstanceId", "instanceStatusSet", 1000);
    pub(crate) const INSTANCE_TYPES: Self =
        paged("DescribeInstanceTypes", "InstanceType", "instanceTypeSet", 100);
    pub(crate) const INTERFACES: Self =
        paged("DescribeNetworkInterfaces", "NetworkInterfaceId", "networkInterfaceSet", 1000);
    pub(crate) const KEY_PAIRS: Self = Self {
        action: "DescribeKeyPairs",
        ids: Some("KeyPairId"),
        names: Some("KeyName"),
        set: "keySet",
        page: None,
    };
    pub(crate) const REGIONS: Self = Self {
        action: "DescribeRegions",
        ids: None,
        names: Some("RegionName"),
        set: "regionInfo",
        page: None,
    };
    pub(crate) const SECURITY_GROUPS: Self = Self {
        names: Some("GroupName"),
        ..paged("DescribeSecurityGroups", "GroupId", "securityGroupInfo", 1000)
    };
    pub(crate) const SECURITY_GROUP_RULES: Self =
        paged("DescribeSecurityGroupRules", "SecurityGroupRuleId", "securityGroupRuleSet", 1000);
    pub(crate) const SNAPSHOTS: Self = paged("DescribeSnapshots", "SnapshotId", "snapshotSet", 1000);
    pub(crate) const SUBNETS: Self = paged("DescribeSubnets", "SubnetId", "subnetSet", 1000);
    pub(crate) const TAGS: Self =
        Self { action: "DescribeTags", ids: None, names: None, set: "tagSet", page: Some(1000) };
    pub(crate) const VOLUMES: Self = paged("DescribeVolumes", "VolumeId", "volumeSet", 500);
    pub(crate) const VOLUME_MODIFICATIONS: Self =
        paged("DescribeVolumesModifications", "VolumeId", "volumeModificationSet", 500);
    pub(crate) const VPCS: Self = paged("DescribeVpcs", "VpcId", "vpcSet", 1000);
    pub(crate) const ZONES: Self = Self {
        action: "DescribeAvailabilityZones",
        ids: Some("ZoneId"),
        names: Some("ZoneName"),
        set: "availabilityZoneInfo",
        page: None,
    };

    /// The request for one page.
    pub(crate) fn action(&self, query: &Query, token: Option<&PageToken>) -> Result<Action> {
        let params = self.chosen(Params::new(), self.ids, query.ids.as_deref(), "id")?;
        let params = self.chosen(params, self.names, query.names.as_deref(), "name")?;
        let mut params = query.params.iter().fold(params, |params, (name, value)| params.set(name, value));
        // With ids, the service refuses MaxResults; it then gives all of them. docs: DescribeInstances.
        if let (Some(most), None, None) = (self.page, &query.ids, &query.names) {
            params = params.set("MaxResults", query.page.map_or(most, |page| page.min(most)));
        }
        if let Some(token) = token {
            params = params.set("NextToken", token.as_str());
        }
        Ok(Action::reads(self.action, params))
    }

    /// The parameters with what is asked for by id or name.
    fn chosen(
        &self,
        params: Params,
        list: Option<&str>,
        asked: Option<&[String]>,
        what: &str,
    ) -> Result<Params> {
        match (list, asked) {
            (_, None) => Ok(params),
            (Some(_), Some([])) => Err(invalid(format!("{}: no {what} is named", self.action))),
            (Some(list), Some(asked)) => Ok(params.list(list, asked)),
            (None, Some(_)) => Err(invalid(format!("{} does not choose by {what}", self.action))),
        }
    }
}
