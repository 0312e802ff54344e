//! The record of one submission: what came, what was answered, what was reported.
//!
//! Plain data, also the shape of the lines of the log file and of `/submissions`. Knows neither
//! HTTP nor MIME. Guarantee: a record is complete when it enters the log; only `answered`,
//! `reports` and `replacements` grow afterwards, and with the last `wants_read_reply` may change.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rule::{Rule, Violation};

/// One request on an endpoint, good or bad.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Submission {
    /// Position in the log, from 1, without gaps.
    pub number: usize,
    /// When the whole request was there.
    pub arrived: Timestamp,
    /// HTTP headers, names in lower case, without `authorization`.
    pub headers: BTreeMap<String, String>,
    /// TransactionID of the request; empty when there was none.
    pub transaction: String,
    /// Namespace of MM7 as the request spelt it.
    pub namespace: String,
    /// MM7Version.
    pub version: String,
    /// VASPID.
    pub vaspid: Option<String>,
    /// VASID.
    pub vasid: Option<String>,
    /// Address in SenderAddress as written.
    pub sender: Option<String>,
    /// Recipients in the order of the request.
    pub recipients: Vec<Recipient>,
    /// Subject.
    pub subject: Option<String>,
    /// ExpiryDate as written.
    pub expiry: Option<String>,
    /// The other elements of SubmitReq that hold a text, by name.
    pub elements: BTreeMap<String, String>,
    /// Whether delivery reports were asked for.
    pub wants_delivery_report: bool,
    /// Whether read replies were asked for.
    pub wants_read_reply: bool,
    /// Parts of the content in order, presentation included.
    pub parts: Vec<Part>,
    /// Slides of the presentation in order.
    pub slides: Vec<Slide>,
    /// The text, if it came to the SMS endpoint; what only MM7 has stays empty then.
    #[serde(default)]
    pub sms: Option<Sms>,
    /// What took the place of its content, in order of time (ReplaceReq).
    #[serde(default)]
    pub replacements: Vec<Replacement>,
    /// Bytes of the HTTP body.
    pub wire_bytes: usize,
    /// Sum of the decoded bytes of all parts, presentation included.
    pub content_bytes: usize,
    /// Broken rules, in the order found.
    pub violations: Vec<Violation>,
    /// Number of the first submission with the same VASPID and TransactionID.
    pub duplicate_of: Option<usize>,
    /// What the MMSC decided when the request had come in.
    pub outcome: Outcome,
    /// MessageID given, when the message was taken.
    pub message_id: Option<String>,
    /// What went out as answer; `None` while waiting, when the answer is lost on purpose, or when the
    /// gateway hung up before.
    pub answered: Option<Answered>,
    /// Attempts to report, in order of time.
    pub reports: Vec<Attempt>,
}

impl Submission {
    /// Digits of the first recipient that is not for display only; empty when there is none.
    #[must_use]
    pub fn recipient(&self) -> &str {
        self.recipients
            .iter()
            .find(|r| !r.display_only)
            .map_or("", |r| r.digits.as_str())
    }

    /// Whether the MMSC has taken the message, told or untold.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.outcome == Outcome::Accepted
    }

    /// Takes another content in.
    pub(crate) fn replace(&mut self, replacement: Replacement) {
        self.wants_read_reply = replacement
            .wants_read_reply
            .unwrap_or(self.wants_read_reply);
        self.replacements.push(replacement);
    }

    /// Parts of what the handset gets: of the last content that was given, its own or another.
    #[must_use]
    pub fn fetched(&self) -> &[Part] {
        let given = self.replacements.iter().rev();
        let mut given = given.filter(|it| !it.parts.is_empty());
        given.next().map_or(&self.parts, |it| &it.parts)
    }

    /// Whether this rule was broken.
    #[must_use]
    pub fn breaks(&self, rule: Rule) -> bool {
        self.violations.iter().any(|v| v.rule == rule)
    }

    /// Whether the gateway has confirmed a report with this status word.
    #[must_use]
    pub fn is_reported(&self, word: &str) -> bool {
        self.reports.iter().any(|r| r.word == word && r.confirmed)
    }
}

/// What took the place of a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// When the whole request was there.
    pub at: Timestamp,
    /// TransactionID of the request.
    pub transaction: String,
    /// Parts of the content in order, presentation included; none when the content stays.
    pub parts: Vec<Part>,
    /// Slides of the presentation in order.
    pub slides: Vec<Slide>,
    /// Sum of the decoded bytes of all parts.
    pub content_bytes: usize,
    /// Whether read replies are asked for from now on; `None`: as before.
    pub wants_read_reply: Option<bool>,
}

/// One address of Recipients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// `To`, `Cc` or `Bcc`.
    pub field: String,
    /// `Number`, `ShortCode` or `RFC2822Address`.
    pub form: String,
    /// The address as written.
    pub address: String,
    /// Only the digits of the address.
    pub digits: String,
    /// Whether it is named for display only.
    pub display_only: bool,
}

/// A text as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sms {
    /// What it says.
    pub text: String,
    /// `gsm7` or `ucs2`.
    pub alphabet: String,
    /// Into how many parts it is cut.
    pub parts: usize,
    /// Letters shown as the sender.
    pub mask: Option<String>,
    /// Names given to its parts, when it came by SMPP.
    #[serde(default)]
    pub ids: Vec<String>,
}

/// One part of the content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Type and subtype in lower case, without parameters.
    pub content_type: String,
    /// The charset parameter in lower case.
    pub charset: Option<String>,
    /// Content-ID without angle brackets.
    pub id: String,
    /// Content-Location.
    pub location: String,
    /// Content-Transfer-Encoding in lower case; empty when absent.
    pub encoding: String,
    /// Bytes of the body as sent.
    pub wire_bytes: usize,
    /// Bytes of the body when decoded.
    pub bytes: usize,
    /// SHA-256 of the decoded body, hexadecimal in lower case.
    pub sha256: String,
    /// The decoded body, unless bodies are not kept.
    #[serde(skip)]
    pub body: Option<Bytes>,
}

impl Part {
    /// The body as text; `None` when not kept or not UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.body.as_ref()?).ok()
    }
}

/// One slide of the presentation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slide {
    /// How long it is shown.
    pub duration: Duration,
    /// What it shows, in order.
    pub objects: Vec<Object>,
}

/// One object of a slide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Name of the element: `img`, `video`, `audio`, `text` or `ref`.
    pub element: String,
    /// `src` as written.
    pub src: String,
    /// `region` as written.
    pub region: Option<String>,
    /// Index into [`Submission::parts`]; `None` when no part has this name.
    pub part: Option<usize>,
}

/// What the MMSC did with a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Taken; the handset gets it.
    Accepted,
    /// Not taken, and the answer says so.
    Refused,
    /// Not taken, and the answer says nothing usable.
    #[default]
    Failed,
}

/// The answer that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// When it was handed to the connection.
    pub at: Timestamp,
    /// HTTP status.
    pub http: u16,
    /// MM7 status, or command status of SMPP; `None` when the answer was cut or held none.
    pub status: Option<u16>,
}

/// One attempt to tell the gateway something about a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When the attempt ended.
    pub at: Timestamp,
    /// `DeliveryReportReq`, `ReadReplyReq` or `DeliverReq`; for texts `report` or `message`.
    pub request: String,
    /// MMStatus, or the state of a text; empty for messages from handsets.
    pub word: String,
    /// TransactionID of the report; the same in each attempt.
    pub transaction: String,
    /// From 1.
    pub attempt: usize,
    /// HTTP status of the answer; `None` when there was no answer.
    pub http: Option<u16>,
    /// MM7 status of the answer.
    pub status: Option<u16>,
    /// Whether the answer was HTTP 200 with status 1000 and the same TransactionID.
    pub confirmed: bool,
    /// What was wrong with the answer.
    pub complaint: Option<String>,
}
