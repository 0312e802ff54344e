//! Requests with a key: done once, however often they come.
//!
//! The key is claimed before the action begins, and the answer is kept by the transaction that
//! stores what the action accepts, if the claim still holds there. So of two calls with one key at
//! most one is accepted, and whoever crashes between commit and answer has the answer kept. A
//! claim whose call is gone (refused, hung up, crashed) is free for the next call; those of other
//! nodes lapse.
//!
//! Source: docs/contract.md, Idempotency-Key, and order of checks, step 9.

use crate::Error;
use crate::context::Context;
use crate::in_flight::Flight;
use dialects::{Dialect, Method, ReplyTypes, Request};
use domain::answer::{Answer, Outcome};
use domain::fault::{Fault, Kind};
use domain::id::AccountId;
use domain::idempotency::{KeptAnswer, RepeatKey, RequestDigest};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use storage::idempotency::{Keep, KeyClaim, KeyClaimed, NewKeyClaim};

/// How much longer than the fetching of its files a call may take, before another node may take
/// its key. Ours.
const SLACK: Duration = Duration::from_secs(60);

/// A key as it came, with the request that it stands for.
#[derive(Clone, Copy)]
pub struct Keyed<'a> {
    /// Value of the header; empty when it came more than once.
    pub key: &'a [u8],
    /// The request.
    pub request: &'a Request<'a>,
}

/// What a key lets its call do.
pub(crate) enum Entry {
    /// Go on; there is no key.
    Free,
    /// Go on; what is accepted is kept under the claim.
    Claimed(Claim),
    /// Nothing: it was done before, and this was the answer.
    Kept(KeptAnswer),
}

/// The claim of a running call on its key.
pub(crate) struct Claim {
    claim: KeyClaim,
    kept_until: Timestamp,
    dialect: &'static dyn Dialect,
    types: Arc<ReplyTypes>,
    /// An answer was handed to the store.
    used: AtomicBool,
    _flight: Flight,
}

/// Claims the key of a call.
///
/// # Errors
///
/// The key has not the form of one, stands for another request, or its request is in progress.
pub(crate) async fn enter(
    ctx: &Context,
    account: AccountId,
    keyed: Keyed<'_>,
    dialect: &'static dyn Dialect,
) -> Result<Entry, Fault> {
    let key = RepeatKey::parse(keyed.key).ok_or_else(|| {
        Kind::InvalidRequest.because("Idempotency-Key is not 1 to 255 printable characters, once")
    })?;
    let token = rand::random();
    let claim = KeyClaim {
        account,
        key,
        token,
    };
    let flight = ctx.in_flight.begin(token);
    let now = ctx.clock.now();
    let new = NewKeyClaim {
        claim: claim.clone(),
        request: digest(keyed.request),
        node: ctx.settings.node.clone(),
        now,
        until: now + ctx.settings.call_budget + SLACK,
        instead_of: None,
    };
    match claim_key(ctx, new).await.map_err(Error::into_fault)? {
        KeyClaimed::Granted => Ok(Entry::Claimed(Claim {
            claim,
            kept_until: now + ctx.settings.idempotency_ttl,
            dialect,
            types: Arc::clone(&ctx.settings.reply_types),
            used: AtomicBool::new(false),
            _flight: flight,
        })),
        KeyClaimed::Kept(answer) => Ok(Entry::Kept(answer)),
        KeyClaimed::Other | KeyClaimed::Busy { same: false, .. } => {
            Err(Kind::IdempotencyMismatch.into())
        }
        KeyClaimed::Busy { same: true, .. } => Err(Kind::IdempotencyInFlight.into()),
    }
}

/// Claims a key, in place of a claim of this node whose call is gone, if there is one.
async fn claim_key(ctx: &Context, new: NewKeyClaim) -> Result<KeyClaimed, Error> {
    match ctx.store.claim_key(new.clone()).await? {
        KeyClaimed::Busy { node, token, .. } if node == new.node && !ctx.in_flight.has(token) => {
            let new = NewKeyClaim {
                instead_of: Some(token),
                ..new
            };
            Ok(ctx.store.claim_key(new).await?)
        }
        claimed => Ok(claimed),
    }
}

/// Names a request. Each part has its length before it, so that no byte can move from one part to
/// the next unseen.
fn digest(request: &Request<'_>) -> RequestDigest {
    let Request {
        method,
        path,
        query,
        content_type: _,
        key_header: _,
        body,
    } = request;
    let method: &[u8] = match method {
        Method::Get => b"GET",
        Method::Post => b"POST",
    };
    let mut hash = Sha256::new();
    for part in [method, path.as_bytes(), query.as_bytes(), body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    RequestDigest(hash.finalize().into())
}

/// Makes an answer of what the store gave.
pub(crate) type Answering<T> = Arc<dyn Fn(&T) -> Answer + Send + Sync>;

impl Claim {
    /// What has the store keep the answer.
    pub(crate) fn keep<T: 'static>(&self, answering: &Answering<T>) -> Keep<T> {
        self.used.store(true, Ordering::Relaxed);
        let (dialect, answering) = (self.dialect, Arc::clone(answering));
        let types = Arc::clone(&self.types);
        Keep {
            claim: self.claim.clone(),
            until: self.kept_until,
            render: Arc::new(move |stored| {
                let document = dialect.reply(&Outcome::Done(answering(stored)));
                KeptAnswer {
                    content_type: types.of(dialect.manners().wording).to_owned(),
                    body: document.body,
                }
            }),
        }
    }

    /// The call came to its end. A success has kept its answer; after a refusal the key is free
    /// again.
    pub(crate) async fn end(self, ctx: &Context, is_success: bool) {
        if is_success {
            let used = self.used.load(Ordering::Relaxed);
            debug_assert!(used, "an action has answered and kept no answer");
            if !used {
                tracing::error!("an action that honours keys has kept no answer");
            }
            return;
        }
        if let Err(error) = ctx.store.release_key(&self.claim).await {
            // The next call of this node finds that this one is gone.
            tracing::warn!(error = %error, "a key could not be released: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request<'a>(path: &'a str, query: &'a str, body: &'a [u8]) -> Request<'a> {
        Request {
            method: Method::Post,
            path,
            query,
            content_type: None,
            key_header: None,
            body,
        }
    }

    #[track_caller]
    fn check(one: Request<'_>, other: Request<'_>, same: bool) {
        assert_eq!(digest(&one) == digest(&other), same);
    }

    #[test]
    fn a_request_is_its_method_path_query_and_body() {
        let usual = request("/a", "b", b"c");
        check(usual, usual, true);
        check(usual, request("/A", "b", b"c"), false);
        check(usual, request("/a", "", b"c"), false);
        check(usual, request("/a", "b", b"C"), false);
        check(usual, request("/ab", "", b"c"), false);
        check(usual, request("/a", "bc", b""), false);
        let get = Request {
            method: Method::Get,
            ..usual
        };
        check(usual, get, false);
        let typed = Request {
            content_type: Some("text/xml"),
            ..usual
        };
        check(usual, typed, true);
    }
}
