//! GET of a customer's file: size, time, redirects.
//!
//! Speaks HTTP/1.1 (RFC 9110, RFC 9112). Knows nothing of media; the caller looks at the first
//! bytes and names the limit. Guarantee: never holds more than the limit and one chunk, never
//! takes longer than `FetchLimits::total`, never follows a redirect that the guard refuses.
//! Source: docs/contract.md, fetching.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use crate::client::Client;
use crate::guard::{Checked, Refusal};
use crate::resolve::Unresolved;

/// How many bytes the caller is shown before it names the limit; fewer if the file is shorter.
const HEAD_BYTES: usize = 512;

/// Limits of one fetch. Connecting has its own limit, [`crate::Settings::connect`].
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// Most bytes that any file may have, whatever its first bytes say.
    pub max_bytes: u64,
    /// Time for the first byte of the body, counted from the latest moment at which the
    /// connection may have been made; anew for each redirect. 10 s.
    pub first_byte: Duration,
    /// Time for everything, redirects included. 30 s.
    pub total: Duration,
    /// Redirects that are followed. 3.
    pub redirects: u32,
}

impl FetchLimits {
    /// The usual times and redirects, for files up to `max_bytes`.
    pub fn up_to(max_bytes: u64) -> Self {
        Self {
            max_bytes,
            first_byte: Duration::from_secs(10),
            total: Duration::from_secs(30),
            redirects: 3,
        }
    }
}

/// A fetched file.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The file; never empty.
    pub body: Bytes,
    /// `Content-Type` as the server wrote it, if it did and it is text.
    pub content_type: Option<String>,
    /// Where the file was in the end.
    pub final_url: Url,
}

/// Which time limit ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Look-up, TCP or TLS.
    Connect,
    /// No byte of the body in time.
    FirstByte,
    /// The whole file.
    Total,
}

/// Why a file was not fetched; the text is for the operator and holds no path and no query.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address, or one it redirects to, may not be reached.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The host name has no address.
    #[error("the host name could not be resolved")]
    Unresolved,
    /// No connection, or no TLS session.
    #[error("no connection")]
    Connect(#[source] Box<dyn StdError + Send + Sync>),
    /// A time limit ran out.
    #[error("timed out: {0:?}")]
    Timeout(Phase),
    /// Any other status than 200.
    #[error("the server answered status {0}")]
    Status(u16),
    /// A redirect more than allowed.
    #[error("more than {0} redirects")]
    Redirects(u32),
    /// A redirect without a usable target.
    #[error("a redirect without a target")]
    NoTarget,
    /// The file is bigger than its limit.
    #[error("the file is bigger than {limit} bytes")]
    TooBig {
        /// The limit that was crossed.
        limit: u64,
    },
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The transfer ended early or was not HTTP.
    #[error("the transfer broke off")]
    Broken(#[source] Box<dyn StdError + Send + Sync>),
}

impl Client {
    /// Fetches a file from an address that a customer chose.
    ///
    /// `narrow` is called once with the first bytes of the file (512, fewer if it is shorter) and
    /// names the limit for what they begin; a limit above `limits.max_bytes` changes nothing. A
    /// `Content-Length` above either limit ends the fetch before the rest is read.
    ///
    /// # Errors
    ///
    /// [`FetchError`]; nothing is retried.
    pub async fn fetch<F>(
        &self,
        url: &str,
        limits: &FetchLimits,
        narrow: F,
    ) -> Result<Fetched, FetchError>
    where
        F: FnOnce(&[u8]) -> u64 + Send,
    {
        let work = async {
            let (answer, first_byte_by) = self.follow(url, limits).await?;
            read(answer, limits, first_byte_by, narrow).await
        };
        timeout(limits.total, work)
            .await
            .map_err(|_| FetchError::Timeout(Phase::Total))?
    }

    /// Asks, and asks again wherever a redirect points, until there is a 200.
    async fn follow(
        &self,
        url: &str,
        limits: &FetchLimits,
    ) -> Result<(reqwest::Response, Instant), FetchError> {
        let mut at = self.guard.check_url(url)?;
        for _ in 0..=limits.redirects {
            let first_byte_by = Instant::now() + self.connect() + limits.first_byte;
            let answer = timeout_at(first_byte_by, self.begin(&at))
                .await
                .map_err(|_| FetchError::Timeout(Phase::FirstByte))??;
            match answer.status().as_u16() {
                200 => return Ok((answer, first_byte_by)),
                301 | 302 | 303 | 307 | 308 => {
                    at = self.guard.check_url(&target(&at.url, &answer)?)?;
                }
                status => return Err(FetchError::Status(status)),
            }
        }
        Err(FetchError::Redirects(limits.redirects))
    }

    async fn begin(&self, at: &Checked) -> Result<reqwest::Response, FetchError> {
        self.guarded(at.reach)
            .get(at.url.clone())
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::ACCEPT, "*/*")
            .send()
            .await
            .map_err(name)
    }
}

/// The text of the address that a redirect points to, made absolute.
fn target(from: &Url, answer: &reqwest::Response) -> Result<String, FetchError> {
    let location = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .ok_or(FetchError::NoTarget)?;
    if location.contains(['\\', '\t']) {
        return Err(Refusal::NotAUrl.into());
    }
    let joined = from
        .join(location.trim())
        .map_err(|_| FetchError::NoTarget)?;
    Ok(joined.into())
}

async fn read<F>(
    mut answer: reqwest::Response,
    limits: &FetchLimits,
    first_byte_by: Instant,
    narrow: F,
) -> Result<Fetched, FetchError>
where
    F: FnOnce(&[u8]) -> u64 + Send,
{
    let announced = answer.content_length().unwrap_or(0);
    let mut limit = limits.max_bytes;
    within(announced, limit)?;
    let mut body = BytesMut::new();
    let mut narrow = Some(narrow);
    loop {
        let chunk = if body.is_empty() {
            timeout_at(first_byte_by, answer.chunk())
                .await
                .map_err(|_| FetchError::Timeout(Phase::FirstByte))?
        } else {
            answer.chunk().await
        };
        let chunk = chunk.map_err(name)?;
        if let Some(chunk) = &chunk {
            within((body.len() + chunk.len()) as u64, limit)?;
            body.extend_from_slice(chunk);
        }
        if body.is_empty() && chunk.is_none() {
            return Err(FetchError::Empty);
        }
        let head_is_here = body.len() >= HEAD_BYTES || chunk.is_none();
        if head_is_here && let Some(narrow) = narrow.take() {
            limit = limit.min(narrow(&body[..body.len().min(HEAD_BYTES)]));
            within(announced.max(body.len() as u64), limit)?;
        }
        if chunk.is_none() {
            break;
        }
    }
    Ok(Fetched {
        body: body.freeze(),
        content_type: content_type(&answer),
        final_url: answer.url().clone(),
    })
}

fn within(bytes: u64, limit: u64) -> Result<(), FetchError> {
    if bytes > limit {
        Err(FetchError::TooBig { limit })
    } else {
        Ok(())
    }
}

fn content_type(answer: &reqwest::Response) -> Option<String> {
    let value = answer.headers().get(header::CONTENT_TYPE)?;
    value.to_str().ok().map(str::to_owned)
}

/// Finds out what an error of the HTTP library means, and takes the URL out of it.
fn name(error: reqwest::Error) -> FetchError {
    let error = error.without_url();
    if let Some(refusal) = cause::<Refusal>(&error) {
        FetchError::Refused(refusal.clone())
    } else if cause::<Unresolved>(&error).is_some() {
        FetchError::Unresolved
    } else if error.is_connect() && error.is_timeout() {
        FetchError::Timeout(Phase::Connect)
    } else if error.is_connect() {
        FetchError::Connect(error.into())
    } else {
        FetchError::Broken(error.into())
    }
}

/// The first cause of the wanted kind below an error.
pub(crate) fn cause<'e, T: StdError + 'static>(
    error: &'e (dyn StdError + 'static),
) -> Option<&'e T> {
    let mut next = error.source();
    while let Some(here) = next {
        if let Some(found) = here.downcast_ref::<T>() {
            return Some(found);
        }
        next = here.source();
    }
    None
}
