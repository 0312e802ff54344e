//! Telling the gateway what became of a message.
//!
//! Speaks MM7 over HTTP as a client (DeliveryReportReq, ReadReplyReq, DeliverReq), and about texts
//! the form of the SMS endpoint. Guarantee: the
//! notices of one message go out in their order, each after the one before was tried once; a notice
//! is tried again until the gateway answers HTTP 200, status 1000 and the same TransactionID, or
//! until the pauses are used up. Each attempt is in the log.

mod reply;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::Instant;

use crate::behaviour::{Notice, What, When};
use crate::check::Change;
use crate::clock;
use crate::error::Error;
use crate::esme::Esmes;
use crate::esme::pdu::Told;
use crate::life::Life;
use crate::log::Log;
use crate::settings::Settings;
use crate::sms;
use crate::submission::{Attempt, Replacement, Submission};
use crate::text::{self, Frame, Subject};

pub(crate) use reply::mix;

/// Sends notices.
#[derive(Debug)]
pub(crate) struct Reporter {
    settings: Arc<Settings>,
    log: Log,
    life: Arc<Life>,
    esmes: Arc<Esmes>,
    client: reqwest::Client,
    callback: watch::Sender<Option<String>>,
    sms_callback: watch::Sender<Option<String>>,
    permits: Semaphore,
    /// How it ended with submissions, by their numbers.
    ends: Mutex<HashMap<usize, End>>,
    /// Makes the TransactionIDs of one run differ from those of another.
    run: u64,
    sent: AtomicU64,
}

/// How it ended with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Something final was told, or is about to be.
    Told,
    /// It was taken back: nothing more becomes of it.
    Cancelled,
}

/// One notice as it goes over the wire, the same in each attempt.
#[derive(Debug, Clone)]
struct Letter {
    number: usize,
    /// It is about a text.
    sms: bool,
    request: &'static str,
    word: String,
    transaction: String,
    content_type: String,
    body: Bytes,
    /// It goes over SMPP, as these.
    told: Vec<Told>,
}

impl Reporter {
    #[expect(
        clippy::disallowed_methods,
        reason = "the peer's own client; it shares no code with the gateway and may reach loopback"
    )]
    pub(crate) fn new(
        settings: Arc<Settings>,
        log: Log,
        (life, esmes): (Arc<Life>, Arc<Esmes>),
        run: u64,
    ) -> Result<Self, Error> {
        // Another part of the process may have installed it already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(settings.report_timeout)
            .build()
            .map_err(Error::Client)?;
        let callback = watch::Sender::new(settings.callback.clone());
        let sms_callback = watch::Sender::new(settings.sms_callback.clone());
        let permits = Semaphore::new(settings.report_connections.max(1));
        Ok(Self {
            settings,
            log,
            life,
            esmes,
            client,
            callback,
            sms_callback,
            permits,
            ends: Mutex::default(),
            run,
            sent: AtomicU64::new(0),
        })
    }

    /// Changes where notices go, also those that wait.
    pub(crate) fn set_callback(&self, url: Option<String>) {
        self.callback.send_replace(url);
    }

    /// The same for what is told about texts.
    pub(crate) fn set_sms_callback(&self, url: Option<String>) {
        self.sms_callback.send_replace(url);
    }

    /// Tells what is to be told about a submission whose answer is `due`. Returns at once; the receiver
    /// gets its word when what comes before the answer was tried once.
    pub(crate) fn tell_all(
        self: &Arc<Self>,
        submission: Submission,
        notices: Vec<Notice>,
        due: Instant,
    ) -> oneshot::Receiver<()> {
        let (told, before) = oneshot::channel();
        let reporter = Arc::clone(self);
        self.life.spawn(async move {
            tokio::time::sleep_until(due).await;
            for notice in notices.iter().filter(|n| n.when == When::BeforeAnswer) {
                reporter.goes_on(submission.number, &notice.what);
                reporter.tell(&submission, &notice.what).await;
            }
            // Nobody may wait any more, when the gateway has hung up.
            let _ = told.send(());
            for (index, notice) in notices.iter().enumerate() {
                let When::After(pause) = notice.when else {
                    continue;
                };
                let pause = reporter
                    .settings
                    .scaled(pause + reporter.jitter(submission.number, index));
                tokio::time::sleep_until(due + pause).await;
                if !reporter.goes_on(submission.number, &notice.what) {
                    return;
                }
                reporter.tell(&submission, &notice.what).await;
            }
        });
        before
    }

    fn ends(&self) -> MutexGuard<'_, HashMap<usize, End>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether something may still be told of a message; what is told then may be its end.
    fn goes_on(&self, number: usize, what: &What) -> bool {
        let mut ends = self.ends();
        if let What::Delivery(word) = what
            && is_final(word)
        {
            ends.entry(number).or_insert(End::Told);
        }
        ends.get(&number) != Some(&End::Cancelled)
    }

    /// Takes a message back and reports that, where reports were asked for; or says by which status
    /// that is not possible.
    pub(crate) fn cancel(self: &Arc<Self>, submission: &Submission) -> Result<(), u16> {
        let mut ends = self.ends();
        may_change(ends.get(&submission.number), submission)?;
        ends.insert(submission.number, End::Cancelled);
        drop(ends);
        let reporter = Arc::clone(self);
        let (submission, what) = (submission.clone(), What::Delivery("Cancelled".into()));
        self.life
            .spawn(async move { reporter.tell(&submission, &what).await });
        Ok(())
    }

    /// Gives a message another content, or says by which status that is not possible. The handset
    /// gets what is there when it fetches.
    pub(crate) fn replace(&self, submission: &Submission, change: &Change) -> Result<(), u16> {
        let ends = self.ends();
        may_change(ends.get(&submission.number), submission)?;
        let by = &change.request;
        let replacement = Replacement {
            at: clock::now(),
            transaction: by.transaction.clone(),
            parts: by.parts.clone(),
            slides: by.slides.clone(),
            content_bytes: by.content_bytes,
            wants_read_reply: change.read_reply,
        };
        // Nothing can end the message before this is in the log.
        self.log.replace(submission.number, replacement);
        drop(ends);
        Ok(())
    }

    fn jitter(&self, number: usize, index: usize) -> Duration {
        let Some(jitter) = self.settings.jitter else {
            return Duration::ZERO;
        };
        let random = mix(jitter.seed ^ mix((number as u64) << 8 | index as u64));
        jitter
            .up_to
            .mul_f64((random >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// Tries once, if it was asked for, and leaves the other attempts to a task of their own.
    pub(crate) async fn tell(self: &Arc<Self>, submission: &Submission, what: &What) {
        // A message that was replaced may want other reports.
        let current = self.log.get(submission.number);
        let submission = current.as_ref().unwrap_or(submission);
        if !is_wanted(submission, what) {
            return;
        }
        let letter = self.write(submission, what);
        if !self.attempt(&letter, 1).await {
            let reporter = Arc::clone(self);
            self.life
                .spawn(async move { reporter.retry(&letter).await });
        }
    }

    async fn retry(&self, letter: &Letter) {
        for (index, pause) in self.settings.report_pauses.iter().enumerate() {
            tokio::time::sleep(self.settings.scaled(*pause)).await;
            if self.attempt(letter, index + 2).await {
                return;
            }
        }
        tracing::warn!(
            submission = letter.number,
            word = letter.word,
            "a report was given up"
        );
    }

    fn write(&self, submission: &Submission, what: &What) -> Letter {
        let serial = self.sent.fetch_add(1, Ordering::Relaxed);
        let frame = Frame {
            transaction: format!("sim-{:x}-{serial}", self.run),
            ..Frame::of(submission)
        };
        let is_retrieved = !matches!(what, What::Delivery(word) if word != "Retrieved");
        let subject = Subject {
            submission,
            relay_id: &self.settings.relay_id,
            handset: self.settings.handset.as_deref().filter(|_| is_retrieved),
            at: clock::now(),
        };
        // Whoever answers with words alone writes an SMS.
        let by_sms = match what {
            What::Reply { picture, .. } => !picture && self.sms_callback.borrow().is_some(),
            What::Delivery(_) | What::Read(_) => false,
        };
        if submission.sms.is_some() || by_sms {
            return text_letter(&subject, what, frame.transaction);
        }
        let xml = || text::XML.to_owned();
        let (request, word, content_type, body) = match what {
            What::Delivery(word) => (
                "DeliveryReportReq",
                word.as_ref(),
                xml(),
                text::delivery_report(&frame, &subject, word),
            ),
            What::Read(word) => (
                "ReadReplyReq",
                word.as_ref(),
                xml(),
                text::read_reply(&frame, &subject, word),
            ),
            What::Reply { text, picture } => {
                let (content_type, body) = text::deliver(&frame, &subject, text, *picture);
                ("DeliverReq", "", content_type, body)
            }
        };
        let (word, body) = (word.to_owned(), Bytes::from(body));
        Letter {
            number: submission.number,
            sms: false,
            request,
            word,
            transaction: frame.transaction,
            content_type,
            body,
            told: Vec::new(),
        }
    }

    /// One attempt; whether the gateway confirmed.
    async fn attempt(&self, letter: &Letter, attempt: usize) -> bool {
        if !letter.told.is_empty() {
            return self.attempt_smpp(letter, attempt).await;
        }
        let Ok(_permit) = self.permits.acquire().await else {
            return false;
        };
        let mut callback = match letter.sms {
            true => self.sms_callback.subscribe(),
            false => self.callback.subscribe(),
        };
        let url = match callback.wait_for(Option::is_some).await {
            Ok(url) => url.clone().unwrap_or_default(),
            Err(_) => return false,
        };
        let (http, answer) = match self.post(&url, letter).await {
            Ok((http, body)) if letter.sms => {
                let confirmed = sms::confirms(http, &body, &letter.transaction);
                (Some(http), confirmed)
            }
            Ok((http, body)) => (
                Some(http),
                reply::read(http, &body, letter.request, &letter.transaction),
            ),
            Err(error) => (None, Err((None, error.to_string()))),
        };
        let (status, complaint) = match answer {
            Ok(()) if letter.sms => (Some(0), None),
            Ok(()) => (Some(1000), None),
            Err((status, complaint)) => (status, Some(complaint)),
        };
        let confirmed = complaint.is_none();
        self.log.report(
            letter.number,
            Attempt {
                at: clock::now(),
                request: letter.request.to_owned(),
                word: letter.word.clone(),
                transaction: letter.transaction.clone(),
                attempt,
                http,
                status,
                confirmed,
                complaint,
            },
        );
        confirmed
    }

    /// One attempt over SMPP: all parts, of which each must be confirmed.
    async fn attempt_smpp(&self, letter: &Letter, attempt: usize) -> bool {
        let mut worst = Ok(0);
        for told in &letter.told {
            let answer = self.esmes.tell(told, self.settings.report_timeout).await;
            worst = match (worst, answer) {
                (Ok(0), answer) => answer,
                (worst, _) => worst,
            };
        }
        let confirmed = worst == Ok(0);
        let entry = Attempt {
            at: clock::now(),
            request: letter.request.to_owned(),
            word: letter.word.clone(),
            transaction: letter.transaction.clone(),
            attempt,
            http: None,
            status: worst
                .as_ref()
                .ok()
                .and_then(|status| u16::try_from(*status).ok()),
            confirmed,
            complaint: worst.err(),
        };
        self.log.report(letter.number, entry);
        confirmed
    }

    async fn post(&self, url: &str, letter: &Letter) -> Result<(u16, Bytes), reqwest::Error> {
        let mut request = self
            .client
            .post(url)
            .header("Content-Type", &letter.content_type)
            .body(letter.body.clone());
        if !letter.sms {
            request = request.header("SOAPAction", "\"\"");
        }
        let response = request.send().await?;
        let http = response.status().as_u16();
        Ok((http, response.bytes().await?))
    }
}

/// A notice about a text that came by SMPP.
fn smpp_told(subject: &Subject<'_>, what: &What) -> Vec<Told> {
    let submission = subject.submission;
    let ids = submission.sms.as_ref().map(|sms| sms.ids.as_slice());
    let from = submission.recipient();
    let to = submission.sender.as_deref().unwrap_or_default();
    let receipt = |id: &String, word: &str| {
        let state = sms::state(word);
        Told::receipt(from, to, &sms::receipt(id, subject.at, state))
    };
    // One of a handset's texts after another.
    let reference = submission.number.to_be_bytes().last().copied();
    match (what, ids.unwrap_or_default()) {
        (_, []) => Vec::new(),
        (What::Delivery(word) | What::Read(word), ids) => {
            ids.iter().map(|id| receipt(id, word)).collect()
        }
        (What::Reply { text, .. }, _) => Told::text(from, to, reference.unwrap_or(0), text),
    }
}

/// A notice about a text.
fn text_letter(subject: &Subject<'_>, what: &What, transaction: String) -> Letter {
    let told = smpp_told(subject, what);
    let (request, word, body) = match what {
        What::Delivery(word) | What::Read(word) => {
            let state = sms::state(word);
            let body = sms::report(&transaction, subject, state);
            ("report", state.to_owned(), body)
        }
        What::Reply { text, .. } => {
            let body = sms::inbound(&transaction, subject, text);
            ("message", String::new(), body)
        }
    };
    Letter {
        number: subject.submission.number,
        sms: true,
        request,
        word,
        transaction,
        content_type: sms::JSON.to_owned(),
        body: Bytes::from(body),
        told,
    }
}

/// Whether a message can be changed; by which status not, else: what was taken back is not there
/// any more, and what is over cannot be changed.
fn may_change(end: Option<&End>, submission: &Submission) -> Result<(), u16> {
    let told = |it: &Attempt| it.request == "DeliveryReportReq" && is_final(&it.word);
    match end {
        Some(End::Cancelled) => Err(2005),
        Some(End::Told) => Err(3001),
        None if submission.reports.iter().any(told) => Err(3001),
        None => Ok(()),
    }
}

/// Whether nothing becomes of a message after this report.
fn is_final(word: &str) -> bool {
    !["Deferred", "Forwarded", "Indeterminate"].contains(&word)
}

/// Reports go only to those who asked for them. Source: 3GPP TS 23.140 §7.1.6 and §7.1.7.
fn is_wanted(submission: &Submission, what: &What) -> bool {
    match what {
        What::Delivery(_) => submission.wants_delivery_report,
        What::Read(_) => submission.wants_read_reply,
        // No handset sends a picture by SMS.
        What::Reply { picture, .. } => !(*picture && submission.sms.is_some()),
    }
}
