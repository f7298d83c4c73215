//! Security groups and their rules.

use super::Client;
use crate::request::security_groups as request;
use crate::request::{Describe, Permission, Query, RuleChange};
use crate::wire::{SecurityGroup, SecurityGroupRule};
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeSecurityGroups: by id, by name in the default VPC, or by filters such as `vpc-id` and `group-name`.
    pub fn describe_security_groups(&self, query: &Query) -> Listing<SecurityGroup> {
        self.list(Describe::SECURITY_GROUPS, query)
    }

    /// DescribeSecurityGroupRules: by rule id, or by the filter `group-id`.
    pub fn describe_security_group_rules(&self, query: &Query) -> Listing<SecurityGroupRule> {
        self.list(Describe::SECURITY_GROUP_RULES, query)
    }

    /// CreateSecurityGroup: its id, e.g. `sg-1234567890abcdef0`. Without a VPC it is of the default one. It lets
    /// nothing in and everything out. Name and description have at most 255 characters and stay as they are. It is sent
    /// once.
    ///
    /// # Errors
    /// `AlreadyExists` if the name is taken in the VPC; `NotFound` for the VPC; `QuotaExceeded`.
    pub async fn create_security_group(
        &self,
        name: &str,
        description: &str,
        vpc: Option<&str>,
        tags: &[(&str, &str)],
    ) -> Result<Text> {
        self.text(request::create(name, description, vpc, tags), "groupId").await
    }

    /// DeleteSecurityGroup: one that nothing has and no rule of another names.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while something has or names it.
    pub async fn delete_security_group(&self, id: &str) -> Result<()> {
        self.done(request::delete(id)).await
    }

    /// AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupEgress, RevokeSecurityGroupIngress or
    /// RevokeSecurityGroupEgress, as [`RuleChange`] says: all of the permissions or none.
    ///
    /// # Errors
    /// `NotFound`, of what is to be revoked too; `AlreadyExists` for what is allowed already; `QuotaExceeded`.
    pub async fn change_security_group(
        &self,
        id: &str,
        change: RuleChange,
        permissions: &[Permission],
    ) -> Result<()> {
        self.done(request::change(id, change, permissions)).await
    }

    /// RevokeSecurityGroupIngress or, with `egress`, RevokeSecurityGroupEgress, by the ids of rules, e.g.
    /// `sgr-1234567890abcdef0`, of that direction.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revoke_security_group_rules(&self, id: &str, egress: bool, rules: &[&str]) -> Result<()> {
        self.done(request::revoke_rules(id, egress, rules)).await
    }
}
