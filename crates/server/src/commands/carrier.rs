//! `wirephoto carrier`: the simulated carrier alone.

use super::Signals;
use crate::config::{self, Config};
use crate::error::Error;
use crate::{life, logging, screen};
use mmsc::{Behaviour, Mmsc, Settings, Submission};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Run the simulated carrier alone: a strict MMSC that speaks MM7, and takes SMS too.
///
/// It checks every submission against the standards, refuses what breaks them and says why, takes
/// the rest, and reports to the callback URL as a network would. Nothing reaches a real phone. The
/// last two digits of 1 202 555 01xx choose what happens: 00 delivered, 01 late, 02 expired, 03
/// refused, 04 deferred first, 05 silence, 06 report before the answer, 07 reports out of order,
/// 09 an SMS fails, 11 busy three times, 12 answer lost, 14 slow, 17 rejected; other numbers behave
/// as 00.
///
/// The pages of the log ask for no password: listen where only you can look.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// Where it listens; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,

    /// Where reports go: the callback URL that `serve` prints for the link.
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8080/carrier/simulated"
    )]
    callback: String,

    /// Where reports on SMS go: as --callback, for the other link.
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8080/carrier/sms-simulated"
    )]
    sms_callback: String,

    /// Added to the time of every answer, such as 200ms.
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = time)]
    latency: Duration,

    /// Factor on the pauses of the simulated network: 0.1 is ten times as fast.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pace: f64,

    /// User and password that submissions must show (HTTP Basic).
    #[arg(long, value_name = "USER:PASSWORD", value_parser = credentials)]
    auth: Option<(String, String)>,

    /// File to which every submission, answer and report is appended, one JSON record a line.
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto carrier
  wirephoto carrier --latency 300ms --log-file carrier.jsonl
  wirephoto carrier --listen 127.0.0.1:0 --callback http://127.0.0.1:9000/carrier/main";

fn time(text: &str) -> Result<Duration, String> {
    config::parse_time(text).ok_or_else(|| "write a time such as 200ms or 2s".to_owned())
}

fn credentials(text: &str) -> Result<(String, String), String> {
    let pair = text
        .split_once(':')
        .map(|(user, password)| (user.to_owned(), password.to_owned()));
    pair.ok_or_else(|| "write USER:PASSWORD".to_owned())
}

/// Runs until a signal comes; prints a line for each submission.
pub(crate) async fn run(args: Args) -> Result<(), Error> {
    logging::start(&Config::default().log);
    for (option, given) in [
        ("--callback", &args.callback),
        ("--sms-callback", &args.sms_callback),
    ] {
        if url::Url::parse(given).is_err() {
            return Err(Error::said(format!(
                "{option}: {given:?} is no URL; `serve` prints it"
            )));
        }
    }
    let latency = args.latency;
    let settings = Settings {
        listen: args.listen,
        callback: Some(args.callback.clone()),
        sms_callback: Some(args.sms_callback.clone()),
        time_scale: args.pace,
        basic_auth: args.auth,
        log_file: args.log_file,
        behaviour: Arc::new(move |submission: &Submission| {
            let behaviour = Behaviour::by_number(submission);
            let slower = behaviour.latency + latency;
            behaviour.slow(slower)
        }),
        ..Settings::default()
    };
    let carrier = Mmsc::start(settings)
        .await
        .map_err(Error::doing("start the carrier"))?;
    let mut signals = Signals::listen()?;
    screen::line(format_args!("simulated carrier"));
    screen::line(format_args!("  MM7      {}", carrier.url()));
    screen::line(format_args!("  SMS      {}", carrier.sms_url()));
    screen::line(format_args!("  log      {}", carrier.page_url()));
    screen::line(format_args!("  reports  to {}", args.callback));
    screen::line(format_args!("           to {} (SMS)", args.sms_callback));
    screen::line(format_args!("ready"));
    let log = carrier.log();
    let mut seen = 0;
    loop {
        let more = log.wait_for(|all| all.len() > seen, Duration::from_secs(3_600));
        tokio::select! {
            () = signals.next() => break,
            all = more => {
                for submission in all.unwrap_or_default().iter().skip(seen) {
                    screen::line(format_args!("{}", life::submission_line(submission)));
                    seen = submission.number;
                }
            }
        }
    }
    carrier.shutdown().await;
    screen::line(format_args!("stopped"));
    Ok(())
}
