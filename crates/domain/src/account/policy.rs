//! What an account may override; every default is that of the contract.
//!
//! Source: docs/contract.md, settings.

use crate::action::Action;
use crate::element::Element;
use crate::network::Network;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::time::Duration;

/// Whether content is fitted to the handset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Class {
    /// Content is adapted to handset and operator; the default.
    #[default]
    Optimized,
    /// Content goes out as it was fetched.
    Standard,
}

/// Which texts make a fallback possible, if the account overrides its dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallbackRule {
    /// A subject or a fallback text must be there.
    TextOrSubject,
    /// A fallback text must be there.
    Text,
    /// Text, subject or the link alone will do.
    TextSubjectOrLink,
}

/// What subjects may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SubjectUnicode {
    /// Emoji, pictographs, joiners and variation selectors are removed.
    #[default]
    Strip,
    /// Everything beyond ASCII is removed.
    Ascii,
    /// Everything stays.
    Pass,
}

/// The period after which a count of calls begins anew, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitPeriod {
    /// A day.
    Day,
    /// A calendar month.
    Month,
    /// Never: the limit is for the life of the account.
    Ever,
}

impl LimitPeriod {
    /// Number of the period that an instant lies in: two instants with the same number lie in the
    /// same day, or month, of the calendar in UTC.
    #[must_use]
    pub fn number(self, at: Timestamp) -> i64 {
        let date = at.to_zoned(TimeZone::UTC).date();
        match self {
            Self::Day => at.as_millisecond().div_euclid(24 * 3_600 * 1_000),
            Self::Month => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
            Self::Ever => 0,
        }
    }
}

/// How many calls an account may make in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimit {
    /// Calls.
    pub calls: u64,
    /// In which time.
    pub period: LimitPeriod,
}

/// How fast an account may call.
///
/// Source: docs/contract.md, order of checks, rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rates {
    /// Calls of one action within any second, never one more; `None`: 50 a second, with bursts of
    /// twice that.
    pub throughput: Option<u32>,
    /// Pause between the starts of two calls; `None`: none.
    pub min_call_interval: Option<Duration>,
    /// Calls in a period; `None`: any number.
    pub request_limit: Option<RequestLimit>,
}

/// How an account pays.
///
/// Source: docs/contract.md, billing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Billing {
    /// It does not: never refused for funds.
    #[default]
    Free,
    /// Each accepted message is reserved from its credits.
    Prepaid,
    /// Every send is refused.
    Hold,
}

/// What an account pays, in millionths of a credit; `None` is the server's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prices {
    /// A message of slides, whatever becomes of it.
    pub mms_micros: Option<u64>,
    /// Each part of a text that was ordered as SMS.
    pub sms_part_micros: Option<u64>,
}

/// Which of an account's senders a person's STOP concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StopScope {
    /// The one that it was sent to.
    #[default]
    Sender,
    /// All of them.
    Account,
}

/// What a person's STOP does.
///
/// Source: docs/contract.md, blacklist and STOP.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stops {
    /// Words that mean it; `None`: [`STOP_WORDS`].
    pub words: Option<Vec<String>>,
    /// How far it reaches.
    pub scope: StopScope,
    /// The SMS that it is answered with; `None`: none.
    pub answer: Option<String>,
    /// The SMS that START is answered with; `None`: none.
    pub start_answer: Option<String>,
    /// The SMS that HELP is answered with; `None`: none.
    pub help_answer: Option<String>,
}

/// Words that mean STOP unless the account has others.
///
/// Source: docs/contract.md, blacklist and STOP, rule B2.
pub const STOP_WORDS: [&str; 7] = [
    "STOP",
    "STOPALL",
    "STOP ALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
];

/// Limits of content that an account has for itself; `None` is the contract's.
///
/// Source: docs/contract.md, limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContentLimits {
    /// Slides of saved content.
    pub slides_saved: Option<usize>,
    /// Slides of a direct send.
    pub slides_sent: Option<usize>,
    /// Bytes of an image that does not move.
    pub image_bytes: Option<u64>,
    /// Bytes of a GIF.
    pub gif_bytes: Option<u64>,
    /// Bytes of a sound.
    pub audio_bytes: Option<u64>,
    /// Bytes of a film.
    pub video_bytes: Option<u64>,
    /// Bytes of an object.
    pub object_bytes: Option<u64>,
    /// Bytes of all files of one request.
    pub total_source_bytes: Option<u64>,
    /// Seconds of a sound or film.
    pub media_s: Option<u64>,
    /// Characters of a slide's text.
    pub text: Option<usize>,
    /// Characters of a fallback or discovery text.
    pub fallback_text: Option<usize>,
    /// Characters of a subject.
    pub subject: Option<usize>,
    /// Seconds that a slide is shown at most.
    pub duration_s: Option<u32>,
    /// Parts of an SMS.
    pub sms_parts: Option<usize>,
}

/// Times that an account has for itself; `None` is the server's.
///
/// Source: docs/contract.md, validity, link expiry, transport of postbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// How long delivery is tried when the request does not say.
    pub message_validity: Option<Duration>,
    /// After a lost answer, how long until the customer is told.
    pub ambiguous_wait: Option<Duration>,
    /// How long a carrier may keep silent about a message.
    pub no_report_after: Option<Duration>,
    /// Life of a hosted page when the request does not say.
    pub link_life: Option<Duration>,
    /// How long events are kept for replay.
    pub event_retention: Option<Duration>,
    /// Life of the files of inbound messages.
    pub inbound_retention: Option<Duration>,
}

/// Bounds of sending reports.
///
/// Source: docs/contract.md, getSendingStatus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lookups {
    /// Longest period of a report in days; `None`: 31.
    pub max_days: Option<u32>,
    /// Pause between two calls; `None`: 60 s.
    pub min_interval: Option<Duration>,
}

/// What an account may override; `None` is the default of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Content is adapted or not.
    pub class: Class,
    /// Every number is served by the simulated carrier.
    pub test: bool,
    /// Actions it may call; `None` is all.
    pub actions: Option<BTreeSet<Action>>,
    /// Networks it may call from; empty is all.
    pub ip_allow: Vec<Network>,
    /// How fast it may call.
    pub rates: Rates,
    /// How it pays.
    pub billing: Billing,
    /// What it pays.
    pub prices: Prices,
    /// A key in a URL is refused.
    pub refuse_key_in_url: bool,
    /// A list of receivers is allowed; `None` leaves it to the dialect.
    pub multi_recipient: Option<bool>,
    /// A message needs a subject.
    pub require_subject: bool,
    /// A send needs an operator id.
    pub require_operator: bool,
    /// Receivers must be subscribed to the campaign that a send names.
    pub enforce_campaign_check: bool,
    /// The API may subscribe a number whose owner said STOP.
    pub allow_resubscribe: bool,
    /// Upper-case dialects need a service id too, once the account has any.
    pub require_service_id_all: bool,
    /// CustomText for a slide that is not there is refused.
    pub strict_custom_text: bool,
    /// A file whose declared type differs from its bytes is refused.
    pub strict_content_type: bool,
    /// Queries of audio and video addresses are cut off; `None` leaves it to the dialect.
    pub strip_av_query: Option<bool>,
    /// The two characters `\n` stay as they are.
    pub keep_backslash_n: bool,
    /// BMP pictures and QuickTime film are taken.
    pub allow_bmp: bool,
    /// Kinds of files that it may not use.
    pub refused_elements: BTreeSet<Element>,
    /// Which texts are needed; `None` leaves it to the dialect.
    pub fallback_rule: Option<FallbackRule>,
    /// What subjects may hold.
    pub subject_unicode: SubjectUnicode,
    /// Time zone of timestamps in XML postbacks, an IANA name; `None` is UTC.
    pub timezone: Option<String>,
    /// What a person's STOP does.
    pub stops: Stops,
    /// Its own limits of content.
    pub limits: ContentLimits,
    /// Its own times.
    pub times: Times,
    /// Bounds of sending reports.
    pub lookups: Lookups,
    /// Host of links to pages and files; `None` is the server's.
    pub link_host: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(period: LimitPeriod, last: &str, first: &str) {
        let number = |at: &str| period.number(at.parse().unwrap());
        assert_eq!(number(last) + 1, number(first), "{last} {first}");
    }

    #[test]
    fn a_period_ends_with_the_calendar_in_utc() {
        check(
            LimitPeriod::Day,
            "2026-05-04T23:59:59.999Z",
            "2026-05-05T00:00:00Z",
        );
        check(
            LimitPeriod::Day,
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00Z",
        );
        check(
            LimitPeriod::Month,
            "2026-12-31T23:59:59Z",
            "2027-01-01T00:00:00Z",
        );
        check(
            LimitPeriod::Month,
            "2028-02-01T00:00:00Z",
            "2028-03-31T23:59:59Z",
        );
    }
}
