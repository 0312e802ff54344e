//! Notices out of `key: value` lines; what a list holds is one line for each entry.

use crate::given::{Values, way};
use domain::campaign::{CampaignId, MembershipFact, Source, SubscriberId};
use domain::event::{Event, FallbackCode, Origin};
use domain::generation::Generation;
use domain::id::{MessageId, RunId};
use domain::notice::{CarrierWords, Inbound, Notice, Notification, Subscription, Wishes};
use domain::number::Recipient;
use domain::operator::Operators;
use domain::order::Element;
use domain::reason::Reason;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// A notice file.
pub(crate) fn notice(file: &str) -> Notice {
    let values = Values::parse(file);
    let event = Event::parse(values.must("event")).expect("the word of an event");
    let failed = [
        (Element::Audio, "failed_audio"),
        (Element::Video, "failed_video"),
        (Element::Image, "failed_image"),
    ];
    let mut failed = failed.into_iter();
    let blank = Notice::new(event, time(values.must("at")));
    Notice {
        origin: values.get("origin").map_or(blank.origin, origin),
        sent_as: values.get("sent_as").map(way),
        mms_id: values.mms_id(),
        from: values.owned("from"),
        from_mask: values.owned("from_mask"),
        to: values.owned("to"),
        tracking: values.owned("tracking"),
        message: values
            .get("message")
            .map(|id| MessageId(id.parse().expect("a number"))),
        client_reference: values.owned("client_reference"),
        campaign_ref: values.owned("campaign_ref"),
        run: values
            .get("scheduled_id")
            .map(|run| RunId(run.parse().expect("a number"))),
        operator: values
            .get("operator")
            .and_then(|name| Operators::default().by_name(name).cloned()),
        handset: values.owned("handset"),
        carrier_message_id: values.owned("carrier_message_id"),
        carrier_words: CarrierWords {
            code: values.owned("carrier_code"),
            word: values.owned("carrier_word"),
        },
        reason: values
            .get("reason")
            .map(|word| Reason::parse(word).unwrap_or_else(|| panic!("reason {word:?}"))),
        failed_file: failed.find_map(|(element, key)| Some((element, values.owned(key)?))),
        inbound: inbound(event, &values),
        subscription: values
            .get("subscription")
            .map(|id| subscription(id, &values)),
        notification: values.get("notification").map(notification),
        seq: values
            .get("seq")
            .map_or(1, |seq| seq.parse().expect("a number")),
        event_id: values.owned("event_id").unwrap_or_default(),
        wishes: wishes(&values),
        ..blank
    }
}

fn inbound(event: Event, values: &Values<'_>) -> Option<Inbound> {
    let inbound = Inbound {
        text: values.owned("text"),
        keyword: values.owned("keyword"),
        subject: values.owned("subject"),
        files: values.all("file").map(str::to_owned).collect(),
        copy_to: values.all("copy_to").map(str::to_owned).collect(),
    };
    matches!(event, Event::SmsReceived | Event::MmsReceived).then_some(inbound)
}

fn subscription(id: &str, values: &Values<'_>) -> Subscription {
    Subscription {
        id: SubscriberId(id.parse().expect("a number")),
        fact: Box::new(MembershipFact {
            dialect: "wxml".to_owned(),
            mobile: Recipient::parse(values.must("mobile")).expect("a number"),
            campaign: CampaignId(values.must("campaign").parse().expect("a number")),
            campaign_ref: values.must("campaign_ref").to_owned(),
            title: values.must("title").to_owned(),
            brand: values.must("brand").to_owned(),
            sender: values.must("sender").to_owned(),
            subscriber_ref: values.owned("subscriber_ref"),
            source: Source::parse(values.must("source")).expect("a source"),
        }),
    }
}

/// `326 2026-05-04T07:27:52.332193Z`.
fn notification(line: &str) -> Notification {
    let (number, created) = line.split_once(' ').expect("a number and a time");
    Notification {
        number: number.parse().expect("a number"),
        created: time(created),
    }
}

fn wishes(values: &Values<'_>) -> Wishes {
    let hours = values
        .get("hours_east")
        .map_or(0, |hours| hours.parse().expect("hours"));
    Wishes {
        zone: TimeZone::fixed(Offset::from_hours(hours).expect("at most a day")),
        extras: values.get("extras") == Some("yes"),
        fallback_code: values.get("fallback_code").map(|code| match code {
            "sms" => FallbackCode::OfSms,
            "mms" => FallbackCode::OfMms,
            other => panic!("fallback code {other:?}"),
        }),
        operator_ids: values
            .get("operator_ids")
            .map(|generation| match generation {
                "legacy" => Generation::Legacy,
                "wxml" => Generation::Wxml,
                "kebab" => Generation::Kebab,
                "json" => Generation::Json,
                other => panic!("generation {other:?}"),
            }),
    }
}

fn origin(word: &str) -> Origin {
    let all = [
        Origin::MmsMt,
        Origin::SmsMt,
        Origin::SmsMo,
        Origin::MmsMo,
        Origin::Subscription,
    ];
    let found = all.into_iter().find(|origin| origin.word() == word);
    found.unwrap_or_else(|| panic!("origin {word:?}"))
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}
