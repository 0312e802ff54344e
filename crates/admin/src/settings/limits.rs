//! Limits of content, times, and bounds of reports that an account has for itself.

use super::{Row, table};
use crate::form::{Form, Text};
use crate::spelling::{Bytes, Spelled as _};
use domain::account::Account;

const SOME_TIME: Form = Form::Text(&Text::SOME_TIME);

/// A row of bytes.
macro_rules! bytes {
    ($name:literal, $field:ident, $usual:literal, $doc:literal) => {
        Row::<Account> {
            name: $name,
            doc: $doc,
            form: Form::Text(&Text::SIZE),
            usual: $usual,
            example: "200KB",
            get: |it| it.policy.limits.$field.map(Bytes).spell(),
            set: |it, value| it.policy.limits.$field = Bytes::read(value).map(|it| it.0),
            reset: None,
        }
    };
}

/// The rows.
pub(super) fn rows() -> Vec<Row<Account>> {
    let mut rows = files();
    rows.extend(texts());
    rows.extend(times());
    rows.extend(reports());
    rows
}

fn files() -> Vec<Row<Account>> {
    let mut rows = table! { Account {
        max_slides_save: policy.limits.slides_saved, Form::COUNT,
            "8", "5",
            "Slides of saved content.";
        max_slides_send: policy.limits.slides_sent, Form::COUNT,
            "9", "5",
            "Slides of a direct send.";
        max_media_seconds: policy.limits.media_s, Form::COUNT,
            "600", "120",
            "Seconds of a sound or film. Kept; nothing measures the length yet.";
    } };
    rows.extend([
        bytes!(
            "max_image",
            image_bytes,
            "3MB; 1MB in the class standard",
            "Size of a picture that does not move."
        ),
        bytes!("max_gif", gif_bytes, "1MB", "Size of a GIF."),
        bytes!(
            "max_audio",
            audio_bytes,
            "10MB; 1MB in the class standard",
            "Size of a sound."
        ),
        bytes!(
            "max_video",
            video_bytes,
            "50MB; 1MB in the class standard",
            "Size of a film."
        ),
        bytes!(
            "max_object",
            object_bytes,
            "2MB; 1MB in the class standard",
            "Size of a vCard, calendar entry, PDF or pass."
        ),
        bytes!(
            "max_total_source",
            total_source_bytes,
            "100MB",
            "Size of all files of a request."
        ),
    ]);
    rows
}

fn texts() -> Vec<Row<Account>> {
    table! { Account {
        max_text: policy.limits.text, Form::COUNT,
            "5000", "2000",
            "Characters of a slide's text.";
        max_fallback_text: policy.limits.fallback_text, Form::COUNT,
            "1000", "300",
            "Characters of a fallback or discovery text.";
        max_subject: policy.limits.subject, Form::COUNT,
            "80", "40",
            "Characters of a subject; the rest is cut.";
        max_duration: policy.limits.duration_s, Form::COUNT,
            "60", "30",
            "Seconds that a slide is shown at most.";
        max_sms_parts: policy.limits.sms_parts, Form::COUNT,
            "10", "3",
            "Parts of an SMS.";
    } }
}

fn times() -> Vec<Row<Account>> {
    table! { Account {
        message_validity: policy.times.message_validity, Form::Text(&Text::VALIDITY),
            "the server's, 72h", "24h",
            "How long delivery is tried when the request does not say.";
        ambiguous_wait: policy.times.ambiguous_wait, SOME_TIME,
            "the server's, 10m", "1h",
            "After a lost answer, how long until the customer is told.";
        no_report_after: policy.times.no_report_after, SOME_TIME,
            "the server's, 72h", "24h",
            "How long a carrier may keep silent about a message.";
        link_life: policy.times.link_life, Form::Text(&Text::LINK_LIFE),
            "365d", "30d",
            "Life of a hosted page when the request does not say. Kept; there is no such page yet.";
        event_retention: policy.times.event_retention, SOME_TIME,
            "the server's, 30d", "7d",
            "How long after an event the tries to tell it are kept, with what was posted.";
        mo_retention: policy.times.inbound_retention, SOME_TIME,
            "30d", "7d",
            "Life of the files of messages from phones.";
    } }
}

fn reports() -> Vec<Row<Account>> {
    table! { Account {
        report_max_days: policy.lookups.max_days, Form::COUNT,
            "31", "7",
            "Longest period of a report about sending, in days.";
        report_min_interval: policy.lookups.min_interval, Form::Text(&Text::TIME),
            "60s", "10s",
            "Pause between two reports about sending.";
    } }
}
