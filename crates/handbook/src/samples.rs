//! Examples of answers and postbacks, written by the dialects themselves.

use dialects::{Dialect, Document, REGISTRY};
use domain::answer::{Echo, Outcome};
use domain::campaign::{CampaignId, MembershipFact, Source, SubscriberId};
use domain::event::Event;
use domain::fault::{Fault, Kind, Wording};
use domain::id::MmsId;
use domain::notice::{Inbound, Notice, SentAs, Subscription};
use domain::number::Recipient;
use domain::operator::{Operator, Operators};
use domain::order::Element;
use jiff::Timestamp;
use std::sync::Arc;

/// A fault with its gap filled as in a usual case.
pub(crate) fn filled(kind: Kind) -> Fault {
    let pattern = kind.pattern(Wording::Upper);
    let gap = pattern
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'));
    match gap.map(|(gap, _)| gap) {
        Some("slide") => kind.slide(2),
        Some("limit") => kind.limit(1_000),
        Some("seconds") => kind.seconds(5),
        Some("error") => kind.error("line 7, column 20: the element is closed by another name"),
        Some("country") => kind.country("United Kingdom"),
        Some(_) | None => kind.into(),
    }
}

/// How each dialect that says a fault answers with it; dialects that write the same share a
/// caption.
pub(crate) fn replies(fault: &Fault) -> Vec<(String, String)> {
    let saying = REGISTRY
        .iter()
        .filter(|dialect| fault.kind.has_words(dialect.manners().wording));
    let actions = fault.kind.row().actions;
    let sends = actions.iter().all(|action| action.sends());
    let echo = match sends {
        true => Echo::To("12025550100".to_owned()),
        false => Echo::Nothing,
    };
    let outcome = Outcome::Refused {
        fault: fault.clone(),
        echo,
    };
    grouped(saying.map(|dialect| (*dialect, dialect.reply(&outcome))))
}

/// How each dialect tells an event.
pub(crate) fn postbacks(event: Event) -> Vec<(String, String)> {
    let notice = notice(event);
    let told = REGISTRY
        .iter()
        .filter(|dialect| dialect.manners().postbacks == dialect.name());
    grouped(told.map(|dialect| (*dialect, dialect.notice(&notice))))
}

fn grouped(
    documents: impl Iterator<Item = (&'static dyn Dialect, Document)>,
) -> Vec<(String, String)> {
    let mut groups: Vec<(String, String)> = Vec::new();
    for (dialect, document) in documents {
        let text = String::from_utf8_lossy(&document.body).into_owned();
        let name = dialect.name().to_uppercase();
        match groups.iter_mut().find(|(_, known)| *known == text) {
            Some((names, _)) => {
                names.push_str(", ");
                names.push_str(&name);
            }
            None => groups.push((name, text)),
        }
    }
    groups
}

/// A notice with everything that an event of this kind may carry.
fn notice(event: Event) -> Notice {
    let failed = match event {
        Event::TemplateAudioFailed | Event::AudioInvalid => Some((Element::Audio, "a.mp3")),
        Event::TemplateVideoFailed | Event::VideoInvalid => Some((Element::Video, "v.mp4")),
        Event::TemplateImageFailed => Some((Element::Image, "i.jpg")),
        _ => None,
    };
    let at = Timestamp::constant(1_777_879_649, 0);
    let known = |text: &str| Some(text.to_owned());
    let blank = Notice {
        event_id: "evt_01".to_owned(),
        ..Notice::new(event, at)
    };
    match event {
        Event::SmsReceived | Event::MmsReceived => Notice {
            from: known("12025550115"),
            to: known("60856"),
            tracking: known("MMS_MO_iLnCRrL6"),
            operator: verizon(),
            inbound: Some(inbound(event)),
            ..blank
        },
        Event::Subscribed | Event::Unsubscribed => Notice {
            subscription: Some(subscription()),
            ..blank
        },
        _ => Notice {
            sent_as: Some(SentAs::Mms),
            mms_id: Some(MmsId(35_674)),
            from: known("60856"),
            to: known("12025550100"),
            tracking: known("MMS_12345"),
            client_reference: known("order-4711"),
            operator: verizon(),
            carrier_message_id: known("11529-64807-97508"),
            failed_file: failed
                .map(|(element, name)| (element, format!("https://cdn.example.com/{name}"))),
            ..blank
        },
    }
}

fn verizon() -> Option<Arc<Operator>> {
    Operators::default().by_name("Verizon").cloned()
}

fn inbound(event: Event) -> Inbound {
    match event {
        Event::SmsReceived => Inbound {
            text: Some("STOP".to_owned()),
            ..Inbound::default()
        },
        _ => Inbound {
            keyword: Some("info".to_owned()),
            subject: Some("Hello".to_owned()),
            files: vec!["https://mms.example.net/mo/AbCd/1.jpg".to_owned()],
            ..Inbound::default()
        },
    }
}

fn subscription() -> Subscription {
    let mobile = Recipient::parse("12025550100").expect("it is written as a number");
    Subscription {
        id: SubscriberId(7),
        fact: Box::new(MembershipFact {
            dialect: "wxml".to_owned(),
            mobile,
            campaign: CampaignId(1_478),
            campaign_ref: "Spring26".to_owned(),
            title: "Spring".to_owned(),
            brand: "Acme".to_owned(),
            sender: "60856".to_owned(),
            subscriber_ref: Some("ACCT-1".to_owned()),
            source: Source::Api,
        }),
    }
}

/// A text as it stands in a page.
#[cfg(test)]
pub(crate) fn escaped(text: &str) -> String {
    let mut writer = xml::Writer::compact();
    writer.leaf("p", text);
    let page = writer.finish();
    page["<p>".len()..page.len() - "</p>".len()].to_owned()
}
