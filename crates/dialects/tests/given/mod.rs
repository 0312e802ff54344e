//! What a golden case gives: requests, outcomes and notices out of small text files.

mod notice;
mod outcome;

pub(crate) use notice::notice;
pub(crate) use outcome::outcome;

use dialects::{Method, Request};
use domain::id::MmsId;
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
