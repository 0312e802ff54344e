//! What a golden case gives: requests, outcomes and notices out of small text files.

mod outcome;

pub(crate) use outcome::outcome;

use dialects::{Method, Request};
use domain::event::Event;
use domain::id::{MmsId, RunId};
use domain::notice::Notice;
use domain::operator::Operators;
use domain::order::Element;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use outcome::way;

/// A request file, taken apart: request line, headers, an empty line, the body.
pub(crate) struct RequestFile {
    method: Method,
    path: String,
    query: String,
    content_type: Option<String>,
    key_header: Option<String>,
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
        let headers: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
        let header = |name: &str| {
            let mut named = headers
                .iter()
                .filter(|(other, _)| other.eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| (*value).to_owned())
        };
        Self {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: header("Content-Type"),
            key_header: header("x-api-key"),
            body: file[end + 2..].to_vec(),
        }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            method: self.method,
            path: &self.path,
            query: &self.query,
            content_type: self.content_type.as_deref(),
            key_header: self.key_header.as_deref(),
            body: &self.body,
        }
    }
}

/// A file of `key: value` lines.
struct Values<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Values<'a> {
    fn parse(file: &'a str) -> Self {
        Self(
            file.lines()
                .filter_map(|line| line.split_once(": "))
                .collect(),
        )
    }

    fn all(&self, key: &str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(other, _)| *other == key);
        named.map(|(_, value)| *value)
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.all(key).next()
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

/// A notice file.
pub(crate) fn notice(file: &str) -> Notice {
    let values = Values::parse(file);
    let failed = [
        (Element::Audio, "failed_audio"),
        (Element::Video, "failed_video"),
        (Element::Image, "failed_image"),
    ];
    let mut failed = failed.into_iter();
    let event = Event::parse(values.must("event")).expect("the word of an event");
    let mut origins = event.origins().iter().copied();
    let origin = match values.get("origin") {
        Some(word) => origins.find(|origin| origin.word() == word),
        None => origins.next(),
    };
    Notice {
        event,
        origin: origin.expect("an origin of the event"),
        sent_as: values.get("sent_as").map(way),
        mms_id: values.mms_id(),
        from: values.owned("from"),
        from_mask: values.owned("from_mask"),
        to: values.owned("to"),
        tracking: values.owned("tracking"),
        client_reference: values.owned("client_reference"),
        campaign_ref: values.owned("campaign_ref"),
        run: values
            .get("run")
            .map(|run| RunId(run.parse().expect("a number"))),
        operator: values
            .owned("operator")
            .and_then(|name| Operators::default().by_name(&name).cloned()),
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
