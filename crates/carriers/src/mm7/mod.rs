//! Links over MM7, this gateway as the VASP.
//!
//! Speaks 3GPP TS 23.140 (MM7) over HTTP POST. Knows nothing of accounts, queues and databases.
//! Guarantee: [`Link::submit`] sends one request at most that is not answered with HTTP 401, and
//! whatever is not clearly taken, refused or unsent is [`Handover::Unknown`].

mod cancel;
mod carrier_id;
mod inbound;
mod settings;
mod status;
mod trace;
mod translate;

use std::sync::Arc;

use async_trait::async_trait;
use domain::notice::SentAs;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use crate::cancel::Cancels;
use crate::common::exchange::{self, About, chain};
use crate::common::tls;
use crate::trace::Tap;
use crate::{Answer, Error, Handover, Heard, Link, LinkSettings, Protocol, Submission, Understood};
use settings::Settings;

/// The protocol MM7.
pub(crate) struct Mm7;

impl Protocol for Mm7 {
    fn name(&self) -> &'static str {
        "mm7"
    }

    fn open(&self, settings: LinkSettings, client: net::Client) -> Result<Arc<dyn Link>, Error> {
        let own = Settings::read(&settings)?;
        let client = tls::client(client, own.tls.as_ref(), &settings)?;
        if own.callers.is_none() && !settings.simulated {
            tracing::warn!(
                link = settings.name,
                "whoever reaches the callback address of link {} can report; set inbound_user and inbound_password, or let only the carrier's network reach it",
                settings.name
            );
        }
        let tap = Tap::new(&settings.protocol_keys, trace::READER);
        Ok(Arc::new(Mm7Link {
            client: client.taped(tap.keep()),
            settings,
            own,
            tap,
        }))
    }
}

/// The most of an answer that is kept; a SubmitRsp takes less than 2 KB.
const MAX_ANSWER: usize = 256 * 1024;

/// A link to one MMSC.
struct Mm7Link {
    settings: LinkSettings,
    own: Settings,
    client: net::Client,
    tap: Arc<Tap>,
}

#[async_trait]
impl Link for Mm7Link {
    fn settings(&self) -> &LinkSettings {
        &self.settings
    }

    async fn submit(&self, submission: &Submission) -> Handover {
        let mms = match submission {
            Submission::Mms(mms) => mms,
            Submission::Sms(_) => {
                let why = "MM7 carries no SMS".to_owned();
                return Handover::NotSent { why };
            }
        };
        let submit = translate::submit_req(mms, &self.own);
        let request = mm7::encode_submit(&mms.transaction, &submit, &self.own.profile);
        let post = match self.post(request, mms.operator.as_deref()) {
            Ok(post) => post,
            Err(why) => return Handover::NotSent { why },
        };
        let people = [&mms.to, &mms.from].into_iter().chain(&mms.display_only);
        let about = About::now(mms.at, people);
        match self.exchange(post, &about).await {
            Ok(answer) => status::judge(&answer, mms, &self.own.retry_statuses),
            Err(error @ net::PostError::NotSent(_)) => Handover::NotSent { why: chain(&error) },
            Err(error @ net::PostError::Unknown(_)) => Handover::Unknown { why: chain(&error) },
        }
    }

    fn takes(&self, kind: SentAs) -> bool {
        kind == SentAs::Mms
    }

    fn tap(&self) -> &Arc<Tap> {
        &self.tap
    }

    fn wire_bytes(&self, submission: &Submission) -> u64 {
        let Submission::Mms(mms) = submission else {
            return 0;
        };
        let submit = translate::submit_req(mms, &self.own);
        mm7::submit_length(&mms.transaction, &submit, &self.own.profile)
    }

    fn cancels(&self) -> Option<&dyn Cancels> {
        self.own.cancel.then_some(self as &dyn Cancels)
    }

    fn hear(&self, heard: &Heard<'_>) -> Result<Understood, Answer> {
        inbound::hear(heard, &self.settings.name, &self.own)
    }
}

/// How often a request is shown to an MMSC that wants digests: without one, with one, and with
/// one more if its nonce was worn out meanwhile.
const SHOWN: usize = 3;

impl Mm7Link {
    /// Posts; over again only where a digest was wanted, since HTTP 401 says that the request was
    /// not worked on (RFC 9110 §15.5.2).
    async fn exchange(
        &self,
        post: net::Post<'_>,
        about: &About,
    ) -> Result<net::PostAnswer, net::PostError> {
        let (client, tap) = (&self.client, &self.tap);
        let Some(digest) = &self.own.digest else {
            return exchange::post(client, tap, post, about).await;
        };
        let mut times = 1;
        loop {
            let mut post = post.clone();
            let shown = digest.show(&mut post.headers, "POST", &self.own.path);
            let answer = exchange::post(client, tap, post, about).await?;
            let again = answer.status == 401 && digest.heed(&answer.headers, shown);
            if !again || times == SHOWN {
                return Ok(answer);
            }
            times += 1;
        }
    }

    /// The one HTTP request of a message of MM7, or why it cannot be written.
    fn post(&self, request: mm7::Encoded, operator: Option<&str>) -> Result<net::Post<'_>, String> {
        let mut headers = self.own.headers.clone();
        if let Some(ids) = &self.own.carrier_ids {
            ids.add(&mut headers, operator);
        }
        for (name, value) in [
            (CONTENT_TYPE.as_str(), &request.content_type),
            ("soapaction", &request.soap_action),
        ] {
            let value = HeaderValue::from_str(value)
                .map_err(|_| format!("the header {name} cannot be written: {value:?}"))?;
            headers.insert(name, value);
        }
        Ok(net::Post {
            url: &self.own.url,
            trust: net::Trust::Configured,
            headers,
            body: request.body,
            total: self.own.timeout,
            max_answer: MAX_ANSWER,
            only_status: false,
        })
    }
}
