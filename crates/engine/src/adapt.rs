//! Renditions: what is made of a picture for a target, kept and found again.
//!
//! One target for all pictures of a message: the profile's box, and an equal share of what the
//! carrier's ceiling leaves after texts, presentation and files that stay as they are. Shares are
//! rounded down to steps, so that one template sent to many people is adapted a handful of times.
//!
//! Source: docs/contract.md, adaptation, handset cache (generic profile) and carrier ceilings.

use crate::Error;
use crate::shelf::Shelf;
use domain::account::{Account, Class, SenderKind};
use domain::command::SlideDraft;
use domain::content::{File, Slide};
use domain::id::BlobHash;
use domain::limits::Ceilings;
use domain::operator::Operator;
use domain::order::Element;
use media::MediaType;
use media::image::{FitFault, Rendition, Target, fit};
use std::sync::Arc;
use storage::message::StoredRendition;
use tokio::sync::OwnedSemaphorePermit;

/// Picture box of a handset that nobody knows, in pixels.
///
/// Source: docs/contract.md, handset cache.
pub(crate) const GENERIC_BOX: (u32, u32) = (640, 1_138);

/// Shares are rounded down to multiples of this many bytes.
const STEP: u64 = 4_096;

/// Bytes of presentation counted for a message and for each of its slides, before it is written.
const PRESENTATION: (u64, u64) = (512, 256);

/// The most that a message of this account, sender and operator may weigh, in binary bytes of all
/// parts.
pub(crate) fn ceiling(account: &Account, from: &str, operator: Option<&Operator>) -> u64 {
    let sender = account
        .sender(from)
        .map_or(SenderKind::ShortCode, |it| it.kind);
    operator
        .map_or(Ceilings::UNKNOWN, |operator| operator.ceilings)
        .of(sender)
}

/// The ceiling of sends that nobody has ordered yet: an unknown operator, the usual sender.
pub(crate) fn usual_ceiling(account: &Account) -> u64 {
    ceiling(account, usual_sender(account), None)
}

/// The sender that is most likely, where nobody has named one.
pub(crate) fn usual_sender(account: &Account) -> &str {
    let sender = account.senders.first();
    sender.map_or("", |sender| sender.address.as_str())
}

/// What each picture of a message has to keep to; `None`: nothing is left for pictures, or the
/// account's content is not adapted.
pub(crate) fn target(account: &Account, slides: &[Slide], ceiling: u64) -> Option<Target> {
    let files = || slides.iter().flat_map(|slide| &slide.files);
    let pictures = files()
        .filter(|file| file.element == Element::Image)
        .count();
    let others = files().filter(|file| file.element != Element::Image);
    let texts = slides.iter().map(|slide| slide.text.as_deref());
    let fixed = others.map(|file| file.size_bytes).sum::<u64>() + text_bytes(texts);
    share(account, (pictures, fixed), slides.len(), ceiling)
}

/// The same before anything is fetched, where it can be known: no file but pictures.
pub(crate) fn target_of_drafts(
    account: &Account,
    drafts: &[SlideDraft],
    ceiling: u64,
) -> Option<Target> {
    let mut elements = drafts
        .iter()
        .flat_map(|draft| &draft.files)
        .map(|(element, _)| *element);
    let texts = drafts.iter().map(|draft| draft.text.as_deref());
    let pictures = drafts.iter().map(|draft| draft.files.len()).sum();
    match elements.all(|element| element == Element::Image) {
        true => share(
            account,
            (pictures, text_bytes(texts)),
            drafts.len(),
            ceiling,
        ),
        false => None,
    }
}

fn text_bytes<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> u64 {
    texts.map(|text| text.map_or(0, str::len) as u64).sum()
}

fn share(
    account: &Account,
    (pictures, fixed): (usize, u64),
    slides: usize,
    ceiling: u64,
) -> Option<Target> {
    if account.policy.class == Class::Standard {
        return None;
    }
    let presentation = PRESENTATION.0 + PRESENTATION.1 * slides as u64;
    // Rounded up, so that texts of different lengths come to the same share.
    let fixed = (fixed + presentation).div_ceil(STEP) * STEP;
    let share = ceiling.saturating_sub(fixed).checked_div(pictures as u64)?;
    let share = if share > STEP {
        share / STEP * STEP
    } else {
        share
    };
    Some(Target {
        max_width: GENERIC_BOX.0,
        max_height: GENERIC_BOX.1,
        budget_bytes: usize::try_from(share).unwrap_or(usize::MAX),
        png: true,
        gif: true,
    })
}

/// Remembers what was made of a picture while it was checked.
pub(crate) async fn keep(
    shelf: Shelf<'_>,
    source: BlobHash,
    target: &Target,
    made: Option<Rendition>,
) -> Result<(), Error> {
    shelf.put_rendition(source, &key(target), made).await?;
    Ok(())
}

/// A picture as it goes out.
#[derive(Debug, Clone)]
pub(crate) struct Fitted {
    pub(crate) blob: BlobHash,
    pub(crate) mime: String,
    pub(crate) size_bytes: u64,
}

/// The rendition of a picture for a target: found, or made and kept. `None`: none fits.
pub(crate) async fn rendition(
    shelf: Shelf<'_>,
    file: &File,
    target: &Target,
) -> Result<Option<Fitted>, Error> {
    let key = key(target);
    let stored = match shelf.rendition(file.blob, &key).await? {
        Some(stored) => stored,
        None => make_once(shelf, file, target, &key).await?,
    };
    let StoredRendition {
        blob,
        mime,
        size_bytes,
        ..
    } = stored;
    Ok(blob.map(|blob| Fitted {
        blob,
        mime,
        size_bytes,
    }))
}

/// Makes a rendition, unless another message has made it while this one waited for its turn.
async fn make_once(
    shelf: Shelf<'_>,
    file: &File,
    target: &Target,
    key: &str,
) -> Result<StoredRendition, Error> {
    let permit = Arc::clone(&shelf.ctx.pictures).acquire_owned().await;
    if let Some(stored) = shelf.rendition(file.blob, key).await? {
        return Ok(stored);
    }
    let made = make(shelf, file, target, permit.ok()).await?;
    shelf.put_rendition(file.blob, key, made).await
}

/// The permit goes with the work: it is given back when the work ends, even if nobody waits for
/// its result any more.
async fn make(
    shelf: Shelf<'_>,
    file: &File,
    target: &Target,
    permit: Option<OwnedSemaphorePermit>,
) -> Result<Option<Rendition>, Error> {
    let Some(media_type) = MediaType::from_mime(&file.mime) else {
        return Ok(None);
    };
    let bytes = shelf.get(file.blob).await?;
    let target = *target;
    let made = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        fit(&bytes, media_type, &target)
    })
    .await;
    match made.map_err(|_| Error::Broken("prepare"))? {
        Ok(rendition) => Ok(Some(rendition)),
        Err(FitFault::DoesNotFit) => Ok(None),
        // It was decoded when it was accepted, so this is no fault of the customer's.
        Err(fault @ (FitFault::Corrupted | FitFault::TooBig)) => Err(Error::Inconsistent(format!(
            "picture {} cannot be adapted: {fault}",
            file.blob
        ))),
    }
}

fn key(target: &Target) -> String {
    let Target {
        max_width,
        max_height,
        budget_bytes,
        png,
        gif,
    } = target;
    let types = match (png, gif) {
        (true, true) => "png+gif",
        (true, false) => "png",
        (false, true) => "gif",
        (false, false) => "jpeg",
    };
    format!("{max_width}x{max_height}/{budget_bytes}/{types}")
}
