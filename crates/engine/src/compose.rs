//! From content to what a carrier gets: presentation, parts, their names and sizes.
//!
//! First a layout, which knows every size and reads no file; the decision whether the message
//! fits is made on it. The bytes come in only when the message is about to go.
//!
//! Source: OMA MMS conformance, presentation; docs/contract.md, adaptation, rules P1 to P7.

use crate::context::Context;
use crate::error::chain;
use crate::shelf::Shelf;
use crate::{Error, adapt};
use bytes::Bytes;
use carriers::{Part, Submission};
use domain::account::{Account, SubjectRule};
use domain::content::{File, Slide};
use domain::id::BlobHash;
use domain::message::{Body, Message, Mms};
use domain::operator::Operator;
use domain::order::Element;
use media::MediaType;
use smil::{Objects, Presentation};
use std::time::Duration;

use crate::check::delivery::is_short_code;

/// Name of the presentation part.
const PRESENTATION: &str = "presentation.smil";

/// What a part is made of.
#[derive(Debug, Clone)]
enum Matter {
    Text(String),
    Blob(BlobHash),
}

/// A part without its bytes.
#[derive(Debug, Clone)]
struct PartPlan {
    name: String,
    content_type: String,
    size_bytes: u64,
    matter: Matter,
}

/// A message as it will go out, without the bytes of its files.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    smil: String,
    parts: Vec<PartPlan>,
}

/// The message cannot be laid out.
#[derive(Debug, Clone)]
pub(crate) enum Misfit {
    /// No rendition of a picture fits its carrier.
    NoRendition {
        /// Whose picture, from 1.
        slide: usize,
        /// What the carrier takes.
        ceiling: u64,
    },
    /// All parts together do not fit its carrier.
    TooBig {
        /// All parts together.
        size_bytes: u64,
        /// What the carrier takes.
        ceiling: u64,
    },
    /// A file of it is gone or damaged.
    NotBuilt(String),
}

impl Misfit {
    /// In which way, for the history.
    pub(crate) fn why(&self) -> String {
        match self {
            Self::NoRendition { slide, ceiling } => {
                format!("picture of slide {slide}: no rendition fits {ceiling} bytes")
            }
            Self::TooBig {
                size_bytes,
                ceiling,
            } => format!("{size_bytes} bytes, and the carrier takes {ceiling}"),
            Self::NotBuilt(why) => why.clone(),
        }
    }
}

/// What is laid out, and for whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'a> {
    /// The sender.
    pub(crate) from: &'a str,
    /// The receiver's operator, if known.
    pub(crate) operator: Option<&'a Operator>,
    /// Effective subject.
    pub(crate) subject: Option<&'a str>,
    /// With the texts of the receiver.
    pub(crate) slides: &'a [Slide],
}

impl Layout {
    /// Binary bytes of all parts, the presentation included: what ceilings count.
    pub(crate) fn binary_bytes(&self) -> u64 {
        self.smil.len() as u64 + self.parts.iter().map(|part| part.size_bytes).sum::<u64>()
    }
}

/// Lays a message out, making renditions that are not there yet.
pub(crate) async fn lay_out(
    ctx: &Context,
    account: &Account,
    (message, mms): (&Message, &Mms),
) -> Result<Result<Layout, Misfit>, Error> {
    let slides = match not_built(slides(ctx, mms).await.map(Ok))? {
        Ok(slides) => slides,
        Err(misfit) => return Ok(Err(misfit)),
    };
    let sheet = Sheet {
        from: &message.from,
        operator: ctx.operator(message.operator.as_deref()),
        subject: mms.subject.as_deref(),
        slides: &slides,
    };
    arrange(Shelf::kept(ctx), account, &sheet).await
}

/// Lays out what is on a sheet, with files and renditions of a shelf.
pub(crate) async fn arrange(
    shelf: Shelf<'_>,
    account: &Account,
    sheet: &Sheet<'_>,
) -> Result<Result<Layout, Misfit>, Error> {
    not_built(try_arrange(shelf, account, sheet).await)
}

/// Stored content that is gone or damaged does not come back by waiting: that is the message's
/// end and no error.
fn not_built<T>(result: Result<Result<T, Misfit>, Error>) -> Result<Result<T, Misfit>, Error> {
    match result {
        Err(error) if !error.passes() => {
            let why = chain(&error);
            tracing::error!(error = %why, "content of a message cannot be built: {why}");
            Ok(Err(Misfit::NotBuilt(why)))
        }
        result => result,
    }
}

async fn try_arrange(
    shelf: Shelf<'_>,
    account: &Account,
    sheet: &Sheet<'_>,
) -> Result<Result<Layout, Misfit>, Error> {
    let slides = sheet.slides;
    let ceiling = adapt::ceiling(account, sheet.from, sheet.operator);
    let target = adapt::target(account, slides, ceiling);
    let mut layout = Layout {
        smil: String::new(),
        parts: Vec::new(),
    };
    let mut shown = Vec::with_capacity(slides.len());
    for (slide, number) in slides.iter().zip(1..) {
        let mut on_it = smil::Slide {
            duration: Some(Duration::from_secs(slide.duration_s.into())),
            ..smil::Slide::default()
        };
        for file in &slide.files {
            let Some(part) = part(shelf, file, number, target.as_ref()).await? else {
                let slide = number;
                return Ok(Err(Misfit::NoRendition { slide, ceiling }));
            };
            place(&mut on_it, file.element, &part.name);
            layout.parts.push(part);
        }
        if let Some(text) = &slide.text {
            let part = text_part(text, number);
            on_it.text = Some(part.name.clone());
            // The text goes before an object: phones that do not know the object show the text.
            let before = layout.parts.len() - on_it.objects.len();
            layout.parts.insert(before, part);
        }
        // An object alone is attached and not shown, so there is nothing to play.
        if on_it.objects.is_empty() || on_it.text.is_some() {
            shown.push(on_it);
        }
    }
    if shown.is_empty() {
        shown.push(cover(sheet.subject, slides, &mut layout.parts));
    }
    let (width, height) = (adapt::GENERIC_BOX.0, adapt::GENERIC_BOX.1);
    let presentation = Presentation {
        width,
        height,
        slides: shown,
    };
    layout.smil = smil::write(&presentation, Objects::Attached);
    match layout.binary_bytes() {
        size_bytes if size_bytes > ceiling => Ok(Err(Misfit::TooBig {
            size_bytes,
            ceiling,
        })),
        _ => Ok(Ok(layout)),
    }
}

/// A presentation has a slide, also when all that is sent is objects: one with the subject, or
/// with the name of what comes along.
fn cover(subject: Option<&str>, slides: &[Slide], parts: &mut Vec<PartPlan>) -> smil::Slide {
    let first = slides.first();
    let element = first
        .and_then(|slide| slide.files.first())
        .map(|file| file.element);
    let label = match element {
        Some(Element::VCard) => "Contact",
        Some(Element::ICal) => "Calendar entry",
        Some(Element::Pdf) => "Document",
        Some(Element::Passbook) => "Pass",
        Some(Element::Image | Element::Audio | Element::Video) | None => "Message",
    };
    let text = text_part(subject.unwrap_or(label), 1);
    let slide = smil::Slide {
        duration: first.map(|slide| Duration::from_secs(slide.duration_s.into())),
        text: Some(text.name.clone()),
        ..smil::Slide::default()
    };
    parts.insert(0, text);
    slide
}

/// The slides of a message: its content's, with the texts of this receiver.
pub(crate) async fn slides(ctx: &Context, mms: &Mms) -> Result<Vec<Slide>, Error> {
    let content = ctx.store.content(mms.mms_id).await?;
    let content = content
        .ok_or_else(|| Error::Inconsistent(format!("there is no content {}", mms.mms_id)))?;
    Ok(with_texts(content.slides, mms))
}

/// Slides with the texts of a receiver.
pub(crate) fn with_texts(mut slides: Vec<Slide>, mms: &Mms) -> Vec<Slide> {
    for (&index, text) in &mms.texts {
        if let Some(slide) = slides.get_mut(index) {
            slide.text = Some(text.clone()).filter(|text| !text.is_empty());
        }
    }
    slides
}

async fn part(
    shelf: Shelf<'_>,
    file: &File,
    slide: usize,
    target: Option<&media::image::Target>,
) -> Result<Option<PartPlan>, Error> {
    let fitted = match (file.element, target) {
        (Element::Image, Some(target)) => match adapt::rendition(shelf, file, target).await? {
            Some(fitted) => fitted,
            None => return Ok(None),
        },
        _ => adapt::Fitted {
            blob: file.blob,
            mime: file.mime.clone(),
            size_bytes: file.size_bytes,
        },
    };
    let extension = MediaType::from_mime(&fitted.mime).map_or("bin", MediaType::extension);
    let content_type = match fitted.mime.starts_with("text/") {
        true => format!("{}; charset=utf-8", fitted.mime),
        false => fitted.mime,
    };
    Ok(Some(PartPlan {
        name: format!("slide{slide}.{extension}"),
        content_type,
        size_bytes: fitted.size_bytes,
        matter: Matter::Blob(fitted.blob),
    }))
}

fn text_part(text: &str, slide: usize) -> PartPlan {
    PartPlan {
        name: format!("slide{slide}.txt"),
        content_type: "text/plain; charset=utf-8".into(),
        size_bytes: text.len() as u64,
        matter: Matter::Text(text.to_owned()),
    }
}

fn place(slide: &mut smil::Slide, element: Element, name: &str) {
    let name = name.to_owned();
    match element {
        Element::Image => slide.image = Some(name),
        Element::Audio => slide.audio = Some(name),
        Element::Video => slide.video = Some(name),
        Element::VCard | Element::ICal | Element::Pdf | Element::Passbook => {
            slide.objects.push(name);
        }
    }
}

/// Makes the submission of a message. Slides were laid out before, so they usually fit.
pub(crate) async fn compose(
    ctx: &Context,
    account: &Account,
    message: &Message,
    transaction: String,
) -> Result<Result<Submission, Misfit>, Error> {
    let mms = match &message.body {
        Body::Mms(mms) => mms,
        Body::Sms(text) => {
            return Ok(Ok(Submission::Sms(sms(
                ctx,
                account,
                (message, text),
                transaction,
            ))));
        }
    };
    let layout = match lay_out(ctx, account, (message, mms)).await? {
        Ok(layout) => layout,
        Err(misfit) => return Ok(Err(misfit)),
    };
    let smil = layout.smil;
    let parts = match not_built(load(ctx, layout.parts).await.map(Ok))? {
        Ok(parts) => parts,
        Err(misfit) => return Ok(Err(misfit)),
    };
    let sender = account.sender(&message.from);
    let drops = sender.is_some_and(|sender| sender.subject == SubjectRule::Drop);
    Ok(Ok(Submission::Mms(carriers::Mms {
        transaction,
        from: message.from.clone(),
        from_short_code: sender.is_none_or(is_short_code),
        from_mask: message.from_mask.clone(),
        to: message.to.digits().to_owned(),
        operator: message.operator.clone(),
        display_only: mms
            .display_only
            .iter()
            .map(|it| it.digits().to_owned())
            .collect(),
        service_id: message.service_id.clone(),
        subject: mms.subject.clone().filter(|_| !drops),
        expiry: message.validity,
        at: ctx.clock.now(),
        presentation: Part {
            content_type: "application/smil; charset=utf-8".into(),
            name: PRESENTATION.into(),
            bytes: Bytes::from(smil),
        },
        parts,
    })))
}

fn sms(
    ctx: &Context,
    account: &Account,
    (message, text): (&Message, &str),
    transaction: String,
) -> carriers::Sms {
    carriers::Sms {
        transaction,
        from: message.from.clone(),
        from_short_code: account.sender(&message.from).is_none_or(is_short_code),
        from_mask: message.from_mask.clone(),
        to: message.to.digits().to_owned(),
        text: text.to_owned(),
        expiry: message.validity,
        at: ctx.clock.now(),
    }
}

async fn load(ctx: &Context, plans: Vec<PartPlan>) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::with_capacity(plans.len());
    for part in plans {
        let bytes = match part.matter {
            Matter::Text(text) => Bytes::from(text),
            Matter::Blob(hash) => ctx.blobs.get(hash).await?,
        };
        parts.push(Part {
            content_type: part.content_type,
            name: part.name,
            bytes,
        });
    }
    Ok(parts)
}
