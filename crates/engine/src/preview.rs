//! What a dry run tells: what each operator would get, by the planner that real sends go by.
//!
//! Where the receiver's operator is known, it is that one. Else the first preview is that of a send
//! whose operator stays unknown, and one for each network of the table follows. Several operators
//! cost the fitting of each picture for each different ceiling; receivers and operators that come
//! to the same share what was made.
//!
//! Source: docs/contract.md, dry run and adaptation.

use crate::Error;
use crate::adapt::{self, usual_sender};
use crate::check::Call;
use crate::compose::{self, Misfit, Sheet};
use crate::context::Context;
use crate::fallback::{self, Wishes};
use domain::answer::Preview;
use domain::content::{Content, Slide};
use domain::fault::Fault;
use domain::message::Mms;
use domain::notice::SentAs;
use domain::operator::{Operator, Role};
use domain::reason::{Fixed, Reason, WhySms};
use std::sync::Arc;
use storage::message::NewMessage;

/// A send that is only tried.
struct Send<'a> {
    sheet: Sheet<'a>,
    wishes: Wishes,
    /// Why the receiver gets no MMS, where that is known before anything is laid out.
    takes_no_mms: Option<WhySms>,
}

/// What the messages of a call would come to: to one receiver or to each of a list. `one_off` is
/// content that is not stored.
pub(crate) async fn of_sends(
    call: &Call<'_>,
    messages: &[NewMessage],
    one_off: Option<&Content>,
) -> Result<Vec<Preview>, Fault> {
    let mut previews: Vec<Preview> = Vec::new();
    for NewMessage { message, .. } in messages {
        // Every operator gets the same of a text.
        let Some(mms) = message.mms() else {
            continue;
        };
        let slides = slides(call, mms, one_off).await?;
        for operator in operators(call.ctx, message.operator.as_deref()) {
            if previews
                .iter()
                .any(|it| it.operator.as_deref() == operator.map(|it| &*it.name))
            {
                continue;
            }
            let send = Send {
                sheet: Sheet {
                    from: &message.from,
                    operator,
                    subject: mms.subject.as_deref(),
                    slides: &slides,
                },
                wishes: Wishes::of(call.account, message),
                takes_no_mms: fallback::takes_no_mms(call.account, operator, (message, mms)),
            };
            previews.push(preview(call, &send).await?);
        }
    }
    Ok(previews)
}

async fn slides(
    call: &Call<'_>,
    mms: &Mms,
    one_off: Option<&Content>,
) -> Result<Vec<Slide>, Fault> {
    match one_off {
        Some(content) => Ok(compose::with_texts(content.slides.clone(), mms)),
        None => compose::slides(call.ctx, mms)
            .await
            .map_err(Error::into_fault),
    }
}

/// What sends of a template would come to: by the usual sender, with its texts as they are.
pub(crate) async fn of_template(call: &Call<'_>, content: &Content) -> Result<Vec<Preview>, Fault> {
    let mut previews = Vec::new();
    let from = usual_sender(call.account);
    for operator in operators(call.ctx, None) {
        let send = Send {
            sheet: Sheet {
                from,
                operator,
                subject: content.subject.as_deref(),
                slides: &content.slides,
            },
            wishes: Wishes::new(call.account, from, &content.fallback),
            takes_no_mms: operator
                .filter(|operator| !operator.mms)
                .map(|_| WhySms::CarrierWithoutMms),
        };
        previews.push(preview(call, &send).await?);
    }
    Ok(previews)
}

/// The operators that there is something to say of.
fn operators<'a>(ctx: &'a Context, known: Option<&str>) -> Vec<Option<&'a Operator>> {
    if let Some(operator) = ctx.operator(known) {
        return vec![Some(operator)];
    }
    let rows = ctx.settings.operators.iter().map(Arc::as_ref);
    let networks = rows.filter(|row| row.role == Role::Network);
    std::iter::once(None).chain(networks.map(Some)).collect()
}

async fn preview(call: &Call<'_>, send: &Send<'_>) -> Result<Preview, Fault> {
    let sheet = &send.sheet;
    let preview = Preview {
        operator: sheet.operator.map(|it| it.name.clone()),
        // An MMS does not turn into an SMS in this build: what cannot go as MMS does not go.
        sent_as: None,
        size_bytes: None,
        limit_bytes: adapt::ceiling(call.account, sheet.from, sheet.operator),
        dropped: Vec::new(),
        reason: None,
    };
    if sheet.operator.is_some_and(|operator| !operator.supported) {
        return Ok(Preview {
            reason: Some(Reason::Fixed(Fixed::OperatorNotSupported)),
            ..preview
        });
    }
    if let Some(why) = send.takes_no_mms {
        return Ok(Preview {
            reason: Some(fallback::impossible(call.account, send.wishes, why)),
            ..preview
        });
    }
    let laid_out = compose::arrange(call.shelf(), call.account, sheet).await;
    Ok(match laid_out.map_err(Error::into_fault)? {
        Ok(layout) => Preview {
            sent_as: Some(SentAs::Mms),
            size_bytes: Some(layout.binary_bytes()),
            ..preview
        },
        Err(misfit) => {
            let reason = Some(fallback::misfit(call.account, send.wishes, &misfit));
            let (size_bytes, dropped) = match misfit {
                Misfit::NoRendition { slide, .. } => {
                    (None, vec![format!("picture of slide {slide}")])
                }
                Misfit::TooBig { size_bytes, .. } => (Some(size_bytes), Vec::new()),
                Misfit::NotBuilt(_) => (None, Vec::new()),
            };
            Preview {
                size_bytes,
                dropped,
                reason,
                ..preview
            }
        }
    })
}
