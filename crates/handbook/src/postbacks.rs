//! What each event tells, field by field.
//!
//! Source: docs/contract.md, field presence and payload samples.

use crate::shapes::{
    Is::{self, Digits, Maybe, OneOf, Text, Time, Token, Url, Word},
    Occurs, Part, may, one,
};
use domain::event::Event;

const SENT_AS: Part = one("SENTAS", "sent-as", OneOf(&["MMS", "SMS"]));
const MMS_ID: Part = one("MMSID", "mms-id", Digits);
const MAYBE_MMS_ID: Part = may("MMSID", "mms-id", Digits);
const FROM: Part = one("FROM", "from", Digits);
const FROM_MASK: Part = may("FROM_MASK", "from-mask", Text);
const TO: Part = one("TO", "to", Digits);
const TRACKING: Part = one("TRACKINGID", "tracking-id", Token);
const REFERENCE: Part = may("CLIENT_REFERENCE", "client-reference", Text);
const CAMPAIGN: Part = may("CAMPAIGNREF", "campaign-ref", Text);
const RUN: Part = may("SCHEDULEDID", "scheduled-id", Digits);
const OPERATOR: Part = may("SPID", "operator-id", Digits);
const TIMESTAMP: Part = one("TIMESTAMP", "timestamp", Time);
const HANDSET: Part = may("HANDSET", "handset", Text);
const AGGREGATOR: Part = may("AGGREGATORID", "aggregator-id", Text);
const DETAILS: Part = may("STATUSDETAILS", "status-details", Text);
const FILES: [Part; 3] = [
    may("AUDIONAME", "audio-name", Text),
    may("VIDEONAME", "video-name", Text),
    may("IMAGENAME", "image-name", Text),
];

const SENT: &[Part] = &[
    SENT_AS, MMS_ID, FROM, FROM_MASK, TO, TRACKING, REFERENCE, CAMPAIGN, RUN, OPERATOR, TIMESTAMP,
    DETAILS,
];
const DISCOVERY_SENT: &[Part] = &[
    SENT_AS, MMS_ID, FROM, FROM_MASK, TO, TRACKING, REFERENCE, CAMPAIGN, RUN, OPERATOR, TIMESTAMP,
];
const DELIVERED: &[Part] = &[
    SENT_AS, MMS_ID, FROM, FROM_MASK, TO, TRACKING, REFERENCE, CAMPAIGN, RUN, OPERATOR, TIMESTAMP,
    HANDSET, AGGREGATOR,
];
const FALLBACK: &[Part] = &[
    SENT_AS, FROM, FROM_MASK, TO, TRACKING, REFERENCE, CAMPAIGN, RUN, OPERATOR, TIMESTAMP,
    AGGREGATOR, DETAILS,
];
const NEVER_SENT: &[Part] = &[
    MAYBE_MMS_ID,
    FROM,
    FROM_MASK,
    TO,
    TRACKING,
    REFERENCE,
    CAMPAIGN,
    RUN,
    OPERATOR,
    TIMESTAMP,
    DETAILS,
];
const NOT_DELIVERED: &[Part] = &[
    MMS_ID, FROM, FROM_MASK, TO, TRACKING, REFERENCE, CAMPAIGN, RUN, OPERATOR, TIMESTAMP,
    AGGREGATOR, DETAILS,
];
const ON_REQUEST: &[Part] = &[
    MAYBE_MMS_ID,
    FROM,
    FROM_MASK,
    TO,
    TRACKING,
    REFERENCE,
    CAMPAIGN,
    RUN,
    OPERATOR,
    TIMESTAMP,
];
const SMS: &[Part] = &[
    FROM, FROM_MASK, TO, TRACKING, REFERENCE, CAMPAIGN, RUN, OPERATOR, TIMESTAMP, AGGREGATOR,
    DETAILS,
];
/// XML tells no time of them.
const TEMPLATE: &[Part] = &[
    MMS_ID, REFERENCE, CAMPAIGN, RUN, FILES[0], FILES[1], FILES[2],
];
const CONTENT: &[Part] = &[
    MMS_ID, TO, TRACKING, REFERENCE, CAMPAIGN, RUN, FILES[0], FILES[1], FILES[2], DETAILS,
];
const SMS_RECEIVED: &[Part] = &[
    FROM,
    TO,
    one("TEXT", "message-text", Maybe),
    one("RECEIVED", "timestamp", Time),
    one("TRANSACTIONID", "tracking-id", Token),
];
const MMS_RECEIVED: &[Part] = &[
    FROM,
    TO,
    may("KEYWORD", "keyword", Text),
    may("SUBJECT", "message-subject", Maybe),
    TRACKING,
    OPERATOR,
    TIMESTAMP,
    Part::Values(("CONTENT", "content"), ("FILE", "file"), Url),
    Part::Values(("COPYTO", "copy-to"), ("NUMBER", "number"), Digits),
];
const MEMBERSHIP: &[Part] = &[
    one("MOBILE", "mobile", Digits),
    one("CAMPAIGNREF", "campaign-ref", Text),
    one("CAMPAIGNID", "campaign-id", Digits),
    TIMESTAMP,
    one("SHORTCODE", "short-code", Digits),
    one("CAMPAIGNTITLE", "campaign-title", Text),
    one("BRANDNAME", "brand-name", Text),
    may("SUBSCRIBERREF", "subscriber-ref", Text),
    one("SOURCE", "source", Is::OneOf(SOURCES)),
];
const SOURCES: &[&str] = &["MANAGER", "API", "MO", "WEB", "IMPORTED AS UNSUBSCRIBED"];

/// The fields behind origin, code and status, in the order of the tables.
pub(crate) const fn fields(event: Event) -> &'static [Part] {
    match event {
        Event::TemplateReady
        | Event::TemplateAudioFailed
        | Event::TemplateVideoFailed
        | Event::TemplateImageFailed => TEMPLATE,
        Event::ContentReady | Event::ContentInvalid | Event::AudioInvalid | Event::VideoInvalid => {
            CONTENT
        }
        Event::MessageSent => SENT,
        Event::DiscoverySent => DISCOVERY_SENT,
        Event::MessageDelivered | Event::DiscoveryDone => DELIVERED,
        Event::FallbackDelivered | Event::FallbackFailed(_) => FALLBACK,
        Event::SendFailed | Event::ExpiredUnsent | Event::DiscoveryFailed | Event::QueueError => {
            NEVER_SENT
        }
        Event::DeliveryFailed(_) | Event::DiscoveryNotDelivered(_) => NOT_DELIVERED,
        Event::NoReport | Event::MessageRead => ON_REQUEST,
        Event::SmsSent | Event::SmsFailed | Event::SmsDelivered | Event::SmsNotDelivered(_) => SMS,
        Event::SmsReceived => SMS_RECEIVED,
        Event::MmsReceived => MMS_RECEIVED,
        Event::Subscribed | Event::Unsubscribed => MEMBERSHIP,
    }
}

/// The parts around the fields of every postback.
pub(crate) const fn code(code: &'static str) -> Part {
    one("CODE", "code", Word(code))
}

/// Number and name of the event, where the account wants them in the body.
pub(crate) const EXTRAS: [Part; 2] = [
    Part::Leaf(("SEQ", "seq"), Is::Number, Occurs::AtMostOnce),
    may("EVENTID", "event-id", Token),
];
