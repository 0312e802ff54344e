//! Which fields the postback of an event may carry, and in which order.
//!
//! The table is data; whether a value is known is the notice's matter. Origin and code come first
//! in every postback and are not named here, nor are sequence number and event id.
//!
//! Source: docs/contract.md, field presence and payload samples.

use crate::common::word::Word;
use crate::common::word::Word::{
    AggregatorId, AudioName, CampaignRef, ClientReference, From, FromMask, Handset, ImageName,
    MmsId, OperatorId, ScheduledId, SentAs, Status, StatusDetails, Timestamp, To, TrackingId,
    VideoName,
};
use domain::event::Event;

const SENT: &[Word] = &[
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
    Timestamp,
    StatusDetails,
];
const DISCOVERY_SENT: &[Word] = &[
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
    Timestamp,
];
const DELIVERED: &[Word] = &[
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
    Timestamp,
    Handset,
    AggregatorId,
];
const FALLBACK: &[Word] = &[
    SentAs,
    Status,
    From,
    FromMask,
    To,
    TrackingId,
    ClientReference,
    CampaignRef,
    ScheduledId,
    OperatorId,
    Timestamp,
    AggregatorId,
    StatusDetails,
];
const NEVER_SENT: &[Word] = &[
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
    Timestamp,
    StatusDetails,
];
const NOT_DELIVERED: &[Word] = &[
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
    Timestamp,
    AggregatorId,
    StatusDetails,
];
const TOLD_ON_REQUEST: &[Word] = &[
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
    Timestamp,
];
const TEMPLATE: &[Word] = &[
    Status,
    MmsId,
    ClientReference,
    CampaignRef,
    ScheduledId,
    AudioName,
    VideoName,
    ImageName,
    Timestamp,
];
const CONTENT: &[Word] = &[
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
const SMS: &[Word] = &[
    Status,
    From,
    FromMask,
    To,
    TrackingId,
    ClientReference,
    CampaignRef,
    ScheduledId,
    OperatorId,
    Timestamp,
    StatusDetails,
];
const SMS_REPORTED: &[Word] = &[
    Status,
    From,
    FromMask,
    To,
    TrackingId,
    ClientReference,
    CampaignRef,
    ScheduledId,
    OperatorId,
    Timestamp,
    AggregatorId,
    StatusDetails,
];

/// The fields of an event in their order; `None` for events that need more than a notice holds.
pub(crate) fn fields(event: Event) -> Option<&'static [Word]> {
    let fields = match event {
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
        Event::NoReport | Event::MessageRead => TOLD_ON_REQUEST,
        Event::SmsSent | Event::SmsFailed => SMS,
        Event::SmsDelivered | Event::SmsNotDelivered(_) => SMS_REPORTED,
        Event::SmsReceived | Event::MmsReceived | Event::Subscribed | Event::Unsubscribed => {
            return None;
        }
    };
    Some(fields)
}
