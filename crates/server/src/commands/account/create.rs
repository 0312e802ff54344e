//! `wirephoto account create`.

use crate::error::Error;
use crate::table::table;
use admin::{Desk, accounts};
use clap::ValueEnum;
use domain::account::{Schedule, Sender};
use domain::country::Country;
use serde_json::{Value, json};
use url::Url;

/// Create an account with an API key and a signing secret, and show both, once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its name, unique on this server.
    name: String,

    /// A test account: every number is served by the simulated carrier, and 1 202 555 01xx choose
    /// the outcome. Its key begins with gw_test_.
    #[arg(long)]
    test: bool,

    /// A number it may send from: a short code (3 to 8 digits), a long code or a toll-free number.
    /// Give it several times for several numbers; the first is the default.
    #[arg(long = "sender", value_name = "DIGITS", value_parser = digits)]
    senders: Vec<String>,

    /// Country of the senders, two letters (ISO 3166).
    #[arg(long, value_name = "CC", default_value = "US", value_parser = country)]
    country: String,

    /// Where events are posted to, such as delivery; without it they are kept and told to nobody.
    /// `account set` adds or changes it.
    #[arg(long, value_name = "URL", value_parser = web_address)]
    postback_url: Option<String>,

    /// How failed postbacks are repeated.
    #[arg(long, value_enum, default_value_t = Retries::Standard)]
    schedule: Retries,

    /// Content goes out as it was fetched, without being fitted to the handset.
    #[arg(long)]
    standard: bool,

    /// How many calls of one action are taken within any second; 50 with bursts of 100, unless
    /// said otherwise.
    #[arg(long, value_name = "CALLS", value_parser = clap::value_parser!(u32).range(1..))]
    throughput: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Retries {
    /// 11 tries over about 75 hours; any 2xx counts as success.
    Standard,
    /// 6 tries, five minutes apart; only 200 counts.
    Classic,
}

impl Retries {
    pub(super) const fn schedule(self) -> Schedule {
        match self {
            Self::Standard => Schedule::Standard,
            Self::Classic => Schedule::Classic,
        }
    }
}

pub(super) fn digits(text: &str) -> Result<String, String> {
    let fits = (3..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let right = "write 3 to 15 digits, long numbers with their country code and without +";
    if fits {
        Ok(text.to_owned())
    } else {
        Err(right.to_owned())
    }
}

pub(super) fn country(text: &str) -> Result<String, String> {
    let iso = text.to_ascii_uppercase();
    let right = "write two letters such as US or DE";
    Country::by_iso(&iso)
        .map(|_| iso)
        .ok_or_else(|| right.to_owned())
}

pub(super) fn web_address(text: &str) -> Result<String, String> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let right = "write an http or https URL";
    url.map(|_| text.to_owned()).ok_or_else(|| right.to_owned())
}

/// A sender whose kind follows from its digits.
pub(super) fn sender(digits: &str, country: &str) -> Sender {
    Sender {
        country: country.to_owned(),
        ..admin::blank::sender(digits)
    }
}

/// Stores the account and says how it is called and what its secrets are.
pub(super) async fn create(desk: &Desk, args: Args) -> Result<String, Error> {
    let made = accounts::create(desk, &order(&args)).await?;
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let rows = [
        row(
            "account",
            format!("{} (number {})", args.name, made.account.id),
        ),
        row("API key", made.key),
        row("signing secret", made.secret),
    ];
    let mut text = table(0, &rows);
    text.push_str("Key and secret are shown only now.\n");
    if made.account.senders.is_empty() {
        text.push_str("It has no sender and cannot send yet; this gives it one:\n");
        text.push_str(&format!(
            "  wirephoto account set {} --sender DIGITS\n",
            args.name
        ));
    }
    if made.account.postbacks.url.is_none() {
        text.push_str("Nobody is told what becomes of its messages; this names an address:\n");
        text.push_str(&format!(
            "  wirephoto account set {} --postback-url URL\n",
            args.name
        ));
    }
    Ok(text)
}

/// The account as ordered.
fn order(args: &Args) -> Value {
    let sender = |digits: &String| json!({ "address": digits, "country": args.country });
    json!({
        "name": args.name,
        "senders": args.senders.iter().map(sender).collect::<Value>(),
        "settings": {
            "test": args.test,
            "class": if args.standard { "standard" } else { "optimized" },
            "postback_url": args.postback_url,
            "postback_schedule": args.schedule.schedule().word(),
            "throughput": args.throughput,
        },
    })
}
