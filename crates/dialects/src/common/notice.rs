//! What a customer is told of an event, word by word, before a dialect spells it.
//!
//! Knows which value a word has; which words an event may carry is the table of presence. Knows
//! no layout. Guarantee: no value is empty.
//!
//! Source: docs/contract.md, field presence.

use crate::common::node::{Node, known, text};
use crate::common::presence;
use crate::common::word::Word;
use domain::event::{FallbackCode, Words};
use domain::fault::Wording;
use domain::manners::Manners;
use domain::notice::{Notice, SentAs};
use domain::order::Element;

/// A postback is shorter than this.
///
/// Source: docs/contract.md, transport of postbacks.
const NOTICE_BYTES: usize = 20 * 1024;

/// The fields of a postback in their order; `None` when there is no postback for this event.
pub(crate) fn nodes(notice: &Notice, manners: &Manners) -> Option<Vec<Node>> {
    let fields = presence::fields(notice.event)?;
    let fallback = FallbackCode::usual(manners.wording);
    let words = notice.event.words(manners.wording, fallback);
    let mut nodes = vec![
        text(Word::Origin, notice.origin.word()),
        text(Word::Code, words.code),
    ];
    for &word in fields {
        let value = value(notice, manners, &words, word).filter(|value| !value.is_empty());
        nodes.extend(known(word, value));
    }
    if notice.extras {
        nodes.push(text(Word::Seq, notice.seq.to_string()));
        nodes.push(text(Word::EventId, &*notice.event_id));
    }
    Some(nodes)
}

/// Lays a postback out; its longest values are cut until it is short enough.
pub(crate) fn fitted(mut nodes: Vec<Node>, layout: impl Fn(&[Node]) -> String) -> String {
    // What could never fit is cut before it is laid out for the first time.
    texts(&mut nodes).for_each(|value| cut(value, NOTICE_BYTES));
    let mut body = layout(&nodes);
    while body.len() >= NOTICE_BYTES {
        let Some(longest) = texts(&mut nodes).max_by_key(|value| value.len()) else {
            break;
        };
        let half = longest.len() / 2;
        cut(longest, half);
        body = layout(&nodes);
    }
    body
}

fn texts(nodes: &mut [Node]) -> impl Iterator<Item = &mut String> {
    nodes
        .iter_mut()
        .filter_map(|node| match node {
            Node::Text(_, value) => Some(value),
            Node::Number(..)
            | Node::Joined(..)
            | Node::Repeated(..)
            | Node::Blocks(..)
            | Node::Enclosed(..) => None,
        })
        .filter(|value| !value.is_empty())
}

fn cut(value: &mut String, bytes: usize) {
    value.truncate(value.floor_char_boundary(bytes));
}

fn value(notice: &Notice, manners: &Manners, words: &Words, word: Word) -> Option<String> {
    match word {
        Word::Status => words.status.map(str::to_owned),
        Word::SentAs => notice.sent_as.map(SentAs::word).map(str::to_owned),
        Word::MmsId => notice.mms_id.map(|id| id.to_string()),
        Word::From => notice.from.clone(),
        Word::FromMask => notice.from_mask.clone(),
        Word::To => notice.to.clone(),
        Word::TrackingId => notice.tracking.clone(),
        Word::ClientReference => notice.client_reference.clone(),
        Word::CampaignRef => notice.campaign_ref.clone(),
        Word::ScheduledId => notice.run.map(|run| run.to_string()),
        Word::OperatorId => {
            let operator = notice.operator.as_ref();
            let id = operator.and_then(|operator| operator.id(manners.operator_ids));
            id.map(str::to_owned)
        }
        Word::Timestamp => timestamp(notice, manners.wording, words),
        Word::Handset => notice.handset.clone(),
        Word::AggregatorId => notice.carrier_message_id.clone(),
        Word::StatusDetails => notice.reason.clone(),
        Word::AudioName => failed_file(notice, Element::Audio),
        Word::VideoName => failed_file(notice, Element::Video),
        Word::ImageName => failed_file(notice, Element::Image),
        // Written around the table, or by answers only.
        _ => None,
    }
}

/// The time of the fact: in JSON in UTC, in XML in the account's zone. XML tells it only of
/// events that have a status there.
fn timestamp(notice: &Notice, wording: Wording, words: &Words) -> Option<String> {
    match wording {
        Wording::Json => Some(notice.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        Wording::Upper | Wording::Kebab => words.status.map(|_| {
            let local = notice.at.to_zoned(notice.zone.clone());
            local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        }),
    }
}

fn failed_file(notice: &Notice, element: Element) -> Option<String> {
    let (failed, address) = notice.failed_file.as_ref()?;
    (*failed == element).then(|| address.clone())
}
