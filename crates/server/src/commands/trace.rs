//! `wirephoto trace`: what goes over the wire of a link.

use crate::config::Layers;
use crate::desk;
use crate::error::Error;
use crate::screen;
use crate::table::table;
use admin::{Desk, traces};
use clap::{Subcommand, ValueEnum};
use domain::trace::{Direction, Exchange, Shown};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use storage::trace::Kept;

/// See what goes over the wire between the gateway and a carrier.
///
/// While it is on, the exchanges of a link are kept byte for byte: our requests with the carrier's answers,
/// and its requests with ours. Passwords, tokens and the like are shown as *, and so are telephone numbers but for their
/// last four digits; texts and pictures of messages are shown. It works on the store of the configuration, also while
/// `serve` runs, and holds for all processes of the gateway.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// Name of the link; without it, whether each link is traced.
    link: Option<String>,

    #[command(subcommand)]
    what: Option<What>,

    /// Show the last so many exchanges.
    #[arg(long, value_name = "N", default_value_t = 5)]
    last: usize,

    /// Show one exchange whole, by its number.
    #[arg(long, value_name = "N")]
    id: Option<i64>,

    /// List the exchanges, a line each.
    #[arg(long, conflicts_with_all = ["id", "json"])]
    list: bool,

    /// Go on and show new exchanges as they come, until Ctrl-C.
    #[arg(long, conflicts_with_all = ["id", "json"])]
    follow: bool,

    /// Write the bytes of one side of an exchange as they are, and nothing else.
    #[arg(long, value_name = "SIDE", requires = "id", conflicts_with = "json")]
    raw: Option<Side>,

    /// Where to write them; else to standard output.
    #[arg(long, value_name = "FILE", requires = "raw")]
    out: Option<PathBuf>,

    /// Print JSON, as the admin API answers it.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto trace hub on --for 30m
  wirephoto trace hub                       the last 5 exchanges
  wirephoto trace hub --list --last 50
  wirephoto trace hub --id 17               one of them whole
  wirephoto trace hub --id 17 --raw asked --out request.bin
  wirephoto trace hub --follow
  wirephoto trace hub off";

#[derive(Debug, Subcommand)]
enum What {
    /// Keep the exchanges of the link from now on.
    On {
        /// For so long, at most 24h; it ends by itself.
        #[arg(long = "for", value_name = "TIME", default_value = "15m")]
        time: String,
    },
    /// Keep no more; what is kept stays for its time ([trace] in the configuration).
    Off,
}

/// A side of an exchange.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Side {
    /// The request.
    Asked,
    /// The answer.
    Answered,
}

/// Bytes of a side that are shown of one of several exchanges.
const GLANCE: usize = 2_000;

/// How often is looked for new exchanges.
const LOOK: Duration = Duration::from_millis(500);

/// New exchanges of one look; a process keeps no more of a link in that time.
const FRESH: usize = 100;

/// Does what was said.
pub(crate) async fn run(args: Args, file: Option<&Path>) -> Result<(), Error> {
    let desk = desk::open_with_links(&Layers::find(file)?).await?;
    let Some(link) = args.link.as_deref() else {
        if args.what.is_some() {
            return Err(Error::said("which link? name it before on or off"));
        }
        return all(&desk, args.json).await;
    };
    let switched = match &args.what {
        Some(What::On { time }) => traces::on(&desk, link, &json!({ "for": time })).await?,
        Some(What::Off) => traces::off(&desk, link).await?,
        None => return show(&desk, link, &args).await,
    };
    match args.json {
        true => screen::line(format_args!("{switched:#}")),
        false => screen::text(&state(&switched)),
    }
    Ok(())
}

/// Whether each link is traced.
async fn all(desk: &Desk, as_json: bool) -> Result<(), Error> {
    let shown = traces::list(desk).await?;
    match as_json {
        true => screen::line(format_args!("{:#}", json!({ "traces": shown }))),
        false => shown.iter().for_each(|it| screen::text(&state(it))),
    }
    Ok(())
}

/// A sentence on the state of a trace.
fn state(trace: &Value) -> String {
    let said = |name: &str| trace[name].as_str().unwrap_or_default().to_owned();
    let (link, until) = (said("link"), said("until"));
    let lost = match trace["lost"].as_u64() {
        Some(count @ 1..) => format!("; {count} exchanges were too many at once to be kept"),
        _ => String::new(),
    };
    match (trace["on"] == true, until.is_empty()) {
        (true, _) => format!("{link}: on until {until}{lost}\n"),
        (false, false) => format!("{link}: off since {until}{lost}\n"),
        (false, true) => format!("{link}: off\n"),
    }
}

/// Shows what is kept of a link.
async fn show(desk: &Desk, link: &str, args: &Args) -> Result<(), Error> {
    if let Some(id) = args.id {
        return one(&traces::one(desk, link, id).await?, args);
    }
    let mut kept = traces::last(desk, link, args.last).await?;
    if args.json {
        let shown: Value = kept.iter().map(traces::whole).collect();
        screen::line(format_args!("{:#}", json!({ "exchanges": shown })));
        return Ok(());
    }
    screen::text(&state(&traces::show(desk, link).await?));
    kept.reverse();
    screen::text(&several(&kept, args.list));
    let newest = kept.last().map_or(0, |it| it.id);
    match args.follow {
        true => follow(desk, link, (newest, args.list)).await,
        false => Ok(()),
    }
}

/// Shows exchanges after that one as they come.
async fn follow(desk: &Desk, link: &str, (mut newest, as_list): (i64, bool)) -> Result<(), Error> {
    loop {
        tokio::time::sleep(LOOK).await;
        let mut fresh = traces::last(desk, link, FRESH).await?;
        fresh.retain(|it| it.id > newest);
        fresh.reverse();
        newest = fresh.last().map_or(newest, |it| it.id);
        screen::text(&several(&fresh, as_list));
    }
}

/// Shows one exchange.
fn one(kept: &Kept, args: &Args) -> Result<(), Error> {
    let Some(side) = args.raw else {
        match args.json {
            true => screen::line(format_args!("{:#}", traces::whole(kept))),
            false => screen::text(&whole(kept, usize::MAX)),
        }
        return Ok(());
    };
    let bytes = match side {
        Side::Asked => &kept.exchange.asked.bytes,
        Side::Answered => &kept.exchange.answered.bytes,
    };
    match &args.out {
        Some(file) => {
            let doing = format!("write {}", file.display());
            std::fs::write(file, bytes).map_err(Error::doing(doing))
        }
        None => {
            // Whoever closed the pipe has seen enough.
            let _ = std::io::stdout().write_all(bytes);
            Ok(())
        }
    }
}

/// Exchanges, oldest first.
fn several(kept: &[Kept], as_list: bool) -> String {
    match as_list {
        true => table(0, &kept.iter().map(row).collect::<Vec<_>>()),
        false => kept.iter().map(|it| whole(it, GLANCE)).collect(),
    }
}

fn row(Kept { id, exchange }: &Kept) -> Vec<String> {
    let Exchange {
        direction, began, ..
    } = exchange;
    vec![
        id.to_string(),
        began.to_string(),
        direction.word().to_owned(),
        exchange.kind.clone(),
        format!("{} ms", exchange.took.as_millis()),
        exchange.outcome.clone(),
        format!("{} B", exchange.asked.total),
        format!("{} B", exchange.answered.total),
    ]
}

/// An exchange with so many bytes of each side.
fn whole(kept: &Kept, most: usize) -> String {
    let exchange = &kept.exchange;
    let names = match exchange.direction {
        Direction::Out => ["we to the carrier", "the carrier to us"],
        Direction::In => ["the carrier to us", "we to the carrier"],
    };
    let mut text = format!("\n{}\n", row(kept)[..6].join("  "));
    for (name, side) in names.into_iter().zip([&exchange.asked, &exchange.answered]) {
        let hidden = match side.hidden.len() {
            0 => String::new(),
            1 => ", 1 part hidden".to_owned(),
            count => format!(", {count} parts hidden"),
        };
        let _ = writeln!(text, "--- {name}, {} bytes{hidden}", side.total);
        text.push_str(&bytes(side, most));
    }
    text
}

/// Bytes for people, line by line; in hexadecimal where they are no text.
fn bytes(side: &Shown, most: usize) -> String {
    let shown = &side.bytes[..side.bytes.len().min(most)];
    let is_text = !shown.iter().take(16).any(|it| *it == 0);
    let mut text = match is_text {
        true => escaped(shown),
        false => dump(shown),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let left = side.bytes.len() - shown.len();
    if left > 0 {
        let _ = writeln!(text, "... {left} bytes more; --id shows them");
    }
    if let Some(rest) = side.rest_sha256 {
        let gone = side.total - side.bytes.len() as u64;
        let hash: String = rest.iter().map(|it| format!("{it:02x}")).collect();
        let _ = writeln!(text, "... {gone} bytes were not kept, SHA-256 {hash}");
    }
    text
}

/// Text as it is, and what a terminal would not show as `\xNN`.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\r' => {}
                '\n' | '\t' => text.push(c),
                c if c.is_control() => text.extend(c.escape_default()),
                c => text.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// Sixteen octets a line, and what they are as text.
fn dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (number, line) in bytes.chunks(16).enumerate() {
        let hex: String = line.iter().map(|it| format!("{it:02x} ")).collect();
        let shown = |it: &u8| match it {
            0x20..=0x7e => char::from(*it),
            _ => '.',
        };
        let plain: String = line.iter().map(shown).collect();
        let _ = writeln!(text, "{:04x}  {hex:<48} {plain}", number * 16);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &[u8], most: usize, expected: &str) {
        let side = Shown {
            bytes: raw.to_vec(),
            total: raw.len() as u64,
            ..Shown::default()
        };
        assert_eq!(bytes(&side, most), expected);
    }

    #[test]
    fn text_is_shown_as_it_is_and_octets_as_what_they_are() {
        check(b"", 9, "");
        check(
            b"POST /\r\n\r\n<a>\xc3\xbc</a>",
            99,
            "POST /\n\n<a>\u{fc}</a>\n",
        );
        check(b"a\x1b[2J\xff", 99, "a\\u{1b}[2J\\xff\n");
        check(b"abcdef", 4, "abcd\n... 2 bytes more; --id shows them\n");
        check(
            b"\0\0\0\x10ABC",
            99,
            "0000  00 00 00 10 41 42 43                             ....ABC\n",
        );
    }

    #[test]
    fn what_was_not_kept_is_told() {
        let side = Shown {
            bytes: b"ab".to_vec(),
            total: 10,
            rest_sha256: Some([0xab; 32]),
            hidden: Vec::new(),
        };
        let expected = format!(
            "ab\n... 8 bytes were not kept, SHA-256 {}\n",
            "ab".repeat(32)
        );
        assert_eq!(bytes(&side, 9), expected);
    }
}
