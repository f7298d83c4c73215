use super::{Following, Share, Span, When};
use clap::{ArgGroup, Args, Subcommand};

/// Money: what is there, what is used, what it costs.
#[derive(Debug, Subcommand)]
pub(crate) enum BillingCommand {
    /// What the account has left
    Balance,
    /// What is used now
    Usage,
    /// The price list
    Prices,
    /// What was spent and paid in, in the provider's order
    Transactions {
        /// Only those from then on, e.g. 2010-03-01 or 2010-03-01T12:00:00Z
        #[arg(long, value_name = "TIME", conflicts_with = "last")]
        since: Option<When>,
        /// Only those of so long, e.g. 30d
        #[arg(long, value_name = "TIME")]
        last: Option<Span>,
    },
    /// How long the money lasts, if it is spent on as it was
    Runway {
        /// How long a past to go by, e.g. 12h, 30d, 4w
        #[arg(long, value_name = "TIME", default_value = "30d")]
        window: Span,
    },
    /// Resources that are paid for in advance
    #[command(subcommand)]
    Subscriptions(SubscriptionsCommand),
}

/// Resources that are paid for in advance.
#[derive(Debug, Subcommand)]
pub(crate) enum SubscriptionsCommand {
    /// All subscriptions
    List,
    /// What a subscription, or the extension of one, would cost; buys nothing
    Quote(QuoteArgs),
    /// Buy; asks first
    Create {
        #[command(flatten)]
        order: OrderArgs,
        /// For so many months
        #[arg(long)]
        months: u32,
        #[command(flatten)]
        following: Following,
    },
    /// Buy more time for a subscription; asks first
    Extend {
        /// Its id
        id: String,
        /// By so many months
        #[arg(long)]
        months: u32,
        #[command(flatten)]
        following: Following,
    },
}

/// What is ordered.
#[derive(Args, Debug)]
pub(crate) struct OrderArgs {
    /// So much of a resource, by the provider's name of it; may be repeated
    #[arg(long = "resource", value_name = "NAME=QUANTITY")]
    pub(crate) resources: Vec<Share>,
    /// From when, e.g. 2010-04-01 [default: at once]
    #[arg(long, value_name = "TIME")]
    pub(crate) start: Option<When>,
}

/// What is asked for.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).args(["resources", "extend"]))]
pub(crate) struct QuoteArgs {
    #[command(flatten)]
    pub(crate) order: OrderArgs,
    /// The extension of this subscription
    #[arg(long, value_name = "ID", conflicts_with = "start")]
    pub(crate) extend: Option<String>,
    /// For so many months
    #[arg(long)]
    pub(crate) months: u32,
}
