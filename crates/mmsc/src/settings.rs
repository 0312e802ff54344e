//! How the simulated MMSC is set up.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::behaviour::{Behaviour, Script};

/// Settings of one simulated MMSC. `Settings::default()` suits tests: loopback, any free port,
/// every check, behaviour by number, real time.
#[derive(Clone)]
pub struct Settings {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Address on which the SMSC listens; port 0 takes a free one.
    pub smpp_listen: SocketAddr,
    /// Path of the MM7 endpoint.
    pub path: String,
    /// Path of the SMS endpoint.
    pub sms_path: String,
    /// User and password that each request must carry (HTTP Basic), and each bind; `None` asks for
    /// none.
    pub basic_auth: Option<(String, String)>,
    /// VASPID that each submission must carry; `None` takes any.
    pub vaspid: Option<String>,
    /// VASID that each submission must carry; `None` takes any.
    pub vasid: Option<String>,
    /// What is checked.
    pub checks: Checks,
    /// How valid submissions are treated.
    pub behaviour: Script,
    /// Where reports go: the gateway's URL, with user and password if it wants some. Reports that
    /// are due before it is known wait.
    pub callback: Option<String>,
    /// Where reports on texts go; as `callback`.
    pub sms_callback: Option<String>,
    /// Factor on every pause: 1.0 is real time, 0.01 suits tests. Not applied to `report_timeout`.
    pub time_scale: f64,
    /// Random extra delay of reports; `None` adds none.
    pub jitter: Option<Jitter>,
    /// Pauses between the attempts of one report; when they are used up, the report is given up.
    pub report_pauses: Vec<Duration>,
    /// How long the gateway may take to answer a report.
    pub report_timeout: Duration,
    /// How many reports may be under way at once.
    pub report_connections: usize,
    /// UAProf of the handsets, in reports of retrieved messages; `None` leaves it out.
    pub handset: Option<String>,
    /// MMSRelayServerID of reports.
    pub relay_id: String,
    /// File to which the log is appended, one JSON record a line, before an answer goes out.
    pub log_file: Option<PathBuf>,
    /// Whether the log keeps the bodies of parts.
    pub keep_bytes: bool,
    /// HTTP status of SOAP faults: 200 is common in the field, 500 is what SOAP 1.1 says.
    pub fault_http_status: u16,
}

/// What is checked of each submission.
#[derive(Debug, Clone)]
pub struct Checks {
    /// How much is looked at.
    pub depth: Depth,
    /// Largest sum of the decoded parts, presentation included, in bytes.
    pub max_content_bytes: usize,
    /// Status for a larger content. The standard has no code of its own; 2560 is the one that
    /// hubs publish («message too large»), 3002 the nearest standard one.
    pub too_large_status: u16,
    /// Largest number of recipients that are not for display only.
    pub max_recipients: usize,
    /// Whether a content without presentation is refused.
    pub require_presentation: bool,
    /// Whether JPEG other than baseline is taken.
    pub allow_progressive: bool,
    /// Whether pictures are decoded to the last pixel, or only their markers are read.
    pub decode_pictures: bool,
}

/// How much of a submission is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Everything.
    Full,
    /// The HTTP header and the envelope only; parts and slides stay empty in the log. For benchmarks.
    Light,
}

/// Seeded random delay: the same seed gives the same delay to the same notice of the same submission.
#[derive(Debug, Clone, Copy)]
pub struct Jitter {
    /// Seed.
    pub seed: u64,
    /// Largest extra delay, before scaling.
    pub up_to: Duration,
}

impl Default for Checks {
    /// Every check, and a ceiling that every operator takes.
    fn default() -> Self {
        Self {
            depth: Depth::Full,
            max_content_bytes: 614_400,
            too_large_status: 2560,
            max_recipients: 1,
            require_presentation: true,
            allow_progressive: false,
            decode_pictures: true,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            smpp_listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            path: "/mm7".to_owned(),
            sms_path: "/sms".to_owned(),
            basic_auth: None,
            vaspid: None,
            vasid: None,
            checks: Checks::default(),
            behaviour: Arc::new(Behaviour::by_number),
            callback: None,
            sms_callback: None,
            time_scale: 1.0,
            jitter: None,
            report_pauses: [1, 5, 30, 120, 600].map(Duration::from_secs).to_vec(),
            report_timeout: Duration::from_secs(10),
            report_connections: 32,
            handset: Some("http://uaprof.example/phone-1.xml".to_owned()),
            relay_id: "mmsc.example".to_owned(),
            log_file: None,
            keep_bytes: true,
            fault_http_status: 200,
        }
    }
}

impl Settings {
    /// A pause after scaling. Factors that are not positive numbers make it zero.
    pub(crate) fn scaled(&self, pause: Duration) -> Duration {
        Duration::try_from_secs_f64(pause.as_secs_f64() * self.time_scale).unwrap_or_default()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("listen", &self.listen)
            .field("path", &self.path)
            .field("checks", &self.checks)
            .field("time_scale", &self.time_scale)
            .field("log_file", &self.log_file)
            .finish_non_exhaustive()
    }
}
