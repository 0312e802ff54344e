//! A link to the SMSC, kept up as the gateway keeps it, and an ear for what it tells.

use std::sync::{Arc, Mutex};

use carriers::{Ear, Handover, Hearing, Link, LinkSettings, Received, Sms, Told};
use domain::report::Report;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::smsc::{PATIENCE, Smsc};

/// Our name and password at the SMSC, and more keys of the link.
pub(crate) const KEYS: &str = "user = \"wire\"\npassword = \"photo\"\n";

/// The receiver of all texts.
pub(crate) const TO: &str = "12025550100";

/// A link of ours.
pub(crate) struct Ours {
    link: Arc<dyn Link>,
    told: mpsc::UnboundedReceiver<Told>,
    hearing: Arc<Mutex<Hearing>>,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

/// An SMSC that takes what it gets, and a link to it with these keys besides.
pub(crate) async fn stage(keys: &str) -> (Smsc, Ours) {
    let smsc = Smsc::start(json!({ "password": "photo" })).await;
    let ours = Ours::bound_at(&smsc, keys);
    (smsc, ours)
}

impl Ours {
    /// A link to the SMSC on this machine, over a connection that is not encrypted.
    pub(crate) fn bound_at(smsc: &Smsc, keys: &str) -> Self {
        let url = format!("smpp://127.0.0.1:{}", smsc.port());
        Self::open(&url, keys, &net::Settings::default())
    }

    /// A link to `url` that is kept up until it is told to stop.
    #[expect(
        clippy::disallowed_methods,
        reason = "the gateway's part: it runs its links beside everything else"
    )]
    pub(crate) fn open(url: &str, keys: &str, settings: &net::Settings) -> Self {
        // What belongs to every link comes before what belongs to the protocol.
        let text = format!(
            "name = \"north\"\nprotocol = \"smpp\"\nurl = \"{url}\"\n{}{keys}",
            KEYS
        );
        let keys: LinkSettings = toml::from_str(&text).unwrap();
        let link = carriers::open(keys, net::Client::new(settings).unwrap()).unwrap();
        let (sender, told) = mpsc::unbounded_channel();
        let (hearing, stop) = (
            Arc::new(Mutex::new(Hearing::Kept)),
            watch::Sender::new(false),
        );
        let (listener, stopped) = (Listener(sender, Arc::clone(&hearing)), stop.subscribe());
        let kept_up = Arc::clone(&link);
        let running = tokio::spawn(async move { kept_up.run(&listener, stopped).await });
        Self {
            link,
            told,
            hearing,
            stop,
            running,
        }
    }

    /// Hands a text over.
    pub(crate) async fn hand_over(&self, sms: Sms) -> Handover {
        self.link.submit(&sms.into()).await
    }

    /// Hands a text over beside everything else.
    #[expect(
        clippy::disallowed_methods,
        reason = "the gateway's part: it hands over many at a time"
    )]
    pub(crate) fn begin(&self, sms: Sms) -> JoinHandle<Handover> {
        let link = Arc::clone(&self.link);
        tokio::spawn(async move { link.submit(&sms.into()).await })
    }

    /// Hands a text over that is taken: the SMSC's names of its parts.
    pub(crate) async fn taken(&self, sms: Sms) -> Vec<String> {
        names(self.hand_over(sms).await)
    }

    /// What the SMSC told next.
    async fn told(&mut self) -> Told {
        let next = tokio::time::timeout(PATIENCE, self.told.recv()).await;
        next.expect("something told in time").expect("an ear")
    }

    /// The next thing told, which is a report.
    pub(crate) async fn report(&mut self) -> Report {
        self.told().await.report().expect("a report")
    }

    /// The next thing told, which is a text of a phone.
    pub(crate) async fn message(&mut self) -> Received {
        match self.told().await {
            Told::Message(message) => *message,
            other => panic!("{other:?}"),
        }
    }

    /// What the SMSC is answered from now on.
    pub(crate) fn hears(&self, hearing: Hearing) {
        *self.hearing.lock().unwrap() = hearing;
    }

    /// Stops as the gateway does, and waits for the end.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(PATIENCE, self.running).await;
        ended.expect("an end").unwrap();
    }
}

/// The SMSC's names of the parts of a text that was taken.
#[track_caller]
pub(crate) fn names(outcome: Handover) -> Vec<String> {
    match outcome {
        Handover::Receipt {
            carrier_message_id,
            more,
            ..
        } => std::iter::once(carrier_message_id).chain(more).collect(),
        other => panic!("{other:?}"),
    }
}

/// What a link tells.
struct Listener(mpsc::UnboundedSender<Told>, Arc<Mutex<Hearing>>);

#[async_trait::async_trait]
impl Ear for Listener {
    fn now(&self) -> Timestamp {
        "2026-01-31T12:00:09Z".parse().unwrap()
    }

    async fn hear(&self, told: Told) -> Hearing {
        // Nobody listens any more once the test has seen enough.
        let _ = self.0.send(told);
        *self.1.lock().unwrap()
    }
}

/// A text from a short code.
pub(crate) fn sms(text: &str) -> Sms {
    Sms {
        transaction: "t-1".to_owned(),
        from: "60856".to_owned(),
        from_short_code: true,
        from_mask: None,
        to: TO.to_owned(),
        text: text.to_owned(),
        expiry: "2036-02-03T12:00:00Z".parse().unwrap(),
        at: "2026-01-31T12:00:00Z".parse().unwrap(),
    }
}

/// These fields of what was seen.
pub(crate) fn fields(seen: &Value, names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| seen[name].clone()).collect()
}
