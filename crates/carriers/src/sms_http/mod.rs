//! Links for SMS over plain HTTP, the form that the simulated carrier speaks.
//!
//! Speaks JSON over HTTP POST, one text an exchange; codes are the command statuses of SMPP 3.4,
//! states those of its delivery receipts, so that a link over SMPP says the same. Knows nothing of
//! accounts, queues and databases. Guarantee: [`Link::submit`] sends one request at most, and
//! whatever is not clearly taken, refused or unsent is [`Handover::Unknown`].

mod inbound;
mod settings;
mod status;
mod translate;

use std::sync::Arc;

use async_trait::async_trait;
use domain::notice::SentAs;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use crate::common::exchange::{self, About, chain};
use crate::common::redact;
use crate::trace::{Reader, Tap};
use crate::{Answer, Error, Handover, Heard, Link, LinkSettings, Protocol, Submission, Understood};
use settings::Settings;

/// The protocol.
pub(crate) struct SmsHttp;

impl Protocol for SmsHttp {
    fn name(&self) -> &'static str {
        "sms-http"
    }

    fn open(&self, settings: LinkSettings, client: net::Client) -> Result<Arc<dyn Link>, Error> {
        let own = Settings::read(&settings)?;
        if own.callers.is_none() && !settings.simulated {
            tracing::warn!(
                link = settings.name,
                "whoever reaches the callback address of link {} can report; set inbound_user and inbound_password, or let only the carrier's network reach it",
                settings.name
            );
        }
        let tap = Tap::new(&settings.protocol_keys, READER);
        Ok(Arc::new(SmsLink {
            client: client.taped(tap.keep()),
            settings,
            own,
            tap,
        }))
    }
}

/// Content-Type of everything that is said.
const JSON: &str = "application/json; charset=utf-8";

/// The most of an answer that is kept; one takes less than 1 KB.
const MAX_ANSWER: usize = 64 * 1024;

/// How it is read for a trace.
const READER: Reader = Reader {
    kind: |asked| {
        let kinds = ["report", "message"];
        let says = |kind: &&str| {
            let said = format!("\"kind\":\"{kind}\"");
            let text = String::from_utf8_lossy(asked).replace("\": ", "\":");
            text.contains(&said)
        };
        kinds.into_iter().find(says).unwrap_or("submit").to_owned()
    },
    sheet: redact::http,
};

/// A link to one carrier.
struct SmsLink {
    settings: LinkSettings,
    own: Settings,
    client: net::Client,
    tap: Arc<Tap>,
}

#[async_trait]
impl Link for SmsLink {
    fn settings(&self) -> &LinkSettings {
        &self.settings
    }

    fn takes(&self, kind: SentAs) -> bool {
        kind == SentAs::Sms
    }

    async fn submit(&self, submission: &Submission) -> Handover {
        let sms = match submission {
            Submission::Sms(sms) => sms,
            Submission::Mms(_) => {
                let why = "this link carries no MMS".to_owned();
                return Handover::NotSent { why };
            }
        };
        let mut headers = self.own.headers.clone();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        let post = net::Post {
            url: &self.own.url,
            trust: net::Trust::Configured,
            headers,
            body: vec![translate::request(sms).into()],
            total: self.own.timeout,
            max_answer: MAX_ANSWER,
            only_status: false,
        };
        let about = About::now(sms.at, [&sms.to, &sms.from]);
        match exchange::post(&self.client, &self.tap, post, &about).await {
            Ok(answer) => status::judge(&answer, sms),
            Err(error @ net::PostError::NotSent(_)) => Handover::NotSent { why: chain(&error) },
            Err(error @ net::PostError::Unknown(_)) => Handover::Unknown { why: chain(&error) },
        }
    }

    fn tap(&self) -> &Arc<Tap> {
        &self.tap
    }

    fn wire_bytes(&self, submission: &Submission) -> u64 {
        match submission {
            Submission::Sms(sms) => translate::request(sms).len() as u64,
            Submission::Mms(_) => 0,
        }
    }

    fn hear(&self, heard: &Heard<'_>) -> Result<Understood, Answer> {
        inbound::hear(heard, &self.settings.name, &self.own)
    }
}
