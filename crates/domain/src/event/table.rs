//! The rows of the event table.
//!
//! A row: event, stable name, code, origins, whether more follows, status words.
//!
//! Source: docs/contract.md, events.

use super::Event::{
    AudioInvalid, ContentInvalid, ContentReady, DeliveryFailed, DiscoveryDone, DiscoveryFailed,
    DiscoveryNotDelivered, DiscoverySent, ExpiredUnsent, FallbackDelivered, FallbackFailed,
    MessageDelivered, MessageRead, MessageSent, MmsReceived, NoReport, QueueError, SendFailed,
    SmsDelivered, SmsFailed, SmsNotDelivered, SmsReceived, SmsSent, Subscribed,
    TemplateAudioFailed, TemplateImageFailed, TemplateReady, TemplateVideoFailed, Unsubscribed,
    VideoInvalid,
};
use super::Finality::{Apart, Final, NotFinal, Template, UntilReport};
use super::How::{Expired, Failed, NotSupported, Rejected};
use super::{Event, Finality, Origin, Row, Status};

const MMS: &[Origin] = &[Origin::MmsMt];
const SMS: &[Origin] = &[Origin::SmsMt];
const BOTH: &[Origin] = &[Origin::MmsMt, Origin::SmsMt];
const SMS_IN: &[Origin] = &[Origin::SmsMo];
const MMS_IN: &[Origin] = &[Origin::MmsMo];
const MEMBERS: &[Origin] = &[Origin::Subscription];

const SILENT: Status = Status {
    upper: None,
    kebab: None,
    json: None,
    details: None,
};
const SENT: Status = status("Message Sent", "Sent", "Message Sent");
const DELIVERED: Status = status("Message Sent/Delivered", "Delivered", "Message Delivered");
const FAILED: Status = status("Message Failed", "Failed", "Message Failed");
const NO_REPORT: Status = status("Message Sent/NoReport", "NoReport", "No delivery report");
const READ: Status = status("Message Read", "Read", "Message Read");
const QUEUE_ERROR: Status = status("Message Failed", "Failed", "Queue processing error");

/// Before hand-over; JSON says it like any other expiry.
const UNSENT: Status = status("Message Failed", "Expired", "Message Expired");

const MMS_EXPIRED: Status = status("Message Sent/Expired", "Expired", "Message Expired");
const SMS_EXPIRED: Status = status("Message Sent/Expired", "Rejected", "Message Expired");
const REJECTED: Status = status("Message Sent/Rejected", "Rejected", "Message Rejected");
const LOST: Status = status("Message Sent/Failed", "Rejected", "Message Failed");

/// The one status that the two XML wordings spell differently.
const UNSUPPORTED: Status = Status {
    kebab: Some("Message Sent/Not Supported"),
    ..status(
        "Message Sent/NotSupported",
        "Unrecognised",
        "Message Rejected",
    )
};

const fn status(xml: &'static str, json: &'static str, details: &'static str) -> Status {
    Status {
        upper: Some(xml),
        kebab: Some(xml),
        json: Some(json),
        details: Some(details),
    }
}

/// Events about content have a status in JSON only, and no details.
const fn content(json: &'static str) -> Status {
    Status {
        json: Some(json),
        ..SILENT
    }
}

const fn row(
    event: Event,
    (word, code): (&'static str, &'static str),
    origins: &'static [Origin],
    finality: Finality,
    status: Status,
) -> Row {
    Row {
        event,
        word,
        code,
        origins,
        finality,
        status,
    }
}

const AUDIO_FAILED: Status = content("Transcoding failed for audio");
const VIDEO_FAILED: Status = content("Transcoding failed for video");
const IMAGE_FAILED: Status = content("Transcoding failed for image");
const CHECKED: Status = content("Transcoding successful and sending triggered");
const AUDIO_BAD: Status = content("Transcoding failed for audio and sending not triggered");
const VIDEO_BAD: Status = content("Transcoding failed for video and sending not triggered");
const CONTENT_BAD: Status = content("Content validation failed");

pub(super) static ROWS: &[Row] = &[
    row(
        TemplateReady,
        ("template_ready", "N003"),
        MMS,
        Template,
        content("Transcoding successful"),
    ),
    row(
        TemplateAudioFailed,
        ("template_audio_failed", "E002"),
        MMS,
        Template,
        AUDIO_FAILED,
    ),
    row(
        TemplateVideoFailed,
        ("template_video_failed", "E003"),
        MMS,
        Template,
        VIDEO_FAILED,
    ),
    row(
        TemplateImageFailed,
        ("template_image_failed", "E004"),
        MMS,
        Template,
        IMAGE_FAILED,
    ),
    row(
        ContentReady,
        ("content_ready", "N013"),
        MMS,
        NotFinal,
        CHECKED,
    ),
    row(
        ContentInvalid,
        ("content_invalid", "E011"),
        MMS,
        Final,
        CONTENT_BAD,
    ),
    row(
        AudioInvalid,
        ("audio_invalid", "E012"),
        MMS,
        Final,
        AUDIO_BAD,
    ),
    row(
        VideoInvalid,
        ("video_invalid", "E013"),
        MMS,
        Final,
        VIDEO_BAD,
    ),
    row(MessageSent, ("message_sent", "N101"), MMS, NotFinal, SENT),
    row(
        MessageDelivered,
        ("message_delivered", "N102"),
        MMS,
        Final,
        DELIVERED,
    ),
    row(SendFailed, ("send_failed", "E101"), MMS, Final, FAILED),
    row(
        ExpiredUnsent,
        ("expired_unsent", "E101"),
        MMS,
        Final,
        UNSENT,
    ),
    row(
        DeliveryFailed(Expired),
        ("delivery_failed_expired", "E102"),
        MMS,
        Final,
        MMS_EXPIRED,
    ),
    row(
        DeliveryFailed(Rejected),
        ("delivery_failed_rejected", "E102"),
        MMS,
        Final,
        REJECTED,
    ),
    row(
        DeliveryFailed(Failed),
        ("delivery_failed", "E102"),
        MMS,
        Final,
        LOST,
    ),
    row(
        DeliveryFailed(NotSupported),
        ("delivery_failed_not_supported", "E102"),
        MMS,
        Final,
        UNSUPPORTED,
    ),
    row(
        FallbackDelivered,
        ("fallback_delivered", "N202"),
        MMS,
        Final,
        DELIVERED,
    ),
    row(
        FallbackFailed(Expired),
        ("fallback_failed_expired", "E202"),
        MMS,
        Final,
        SMS_EXPIRED,
    ),
    row(
        FallbackFailed(Rejected),
        ("fallback_failed_rejected", "E202"),
        MMS,
        Final,
        REJECTED,
    ),
    row(
        FallbackFailed(Failed),
        ("fallback_failed", "E202"),
        MMS,
        Final,
        LOST,
    ),
    // An SMS is never "not supported"; a link that says so all the same is told as failed.
    row(
        FallbackFailed(NotSupported),
        ("fallback_failed_not_supported", "E202"),
        MMS,
        Final,
        LOST,
    ),
    row(SmsSent, ("sms_sent", "N201"), SMS, NotFinal, SENT),
    row(
        SmsDelivered,
        ("sms_delivered", "N202"),
        SMS,
        Final,
        DELIVERED,
    ),
    row(SmsFailed, ("sms_failed", "E201"), SMS, Final, FAILED),
    row(
        SmsNotDelivered(Expired),
        ("sms_not_delivered_expired", "E202"),
        SMS,
        Final,
        SMS_EXPIRED,
    ),
    row(
        SmsNotDelivered(Rejected),
        ("sms_not_delivered_rejected", "E202"),
        SMS,
        Final,
        REJECTED,
    ),
    row(
        SmsNotDelivered(Failed),
        ("sms_not_delivered", "E202"),
        SMS,
        Final,
        LOST,
    ),
    row(
        SmsNotDelivered(NotSupported),
        ("sms_not_delivered_not_supported", "E202"),
        SMS,
        Final,
        LOST,
    ),
    row(
        DiscoverySent,
        ("discovery_sent", "N501"),
        MMS,
        NotFinal,
        SENT,
    ),
    row(
        DiscoveryDone,
        ("discovery_done", "N502"),
        MMS,
        NotFinal,
        DELIVERED,
    ),
    row(
        DiscoveryFailed,
        ("discovery_failed", "E501"),
        MMS,
        NotFinal,
        FAILED,
    ),
    row(
        DiscoveryNotDelivered(Expired),
        ("discovery_not_delivered_expired", "E502"),
        MMS,
        NotFinal,
        MMS_EXPIRED,
    ),
    row(
        DiscoveryNotDelivered(Rejected),
        ("discovery_not_delivered_rejected", "E502"),
        MMS,
        NotFinal,
        REJECTED,
    ),
    row(
        DiscoveryNotDelivered(Failed),
        ("discovery_not_delivered", "E502"),
        MMS,
        NotFinal,
        LOST,
    ),
    row(
        DiscoveryNotDelivered(NotSupported),
        ("discovery_not_delivered_not_supported", "E502"),
        MMS,
        NotFinal,
        UNSUPPORTED,
    ),
    row(
        QueueError,
        ("queue_error", "E999"),
        BOTH,
        Final,
        QUEUE_ERROR,
    ),
    row(
        NoReport,
        ("no_report", "N104"),
        BOTH,
        UntilReport,
        NO_REPORT,
    ),
    row(MessageRead, ("message_read", "N106"), BOTH, Apart, READ),
    row(SmsReceived, ("sms_received", "N211"), SMS_IN, Apart, SILENT),
    row(MmsReceived, ("mms_received", "N401"), MMS_IN, Apart, SILENT),
    row(Subscribed, ("subscribed", "N301"), MEMBERS, Apart, SILENT),
    row(
        Unsubscribed,
        ("unsubscribed", "N302"),
        MEMBERS,
        Apart,
        SILENT,
    ),
];
