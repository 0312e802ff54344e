//! What is behind addresses that whoever knows them may open: posters, files of messages from
//! phones, reports.
//!
//! Knows nothing of HTTP. Guarantee: a token that nobody gave is [`Page::Unknown`], whatever it
//! looks like; what is over or deleted is [`Page::Gone`] and shows nothing of what it was.
//!
//! Source: docs/contract.md, endpoints, hosted page and link expiry.

pub use crate::page::{Page, PageFile, PageStream, Wanted};

use crate::context::Context;
use crate::{Error, poster, sending, token};
use dialects::sending_list;
use futures_util::StreamExt as _;
use std::sync::Arc;

/// Opens what a path asks for.
///
/// # Errors
///
/// When something of ours failed.
pub async fn open(ctx: &Arc<Context>, wanted: Wanted<'_>) -> Result<Page, Error> {
    match wanted {
        Wanted::Hosted { token, file } => hosted(ctx, token, file).await,
        Wanted::Inbound { token, file } => inbound(ctx, token, file).await,
        Wanted::Report { token } => report(ctx, token).await,
    }
}

/// Opens a file of a hosted page.
pub(crate) async fn hosted(ctx: &Context, token: &str, file: &str) -> Result<Page, Error> {
    match file {
        poster::FILE => poster::page(ctx, token).await,
        _ => Ok(Page::Unknown),
    }
}

/// Opens a file of a message from a phone.
pub(crate) async fn inbound(ctx: &Context, token: &str, file: &str) -> Result<Page, Error> {
    let found = ctx.store.inbound_by_token(token::digest(token)).await?;
    let Some(message) = found else {
        return Ok(Page::Unknown);
    };
    // The names of its files are forgotten with the files.
    if !message.has_files(ctx.clock.now()) {
        return Ok(Page::Gone);
    }
    match message.files.into_iter().find(|kept| kept.name == file) {
        None => Ok(Page::Unknown),
        Some(kept) => Ok(Page::File(PageFile {
            bytes: ctx.blobs.get(kept.blob).await?,
            mime: kept.mime,
        })),
    }
}

/// Opens a sending report, which is read while it is told.
async fn report(ctx: &Arc<Context>, token: &str) -> Result<Page, Error> {
    Ok(match sending::open(ctx, token).await? {
        sending::Opened::Unknown => Page::Unknown,
        sending::Opened::Gone => Page::Gone,
        sending::Opened::Report(told) => Page::Stream(PageStream {
            pieces: sending::document(told).boxed(),
            mime: sending_list::CONTENT_TYPE,
        }),
    })
}
