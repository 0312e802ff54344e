//! Which fields the postback of an event may carry, and in which order.
//!
//! The tables are data; whether a value is known is the notice's matter. Origin and code come
//! first in every postback and are not named here, nor are sequence number and event id.
//!
//! Source: docs/contract.md, field presence and payload samples.

use crate::common::word::Word;
use crate::common::word::Word::{
    AggregatorId, AudioName, BrandName, CampaignId, CampaignRef, CampaignTitle, ClientReference,
    Content, CopyTo, From, FromMask, Handset, ImageName, Keyword, MessageText, MmsId, Mobile,
    OperatorId, OperatorName, Received, ScheduledId, SentAs, ShortCode, Source, Status,
    StatusDetails, Subject, SubscriberRef, Timestamp, To, TrackingId, TransactionId, VideoName,
};
use domain::event::Event;
use domain::fault::Wording;

/// Fields of messages in the order of XML.
const OF_MESSAGES: &[Word] = &[
    SentAs,
    Status,
    MmsId,
    From,
    FromMask,
    To,
    TrackingId,
    ClientReference,
    CampaignRef,
    ScheduledId,
    OperatorId,
    OperatorName,
    Timestamp,
    Handset,
    AggregatorId,
    StatusDetails,
];

/// Those of them that not every event of a message has.
const NOT_ALWAYS: &[Word] = &[SentAs, MmsId, Handset, AggregatorId, StatusDetails];

/// Fields of events about content, in the order of XML.
const OF_CONTENT: &[Word] = &[
    Status,
    MmsId,
    To,
    TrackingId,
    ClientReference,
    CampaignRef,
    ScheduledId,
    AudioName,
    VideoName,
    ImageName,
    Timestamp,
    StatusDetails,
];

const SMS_IN_UPPER: &[Word] = &[From, To, MessageText, Received, TransactionId];
const SMS_IN_LOWER: &[Word] = &[From, To, MessageText, TransactionId, Received];

const MMS_IN_UPPER: &[Word] = &[
    From, To, Keyword, Subject, TrackingId, OperatorId, Timestamp, Content, CopyTo,
];
const MMS_IN_LOWER: &[Word] = &[
    From, To, Keyword, TrackingId, OperatorId, Timestamp, Subject, Content, CopyTo,
];

const OF_MEMBERS: &[Word] = &[
    Mobile,
    CampaignRef,
    CampaignId,
    Timestamp,
    ShortCode,
    CampaignTitle,
    BrandName,
    SubscriberRef,
    Source,
];

/// The fields of an event in their order.
pub(crate) fn fields(event: Event, wording: Wording) -> Vec<Word> {
    let lower = match wording {
        Wording::Upper => false,
        Wording::Kebab | Wording::Json => true,
    };
    let apart = match event {
        Event::SmsReceived if lower => SMS_IN_LOWER,
        Event::SmsReceived => SMS_IN_UPPER,
        Event::MmsReceived if lower => MMS_IN_LOWER,
        Event::MmsReceived => MMS_IN_UPPER,
        Event::Subscribed | Event::Unsubscribed => OF_MEMBERS,
        ordered => return of_order(ordered, wording),
    };
    apart.to_vec()
}

/// Fields of events about what was ordered.
fn of_order(event: Event, wording: Wording) -> Vec<Word> {
    let json = wording == Wording::Json;
    let more = more(event);
    let about_content = more.is_none();
    let (order, more) = match more {
        Some(more) => (OF_MESSAGES, more),
        None => (OF_CONTENT, OF_CONTENT),
    };
    let carried = |word: &Word| match word {
        AggregatorId => wording == Wording::Upper && more.contains(word),
        OperatorName => json,
        // JSON has words for every state of a message.
        StatusDetails => json || more.contains(word),
        // Only JSON says anything but the code of content.
        Status | Timestamp => json || !about_content,
        word => !NOT_ALWAYS.contains(word) || more.contains(word),
    };
    let mut fields: Vec<Word> = order.iter().copied().filter(carried).collect();
    if json {
        details_behind_status(&mut fields);
    }
    fields
}

/// JSON says why right after what.
fn details_behind_status(fields: &mut Vec<Word>) {
    fields.retain(|word| *word != StatusDetails);
    let status = fields.iter().position(|word| *word == Status);
    fields.insert(status.map_or(0, |at| at + 1), StatusDetails);
}

/// What an event of a message has beyond what all of them have; `None` for events about content.
fn more(event: Event) -> Option<&'static [Word]> {
    let more: &[Word] = match event {
        Event::TemplateReady
        | Event::TemplateAudioFailed
        | Event::TemplateVideoFailed
        | Event::TemplateImageFailed
        | Event::ContentReady
        | Event::ContentInvalid
        | Event::AudioInvalid
        | Event::VideoInvalid => return None,
        Event::MessageSent => &[SentAs, MmsId, StatusDetails],
        Event::DiscoverySent => &[SentAs, MmsId],
        Event::MessageDelivered | Event::DiscoveryDone => &[SentAs, MmsId, Handset, AggregatorId],
        Event::FallbackDelivered | Event::FallbackFailed(_) => {
            &[SentAs, AggregatorId, StatusDetails]
        }
        Event::SendFailed | Event::ExpiredUnsent | Event::DiscoveryFailed | Event::QueueError => {
            &[MmsId, StatusDetails]
        }
        Event::DeliveryFailed(_) | Event::DiscoveryNotDelivered(_) => {
            &[MmsId, AggregatorId, StatusDetails]
        }
        Event::NoReport | Event::MessageRead => &[MmsId],
        Event::SmsSent | Event::SmsFailed => &[StatusDetails],
        Event::SmsDelivered | Event::SmsNotDelivered(_) => &[AggregatorId, StatusDetails],
        // These have tables of their own.
        Event::SmsReceived | Event::MmsReceived | Event::Subscribed | Event::Unsubscribed => &[],
    };
    Some(more)
}
