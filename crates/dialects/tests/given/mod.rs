//! What a golden case gives: requests, outcomes and notices out of small text files.

use dialects::{Method, Request};
use domain::answer::{Answer, Echo, Outcome};
use domain::event::Event;
use domain::fault::{Fault, Kind};
use domain::id::MmsId;
use domain::notice::{Notice, SentAs};
use domain::number::Recipient;
use domain::order::Element;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeMap;

/// A request file, taken apart: request line, headers, an empty line, the body.
pub(crate) struct RequestFile {
    method: Method,
    path: String,
    query: String,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl RequestFile {
    pub(crate) fn parse(file: &[u8]) -> Self {
        let end = file
            .windows(2)
            .position(|pair| pair == b"\n\n")
            .expect("an empty line");
        let head = std::str::from_utf8(&file[..end]).expect("a head in UTF-8");
        let mut lines = head.lines();
        let mut words = lines.next().expect("a request line").split(' ');
        let method = match words.next() {
            Some("GET") => Method::Get,
            Some("POST") => Method::Post,
            other => panic!("method {other:?}"),
        };
        let target = words.next().expect("a target");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let content_type = lines.find_map(|line| line.strip_prefix("Content-Type: "));
        Self {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: content_type.map(str::to_owned),
            body: file[end + 2..].to_vec(),
        }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            method: self.method,
            path: &self.path,
            query: &self.query,
            content_type: self.content_type.as_deref(),
            body: &self.body,
        }
    }
}

/// A file of `key: value` lines.
struct Values<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Values<'a> {
    fn parse(file: &'a str) -> Self {
        Self(
            file.lines()
                .filter_map(|line| line.split_once(": "))
                .collect(),
        )
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.0.get(key).copied()
    }

    fn owned(&self, key: &str) -> Option<String> {
        self.get(key).map(str::to_owned)
    }

    fn must(&self, key: &str) -> &'a str {
        self.get(key).unwrap_or_else(|| panic!("no `{key}`"))
    }

    fn mms_id(&self) -> Option<MmsId> {
        self.get("mms_id")
            .map(|id| MmsId::parse(id).expect("an mms-id"))
    }
}

/// An outcome file.
pub(crate) fn outcome(file: &str) -> Outcome {
    let values = Values::parse(file);
    let to = || Recipient::parse(values.must("to")).expect("a number");
    let mms_id = || values.mms_id().expect("an mms-id");
    let tracking = || values.must("tracking").to_owned();
    match values.must("answer") {
        "saved" => Outcome::Done(Answer::Saved { mms_id: mms_id() }),
        "sent" => Outcome::Done(Answer::Sent {
            to: to(),
            mms_id: mms_id(),
            tracking: tracking(),
        }),
        "sent saved" => Outcome::Done(Answer::SentSaved {
            mms_id: mms_id(),
            tracking: tracking(),
            to: to(),
            from: values.must("from").to_owned(),
        }),
        "refused" => Outcome::Refused {
            fault: fault(&values),
            echo: values.owned("to").map_or(Echo::Nothing, Echo::To),
        },
        other => panic!("answer {other:?}"),
    }
}

fn fault(values: &Values<'_>) -> Fault {
    let name = values.must("fault");
    let kind = *Kind::ALL
        .iter()
        .find(|kind| kind.name() == name)
        .expect("a fault's name");
    match (values.get("slide"), values.get("country")) {
        (Some(slide), _) => kind.slide(slide.parse().expect("a number")),
        (None, Some(country)) => kind.country(country),
        (None, None) => kind.into(),
    }
}

/// A notice file.
pub(crate) fn notice(file: &str) -> Notice {
    let values = Values::parse(file);
    let failed = [
        (Element::Audio, "failed_audio"),
        (Element::Video, "failed_video"),
        (Element::Image, "failed_image"),
    ];
    let mut failed = failed.into_iter();
    Notice {
        event: Event::parse(values.must("event")).expect("the word of an event"),
        sent_as: values.get("sent_as").map(|word| match word {
            "MMS" => SentAs::Mms,
            "SMS" => SentAs::Sms,
            other => panic!("sent as {other:?}"),
        }),
        mms_id: values.mms_id(),
        from: values.owned("from"),
        from_mask: values.owned("from_mask"),
        to: values.owned("to"),
        tracking: values.owned("tracking"),
        client_reference: values.owned("client_reference"),
        campaign_ref: values.owned("campaign_ref"),
        operator: values.owned("operator"),
        at: values.must("at").parse::<Timestamp>().expect("a time"),
        zone: zone(values.get("hours_east")),
        handset: values.owned("handset"),
        carrier_message_id: values.owned("carrier_message_id"),
        reason: values.owned("reason"),
        failed_file: failed.find_map(|(element, key)| Some((element, values.owned(key)?))),
        seq: values
            .get("seq")
            .map_or(1, |seq| seq.parse().expect("a number")),
        event_id: values.owned("event_id").unwrap_or_default(),
        extras: values.get("extras") == Some("yes"),
    }
}

fn zone(hours_east: Option<&str>) -> TimeZone {
    let hours = hours_east.map_or(0, |hours| hours.parse().expect("hours"));
    TimeZone::fixed(Offset::from_hours(hours).expect("at most a day"))
}
