//! Security groups and their rules.

use super::Client;
use crate::request::groups as request;
use crate::request::{Describe, Permission, Query, RuleChange};
use crate::wire::{SecurityGroup, SecurityGroupRule};
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeSecurityGroups.
    pub fn describe_security_groups(&self, query: &Query) -> Listing<SecurityGroup> {
        self.list(Describe::SECURITY_GROUPS, query)
    }

    /// DescribeSecurityGroupRules: by rule id, or by the filter `group-id`.
    pub fn describe_security_group_rules(&self, query: &Query) -> Listing<SecurityGroupRule> {
        self.list(Describe::SECURITY_GROUP_RULES, query)
    }

    /// CreateSecurityGroup: its id. Without a VPC it is of the default one. It lets nothing in and everything out.
    ///
    /// # Errors
    /// `AlreadyExists` if the name is taken; `QuotaExceeded`.
    pub async fn create_security_group(
        &self,
        name: &str,
        description: &str,
        vpc: Option<&str>,
        tags: &[(&str, &str)],
    ) -> Result<Text> {
        self.text(request::create(name, description, vpc, tags), "groupId").await
    }

    /// DeleteSecurityGroup.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while something has it.
    pub async fn delete_security_group(&self, id: &str) -> Result<()> {
        self.done(request::delete(id)).await
    }

    /// AuthorizeSecurityGroupIngress, RevokeSecurityGroupEgress and so on: all of the permissions or none.
    ///
    /// # Errors
    /// `NotFound`; `AlreadyExists` for what is allowed already; `QuotaExceeded`.
    pub async fn change_security_group(
        &self,
        id: &str,
        change: RuleChange,
        permissions: &[Permission],
    ) -> Result<()> {
        self.done(request::change(id, change, permissions)).await
    }

    /// RevokeSecurityGroupIngress or, with `egress`, RevokeSecurityGroupEgress, by the ids of rules.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revoke_security_group_rules(&self, id: &str, egress: bool, rules: &[&str]) -> Result<()> {
        self.done(request::revoke_rules(id, egress, rules)).await
    }
}
