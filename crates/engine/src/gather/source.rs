//! Where the bytes of a slide's file come from: the customer's server, what it gave before, or our
//! own pages.
//!
//! A page of ours is opened here and not asked for over HTTP: our address may be a private one.
//! Nobody sees more by that, since pages open to whoever knows their address. Wherever bytes come from, they are judged alike: size, type, element. Guarantee: a file is used
//! again for its own account and address only, and only where both calls said so.
//!
//! Source: docs/contract.md, fetching, CacheContent.

use crate::check::Call;
use crate::error::chain;
use crate::page::{self, Page};
use crate::{Error, jobs, pages};
use bytes::Bytes;
use domain::fault::{Fault, Kind};
use domain::order::Element;
use media::{FetchFault, Source, Wanted};
use sha2::{Digest, Sha256};
use storage::fetched::{AddressDigest, FetchedFile, NewFetchedFile};

/// A file still to come.
pub(super) struct Order<'a> {
    pub(super) slide: usize,
    pub(super) element: Element,
    pub(super) url: &'a str,
}

/// Whether a call takes files that an earlier call has fetched from the same address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reuse {
    /// It asks the customer's server for each, and leaves none to later calls.
    Never,
    /// It takes them, and leaves its own to later calls.
    Kept,
}

/// What files are brought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be saved.
    Save,
    /// To be sent.
    Send(Reuse),
}

impl Purpose {
    /// Saved content is always fetched.
    const fn reuse(self) -> Reuse {
        match self {
            Self::Save => Reuse::Never,
            Self::Send(reuse) => reuse,
        }
    }
}

/// A file, brought.
pub(super) struct Brought {
    pub(super) source: Source,
    /// It was fetched just now, and may be used again.
    pub(super) is_new: bool,
}

/// Bytes that are here already.
struct Held {
    bytes: Bytes,
    /// What they were said to be by whoever gave them.
    declared_type: Option<String>,
}

/// Brings the bytes of a file, of at most `room` bytes where they have to be fetched.
pub(super) async fn bring(
    call: &Call<'_>,
    order: &Order<'_>,
    purpose: Purpose,
    room: u64,
) -> Result<Brought, Fault> {
    let (limits, reuse) = (call.limits().source, purpose.reuse());
    let held = match (ours(call, order, purpose).await?, reuse) {
        (Some(ours), _) => Some(ours),
        (None, Reuse::Kept) => known(call, order).await.map_err(Error::into_fault)?,
        (None, Reuse::Never) => None,
    };
    let is_new = reuse == Reuse::Kept && held.is_none();
    let found = match held {
        Some(held) => media::recognise(held.bytes, held.declared_type, order.element, &limits),
        None => {
            let transfer = net::FetchLimits::up_to(room);
            media::fetch(&call.ctx.client, &wanted(call, order), &limits, transfer).await
        }
    };
    let source = found.map_err(|fault| said(order, &fault))?;
    Ok(Brought { source, is_new })
}

fn wanted<'a>(call: &Call<'_>, order: &Order<'a>) -> Wanted<'a> {
    let policy = &call.account.policy;
    Wanted {
        url: order.url,
        element: order.element,
        strip_av_query: policy
            .strip_av_query
            .unwrap_or(call.manners.strips_av_query),
    }
}

/// The file of a page of ours, where the address is one.
async fn ours(call: &Call<'_>, order: &Order<'_>, purpose: Purpose) -> Result<Option<Held>, Fault> {
    let Call { ctx, account, .. } = call;
    let address = wanted(call, order).address();
    let Some(path) = page::own_path(ctx, account, address) else {
        return Ok(None);
    };
    let opened = match page::Wanted::of(&path) {
        Some(page::Wanted::Hosted { token, file }) => pages::hosted(ctx, token, file).await,
        Some(page::Wanted::Inbound { token, file }) => pages::inbound(ctx, token, file).await,
        // Whatever else stands behind our name is asked like anybody's.
        Some(page::Wanted::Report { .. }) | None => return Ok(None),
    };
    match opened.map_err(Error::into_fault)? {
        Page::File(file) => Ok(Some(Held {
            bytes: file.bytes,
            declared_type: Some(file.mime),
        })),
        Page::Gone | Page::Unknown | Page::Stream(_) => Err(gone(order, purpose)),
    }
}

/// What the customer hears of a file that we have no longer.
///
/// Source: docs/contract.md, error codes, E241; only sendMMS has that row.
fn gone(order: &Order<'_>, purpose: Purpose) -> Fault {
    let why = format!("slide {}: our own file is gone", order.slide);
    match purpose {
        Purpose::Send(_) => Kind::ContentNotFound.because(why),
        Purpose::Save => not_copied(order).because(why),
    }
}

/// What an earlier call of the account has fetched from the address.
async fn known(call: &Call<'_>, order: &Order<'_>) -> Result<Option<Held>, Error> {
    let store = &call.ctx.store;
    let address = digest(call, order);
    let found = store
        .fetched_file(call.account.id, address, call.now)
        .await?;
    let Some(FetchedFile {
        blob,
        declared_type,
    }) = found
    else {
        return Ok(None);
    };
    match call.ctx.blobs.get(blob).await {
        Ok(bytes) => Ok(Some(Held {
            bytes,
            declared_type,
        })),
        // The customer's server still has it.
        Err(error @ (blobs::Error::Missing(_) | blobs::Error::Damaged(_))) => {
            let why = chain(&error);
            tracing::warn!(error = %why, "a file is fetched again: {why}");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Leaves a file to later calls of the account for the same address.
pub(super) async fn leave(
    call: &Call<'_>,
    order: &Order<'_>,
    file: FetchedFile,
) -> Result<(), Error> {
    let settings = &call.ctx.settings;
    let new = NewFetchedFile {
        account: call.account.id,
        address: digest(call, order),
        file,
        fetched: call.now,
        until: call.now + settings.cache_content_ttl,
        sweep: jobs::sweep(call.now + settings.keep_unused),
    };
    Ok(call.ctx.store.keep_fetched(new).await?)
}

fn digest(call: &Call<'_>, order: &Order<'_>) -> AddressDigest {
    AddressDigest(Sha256::digest(wanted(call, order).address()).into())
}

/// What the customer hears of it.
fn said(order: &Order<'_>, fault: &FetchFault) -> Fault {
    match fault {
        FetchFault::NotCopied(why) => not_copied(order).because(chain(why)),
        FetchFault::TooBig { limit } => too_big(order).because(format!("over {limit} bytes")),
        FetchFault::Unrecognised { found } => {
            Kind::UnrecognizedContentType.because(format!("slide {}: {found:?}", order.slide))
        }
    }
}

pub(super) fn not_copied(order: &Order<'_>) -> Fault {
    let kind = match order.element {
        Element::Image => Kind::ImageNotCopied,
        Element::Audio => Kind::AudioNotCopied,
        Element::Video => Kind::VideoNotCopied,
        Element::VCard => Kind::VCardNotCopied,
        Element::ICal => Kind::ICalNotCopied,
        Element::Pdf => Kind::PdfNotCopied,
        Element::Passbook => Kind::PassbookNotCopied,
    };
    kind.slide(order.slide)
}

pub(super) fn too_big(order: &Order<'_>) -> Fault {
    let kind = match order.element {
        Element::Image => Kind::ImageTooBig,
        Element::Audio => Kind::AudioTooBig,
        Element::Video => Kind::VideoTooBig,
        Element::VCard => Kind::VCardTooBig,
        Element::ICal => Kind::ICalTooBig,
        Element::Pdf => Kind::PdfTooBig,
        Element::Passbook => Kind::PassbookTooBig,
    };
    kind.slide(order.slide)
}
