//! `wirephoto admin`: all that belongs to accounts, and the links, on the store of the configuration.
//!
//! Does what the admin API does, with the same verbs.

mod account;
mod apply;
mod blacklist;
mod campaign;
mod credits;
mod endpoint;
mod key;
mod link;
mod message;
mod operator;
mod pairs;
mod report;
mod run;
mod secret;
mod sender;
mod service_id;
mod settings;
mod show;
mod subscriber;
mod token;
mod user;

use crate::config::Layers;
use crate::desk;
use crate::error::Error;
use crate::screen;
use admin::Desk;
use clap::Subcommand;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

/// Administer accounts, their senders, keys and settings, and links to carriers.
///
/// Works on the store of the configuration, also while `serve` runs on it; what is changed holds
/// from the next call on. The admin API does the same over HTTP: see the section [admin] of the
/// configuration.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,

    /// Print JSON, as the admin API answers it.
    #[arg(long, global = true)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto admin account create acme --sender 60856 postback_url=https://acme.example/mms
  wirephoto admin account set acme throughput=10 ip_allow=10.0.0.0/8,192.0.2.7
  wirephoto admin account set acme throughput=default
  wirephoto admin sender set acme 60856 sms_route=on service_ids=60856mms
  wirephoto admin key create acme --label reports --read-only
  wirephoto admin key rotate acme 9f86d081884c7d65 --grace 24h
  wirephoto admin campaign create acme Spring26 --name Spring --brand Acme
  wirephoto admin subscriber set acme Spring26 subscribed 12025550100
  wirephoto admin credits add acme 5000000
  wirephoto admin run list acme
  wirephoto admin link pause hub
  wirephoto admin message cancel MMS_1
  wirephoto admin blacklist add acme 12025550100 --sender 60856
  wirephoto admin apply accounts.toml --dry-run
  wirephoto admin settings
  wirephoto admin token ops";

#[derive(Debug, Subcommand)]
enum What {
    #[command(flatten)]
    Noun(Noun),
    Apply(apply::Args),
    Settings(settings::Args),
    Token(token::Args),
}

/// What is said when it is done.
#[derive(Debug, Subcommand)]
enum Noun {
    /// Accounts.
    #[command(subcommand)]
    Account(account::What),
    /// Numbers that an account may send from.
    #[command(subcommand)]
    Sender(sender::What),
    /// API keys of an account.
    #[command(subcommand)]
    Key(key::What),
    /// The secret that signs an account's postbacks.
    #[command(subcommand)]
    Secret(secret::What),
    /// Services: products of an account for which its senders may be used.
    #[command(subcommand)]
    Service(service_id::What),
    /// The user name of an account for clients older than keys.
    #[command(subcommand)]
    User(user::What),
    /// Addresses that events of an account are posted to.
    #[command(subcommand)]
    Endpoint(endpoint::What),
    /// What a prepaid account has, in millionths of a credit.
    #[command(subcommand)]
    Credits(credits::What),
    /// Campaigns of an account.
    #[command(subcommand)]
    Campaign(campaign::What),
    /// People in a campaign.
    #[command(subcommand)]
    Subscriber(subscriber::What),
    /// Operators: the networks that numbers belong to.
    #[command(subcommand)]
    Operator(operator::What),
    /// Links to carriers: how they are doing; pause, drain and resume them.
    #[command(subcommand)]
    Link(link::What),
    /// Messages: take them back.
    #[command(subcommand)]
    Message(message::What),
    /// Reports of carriers for which no message is known.
    #[command(subcommand)]
    Report(report::What),
    /// Runs: templates on their way to everyone in a campaign.
    #[command(subcommand)]
    Run(run::What),
    /// Numbers that get nothing from an account.
    #[command(subcommand)]
    Blacklist(blacklist::What),
    Export(apply::ExportArgs),
}

/// What a command has to say: for machines, and for people.
struct Said {
    json: Value,
    text: String,
}

impl Said {
    fn new(json: Value, text: String) -> Self {
        Self { json, text }
    }
}

/// Does what was asked for and prints what came of it.
pub(crate) async fn run(args: Args, file: Option<&Path>) -> Result<ExitCode, Error> {
    let said = match args.what {
        What::Settings(args) => settings::settings(&args)?,
        What::Token(args) => token::token(&args)?,
        What::Apply(wanted) => return apply::run(&desk(file).await?, wanted, args.json).await,
        What::Noun(noun @ (Noun::Link(_) | Noun::Message(_))) => {
            let desk = desk::open_with_links(&Layers::find(file)?).await?;
            work(&desk, noun).await?
        }
        What::Noun(noun) => work(&desk(file).await?, noun).await?,
    };
    match args.json {
        true => screen::line(format_args!("{:#}", said.json)),
        false => screen::text(&said.text),
    }
    Ok(ExitCode::SUCCESS)
}

async fn work(desk: &Desk, noun: Noun) -> Result<Said, Error> {
    match noun {
        Noun::Account(what) => account::run(desk, what).await,
        Noun::Sender(what) => sender::run(desk, what).await,
        Noun::Service(what) => service_id::run(desk, what).await,
        Noun::Key(what) => key::run(desk, what).await,
        Noun::Secret(what) => secret::run(desk, what).await,
        Noun::User(what) => user::run(desk, what).await,
        Noun::Endpoint(what) => endpoint::run(desk, what).await,
        Noun::Credits(what) => credits::run(desk, what).await,
        Noun::Campaign(what) => campaign::run(desk, what).await,
        Noun::Subscriber(what) => subscriber::run(desk, what).await,
        Noun::Operator(what) => Ok(operator::run(desk, &what)),
        Noun::Link(what) => link::run(desk, &what).await,
        Noun::Message(what) => message::run(desk, what).await,
        Noun::Report(what) => report::run(desk, what).await,
        Noun::Run(what) => run::run(desk, what).await,
        Noun::Blacklist(what) => blacklist::run(desk, what).await,
        Noun::Export(args) => apply::export(desk, args).await,
    }
}

async fn desk(file: Option<&Path>) -> Result<Desk, Error> {
    desk::open(&Layers::find(file)?).await
}
