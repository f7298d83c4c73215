//! Commands that only EC2 has.

use crate::client::Client;
use crate::request::Query;
use anycloud_core::{Error, NativeCommand, Record, Result};
use serde_json::Value;

/// The commands by name.
pub(crate) const COMMANDS: &[NativeCommand] = &[
    NativeCommand::reads("account attributes", &[], "limits of the account, and its default VPC"),
    NativeCommand::reads("console output", &["SERVER"], "what a server wrote to its serial console"),
    NativeCommand::reads("status", &["SERVER"], "the checks of a server and of what it runs on"),
    NativeCommand::reads("vpcs list", &[], "the private networks that subnets are parts of"),
];

pub(crate) async fn run(client: &Client, name: &str, arguments: &[String]) -> Result<Value> {
    match (name, arguments) {
        ("account attributes", []) => all(client.describe_account_attributes(&Query::all()).all().await?),
        ("console output", [server]) => {
            let output = client.get_console_output(server, false).await?.bytes()?;
            Ok(Value::from(String::from_utf8_lossy(&output)))
        }
        ("status", [server]) => {
            let query = Query::ids([server.as_str()]).set("IncludeAllInstances", true);
            all(client.describe_instance_status(&query).all().await?)
        }
        ("vpcs list", []) => all(client.describe_vpcs(&Query::all()).all().await?),
        _ => Err(Error::unsupported(format!("this provider has no command {name} with such arguments"))),
    }
}

fn all<T: Record>(records: Vec<T>) -> Result<Value> {
    Ok(records.iter().map(Record::to_json).collect())
}
