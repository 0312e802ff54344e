//! The wire to our words: what a carrier tells of a text.
//!
//! Guarantees: no I/O, nothing is read of a caller without the agreed credentials, and a report names its message
//! by the carrier's own id and nothing else.

use domain::report::Report;
use serde::Deserialize;
use serde_json::json;

use super::JSON;
use super::settings::Settings;
use crate::common::receipt::{digits, explanation, fate};
use crate::{Answer, Heard, Received, Understood};
use domain::notice::SentAs;

/// What a carrier says.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Told {
    Report {
        id: String,
        message_id: String,
        state: String,
        error: Option<String>,
        at: Option<String>,
    },
    Message {
        id: String,
        from: String,
        to: String,
        text: String,
    },
}

/// Understands a request that came in on the callback address of `link`.
///
/// # Errors
///
/// The answer to give to a caller that may not report, or whose request is none that we serve.
pub(super) fn hear(
    heard: &Heard<'_>,
    link: &str,
    settings: &Settings,
) -> Result<Understood, Answer> {
    if let Some(callers) = &settings.callers
        && !callers.shown_in(heard.authorization)
    {
        return Err(say(401, "refused", ""));
    }
    match serde_json::from_slice(heard.body) {
        Ok(Told::Report {
            id,
            message_id,
            state,
            error,
            at,
        }) => {
            let report = Report {
                link: link.to_owned(),
                carrier_message_id: message_id,
                fate: fate(&state),
                text: explanation(&state, error),
                word: state,
                handset: None,
                at: at.and_then(|at| at.parse().ok()),
                received: heard.at,
            };
            Ok(understood(crate::Told::Report(report), &id))
        }
        Ok(Told::Message { id, from, to, text }) => {
            let received = Received {
                kind: SentAs::Sms,
                exchange: id.clone(),
                from: digits(&from),
                operator: None,
                to: vec![digits(&to)],
                subject: None,
                text: Some(text),
                parts: Vec::new(),
                handset: None,
            };
            Ok(understood(crate::Told::Message(Box::new(received)), &id))
        }
        Err(_) => Err(say(400, "refused", "")),
    }
}

fn understood(told: crate::Told, id: &str) -> Understood {
    Understood {
        told,
        kept: say(200, "kept", id),
        later: say(500, "later", id),
        nobody: say(200, "refused", id),
    }
}

fn say(http: u16, status: &str, id: &str) -> Answer {
    Answer {
        status: http,
        content_type: JSON.to_owned(),
        body: json!({ "status": status, "id": id })
            .to_string()
            .into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::Fate;

    #[track_caller]
    fn check(state: &str, fate: Fate, text: Option<&str>) {
        let link = "name = \"north\"\nprotocol = \"sms-http\"\nurl = \"http://sms.example/\"";
        let settings = Settings::read(&toml::from_str(link).unwrap()).unwrap();
        let body = json!({
            "kind": "report", "id": "r-1", "message_id": "m-1", "to": "12025550100",
            "state": state, "error": "001", "at": "2026-01-31T12:00:00Z",
        })
        .to_string();
        let heard = Heard {
            content_type: Some(JSON),
            authorization: None,
            headers: &http::HeaderMap::new(),
            body: body.as_bytes(),
            at: "2026-01-31T12:00:09Z".parse().unwrap(),
        };
        let understood = hear(&heard, "north", &settings).unwrap();
        let report = understood.told.report().unwrap();
        assert_eq!(
            (report.fate, report.text.as_deref()),
            (fate, text),
            "{state}"
        );
        assert_eq!(report.word, state);
        assert_eq!(report.carrier_message_id, "m-1");
        let kept = String::from_utf8(understood.kept.body).unwrap();
        assert_eq!(kept, r#"{"id":"r-1","status":"kept"}"#);
        assert_eq!(understood.later.status, 500);
    }

    #[test]
    fn each_state_has_a_fate() {
        check("DELIVRD", Fate::Delivered, None);
        check("EXPIRED", Fate::Expired, Some("EXPIRED err:001"));
        check("REJECTD", Fate::Rejected, Some("REJECTD err:001"));
        check("UNDELIV", Fate::Failed, Some("UNDELIV err:001"));
        check("DELETED", Fate::Failed, Some("DELETED err:001"));
        check("UNKNOWN", Fate::Failed, Some("UNKNOWN err:001"));
        check("ACCEPTD", Fate::Held, None);
        check("ENROUTE", Fate::Held, None);
    }
}
