//! Regions, zones and the account.

use super::records;
use anycloud_core::Text;

records! {
    /// A region. docs: `Region`.
    Region "ec2.region" by "regionName" {
        /// `regionName`, e.g. `eu-west-1`.
        name: Text = "regionName",
        /// `regionEndpoint`: the host of its API.
        endpoint: Option<Text> = "regionEndpoint",
        /// `optInStatus`: `opt-in-not-required`, `opted-in` or `not-opted-in`.
        opt_in_status: Option<Text> = "optInStatus",
    }

    /// A zone of a region. docs: `AvailabilityZone`.
    Zone "ec2.zone" by "zoneName" {
        /// `zoneName`, e.g. `eu-west-1a`. Which place that is differs between accounts.
        name: Text = "zoneName",
        /// `zoneId`, e.g. `euw1-az1`: the same place for all accounts.
        id: Option<Text> = "zoneId",
        /// `zoneState`: `available`, `information`, `impaired`, `unavailable` or `constrained`.
        state: Option<Text> = "zoneState",
        /// `zoneType`: `availability-zone`, `local-zone` or `wavelength-zone`.
        zone_type: Option<Text> = "zoneType",
        /// `regionName`: the region that it is a part of.
        region: Option<Text> = "regionName",
        /// `groupName`: the group that it is switched on with, e.g. `us-east-1-zg-1` or `us-west-2-lax-1`.
        group_name: Option<Text> = "groupName",
        /// `networkBorderGroup`: the zones from which its public addresses are announced.
        border_group: Option<Text> = "networkBorderGroup",
        /// `optInStatus`: `opt-in-not-required`, or for local and wavelength zones `opted-in` or `not-opted-in`.
        opt_in_status: Option<Text> = "optInStatus",
        /// `parentZoneName`: the zone that does a part of the work of a local or wavelength zone.
        parent_zone: Option<Text> = "parentZoneName",
    }

    /// An attribute of the account, such as a limit. docs: `AccountAttribute`.
    AccountAttribute "ec2.account_attribute" by "attributeName" {
        /// `attributeName`: `default-vpc`, `max-instances`, `max-elastic-ips`, …
        name: Text = "attributeName",
        /// `attributeValueSet`: mostly one.
        values: Vec<AccountValue> = "attributeValueSet",
    }

    /// A value of an account's attribute. docs: `AccountAttributeValue`.
    AccountValue "ec2.account_value" {
        /// `attributeValue`: a number, an id, or `none`.
        value: Text = "attributeValue",
    }
}
