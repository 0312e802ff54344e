//! Refusals: a status, and a body that says what was wrong and what would be right.
//!
//! Speaks RFC 9457. Guarantee: what fails on our side is told to the log and not to the caller.

use crate::error::Error;
use crate::form::{Field, Fit, Form, Shape, Text};
use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

/// What a refusal looks like.
pub(super) const PROBLEM: Shape = Shape {
    name: "Problem",
    doc: "Why a request was refused (RFC 9457). Nothing of it has happened.",
    fields: || {
        vec![
            Field::needed("type", Form::Text(&Text::ANY), "Always about:blank."),
            Field::needed("title", Form::Text(&Text::ANY), "The status in words."),
            Field::needed("status", Form::Number { min: 400, max: 599 }, "The status."),
            Field::needed(
                "detail",
                Form::Text(&Text::ANY),
                "What is wrong, and what would be right.",
            ),
            Field::maybe("at", Form::Text(&Text::ANY), "The field that is wrong."),
        ]
    },
};

/// A refusal.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    detail: String,
    at: Option<String>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            at: None,
        }
    }

    /// The request shows no token that is known. Says the same of each.
    pub(super) fn no_token() -> Self {
        let detail = "show a token of the configuration as Authorization: Bearer TOKEN";
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Refused"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Some(at) = &self.at {
            body["at"] = Value::from(at.as_str());
        }
        body
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body().to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"wirephoto admin\"");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        let at = place(&error);
        Self {
            at: Some(at.to_owned()).filter(|at| !at.is_empty()),
            ..Self::new(status(error), detail)
        }
    }
}

fn status(error: Error) -> StatusCode {
    match error {
        Error::Missing { .. } => StatusCode::NOT_FOUND,
        Error::Exists { .. } | Error::Refused(_) => StatusCode::CONFLICT,
        Error::Changed => StatusCode::PRECONDITION_FAILED,
        Error::Partly { source, .. } => status(*source),
        Error::Wrong(wrong) => match wrong.fit {
            Fit::Misshapen => StatusCode::BAD_REQUEST,
            Fit::Unknown => StatusCode::UNPROCESSABLE_ENTITY,
        },
        Error::Store(error) => {
            tracing::error!(error = %error, "an admin call failed for a reason of ours: {error}");
            match error {
                storage::Error::Full => StatusCode::INSUFFICIENT_STORAGE,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            }
        }
    }
}

/// The field that is wrong, if it is one.
fn place(error: &Error) -> &str {
    match error {
        Error::Wrong(wrong) => &wrong.at,
        Error::Partly { source, .. } => place(source),
        Error::Missing { .. }
        | Error::Exists { .. }
        | Error::Refused(_)
        | Error::Changed
        | Error::Store(_) => "",
    }
}
