//! What is behind addresses that whoever knows them may open: posters, and what comes beside them.
//!
//! Knows nothing of HTTP. Guarantee: a token that nobody gave is [`Page::Unknown`], whatever it
//! looks like; what is over or deleted is [`Page::Gone`] and shows nothing of what it was.
//!
//! Source: docs/contract.md, endpoints, hosted page and link expiry.

pub use crate::page::{Page, PageFile};

use crate::context::Context;
use crate::{Error, poster};

/// Opens a file of a hosted page.
///
/// # Errors
///
/// When something of ours failed.
pub async fn hosted(ctx: &Context, token: &str, file: &str) -> Result<Page, Error> {
    match file {
        poster::FILE => poster::page(ctx, token).await,
        _ => Ok(Page::Unknown),
    }
}
