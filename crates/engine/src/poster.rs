//! Posters: the first picture of a template, small, for lists of templates.
//!
//! A poster is an ordinary rendition and is found again like one. Source: docs/contract.md,
//! getMMSTemplates.

use crate::context::Context;
use crate::page::{Page, PageFile};
use crate::shelf::Shelf;
use crate::{Error, adapt, token};
use domain::content::{Content, File};
use domain::limits::KB;
use domain::order::Element;
use media::image::Target;
use storage::link::{NewPoster, Purpose};

/// Name of the file of a poster, below its token.
pub(crate) const FILE: &str = "poster.jpg";

/// Ours: enough for a list, and little to load.
const TARGET: Target = Target {
    max_width: 640,
    max_height: 640,
    budget_bytes: 100 * KB as usize,
    png: false,
    gif: false,
};

/// The file that a poster shows: the first image or film, where it is an image. A frame of a film
/// cannot be shown by this build.
fn shown(content: &Content) -> Option<&File> {
    let mut files = content.slides.iter().flat_map(|slide| &slide.files);
    let first = files.find(|file| matches!(file.element, Element::Image | Element::Video));
    first.filter(|file| file.element == Element::Image)
}

/// Tokens of the posters of templates, in their order; `None` where there is nothing to show.
pub(crate) async fn tokens(
    ctx: &Context,
    templates: &[Content],
) -> Result<Vec<Option<String>>, Error> {
    let with_poster: Vec<bool> = templates
        .iter()
        .map(|content| shown(content).is_some())
        .collect();
    let offered = templates.iter().zip(&with_poster).filter(|(_, it)| **it);
    let created = ctx.clock.now();
    let offer = |(content, _): (&Content, _)| {
        let token = token::new();
        NewPoster {
            content: content.id,
            digest: token::digest(&token),
            token,
            created,
        }
    };
    let offered: Vec<NewPoster> = offered.map(offer).collect();
    if offered.is_empty() {
        return Ok(vec![None; templates.len()]);
    }
    let mut tokens = ctx.store.posters(offered).await?.into_iter();
    let token = |it: bool| if it { tokens.next() } else { None };
    Ok(with_poster.into_iter().map(token).collect())
}

/// What the address of a poster shows.
pub(crate) async fn page(ctx: &Context, token: &str) -> Result<Page, Error> {
    let Some(link) = ctx.store.link(token::digest(token)).await? else {
        return Ok(Page::Unknown);
    };
    match link.purpose {
        Purpose::Poster => {}
    }
    let content = ctx.store.content(link.content).await?;
    let Some(content) = content.filter(|content| content.state.is_listed()) else {
        return Ok(Page::Gone);
    };
    let Some(file) = shown(&content) else {
        return Ok(Page::Gone);
    };
    let shelf = Shelf::kept(ctx);
    let Some(fitted) = adapt::rendition(shelf, file, &TARGET).await? else {
        return Ok(Page::Gone);
    };
    Ok(Page::File(PageFile {
        bytes: ctx.blobs.get(fitted.blob).await?,
        mime: fitted.mime,
    }))
}
