//! `wirephoto send`: a message from the command line.

use crate::client::{Call, Client, Slide};
use crate::error::Error;
use crate::screen;
use crate::table::table;
use clap::ValueEnum;
use std::net::SocketAddr;
use std::path::Path;
use testkit::{MediaServer, Resource};

/// Send a picture message through the API of a gateway.
///
/// Each FILE is one slide: a local file or a URL. Local files are served to the gateway by this
/// process, from --serve-on, until the gateway has answered; it fetches them within the call. So
/// the gateway must be allowed to fetch from that address: for a gateway on this machine put into
/// its configuration
///
///   [fetch]
///   allow_private = ["127.0.0.0/8"]
///   private_any_port = true
///
/// For a gateway elsewhere name an address of this machine that it can reach. A URL needs none of
/// this.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, verbatim_doc_comment)]
pub(crate) struct Args {
    /// The gateway, or the full URL of its API.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,

    /// API key, or @FILE that holds it.
    #[arg(long)]
    key: String,

    /// Receiver, international digits: 12025550100.
    #[arg(long)]
    to: String,

    /// Sender: a number of the account.
    #[arg(long)]
    from: String,

    /// Subject.
    #[arg(long)]
    subject: Option<String>,

    /// What an SMS says, beside the link, if the receiver cannot take the message; else the subject.
    /// Without either there is nothing to say, and no SMS is sent.
    #[arg(long, value_name = "TEXT")]
    fallback: Option<String>,

    /// Text of a slide; the first for the first slide, and so on. Texts left over make slides of
    /// their own.
    #[arg(long = "text", value_name = "TEXT")]
    texts: Vec<String>,

    /// Seconds that each slide is shown, 1 to 60.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=60))]
    duration: Option<u32>,

    /// Your own name for the message, echoed in its postbacks.
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,

    /// How the call is written.
    #[arg(long, value_enum, default_value_t = Dialect::Wxml)]
    dialect: Dialect,

    /// Where local files are served to the gateway; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    serve_on: SocketAddr,

    /// Pictures, sounds, films, vCards, calendars, PDFs or passes: local files or URLs.
    #[arg(value_name = "FILE")]
    files: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dialect {
    /// An XML document in the body of a POST.
    Wxml,
    /// Parameters of a GET.
    Get,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto send --key @key.txt --to 12025550100 --from 60856 --subject Hello photo.jpg
  wirephoto send --key KEY --to 12025550100 --from 60856 --text One --text Two one.jpg two.png
  wirephoto send --key KEY --to 12025550100 --from 60856 --dialect get https://example.com/a.jpg";

/// Endings of names, the element of a slide they go into, and their type.
///
/// The gateway looks at the bytes; the type is for its log.
const KINDS: &[(&str, &str, &str)] = &[
    ("jpg", "IMAGE", "image/jpeg"),
    ("jpeg", "IMAGE", "image/jpeg"),
    ("png", "IMAGE", "image/png"),
    ("gif", "IMAGE", "image/gif"),
    ("webp", "IMAGE", "image/webp"),
    ("bmp", "IMAGE", "image/bmp"),
    ("mp3", "AUDIO", "audio/mpeg"),
    ("amr", "AUDIO", "audio/amr"),
    ("wav", "AUDIO", "audio/wav"),
    ("m4a", "AUDIO", "audio/mp4"),
    ("ogg", "AUDIO", "audio/ogg"),
    ("mp4", "VIDEO", "video/mp4"),
    ("3gp", "VIDEO", "video/3gpp"),
    ("mov", "VIDEO", "video/quicktime"),
    ("mpg", "VIDEO", "video/mpeg"),
    ("avi", "VIDEO", "video/x-msvideo"),
    ("vcf", "VCARD", "text/vcard"),
    ("ics", "ICAL", "text/calendar"),
    ("pdf", "PDF", "application/pdf"),
    ("pkpass", "PASSBOOK", "application/vnd.apple.pkpass"),
];

/// Sends and prints the answer.
pub(crate) async fn run(args: Args) -> Result<(), Error> {
    if args.files.is_empty() && args.texts.is_empty() {
        return Err(Error::said("nothing to send: name a FILE or give --text"));
    }
    let client = Client::new(&args.url, &key(&args.key)?)?;
    let shelf = Shelf::open(&args).await?;
    let mute = args.subject.is_none() && args.fallback.is_none();
    let call = Call {
        action: "sendMMS",
        fields: vec![
            ("TO", args.to.clone()),
            ("FROM", args.from.clone()),
            ("SUBJECT", args.subject.clone().unwrap_or_default()),
            ("FALLBACKSMSTEXT", args.fallback.clone().unwrap_or_default()),
            (
                "DISABLEFALLBACKSMS",
                if mute { "true" } else { "" }.to_owned(),
            ),
            ("NAME", "command line".to_owned()),
            (
                "CLIENT_REFERENCE",
                args.reference.clone().unwrap_or_default(),
            ),
        ],
        slides: slides(&args, &shelf)?,
    };
    let answer = match args.dialect {
        Dialect::Wxml => client.post(&call).await?,
        Dialect::Get => client.get(&call).await?,
    };
    let rows: Vec<_> = answer
        .fields
        .iter()
        .map(|(name, value)| vec![name.clone(), value.clone()])
        .collect();
    screen::text(&table(0, &rows));
    if answer.is_success() {
        return Ok(());
    }
    let (code, words) = (answer.get("ERRORCODE"), answer.get("ERRORINFO"));
    let hint = match (code, shelf.server.is_some()) {
        ("E351" | "E352" | "E353" | "E355" | "E356" | "E357" | "E358", true) => {
            "; may the gateway fetch from --serve-on? See fetch.allow_private in --help"
        }
        _ => "",
    };
    Err(Error::said(format!("refused: {code} {words}{hint}")))
}

fn key(given: &str) -> Result<String, Error> {
    let Some(path) = given.strip_prefix('@') else {
        return Ok(given.to_owned());
    };
    let doing = format!("read the key from {path:?} (--key @FILE)");
    let text = std::fs::read_to_string(path).map_err(Error::doing(doing))?;
    Ok(text.trim().to_owned())
}

fn slides(args: &Args, shelf: &Shelf) -> Result<Vec<Slide>, Error> {
    let count = args.files.len().max(args.texts.len());
    let slide = |index: usize| {
        let file = args
            .files
            .get(index)
            .map(|file| shelf.place(file, index))
            .transpose()?;
        let text = args.texts.get(index).cloned();
        Ok(Slide {
            file,
            text,
            duration_s: args.duration,
        })
    };
    (0..count).map(slide).collect()
}

/// Serves the local files, if there are any.
struct Shelf {
    server: Option<MediaServer>,
    /// First part of every path, so that nobody finds the files by guessing.
    token: String,
}

impl Shelf {
    async fn open(args: &Args) -> Result<Self, Error> {
        let token = format!("{:032x}", rand::random::<u128>());
        if args.files.iter().all(|file| is_url(file)) {
            return Ok(Self {
                server: None,
                token,
            });
        }
        if args.serve_on.ip().is_unspecified() {
            let words =
                "--serve-on: name the one address by which the gateway reaches this machine";
            return Err(Error::said(words));
        }
        let server = MediaServer::start_on(args.serve_on).await;
        let server = server.map_err(Error::doing("serve the files (--serve-on)"))?;
        Ok(Self {
            server: Some(server),
            token,
        })
    }

    /// The element and the address of a file.
    fn place(&self, file: &str, index: usize) -> Result<(&'static str, String), Error> {
        let path = file
            .split(['?', '#'])
            .next()
            .filter(|_| is_url(file))
            .unwrap_or(file);
        let ending = Path::new(path)
            .extension()
            .and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default().to_ascii_lowercase();
        let kind = KINDS.iter().find(|(known, _, _)| *known == ending);
        let Some(server) = self.server.as_ref().filter(|_| !is_url(file)) else {
            return Ok((
                kind.map_or("IMAGE", |(_, element, _)| element),
                file.to_owned(),
            ));
        };
        let Some((_, element, mime)) = kind else {
            let known: Vec<_> = KINDS.iter().map(|(ending, _, _)| *ending).collect();
            let known = known.join(", ");
            return Err(Error::said(format!(
                "{file}: its name must end in one of {known}"
            )));
        };
        let bytes = std::fs::read(file).map_err(Error::doing(format!("read {file:?}")))?;
        let path = format!("/{}/{index}.{ending}", self.token);
        Ok((element, server.put(&path, Resource::of(mime, bytes))))
    }
}

fn is_url(file: &str) -> bool {
    file.starts_with("http://") || file.starts_with("https://")
}
