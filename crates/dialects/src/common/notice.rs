//! What a customer is told of an event, word by word, before a dialect spells it.
//!
//! Knows which value a word has; which words an event may carry is the table of presence. Knows
//! no layout. Guarantee: no value is empty, but for the subject of an inbound MMS in KEBAB.
//!
//! Source: docs/contract.md, field presence.

use crate::common::node::{Node, known, text};
use crate::common::presence;
use crate::common::word::Word;
use domain::event::{Event, FallbackCode, How, Words};
use domain::fault::Wording;
use domain::manners::Manners;
use domain::notice::{Inbound, Notice, SentAs};
use domain::order::Element;
use jiff::Timestamp;

/// A postback is shorter than this.
///
/// Source: docs/contract.md, transport of postbacks.
const NOTICE_BYTES: usize = 20 * 1024;

/// How a dialect writes times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// `2026-05-04T07:27:29+00:00`, in the zone of the account.
    Zoned,
    /// `2026-05-04T07:27:29Z`.
    Utc,
    /// `2026-05-04 07:27:29+00`, in the zone of the account.
    Old,
}

impl Times {
    /// The time of a notice.
    pub(crate) fn write(self, at: Timestamp, notice: &Notice) -> String {
        let zoned = at.to_zoned(notice.wishes.zone.clone());
        let written = match self {
            Self::Zoned => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z"),
            Self::Utc => at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            Self::Old => zoned.strftime("%Y-%m-%d %H:%M:%S%:::z"),
        };
        written.to_string()
    }
}

/// The fields of a postback in their order, origin and code first.
pub(crate) fn nodes(notice: &Notice, manners: &Manners, times: Times) -> Vec<Node> {
    let mut nodes = head(notice, manners);
    let fields = presence::fields(notice.event, manners.wording);
    nodes.extend(body(notice, manners, times, &fields));
    nodes.extend(extras(notice));
    nodes
}

/// Where an event comes from, and which it is.
pub(crate) fn head(notice: &Notice, manners: &Manners) -> Vec<Node> {
    vec![
        text(Word::Origin, notice.origin.word()),
        text(Word::Code, words(notice, manners).code),
    ]
}

/// Those of the fields that are known.
pub(crate) fn body(notice: &Notice, manners: &Manners, times: Times, fields: &[Word]) -> Vec<Node> {
    let words = words(notice, manners);
    let node = |&word: &Word| match word {
        Word::Content | Word::CopyTo => list(notice.inbound.as_ref()?, word),
        // KEBAB says that there is no subject; the others say nothing.
        Word::Subject if manners.wording == Wording::Kebab => {
            Some(text(word, inbound(notice, word).unwrap_or_default()))
        }
        Word::Timestamp | Word::Received => Some(text(word, times.write(notice.at, notice))),
        word => {
            let value = value(notice, manners, &words, word);
            known(word, value.filter(|value| !value.is_empty()))
        }
    };
    fields.iter().filter_map(node).collect()
}

/// What only some accounts want to see.
pub(crate) fn extras(notice: &Notice) -> Vec<Node> {
    if !notice.wishes.extras {
        return Vec::new();
    }
    vec![
        Node::Number(Word::Seq, u64::from(notice.seq)),
        text(Word::EventId, &*notice.event_id),
    ]
}

fn words(notice: &Notice, manners: &Manners) -> Words {
    let usual = FallbackCode::usual(manners.wording);
    let fallback = notice.wishes.fallback_code.unwrap_or(usual);
    notice.event.words(manners.wording, fallback)
}

/// Lays a postback out; its longest values are cut until it is short enough.
pub(crate) fn fitted(mut nodes: Vec<Node>, layout: impl Fn(&[Node]) -> String) -> String {
    // What could never fit is cut before it is laid out for the first time.
    texts(&mut nodes).for_each(|value| cut(value, NOTICE_BYTES));
    let mut body = layout(&nodes);
    while body.len() >= NOTICE_BYTES {
        if !shorten(&mut nodes) {
            break;
        }
        body = layout(&nodes);
    }
    body
}

/// Halves the longest text; addresses are of no use in part, so they go whole, and last.
fn shorten(nodes: &mut [Node]) -> bool {
    if let Some(longest) = texts(nodes).max_by_key(|value| value.len()) {
        let half = longest.len() / 2;
        cut(longest, half);
        return true;
    }
    let mut lists = nodes.iter_mut().filter_map(|node| match node {
        Node::Wrapped(_, _, values) => Some(values),
        Node::Text(..)
        | Node::Number(..)
        | Node::Joined(..)
        | Node::Repeated(..)
        | Node::Blocks(..)
        | Node::Enclosed(..) => None,
    });
    lists.any(|values| {
        let (count, kept) = (values.len(), values.len() * 3 / 4);
        values.truncate(kept);
        count > 0
    })
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
            | Node::Enclosed(..)
            | Node::Wrapped(..) => None,
        })
        .filter(|value| !value.is_empty())
}

fn cut(value: &mut String, bytes: usize) {
    value.truncate(value.floor_char_boundary(bytes));
}

fn value(notice: &Notice, manners: &Manners, words: &Words, word: Word) -> Option<String> {
    match word {
        Word::Status => words.status.map(str::to_owned),
        Word::StatusDetails => {
            reason(notice, manners.wording).or_else(|| words.details.map(str::to_owned))
        }
        Word::SentAs => notice.sent_as.map(SentAs::word).map(str::to_owned),
        Word::MmsId => notice.mms_id.map(|id| id.to_string()),
        Word::From => notice.from.clone(),
        Word::FromMask => notice.from_mask.clone(),
        Word::To => notice.to.clone(),
        Word::TrackingId | Word::TransactionId => notice.tracking.clone(),
        Word::HistoryId => notice.message.map(|message| message.to_string()),
        Word::ClientReference => notice.client_reference.clone(),
        Word::ScheduledId => notice.run.map(|run| run.to_string()),
        Word::OperatorId => operator_id(notice, manners),
        Word::OperatorName => notice
            .operator
            .as_ref()
            .map(|operator| operator.name.to_string()),
        Word::Handset => notice.handset.clone(),
        Word::AggregatorId => notice.carrier_message_id.clone(),
        Word::AudioName => failed_file(notice, Element::Audio),
        Word::VideoName => failed_file(notice, Element::Video),
        Word::ImageName => failed_file(notice, Element::Image),
        Word::MessageText | Word::Keyword | Word::Subject => inbound(notice, word),
        Word::CampaignRef => match &notice.subscription {
            Some(_) => subscription(notice, word),
            None => notice.campaign_ref.clone(),
        },
        // What is left says who joined or left what, or belongs to answers.
        word => subscription(notice, word),
    }
}

/// Why; where a table has words for the whole event, the carrier's own are not needed.
fn reason(notice: &Notice, wording: Wording) -> Option<String> {
    let expired = notice.event == Event::DeliveryFailed(How::Expired);
    if expired && wording == Wording::Json {
        return None;
    }
    notice.reason.as_ref().map(|reason| reason.text(wording))
}

/// In the generation of the dialect, unless the account wants another one.
fn operator_id(notice: &Notice, manners: &Manners) -> Option<String> {
    let operator = notice.operator.as_ref()?;
    let wanted = notice.wishes.operator_ids.unwrap_or(manners.operator_ids);
    operator.id(wanted).map(str::to_owned)
}

fn failed_file(notice: &Notice, element: Element) -> Option<String> {
    let (failed, address) = notice.failed_file.as_ref()?;
    (*failed == element).then(|| address.clone())
}

fn inbound(notice: &Notice, word: Word) -> Option<String> {
    let inbound = notice.inbound.as_ref()?;
    match word {
        Word::MessageText => inbound.text.clone(),
        Word::Keyword => inbound.keyword.clone(),
        Word::Subject => inbound.subject.clone(),
        _ => None,
    }
}

fn list(inbound: &Inbound, word: Word) -> Option<Node> {
    let (inner, values) = match word {
        Word::Content => (Word::File, &inbound.files),
        _ => (Word::Number, &inbound.copy_to),
    };
    (!values.is_empty()).then(|| Node::Wrapped(word, inner, values.clone()))
}

fn subscription(notice: &Notice, word: Word) -> Option<String> {
    let subscription = notice.subscription.as_ref()?;
    let fact = &subscription.fact;
    match word {
        Word::SubId => Some(subscription.id.0.to_string()),
        Word::Mobile => Some(fact.mobile.to_string()),
        Word::CampaignRef => Some(fact.campaign_ref.clone()),
        Word::CampaignId => Some(fact.campaign.0.to_string()),
        Word::ShortCode => Some(fact.sender.clone()),
        Word::CampaignTitle => Some(fact.title.clone()),
        Word::BrandName => Some(fact.brand.clone()),
        Word::SubscriberRef => fact.subscriber_ref.clone(),
        Word::Source => Some(fact.source.word().to_owned()),
        _ => None,
    }
}
