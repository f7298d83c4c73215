use super::amounts::{money, quantity};
use super::show::{joined, or_none};
use crate::args::{Following, OrderArgs, QuoteArgs, SubscriptionsCommand};
use crate::context::{Asking, Context};
use anycloud::{
    CreateSubscription, Delivery, Error, ErrorKind, ExtendSubscription, Mutation, Quote, Result,
    Subscription, SubscriptionId,
};
use serde::Serialize;

pub(super) async fn run(context: &Context, command: SubscriptionsCommand) -> Result<()> {
    match command {
        SubscriptionsCommand::List => list(context).await,
        SubscriptionsCommand::Quote(quote) => self::quote(context, quote).await,
        SubscriptionsCommand::Create { order, months, following } => {
            create(context, order, months, &following).await
        }
        SubscriptionsCommand::Extend { id, months, following } => {
            extend(context, ExtendSubscription::new(id, months), &following).await
        }
    }
}

async fn list(context: &Context) -> Result<()> {
    let subscriptions = context.cloud().await?.subscriptions().all().await?;
    shown(context, &subscriptions)
}

fn shown(context: &Context, subscriptions: &[Subscription]) -> Result<()> {
    context.out.list(
        subscriptions,
        &[
            ("ID", |s| or_none(s.id.as_ref())),
            ("RESOURCE", |s| s.resource.to_string()),
            ("QUANTITY", |s| quantity(s.quantity, s.unit.as_deref())),
            ("ITEM", |s| or_none(s.item.as_ref())),
            ("FROM", |s| or_none(s.start)),
            ("UNTIL", |s| or_none(s.end)),
            ("LABEL", |s| s.label.as_ref().map(ToString::to_string).unwrap_or_default()),
        ],
    )
}

async fn quote(context: &Context, args: QuoteArgs) -> Result<()> {
    let quote = match args.extend {
        Some(id) => context.cloud().await?.quote_extension(&ExtendSubscription::new(id, args.months)).await?,
        None => {
            let request = request(args.order, args.months)?;
            context.cloud().await?.quote(&request).await?
        }
    };
    context.out.facts(&quote, &[("price", |q| money(q.price))])
}

async fn create(context: &Context, order: OrderArgs, months: u32, following: &Following) -> Result<()> {
    let request = request(order, months)?;
    context.can_ask(Asking::Buying)?;
    let cloud = context.changing().await?;
    request.check(&cloud.capabilities())?;
    let price = price(context, cloud.quote(&request).await)?;
    let parts = request.resources.iter().map(|(name, much)| format!("{} of {name}", quantity(*much, None)));
    context.confirm(Asking::Buying, &format!("{} for {}{price}", joined(parts), span(months)))?;
    let show = async |bought: Vec<Subscription>| {
        if bought.is_empty() {
            context.out.note("note: it is bought; the provider does not tell what it is called");
        } else if bought.iter().any(|one| one.id.is_none()) {
            context.out.note("note: the provider tells no id of what has none here");
        }
        shown(context, &bought)
    };
    context.change(&cloud, &request, following, show).await.inspect_err(|e| doubt(context, e))
}

/// A subscription that lasts longer now.
#[derive(Serialize)]
struct Extended<'a> {
    id: &'a SubscriptionId,
    months: u32,
}

async fn extend(context: &Context, request: ExtendSubscription, following: &Following) -> Result<()> {
    context.can_ask(Asking::Buying)?;
    let cloud = context.changing().await?;
    request.check(&cloud.capabilities())?;
    let price = price(context, cloud.quote_extension(&request).await)?;
    let ExtendSubscription { id, months, .. } = &request;
    context.confirm(Asking::Buying, &format!("{} more of subscription {id}{price}", span(*months)))?;
    let show = async |()| {
        if context.out.is_json() {
            return context.out.document(&Extended { id, months: *months });
        }
        context.out.text(&format!("{id} extended by {}\n", span(*months)))
    };
    context.change(&cloud, &request, following, show).await.inspect_err(|e| doubt(context, e))
}

/// Nothing marks what is bought, so that no program finds out by itself what became of it.
fn doubt(context: &Context, error: &Error) {
    if error.delivery() == Delivery::Unknown {
        let lists = "`anycloud billing subscriptions list` and `anycloud billing transactions`";
        context.out.note(&format!("note: before you buy it again: {lists} show whether it is bought"));
    }
}

fn request(order: OrderArgs, months: u32) -> Result<CreateSubscription> {
    let mut request = CreateSubscription::new(months);
    request.start = order.start.map(|start| start.0);
    for share in order.resources {
        if request.resources.contains_key(share.resource.as_str()) {
            return Err(Error::invalid(format!("{} is ordered twice", share.resource)));
        }
        request = request.resource(share.resource, share.quantity);
    }
    Ok(request)
}

/// The price as the end of a question; it goes to stderr, too, where nobody is asked. What cannot be quoted can
/// be bought nonetheless; any other refusal of the quote ends it before something is bought.
fn price(context: &Context, quote: Result<Quote>) -> Result<String> {
    match quote {
        Ok(quote) => {
            let price = money(quote.price);
            context.out.note(&format!("price: {price}"));
            Ok(format!(" for {price}"))
        }
        Err(e) if e.kind() == ErrorKind::Unsupported => {
            context.out.note("note: the provider does not quote this: what it costs shows afterwards");
            Ok(", at a price that is not known".to_owned())
        }
        Err(e) => Err(e),
    }
}

fn span(months: u32) -> String {
    if months == 1 { "1 month".to_owned() } else { format!("{months} months") }
}
