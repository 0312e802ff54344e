//! GET of a peer that the operator configured: a question with a short answer.
//!
//! Speaks HTTP/1.1. Knows nothing of what is asked. Guarantee: one request, one time limit for all
//! of it, and no more of the answer in memory than was asked for.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use tokio::time::timeout;

use crate::client::Client;
use crate::guard::{Refusal, parse};
use crate::post::keep;

/// One question.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Absolute http or https URL; any address and port.
    pub url: &'a str,
    /// Headers; `Host` is added.
    pub headers: HeaderMap,
    /// Time for connecting, asking and answering together.
    pub total: Duration,
    /// How many bytes of the answer's body there may be.
    pub max_answer: usize,
}

/// A question without an answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The URL is none.
    #[error("the address cannot be used: {0}")]
    Refused(Refusal),
    /// No connection, or it broke.
    #[error("no answer")]
    Broken(#[source] Box<dyn StdError + Send + Sync>),
    /// The time ran out.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    /// The peer answered with another status than 200.
    #[error("the answer has status {0}")]
    Status(u16),
    /// The answer is longer than was asked for.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
}

impl Client {
    /// Asks, once, and returns the body of an answer with status 200. Redirects are not followed.
    ///
    /// # Errors
    ///
    /// [`AskError`] when there is no such answer.
    pub async fn ask(&self, ask: Ask<'_>) -> Result<Bytes, AskError> {
        let url = parse(ask.url).map_err(AskError::Refused)?;
        let request = self.configured().get(url).headers(ask.headers);
        let broken = |error: reqwest::Error| AskError::Broken(error.without_url().into());
        let work = async {
            let answer = request.send().await.map_err(broken)?;
            match answer.status().as_u16() {
                200 => {}
                other => return Err(AskError::Status(other)),
            }
            let answer: http::Response<reqwest::Body> = answer.into();
            match keep(answer.into_body(), ask.max_answer)
                .await
                .map_err(broken)?
            {
                (body, false) => Ok(body),
                (_, true) => Err(AskError::TooLong(ask.max_answer)),
            }
        };
        timeout(ask.total, work)
            .await
            .unwrap_or(Err(AskError::TimedOut(ask.total)))
    }
}
