//! Regions, zones, tags and limits.

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
        /// `zoneId`, e.g. `euw1-az1`.
        id: Option<Text> = "zoneId",
        /// `zoneState`: `available`, `information`, `impaired`, `unavailable` or `constrained`.
        state: Option<Text> = "zoneState",
        /// `zoneType`: `availability-zone`, `local-zone` or `wavelength-zone`.
        zone_type: Option<Text> = "zoneType",
        /// `regionName`.
        region: Option<Text> = "regionName",
        /// `groupName`.
        group_name: Option<Text> = "groupName",
        /// `networkBorderGroup`.
        border_group: Option<Text> = "networkBorderGroup",
        /// `optInStatus`.
        opt_in_status: Option<Text> = "optInStatus",
        /// `parentZoneName`.
        parent_zone: Option<Text> = "parentZoneName",
    }

    /// A tag. docs: `Tag`.
    Tag "ec2.tag" {
        /// `key`.
        key: Text = "key",
        /// `value`; it may be empty.
        value: Text = "value",
    }

    /// A tag and what it is on. docs: `TagDescription`.
    TagOf "ec2.tag_of" by "resourceId" {
        /// `resourceId`.
        resource_id: Text = "resourceId",
        /// `resourceType`: `instance`, `volume`, …
        resource_type: Option<Text> = "resourceType",
        /// `key`.
        key: Text = "key",
        /// `value`; it may be empty.
        value: Text = "value",
    }

    /// An attribute of the account, such as a limit. docs: `AccountAttribute`.
    AccountAttribute "ec2.account_attribute" by "attributeName" {
        /// `attributeName`, e.g. `max-instances`.
        name: Text = "attributeName",
        /// `attributeValueSet`.
        values: Vec<AccountValue> = "attributeValueSet",
    }

    /// A value of an account's attribute. docs: `AccountAttributeValue`.
    AccountValue "ec2.account_value" {
        /// `attributeValue`.
        value: Text = "attributeValue",
    }
}
