//! The oldest form of a postback: a `NOTIFICATION` with its data in `BODY`.
//!
//! Source: docs/contract.md, postbacks, LEGACY form.

use super::manners::MANNERS;
use crate::Document;
use crate::common::node::Node;
use crate::common::notice::{self, Times};
use crate::common::word::Word;
use crate::common::{markup, presence, upper};
use domain::event::{Event, How, Origin};
use domain::fault::Wording;
use domain::limits::text::CARRIER_REASON;
use domain::notice::{Notice, SentAs};
use xml::Writer;

/// The protocol of every SMS.
const PROTOCOL: &str = "3";

/// The body of a postback.
pub(super) fn document(notice: &Notice) -> Document {
    let parts = Parts::of(notice);
    upper::postback(notice::fitted(parts.body.clone(), |body| {
        parts.layout(body)
    }))
}

/// What stands where in a notification.
struct Parts {
    id: String,
    created: String,
    head: Vec<Node>,
    /// Fields; those from `status_at` on come behind the status.
    body: Vec<Node>,
    status_at: usize,
    status: Vec<(&'static str, String)>,
}

impl Parts {
    fn of(notice: &Notice) -> Self {
        let (number, created) = notice
            .notification
            .map_or((0, notice.at), |it| (it.number, it.created));
        let zoned = created.to_zoned(notice.wishes.zone.clone());
        let status = status(notice);
        let mut fields = fields(notice);
        if !status.is_empty() {
            // The number of an ordered MMS stands before its name.
            fields.retain(|word| *word != Word::Timestamp);
            if notice.origin == Origin::MmsMt {
                fields.insert(0, Word::HistoryId);
            }
        }
        let known = |fields: &[Word]| notice::body(notice, &MANNERS, Times::Old, fields);
        let mut body = known(&fields);
        let status_at = body.len();
        if !status.is_empty() {
            body.extend(known(&[Word::Timestamp]));
        }
        body.extend(notice::extras(notice));
        Self {
            id: number.to_string(),
            created: zoned.strftime("%Y-%m-%d %H:%M:%S%.6f%:::z").to_string(),
            head: notice::head(notice, &MANNERS),
            body,
            status_at,
            status,
        }
    }

    fn layout(&self, body: &[Node]) -> String {
        let (before, behind) = body.split_at(self.status_at.min(body.len()));
        let attributes: Vec<_> = self
            .status
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let mut writer = Writer::compact();
        writer.declaration().open("POSTBACK");
        writer.open_with(
            "NOTIFICATION",
            &[("ID", &self.id), ("CREATED", &self.created)],
        );
        markup::write(&mut writer, &self.head, Word::upper);
        writer.open("BODY");
        markup::write(&mut writer, before, Word::upper);
        if !attributes.is_empty() {
            writer.empty("STATUS", &attributes);
        }
        markup::write(&mut writer, behind, Word::upper);
        writer.finish()
    }
}

/// The fields of the upper case, without those that this form never had.
fn fields(notice: &Notice) -> Vec<Word> {
    let mut fields = presence::fields(notice.event, Wording::Upper);
    match notice.event {
        Event::SmsReceived | Event::MmsReceived => {}
        Event::Subscribed | Event::Unsubscribed => fields.insert(0, Word::SubId),
        _ordered => fields.retain(|word| !is_newer(*word)),
    }
    fields
}

fn is_newer(word: Word) -> bool {
    matches!(
        word,
        Word::SentAs
            | Word::Status
            | Word::StatusDetails
            | Word::From
            | Word::FromMask
            | Word::ClientReference
            | Word::CampaignRef
            | Word::AggregatorId
    )
}

/// The attributes of `STATUS`; none for events that say nothing of a message.
fn status(notice: &Notice) -> Vec<(&'static str, String)> {
    let Some(celly) = celly(notice) else {
        return Vec::new();
    };
    if notice.origin == Origin::SmsMt {
        let number = sms_status(notice.event);
        return vec![
            ("PROTOCOL", PROTOCOL.to_owned()),
            ("STATUS", number.to_string()),
        ];
    }
    let reason = notice.reason.as_ref().map(|it| it.text(Wording::Upper));
    let words = &notice.carrier_words;
    vec![
        ("CELLY", celly.to_string()),
        ("PROVIDER", said(words.code.as_deref())),
        ("TEXT", said(words.word.as_deref())),
        ("DESCRIPTION", said(reason.as_deref())),
    ]
}

/// What a carrier said, as far as it fits; nothing where it said nothing.
fn said(words: Option<&str>) -> String {
    let words = words.unwrap_or_default();
    words.chars().take(CARRIER_REASON).collect()
}

/// Where a message stands, in the numbers of the old form; `None` for events about anything else.
fn celly(notice: &Notice) -> Option<u8> {
    let number = match notice.event {
        Event::MessageSent if notice.sent_as == Some(SentAs::Sms) => 10,
        Event::MessageSent => 9,
        Event::DiscoverySent => 80,
        Event::DiscoveryDone => 81,
        Event::MessageDelivered | Event::FallbackDelivered | Event::SmsDelivered => 20,
        Event::ExpiredUnsent
        | Event::DeliveryFailed(How::Expired)
        | Event::FallbackFailed(How::Expired)
        | Event::DiscoveryNotDelivered(How::Expired)
        | Event::SmsNotDelivered(How::Expired) => 30,
        Event::DeliveryFailed(How::Rejected)
        | Event::FallbackFailed(How::Rejected)
        | Event::DiscoveryNotDelivered(How::Rejected)
        | Event::SmsNotDelivered(How::Rejected) => 35,
        Event::SendFailed
        | Event::DeliveryFailed(How::Failed | How::NotSupported)
        | Event::FallbackFailed(How::Failed | How::NotSupported)
        | Event::DiscoveryFailed
        | Event::DiscoveryNotDelivered(How::Failed | How::NotSupported)
        | Event::SmsSent
        | Event::SmsFailed
        | Event::SmsNotDelivered(How::Failed | How::NotSupported)
        | Event::QueueError
        | Event::NoReport
        | Event::MessageRead => 0,
        Event::TemplateReady
        | Event::TemplateAudioFailed
        | Event::TemplateVideoFailed
        | Event::TemplateImageFailed
        | Event::ContentReady
        | Event::ContentInvalid
        | Event::AudioInvalid
        | Event::VideoInvalid
        | Event::SmsReceived
        | Event::MmsReceived
        | Event::Subscribed
        | Event::Unsubscribed => return None,
    };
    Some(number)
}

/// Where an ordered SMS stands.
fn sms_status(event: Event) -> u8 {
    match event {
        Event::SmsSent => 8,
        Event::SmsDelivered | Event::MessageRead => 1,
        Event::SmsNotDelivered(How::Rejected) => 16,
        Event::NoReport => 4,
        // Whatever else comes of an SMS is a failure.
        _failed => 2,
    }
}
