//! `wirephoto send`: a message from the command line.

use crate::client::{Answer, Call, Client, Slide};
use crate::error::Error;
use crate::screen;
use crate::table::{bytes, table};
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

    /// Only try it: the gateway checks everything, fetches the files, and says what each operator
    /// would get; nothing is sent.
    #[arg(long)]
    dry_run: bool,

    /// A key of your own for this call: when the same call comes again with it, the gateway answers
    /// as before and sends nothing. Local files need a port of their own in --serve-on for that,
    /// because their addresses are part of the call.
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,

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
  wirephoto send --key KEY --to 12025550100 --from 60856 --subject Hello --dry-run photo.jpg
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
    let key = key(&args.key)?;
    let client = client(&args, &key)?;
    let shelf = Shelf::open(&args, &key).await?;
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
    screen::text(&previews(&answer));
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

fn client(args: &Args, key: &str) -> Result<Client, Error> {
    if args.idempotency_key.is_some() && args.dialect == Dialect::Get {
        let words = "--idempotency-key is a header, and --dialect get sends an address only";
        return Err(Error::said(words));
    }
    let client = Client::new(&args.url, key)?.only_tries(args.dry_run);
    client.repeats(args.idempotency_key.as_deref())
}

/// What each operator would get, as a table; nothing when there is nothing to say.
fn previews(answer: &Answer) -> String {
    const COLUMNS: [(&str, &str); 7] = [
        ("OPERATOR", "operator"),
        ("SENTAS", "goes as"),
        ("SIZE", "size"),
        ("WIRESIZE", "on the wire"),
        ("LIMIT", "limit"),
        ("DROPPED", "dropped"),
        ("REASON", "why not as MMS"),
    ];
    if answer.previews.is_empty() {
        return String::new();
    }
    let cell = |fields: &[(String, String)], name: &str| {
        let values = fields.iter().filter(|(field, _)| field == name);
        let values: Vec<_> = values.map(|(_, value)| value.as_str()).collect();
        match values.as_slice() {
            [] if name == "OPERATOR" => "(not known)".to_owned(),
            [] => "-".to_owned(),
            [size] if name.ends_with("SIZE") || name == "LIMIT" => {
                size.parse().map_or_else(|_| (*size).to_owned(), bytes)
            }
            several => several.join(", "),
        }
    };
    let head = COLUMNS.map(|(_, title)| title.to_owned()).to_vec();
    let row = |fields: &Vec<_>| COLUMNS.map(|(name, _)| cell(fields, name)).to_vec();
    let rows: Vec<_> = std::iter::once(head)
        .chain(answer.previews.iter().map(row))
        .collect();
    format!("\n{}", table(0, &rows))
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
    async fn open(args: &Args, key: &str) -> Result<Self, Error> {
        let token = match &args.idempotency_key {
            // The same call has the same addresses.
            Some(repeat_key) => hex(&engine::digest(&format!("{key} {repeat_key}")).0[..16]),
            None => format!("{:032x}", rand::random::<u128>()),
        };
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_url(file: &str) -> bool {
    file.starts_with("http://") || file.starts_with("https://")
}
