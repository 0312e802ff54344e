//! Brings the files of a call in: fetched, recognised, checked, stored.
//!
//! Happens during the call, four files at a time, within the call's budget of time and bytes. Of
//! several faulty files the one of the lowest slide counts.
//!
//! Source: docs/contract.md, media types, limits and fetching.

mod source;

pub(crate) use self::source::{Purpose, Reuse};

use self::source::{Brought, Order, not_copied, too_big};
use crate::check::Call;
use crate::fetch_memory::Room;
use crate::{Error, adapt};
use domain::account::{Account, Class};
use domain::command::SlideDraft;
use domain::content::{File, Slide};
use domain::fault::{Fault, Kind};
use domain::limits::fetch;
use domain::order::Element;
use domain::text;
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use media::image::{FitFault, ImageFault, Rendition, Target, fit};
use media::{MediaType, Source};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use storage::fetched::FetchedFile;
use tokio::time::{Instant, timeout_at};

/// Brings all files in and makes the slides. When it returns `Ok`, every file is durable, or, in a
/// dry run, on the shelf of the trial.
///
/// A picture has to be decoded to know that it can be; where its target is known already, the
/// rendition for a carrier of that `ceiling` is made of it in the same go.
pub(crate) async fn gather(
    call: &Call<'_>,
    drafts: &[SlideDraft],
    ceiling: u64,
    purpose: Purpose,
) -> Result<Vec<Slide>, Fault> {
    let budget = Budget {
        deadline: Instant::now() + call.ctx.settings.call_budget,
        bytes: AtomicU64::new(0),
        most_bytes: call.limits().total_source_bytes,
        target: adapt::target_of_drafts(call.account, drafts, ceiling),
        purpose,
    };
    let mut orders = Vec::new();
    for (draft, slide) in drafts.iter().zip(1..) {
        let files = draft.files.iter();
        orders.extend(files.map(|(element, url)| Order {
            slide,
            element: *element,
            url,
        }));
    }
    // Boxed, because the compiler cannot see through a stream of borrowing futures that the whole
    // may move between threads.
    let files: Vec<_> = orders
        .iter()
        .map(|order| bring(call, order, &budget).boxed())
        .collect();
    let files: Vec<(usize, File)> = stream::iter(files)
        .buffered(fetch::AT_A_TIME)
        .try_collect()
        .await?;
    let mut slides: Vec<Slide> = drafts
        .iter()
        .map(|draft| Slide {
            text: draft.text.clone(),
            duration_s: draft.duration_s,
            files: Vec::new(),
        })
        .collect();
    for (slide, file) in files {
        slides[slide - 1].files.push(file);
    }
    Ok(slides)
}

/// What all files of a call share.
struct Budget {
    deadline: Instant,
    bytes: AtomicU64,
    /// Bytes that all of them may have together.
    most_bytes: u64,
    /// What pictures are made into, where that is known.
    target: Option<Target>,
    /// What the files are for.
    purpose: Purpose,
}

impl Budget {
    fn left(&self) -> u64 {
        self.most_bytes
            .saturating_sub(self.bytes.load(Ordering::Relaxed))
    }
}

async fn bring(
    call: &Call<'_>,
    order: &Order<'_>,
    budget: &Budget,
) -> Result<(usize, File), Fault> {
    match timeout_at(budget.deadline, bring_in_time(call, order, budget)).await {
        Ok(brought) => brought,
        Err(_) => Err(not_copied(order).because("the call's time was over")),
    }
}

async fn bring_in_time(
    call: &Call<'_>,
    order: &Order<'_>,
    budget: &Budget,
) -> Result<(usize, File), Fault> {
    if text::is_longer(order.url, fetch::ADDRESS) {
        return Err(not_copied(order).because("the address is over 2,048 characters"));
    }
    // Held until the file is on the disk.
    let _memory = memory(call, order).await;
    let Brought { source, is_new } =
        source::bring(call, order, budget.purpose, budget.left()).await?;
    let spent = budget
        .bytes
        .fetch_add(source.bytes.len() as u64, Ordering::Relaxed);
    if spent + source.bytes.len() as u64 > budget.most_bytes {
        return Err(
            too_big(order).because(format!("more than {} bytes in one call", budget.most_bytes))
        );
    }
    allowed(call.account, order, &source)?;
    let target = budget.target.filter(|_| order.element == Element::Image);
    let made = match order.element {
        Element::Image => examine(call, order, &source, target).await?,
        _ => None,
    };
    let size_bytes = source.bytes.len() as u64;
    let shelf = call.shelf();
    let blob = shelf.put(source.bytes).await.map_err(Error::into_fault)?;
    if let Some(target) = target {
        let kept = adapt::keep(shelf, blob, &target, made).await;
        kept.map_err(Error::into_fault)?;
    }
    let mime = source.media_type.mime().to_owned();
    // What a dry run brings is gone with it.
    if is_new && call.trial.is_none() {
        let declared_type = source.declared_type;
        let file = FetchedFile {
            blob,
            declared_type,
        };
        let left = source::leave(call, order, file).await;
        left.map_err(Error::into_fault)?;
    }
    let file = File {
        element: order.element,
        blob,
        mime,
        size_bytes,
        source: order.url.to_owned(),
    };
    Ok((order.slide, file))
}

/// The room in memory that a file may take, shared by all calls of the process.
async fn memory(call: &Call<'_>, order: &Order<'_>) -> Option<Room> {
    let limits = call.limits().source;
    let most = match order.element {
        Element::Image => limits.image_bytes.max(limits.gif_bytes),
        Element::Audio => limits.audio_bytes,
        Element::Video => limits.video_bytes,
        Element::VCard | Element::ICal | Element::Pdf | Element::Passbook => limits.object_bytes,
    };
    let most = most.min(call.limits().total_source_bytes);
    call.ctx.fetching.take(call.account.id, most).await
}

/// Types that are known and not taken: they would need transcoding, or a switch is off.
fn allowed(account: &Account, order: &Order<'_>, source: &Source) -> Result<(), Fault> {
    let refused = |why: &str| Err(Kind::UnrecognizedContentType.because(why));
    match source.media_type {
        MediaType::Bmp if !takes_bmp(account) => refused("BMP is not taken from this account"),
        MediaType::Avi | MediaType::Wmv | MediaType::QuickTime => {
            refused("film of this type needs transcoding, which this build does not do")
        }
        _ if account.policy.strict_content_type => match &source.declared_type {
            Some(declared) if source.media_type.is_declared_by(declared) => Ok(()),
            _ => refused("the server declares another type"),
        },
        media_type => {
            if let Some(declared) = &source.declared_type
                && !media_type.is_declared_by(declared)
            {
                tracing::info!(
                    slide = order.slide,
                    declared,
                    found = media_type.name(),
                    "a file of slide {} is {} although its server says {declared}",
                    order.slide,
                    media_type.name()
                );
            }
            Ok(())
        }
    }
}

fn takes_bmp(account: &Account) -> bool {
    account.policy.allow_bmp && account.policy.class == Class::Optimized
}

/// Whether the account may still send what its template was saved with.
///
/// Source: docs/contract.md, error codes, E629 of sendSavedMMS.
pub(crate) fn still_taken(account: &Account, template: &[Slide]) -> Result<(), Fault> {
    let mut files = template.iter().flat_map(|slide| &slide.files);
    let switched_off = &account.policy.refused_elements;
    let is_refused = |file: &File| {
        let is_bmp = file.mime == MediaType::Bmp.mime();
        switched_off.contains(&file.element) || (is_bmp && !takes_bmp(account))
    };
    match files.find(|file| is_refused(file)).map(|it| &it.mime) {
        Some(mime) => {
            Err(Kind::UnrecognizedContentType.because(format!("{mime} is not taken now")))
        }
        None => Ok(()),
    }
}

/// Decodes a picture to be sure that it can be, and makes the rendition for `target` of it;
/// `None` inside: no rendition fits.
async fn examine(
    call: &Call<'_>,
    order: &Order<'_>,
    source: &Source,
    target: Option<Target>,
) -> Result<Option<Rendition>, Fault> {
    // The permit goes with the work: it is given back when the work ends, even if the caller is
    // gone by then.
    let permit = Arc::clone(&call.ctx.pictures).acquire_owned().await;
    let (bytes, media_type) = (source.bytes.clone(), source.media_type);
    let examined = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        look_at(&bytes, media_type, target.as_ref())
    })
    .await;
    match examined {
        Ok(Ok(rendition)) => Ok(rendition),
        Ok(Err(ImageFault::Corrupted)) => Err(Kind::ImageCorrupted.slide(order.slide)),
        Ok(Err(ImageFault::TooBig)) => Err(too_big(order).because("too many pixels or frames")),
        Err(_) => Err(Error::Broken("check").into_fault()),
    }
}

fn look_at(
    bytes: &[u8],
    media_type: MediaType,
    target: Option<&Target>,
) -> Result<Option<Rendition>, ImageFault> {
    let Some(target) = target else {
        media::image::check(bytes, media_type)?;
        return Ok(None);
    };
    match fit(bytes, media_type, target) {
        Ok(made) => Ok(Some(made)),
        Err(FitFault::DoesNotFit) => Ok(None),
        Err(FitFault::Corrupted) => Err(ImageFault::Corrupted),
        Err(FitFault::TooBig) => Err(ImageFault::TooBig),
    }
}
