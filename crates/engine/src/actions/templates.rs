//! `getMMSTemplates`, `getMmsIds` and `deleteMMSID`: templates, as their owner manages them.
//!
//! Source: docs/contract.md, the three actions and template states.

use crate::check::Call;
use crate::{Error, jobs, page, poster};
use domain::answer::{Answer, TemplateEntry, TemplatePage};
use domain::content::Content;
use domain::date::Moment;
use domain::fault::{Fault, Kind};
use domain::order::Field;
use domain::scalar;
use std::ops::RangeInclusive;
use storage::template::{Deletion, TemplateRange};

/// Templates of a page that may be asked for.
///
/// Source: docs/contract.md, getMMSTemplates.
const ITEMS_PER_PAGE: RangeInclusive<u64> = 1..=1_000;

/// Templates of a page when the request does not say.
const USUAL_ITEMS: u64 = 100;

/// Serves a call of `deleteMMSID`.
pub(crate) async fn delete(call: &Call<'_>) -> Result<Answer, Fault> {
    let mms_id = call.mms_id()?;
    // A send that has read the template before may be stored a moment later.
    let due = call.now + call.ctx.settings.keep_unused;
    let deletion = Deletion {
        account: call.account.id,
        template: mms_id,
        at: call.now,
        cancels: vec![jobs::RENDER],
        job: jobs::discard(due),
    };
    let deleted = call.ctx.store.delete_template(deletion).await;
    let deleted = deleted.map_err(|error| Error::from(error).into_fault())?;
    if !deleted {
        return Err(Kind::ContentNotFound.into());
    }
    call.ctx.hint();
    Ok(Answer::Deleted { mms_id })
}

/// Serves a call of `getMmsIds`.
pub(crate) async fn ids(call: &Call<'_>) -> Result<Answer, Fault> {
    let ids = call.ctx.store.template_ids(call.account.id).await;
    let ids = ids.map_err(|error| Error::from(error).into_fault())?;
    if ids.is_empty() {
        return Err(Kind::NoTemplates.into());
    }
    Ok(Answer::TemplateIds(ids))
}

/// Serves a call of `getMMSTemplates`.
pub(crate) async fn list(call: &Call<'_>) -> Result<Answer, Fault> {
    let start = call.given(Field::StartDate)?.map(|text| {
        let start = Moment::parse(text).and_then(Moment::start);
        start.ok_or_else(|| Fault::from(Kind::StartDateInvalid))
    });
    let start = start.transpose()?;
    let page = match call.given(Field::PageNumber)?.map(scalar::integer) {
        None => 1,
        Some(Some(page @ 1..)) => page,
        Some(Some(0) | None) => return Err(Kind::PageNumberInvalid.into()),
    };
    let items = match call.given(Field::ItemsPerPage)?.map(scalar::integer) {
        None => USUAL_ITEMS,
        Some(Some(items)) if ITEMS_PER_PAGE.contains(&items) => items,
        Some(_) => return Err(Kind::ItemsPerPageInvalid.into()),
    };
    let range = TemplateRange {
        start,
        skip: (page - 1).saturating_mul(items),
        limit: items,
    };
    let (total, templates) = read(call, range).await.map_err(Error::into_fault)?;
    Ok(Answer::Templates(TemplatePage {
        start,
        page,
        items_per_page: items,
        total,
        templates,
    }))
}

async fn read(call: &Call<'_>, range: TemplateRange) -> Result<(u64, Vec<TemplateEntry>), Error> {
    let list = call.ctx.store.templates(call.account.id, range).await?;
    let tokens = poster::tokens(call.ctx, &list.templates).await?;
    let templates = list.templates.into_iter().zip(tokens);
    let templates = templates.map(|(content, token)| entry(call, content, token));
    Ok((list.total, templates.collect()))
}

fn entry(call: &Call<'_>, content: Content, poster: Option<String>) -> TemplateEntry {
    let url = |token| {
        let path = format!("/l/{token}/{}", poster::FILE);
        page::address(call.ctx, call.account, &path)
    };
    TemplateEntry {
        mms_id: content.id,
        slides: content.slides.len() as u64,
        size_bytes: content.size_bytes(),
        name: content.name,
        subject: content.subject,
        fallback_text: content.fallback.text,
        created: content.created,
        poster_url: poster.map(url),
    }
}
