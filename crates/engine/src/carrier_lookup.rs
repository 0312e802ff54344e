//! Which operator a number belongs to.
//!
//! A table of prefixes is asked first, then a service over HTTP, where either is configured; what
//! the service said is kept for a day. "Not known" is an answer, and no answer is a failure.
//!
//! Source: docs/contract.md, operators and carrier lookup, rules O3 and O7.

use crate::context::Context;
use crate::error::chain;
use crate::lookup::{self, Hook};
use domain::fault::{Fault, Kind};
use domain::number::Recipient;
use domain::operator::Operator;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderValue};
use std::sync::Arc;

/// Bytes of an answer of the service; a name and an id take a hundred.
const ANSWER_BYTES: usize = 16 * 1_024;

/// The operator of a number; `None` when nobody knows it.
///
/// # Errors
///
/// `CarrierLookupFailed` when the service does not answer.
pub(crate) async fn look_up(
    ctx: &Context,
    number: &Recipient,
) -> Result<Option<Arc<Operator>>, Fault> {
    let settings = &ctx.settings.lookup;
    if let Some(found) = settings.prefixes.find(number.digits()) {
        return Ok(Some(Arc::clone(found)));
    }
    let Some(hook) = &settings.hook else {
        return Ok(None);
    };
    let failed = |error: storage::Error| crate::Error::from(error).into_fault();
    let now = ctx.clock.now();
    let kept = ctx.store.looked_up(number, now).await.map_err(failed)?;
    if let Some(kept) = kept {
        // An operator that has left the table meanwhile is not known any more.
        let found = kept.and_then(|name| ctx.settings.operators.by_name(&name).cloned());
        return Ok(found);
    }
    let found = ask(ctx, hook, number).await?;
    let name = found.as_ref().map(|operator| operator.name.as_str());
    let until = now + settings.keep;
    let keep = ctx.store.keep_lookup(number, name, now, until);
    keep.await.map_err(failed)?;
    Ok(found)
}

async fn ask(
    ctx: &Context,
    hook: &Hook,
    number: &Recipient,
) -> Result<Option<Arc<Operator>>, Fault> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(bearer) = &hook.bearer {
        headers.insert(AUTHORIZATION, bearer.clone());
    }
    let url = hook.address(number.digits());
    let question = net::Ask {
        url: &url,
        headers,
        total: ctx.settings.lookup.patience,
        max_answer: ANSWER_BYTES,
    };
    let lookup_failed = |why: String| Kind::CarrierLookupFailed.because(why);
    let answer = ctx.client.ask(question).await;
    let answer = answer.map_err(|error| lookup_failed(chain(&error)))?;
    let named = lookup::read(&answer).map_err(lookup_failed)?;
    let found = named
        .as_deref()
        .and_then(|text| ctx.settings.operators.network(text));
    if let (Some(named), None) = (&named, found) {
        tracing::warn!(
            operator = named,
            "the operator lookup named {named:?}, which is no network of the operator table"
        );
    }
    Ok(found.cloned())
}
