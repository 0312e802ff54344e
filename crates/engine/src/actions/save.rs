//! `saveMMS`: stores content to be sent later.
//!
//! Source: docs/contract.md, saveMMS and template states.

use crate::check::Call;
use crate::check::slides;
use crate::gather::{Purpose, gather};
use crate::{Error, adapt, jobs, preview};
use domain::answer::Answer;
use domain::command::SaveMms;
use domain::content::{Content, ContentKind, Fallback, Slide};
use domain::event::Event;
use domain::fault::{Fault, Kind};
use domain::id::MmsId;
use domain::order::Field;
use domain::template_state::TemplateState;
use domain::text;
use storage::event::NewEvent;
use storage::message::NewTemplate;

/// Serves a call of `saveMMS`, steps 10 to 15.
pub(crate) async fn save(call: &Call<'_>) -> Result<Answer, Fault> {
    let command = judge(call)?;
    slides::allowed(call)?;
    let ceiling = adapt::usual_ceiling(call.account);
    let slides = gather(call, &command.slides, ceiling, Purpose::Save).await?;
    let content = content(call, command, slides);
    if call.trial.is_some() {
        return Ok(Answer::DryRun {
            to: None,
            refused: Vec::new(),
            previews: preview::of_template(call, &content).await?,
        });
    }
    store(call, content).await
}

fn judge(call: &Call<'_>) -> Result<SaveMms, Fault> {
    let name = call.name(true)?;
    // Tags stay in the subject until it is sent, so it is cleaned and cut only then.
    let subject = call.given(Field::Subject)?.map(text::one_line);
    let cleaned = |subject: &String| call.cleaned_subject(subject).is_some();
    if call.account.policy.require_subject && !subject.as_ref().is_some_and(cleaned) {
        return Err(Kind::SubjectRequired.into());
    }
    let text = call.fallback_text()?;
    let flags = call.fallback_flags()?;
    let link_expiry = call.link_expiry()?;
    let client_reference = call.client_reference()?;
    let slides = slides::slides(call, call.limits().slides_saved)?;
    let fallback = Fallback {
        text,
        link_expiry,
        ..flags
    };
    Ok(SaveMms {
        name,
        subject,
        slides,
        fallback,
        client_reference,
    })
}

fn content(call: &Call<'_>, command: SaveMms, slides: Vec<Slide>) -> Content {
    Content {
        id: MmsId(0),
        account: call.account.id,
        kind: ContentKind::Template,
        // Nothing is transcoded by this build, so every template can be sent at once.
        state: TemplateState::Ready,
        name: command.name,
        subject: command.subject,
        slides,
        fallback: command.fallback,
        created: call.now,
        dialect: call.dialect.to_owned(),
        client_reference: command.client_reference,
    }
}

async fn store(call: &Call<'_>, content: Content) -> Result<Answer, Fault> {
    let event = NewEvent {
        event: Event::TemplateReady,
        at: call.now,
        account: call.account.id,
        sent_as: None,
        reason: None,
        handset: None,
        carrier_message_id: None,
        failed_file: None,
        detail: None,
        job: jobs::notify(call.account.id),
    };
    let (keep, answering) = call.keeping(|&mms_id: &MmsId| Answer::Saved { mms_id });
    let template = NewTemplate {
        content,
        event: Some(event),
        jobs: vec![jobs::render(call.now)],
        keep,
    };
    let saved = call
        .ctx
        .store
        .save_template(template)
        .await
        .map_err(Error::from);
    let mms_id = saved.map_err(Error::into_fault)?;
    call.ctx.hint();
    Ok(answering(&mms_id))
}
