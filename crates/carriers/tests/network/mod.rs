//! A link, the simulated network that it leads to, and an ear for what that network reports.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use carriers::{Heard, Hearing, Link, Mms, Part, Sms, Told, Understood};
use domain::notice::SentAs;
use domain::report::{Fate, Report};
use jiff::Timestamp;
use mmsc::{Mmsc, Running, Settings};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, watch};

/// The longest that anything here takes when all is well, many times over.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The number whose messages are delivered at once; its last two digits choose other fates.
pub(crate) const NUMBER: &str = "12025550100";

/// A simulated network with a link to it.
pub(crate) struct Network {
    pub(crate) mmsc: Running,
    pub(crate) link: Arc<dyn Link>,
    /// Address of the ear, to be preceded by a user.
    pub(crate) ear: SocketAddr,
    /// How many reports from now on cannot be stored.
    pub(crate) full: Arc<AtomicUsize>,
    reports: Mutex<mpsc::UnboundedReceiver<Report>>,
    /// Keeps the link's own connection up, if it has one.
    _stop: watch::Sender<bool>,
}

/// Quick reports that are not repeated.
pub(crate) fn quick() -> Settings {
    Settings {
        time_scale: 0.01,
        report_pauses: Vec::new(),
        ..Settings::default()
    }
}

/// Runs a case against the network of every protocol that takes MMS. `keys` are keys of the
/// protocol.
pub(crate) async fn every(settings: Settings, keys: &str, case: impl AsyncFn(Network)) {
    each(SentAs::Mms, settings, keys, case).await;
}

/// Runs a case against the network of every protocol that takes messages of that kind.
pub(crate) async fn each(
    kind: SentAs,
    settings: Settings,
    keys: &str,
    case: impl AsyncFn(Network),
) {
    for protocol in carriers::REGISTRY {
        let nowhere = match protocol.name() {
            "smpp" => "smpp://nowhere.example",
            _ => "http://nowhere.example/",
        };
        if link(protocol.name(), nowhere, "").takes(kind) {
            case(Network::start(protocol.name(), settings.clone(), keys).await).await;
        }
    }
}

/// A link to `url`.
pub(crate) fn link(protocol: &str, url: &str, keys: &str) -> Arc<dyn Link> {
    let own = match protocol {
        "mm7" => format!("url = \"{url}\"\nvaspid = \"wire\"\nvasid = \"photo\"\n{keys}"),
        "sms-http" => format!("url = \"{url}\"\n{keys}"),
        "smpp" if keys.contains("user") => format!("url = \"{url}\"\n{keys}"),
        "smpp" => format!("url = \"{url}\"\nuser = \"a\"\npassword = \"b\"\n{keys}"),
        other => panic!("no simulated network speaks {other} yet: add it to these tests"),
    };
    let text = format!("name = \"north\"\nprotocol = \"{protocol}\"\nsimulated = true\n{own}");
    let client = net::Client::new(&net::Settings::default()).unwrap();
    carriers::open(toml::from_str(&text).unwrap(), client).unwrap()
}

impl Network {
    async fn start(protocol: &str, settings: Settings, keys: &str) -> Self {
        let mmsc = Mmsc::start(settings).await.unwrap();
        let url = match protocol {
            "sms-http" => mmsc.sms_url(),
            "smpp" => mmsc.smpp_url(),
            _ => mmsc.url(),
        };
        let link = link(protocol, &url, keys);
        let (sender, reports) = mpsc::unbounded_channel();
        let full = Arc::new(AtomicUsize::new(0));
        let stop = watch::Sender::new(false);
        run(&link, (sender.clone(), Arc::clone(&full)), stop.subscribe());
        let state = (Arc::clone(&link), sender, Arc::clone(&full));
        let ear = serve(Router::new().route("/north", post(hear)).with_state(state)).await;
        mmsc.set_callback(format!("http://{ear}/north"));
        mmsc.set_sms_callback(format!("http://{ear}/north"));
        Self {
            mmsc,
            link,
            ear,
            full,
            reports: Mutex::new(reports),
            _stop: stop,
        }
    }

    /// The next report that the link understood.
    pub(crate) async fn report(&self) -> Report {
        let mut reports = self.reports.lock().await;
        let next = tokio::time::timeout(PATIENCE, reports.recv()).await;
        next.expect("a report in time").expect("an ear")
    }

    /// Fate and carrier's word of the next report.
    pub(crate) async fn fate(&self) -> (Fate, String) {
        let report = self.report().await;
        (report.fate, report.word)
    }

    /// Waits until the network has tried to tell `count` things about its first message.
    pub(crate) async fn told(&self, count: usize) -> mmsc::Submission {
        let told = |log: &[mmsc::Submission]| log.first().is_some_and(|s| s.reports.len() >= count);
        let mut log = self.mmsc.log().wait_for(told, PATIENCE).await.unwrap();
        log.remove(0)
    }
}

/// Serves on a free port of loopback, until the test ends.
#[expect(
    clippy::disallowed_methods,
    reason = "the peer is another program, on a task of its own"
)]
pub(crate) async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// What a link tells on a connection of its own.
struct Listener(mpsc::UnboundedSender<Report>, Arc<AtomicUsize>);

#[async_trait::async_trait]
impl carriers::Ear for Listener {
    fn now(&self) -> Timestamp {
        at("2026-01-31T12:00:09Z")
    }

    async fn hear(&self, told: Told) -> Hearing {
        if take_one(&self.1) {
            return Hearing::Later;
        }
        if let Some(report) = told.report() {
            // Nobody listens any more once the test has seen enough.
            let _ = self.0.send(report);
        }
        Hearing::Kept
    }
}

/// An ear that keeps everything and remembers nothing.
pub(crate) struct Deaf;

#[async_trait::async_trait]
impl carriers::Ear for Deaf {
    fn now(&self) -> Timestamp {
        at("2026-01-31T12:00:09Z")
    }

    async fn hear(&self, _: Told) -> Hearing {
        Hearing::Kept
    }
}

/// Keeps up the connection of a link until the test ends.
#[expect(
    clippy::disallowed_methods,
    reason = "the gateway's part: it runs its links beside everything else"
)]
fn run(
    link: &Arc<dyn Link>,
    (reports, full): (mpsc::UnboundedSender<Report>, Arc<AtomicUsize>),
    stop: watch::Receiver<bool>,
) {
    let (link, ear) = (Arc::clone(link), Listener(reports, full));
    tokio::spawn(async move { link.run(&ear, stop).await });
}

type Ear = (
    Arc<dyn Link>,
    mpsc::UnboundedSender<Report>,
    Arc<AtomicUsize>,
);

/// Does with a request of the network what the gateway does.
async fn hear(
    State((link, reports, full)): State<Ear>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let answer = match link.hear(&Heard {
        content_type: text(header::CONTENT_TYPE),
        authorization: text(header::AUTHORIZATION),
        headers: &headers,
        body: &body,
        at: at("2026-01-31T12:00:09Z"),
    }) {
        Ok(Understood { later, .. }) if take_one(&full) => later,
        Ok(Understood { told, kept, .. }) => {
            let report = told.report();
            if let Some(report) = report {
                // Nobody listens any more once the test has seen enough.
                let _ = reports.send(report);
            }
            kept
        }
        Err(answer) => answer,
    };
    let status = StatusCode::from_u16(answer.status).unwrap();
    let content_type = [(header::CONTENT_TYPE, answer.content_type)];
    (status, content_type, answer.body).into_response()
}

fn take_one(full: &AtomicUsize) -> bool {
    let less = |count: usize| count.checked_sub(1);
    full.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
        .is_ok()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A text.
pub(crate) fn text(transaction: &str, to: &str) -> Sms {
    Sms {
        transaction: transaction.to_owned(),
        from: "12345".to_owned(),
        from_short_code: true,
        from_mask: None,
        to: to.to_owned(),
        text: "Ahoy & welcome".to_owned(),
        expiry: at("2036-02-03T12:00:00Z"),
        at: at("2026-01-31T12:00:00Z"),
    }
}

/// A message with one slide that holds a picture and a text.
pub(crate) fn submission(transaction: &str, to: &str) -> Mms {
    Mms {
        transaction: transaction.to_owned(),
        from: "12345".to_owned(),
        from_short_code: true,
        from_mask: None,
        to: to.to_owned(),
        operator: None,
        display_only: Vec::new(),
        service_id: None,
        subject: Some("Ahoy & welcome".to_owned()),
        expiry: at("2026-02-03T12:00:00Z"),
        at: at("2026-01-31T12:00:00Z"),
        presentation: part(
            "application/smil; charset=utf-8",
            "presentation.smil",
            SMIL.as_bytes(),
        ),
        parts: vec![
            part("image/gif", "slide1.gif", GIF),
            part("text/plain; charset=utf-8", "slide1.txt", b"Ahoy"),
        ],
    }
}

fn part(content_type: &str, name: &str, bytes: &'static [u8]) -> Part {
    Part {
        content_type: content_type.to_owned(),
        name: name.to_owned(),
        bytes: bytes::Bytes::from_static(bytes),
    }
}

const SMIL: &str = r#"<smil><head><layout><root-layout width="320" height="480"/><region id="Image" left="0" top="0" width="320" height="240" fit="meet"/><region id="Text" left="0" top="240" width="320" height="240"/></layout></head><body><par dur="5000ms"><img src="slide1.gif" region="Image"/><text src="slide1.txt" region="Text"/></par></body></smil>"#;

/// One white pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
