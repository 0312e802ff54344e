//! Texts from phones that come in parts.
//!
//! Each part is durable before the carrier is answered for it. A text becomes one message, with its
//! last part or, when that does not come, with the end of the wait; a part that comes again changes
//! nothing.
//!
//! Source: docs/contract.md, payload samples of N211.

use crate::context::Context;
use crate::receiving::{self, Origin};
use crate::{Error, jobs};
use carriers::{Hearing, Received, ReceivedPart};
use domain::limits::time::TEXT_PARTS;
use domain::long_text::join;
use domain::notice::SentAs;
use jiff::Timestamp;
use storage::inbox::Joined;
use storage::long_text::{LongText, NewTextPart};

/// Keeps a part that came by the link of that name. When it returns `Ok`, it is durable.
pub(crate) async fn keep_part(
    ctx: &Context,
    link: &str,
    received: ReceivedPart,
    at: Timestamp,
) -> Result<Hearing, Error> {
    let ReceivedPart { from, to, part } = received;
    if !receiving::is_ours(ctx, &to).await? {
        return Ok(receiving::refused(link, &[to]));
    }
    let new = NewTextPart {
        link: link.to_owned(),
        from,
        to,
        part,
        at,
        job: jobs::join(at + TEXT_PARTS),
    };
    let text = ctx.store.keep_part(new).await?;
    ctx.hint();
    match text.is_whole() && !text.told {
        true => tell(ctx, &text, at).await,
        false => Ok(Hearing::Kept),
    }
}

/// Makes a message of what has come of a text, once.
pub(crate) async fn tell(ctx: &Context, text: &LongText, at: Timestamp) -> Result<Hearing, Error> {
    let received = Received {
        kind: SentAs::Sms,
        exchange: String::new(),
        from: text.from.clone(),
        operator: None,
        to: vec![text.to.clone()],
        subject: None,
        text: Some(join(&text.parts)),
        parts: Vec::new(),
        handset: None,
    };
    let origin = Origin::Parts(Joined {
        id: text.id,
        parts: text.parts.len(),
    });
    receiving::keep(ctx, (&text.link, origin), &received, at).await
}
