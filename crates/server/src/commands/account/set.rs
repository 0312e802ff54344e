//! `wirephoto account set`.

use super::create::{Retries, country, digits, sender, web_address};
use super::{named, show};
use crate::error::Error;
use clap::ArgGroup;
use domain::account::{Access, Account, Class};
use storage::Store;

/// Change an account; what is not named stays as it is.
///
/// Holds from the next call on, also for a `serve` that is running. Messages that were accepted
/// before go on. Keys are changed by `account key rotate`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
pub(super) struct Args {
    /// Name of the account.
    name: String,

    /// A further number it may send from; see `account create --help`. For a number that it has,
    /// --country changes the country.
    #[arg(long = "sender", value_name = "DIGITS", group = "change", value_parser = digits)]
    senders: Vec<String>,

    /// A number it shall not send from any more.
    #[arg(long = "no-sender", value_name = "DIGITS", group = "change", value_parser = digits)]
    no_senders: Vec<String>,

    /// Country of the numbers that --sender names, two letters (ISO 3166); US for new ones.
    #[arg(long, value_name = "CC", requires = "senders", value_parser = country)]
    country: Option<String>,

    /// Where events are posted to.
    #[arg(long, value_name = "URL", group = "change", value_parser = web_address)]
    postback_url: Option<String>,

    /// Events are kept and told to nobody.
    #[arg(long, group = "change", conflicts_with = "postback_url")]
    no_postback_url: bool,

    /// How failed postbacks are repeated.
    #[arg(long, value_enum, group = "change")]
    schedule: Option<Retries>,

    /// Content goes out as it was fetched, without being fitted to the handset.
    #[arg(long, group = "change")]
    standard: bool,

    /// Content is fitted to the handset.
    #[arg(long, group = "change", conflicts_with = "standard")]
    optimized: bool,

    /// Its calls are refused.
    #[arg(long, group = "change")]
    block: bool,

    /// Its calls are taken again.
    #[arg(long, group = "change", conflicts_with = "block")]
    unblock: bool,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto account set acme --sender 60856
  wirephoto account set acme --postback-url https://acme.example/mms --schedule classic
  wirephoto account set acme --no-sender 60856 --block";

/// Changes the account and shows it.
pub(super) async fn set(store: &dyn Store, args: Args) -> Result<String, Error> {
    let mut account = named(store, &args.name).await?;
    change_senders(&mut account, &args)?;
    change_postbacks(&mut account, &args);
    if args.standard {
        account.policy.class = Class::Standard;
    }
    if args.optimized {
        account.policy.class = Class::Optimized;
    }
    if args.block {
        account.access = Access::Blocked;
    }
    if args.unblock {
        account.access = Access::Open;
    }
    let stored = store.update_account(&account).await;
    stored.map_err(Error::doing("store the account"))?;
    show::show(store, &account).await
}

fn change_senders(account: &mut Account, args: &Args) -> Result<(), Error> {
    for digits in &args.no_senders {
        let Some(index) = account.senders.iter().position(|it| it.address == *digits) else {
            let name = &args.name;
            return Err(Error::said(format!("{name} has no sender {digits}")));
        };
        account.senders.remove(index);
    }
    for digits in &args.senders {
        let known = account.senders.iter_mut().find(|it| it.address == *digits);
        match (known, &args.country) {
            (Some(known), Some(country)) => known.country.clone_from(country),
            (Some(_), None) => {}
            (None, country) => {
                let country = country.as_deref().unwrap_or("US");
                account.senders.push(sender(digits, country));
            }
        }
    }
    Ok(())
}

fn change_postbacks(account: &mut Account, args: &Args) {
    if args.no_postback_url {
        account.postbacks.url = None;
    }
    if let Some(url) = &args.postback_url {
        account.postbacks.url = Some(url.clone());
    }
    if let Some(schedule) = args.schedule {
        account.postbacks.schedule = schedule.schedule();
    }
}
