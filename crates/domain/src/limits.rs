//! Every number that bounds a request, its content, a message or a postback.
//!
//! One place, each with its source; a value equal to a limit passes. Bytes are counted as
//! fetched, characters are Unicode scalar values. Knows nothing of who checks what and when.
//!
//! Source: docs/contract.md, limits, content rules, carrier ceilings, validity. What an account
//! or the server may change is said at each.

use std::time::Duration;

use crate::account::{Class, Policy, SenderKind};

/// Bytes of a kilobyte.
pub const KB: u64 = 1_024;
/// Bytes of a megabyte.
pub const MB: u64 = 1_024 * KB;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// Limits of one HTTP request; settings of the server.
///
/// Source: docs/contract.md, transport, limits.
pub mod request {
    use super::{Duration, KB, MB};

    /// Bytes of a body; beyond it 413.
    pub const BODY_BYTES: u64 = MB;
    /// Bytes of a request line; beyond it 414.
    pub const LINE_BYTES: u64 = 16 * KB;
    /// Bytes of all headers; beyond it 431.
    pub const HEADERS_BYTES: u64 = 16 * KB;
    /// The time in which a body arrives; beyond it 408.
    pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);
    /// Bytes a second that a body arrives with at least.
    pub const BODY_BYTES_PER_S: u64 = KB;
    /// Parts of a multipart body.
    pub const PARTS: usize = 64;
    /// Bytes of the headers of one part.
    pub const PART_HEADERS_BYTES: u64 = 8 * KB;
    /// The time a call may take, fetching included.
    pub const CALL_BUDGET: Duration = Duration::from_secs(60);
    /// Characters of an idempotency key; printable ASCII.
    pub const IDEMPOTENCY_KEY: usize = 255;
    /// How long the answer to an idempotency key is kept.
    pub const IDEMPOTENCY_TTL: Duration = super::DAY;
    /// Receivers of one call.
    pub const RECEIVERS: usize = 100;
    /// Subscribers that one reference may name.
    pub const BY_REFERENCE: usize = 100;
    /// Numbers shown to a group without delivery.
    pub const DISPLAY_ONLY: usize = 20;
    /// Characters of `TO` that a failure echoes.
    pub const ECHOED_TO: usize = 64;
}

/// Limits of how fast an account calls; an account's settings.
///
/// Source: docs/contract.md, order of checks, rates.
pub mod rates {
    use super::Duration;
    use crate::account::Rates;

    /// Calls of one action a second, when the account has no number of its own.
    pub const THROUGHPUT: u32 = 50;
    /// Seconds whose calls may come at once then.
    pub const BURST_S: u32 = 2;

    /// How many calls of one action there may be, in which time.
    #[must_use]
    pub const fn window(rates: &Rates) -> (u32, Duration) {
        match rates.throughput {
            Some(calls) => (calls, Duration::from_secs(1)),
            None => (THROUGHPUT * BURST_S, Duration::from_secs(BURST_S as u64)),
        }
    }
}

/// Limits of texts and names, in characters.
///
/// Source: docs/contract.md, content rules, limits.
pub mod text {
    /// Text of a slide, stored or custom, before and after merging; an account's setting.
    pub const SLIDE: usize = 5_000;
    /// Fallback and discovery text, before and after merging; an account's setting.
    pub const FALLBACK: usize = 1_000;
    /// Subject; the rest is cut without an error. An account's setting.
    pub const SUBJECT: usize = 80;
    /// Name of content, of a campaign, of a brand.
    pub const NAME: usize = 255;
    /// The customer's own reference.
    pub const CLIENT_REFERENCE: usize = 64;
    /// Reference of a campaign.
    pub const CAMPAIGN_REF: usize = 64;
    /// The customer's own reference of a subscriber.
    pub const SUBSCRIBER_REF: usize = 128;
    /// Sender mask, everywhere but in Australia; the rest is cut.
    pub const FROM_MASK: usize = 11;
    /// Sender mask in Australia, and the longest one that JSON takes without a fault.
    pub const FROM_MASK_LONGEST: usize = 50;
    /// Parts of an ordered SMS; an account's setting.
    pub const SMS_PARTS: usize = 10;
    /// Names of merge data.
    pub const DATA_NAMES: usize = 100;
    /// One name of merge data, and of a merge tag.
    pub const DATA_NAME: usize = 64;
    /// One value of merge data.
    pub const DATA_VALUE: usize = 1_000;
    /// Default of a merge tag.
    pub const TAG_DEFAULT: usize = 500;
    /// A reason that the carrier gave, as told to a customer.
    pub const CARRIER_REASON: usize = 200;
}

/// Limits of slides and of the files on them.
///
/// Source: docs/contract.md, content rules.
pub mod content {
    use super::MB;

    /// Slides of saved content; an account's setting.
    pub const SLIDES_SAVED: usize = 8;
    /// Slides of a direct send; an account's setting.
    pub const SLIDES_SENT: usize = 9;
    /// Shortest time a slide is shown.
    pub const DURATION_MIN_S: u32 = 1;
    /// Longest time a slide is shown; an account's setting.
    pub const DURATION_MAX_S: u32 = 60;
    /// Time a slide is shown when nobody says otherwise.
    pub const DURATION_DEFAULT_S: u32 = 10;
    /// Bytes of all files of one request; an account's setting.
    pub const TOTAL_SOURCE_BYTES: u64 = 100 * MB;
    /// Pixels of an image.
    pub const IMAGE_PIXELS: u64 = 40_000_000;
    /// Pixels of a side of an image.
    pub const IMAGE_SIDE: u32 = 12_000;
    /// Frames of a moving image.
    pub const IMAGE_FRAMES: u32 = 300;
    /// Length of a sound or film in seconds; an account's setting.
    pub const MEDIA_S: u64 = 600;
}

/// Limits of fetching customers' files.
///
/// Source: docs/contract.md, fetching.
pub mod fetch {
    use super::Duration;

    /// Redirects followed.
    pub const REDIRECTS: usize = 3;
    /// Characters of a file's address.
    pub const ADDRESS: usize = 2_048;
    /// Files of one call fetched at a time.
    pub const AT_A_TIME: usize = 4;
    /// The time to connect.
    pub const CONNECT: Duration = Duration::from_secs(5);
    /// The time until the first byte.
    pub const FIRST_BYTE: Duration = Duration::from_secs(10);
    /// The time for a whole file.
    pub const FILE: Duration = Duration::from_secs(30);
    /// How long a file is used again when the customer asks for it.
    pub const CACHE_TTL: Duration = super::DAY;
}

/// Limits of sending reports.
///
/// Source: docs/contract.md, getSendingStatus.
pub mod reports {
    use super::{DAY, Duration, MINUTE};

    /// Longest period of a report; an account's setting.
    pub const MAX_DAYS: u32 = 31;
    /// What a day of it is.
    pub const A_DAY: Duration = DAY;
    /// Pause between two reports; an account's setting.
    pub const MIN_INTERVAL: Duration = MINUTE;
    /// How long a report can be read.
    pub const LIFE: Duration = DAY;
}

/// Times in the life of a message.
///
/// Source: docs/contract.md, validity, link expiry, carrier lookup.
pub mod time {
    use super::{DAY, Duration, HOUR, MINUTE};

    /// No attempt later than this after acceptance; an account's setting.
    pub const VALIDITY: Duration = Duration::from_secs(72 * HOUR.as_secs());
    /// The latest expiry that a request may set, counted from the request.
    pub const VALIDITY_MAX: Duration = Duration::from_secs(7 * DAY.as_secs());
    /// How long a person may take to answer whether to join a campaign.
    pub const OPT_IN: Duration = Duration::from_secs(72 * HOUR.as_secs());
    /// Life of a session of the console.
    pub const SESSION: Duration = Duration::from_secs(30 * MINUTE.as_secs());
    /// How long a lost hand-over answer is waited for; an account's setting.
    pub const AMBIGUOUS_WAIT: Duration = Duration::from_secs(10 * MINUTE.as_secs());
    /// How long a report is waited for after hand-over; an account's setting.
    pub const NO_REPORT_AFTER: Duration = Duration::from_secs(72 * HOUR.as_secs());
    /// Life of a hosted page unless somebody says otherwise; an account's setting.
    pub const LINK_LIFE: Duration = Duration::from_secs(365 * DAY.as_secs());
    /// Longest life of a hosted page: a calendar year with date-only values and leap years.
    pub const LINK_LIFE_MAX: Duration = Duration::from_secs(367 * DAY.as_secs());
    /// The time for the answer of a carrier lookup.
    pub const LOOKUP: Duration = Duration::from_secs(3);
    /// How long the answer of a carrier lookup is kept.
    pub const LOOKUP_TTL: Duration = DAY;
    /// Life of the files of inbound messages; an account's setting.
    pub const INBOUND_LIFE: Duration = Duration::from_secs(30 * DAY.as_secs());
    /// How long the parts of a text from a phone are waited for, after the first; then what came is
    /// told.
    pub const TEXT_PARTS: Duration = Duration::from_secs(30 * 60);
    /// Preparation of images that takes longer goes on after the answer.
    pub const IMAGES_IN_CALL: Duration = Duration::from_secs(10);
}

/// The largest source files of an account, in bytes.
///
/// Source: docs/contract.md, content rules, limits; an account's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLimits {
    /// An image that does not move.
    pub image_bytes: u64,
    /// A GIF, moving or not.
    pub gif_bytes: u64,
    /// A sound.
    pub audio_bytes: u64,
    /// A film.
    pub video_bytes: u64,
    /// A vCard, calendar file, PDF or pass.
    pub object_bytes: u64,
}

impl SourceLimits {
    /// For accounts whose content is adapted.
    pub const OPTIMIZED: Self = Self {
        image_bytes: 3 * MB,
        gif_bytes: MB,
        audio_bytes: 10 * MB,
        video_bytes: 50 * MB,
        object_bytes: 2 * MB,
    };

    /// For accounts whose content goes out as it was fetched.
    pub const STANDARD: Self = Self {
        image_bytes: MB,
        gif_bytes: MB,
        audio_bytes: MB,
        video_bytes: MB,
        object_bytes: MB,
    };

    /// Those of an account class.
    #[must_use]
    pub const fn of(class: Class) -> Self {
        match class {
            Class::Optimized => Self::OPTIMIZED,
            Class::Standard => Self::STANDARD,
        }
    }
}

/// The limits of content that hold for an account: its own where it has any, else the contract's.
///
/// Source: docs/contract.md, limits and settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Slides of saved content.
    pub slides_saved: usize,
    /// Slides of a direct send.
    pub slides_sent: usize,
    /// Bytes of a file, by its kind.
    pub source: SourceLimits,
    /// Bytes of all files of one request.
    pub total_source_bytes: u64,
    /// Characters of a slide's text, before and after merging.
    pub text: usize,
    /// Characters of a fallback or discovery text, before and after merging.
    pub fallback_text: usize,
    /// Characters of a subject; the rest is cut.
    pub subject: usize,
    /// Seconds that a slide is shown at most.
    pub duration_s: u32,
    /// Parts of an ordered SMS.
    pub sms_parts: usize,
}

impl Limits {
    /// Those of an account with this policy.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let (own, usual) = (&policy.limits, SourceLimits::of(policy.class));
        Self {
            slides_saved: own.slides_saved.unwrap_or(content::SLIDES_SAVED),
            slides_sent: own.slides_sent.unwrap_or(content::SLIDES_SENT),
            source: SourceLimits {
                image_bytes: own.image_bytes.unwrap_or(usual.image_bytes),
                gif_bytes: own.gif_bytes.unwrap_or(usual.gif_bytes),
                audio_bytes: own.audio_bytes.unwrap_or(usual.audio_bytes),
                video_bytes: own.video_bytes.unwrap_or(usual.video_bytes),
                object_bytes: own.object_bytes.unwrap_or(usual.object_bytes),
            },
            total_source_bytes: own
                .total_source_bytes
                .unwrap_or(content::TOTAL_SOURCE_BYTES),
            text: own.text.unwrap_or(text::SLIDE),
            fallback_text: own.fallback_text.unwrap_or(text::FALLBACK),
            subject: own.subject.unwrap_or(text::SUBJECT),
            duration_s: own.duration_s.unwrap_or(content::DURATION_MAX_S),
            sms_parts: own.sms_parts.unwrap_or(text::SMS_PARTS),
        }
    }
}

/// The largest message an operator takes, in binary bytes of all parts, texts and presentation
/// included.
///
/// A handset profile may lower a ceiling and never raises it.
///
/// Source: docs/contract.md, carrier ceilings; the initial values of what is configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceilings {
    /// From a short code.
    pub short_code_bytes: u64,
    /// From a long code (10DLC).
    pub long_code_bytes: u64,
    /// From a toll-free number.
    pub toll_free_bytes: u64,
}

impl Ceilings {
    /// AT&T.
    pub const ATT: Self = Self::new(1_050_000, 1_530_843);
    /// T-Mobile.
    pub const T_MOBILE: Self = Self::new(2_100_000, 2_306_867);
    /// Verizon.
    pub const VERIZON: Self = Self::new(1_260_000, 1_310_720);
    /// US Cellular.
    pub const US_CELLULAR: Self = Self::new(5_250_000, 1_530_843);
    /// MetroPCS.
    pub const METRO_PCS: Self = Self::new(614_400, 614_400);
    /// Any other operator of the table.
    pub const OTHER: Self = Self::new(1_258_291, 614_400);
    /// No operator known.
    pub const UNKNOWN: Self = Self::new(614_400, 614_400);

    /// The ceiling for a kind of sender.
    #[must_use]
    pub const fn of(&self, sender: SenderKind) -> u64 {
        match sender {
            SenderKind::ShortCode => self.short_code_bytes,
            SenderKind::LongCode => self.long_code_bytes,
            SenderKind::TollFree => self.toll_free_bytes,
        }
    }

    /// Every operator takes the same from toll-free numbers.
    const fn new(short_code_bytes: u64, long_code_bytes: u64) -> Self {
        Self {
            short_code_bytes,
            long_code_bytes,
            toll_free_bytes: 614_400,
        }
    }
}

/// Bytes that a message of `binary` bytes takes on the wire, an estimate.
///
/// `binary * 1.37` rounded up, for Base64 with line ends, plus 814 for headers. For logs, dry
/// runs and operators whose ceiling is measured on the wire; saturates instead of overflowing.
///
/// Source: docs/contract.md, size on the wire.
#[must_use]
pub const fn wire_size(binary: u64) -> u64 {
    let hundreds = binary / 100;
    let rest = binary % 100;
    hundreds
        .saturating_mul(137)
        .saturating_add((rest * 137).div_ceil(100))
        .saturating_add(814)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_wire(binary: u64, expected: u64) {
        assert_eq!(wire_size(binary), expected);
    }

    #[test]
    fn the_wire_takes_a_third_more() {
        check_wire(0, 814);
        check_wire(1, 816);
        check_wire(100, 951);
        check_wire(614_400, 841_728 + 814);
        check_wire(u64::MAX, u64::MAX);
    }

    #[test]
    fn a_ceiling_goes_by_the_kind_of_sender() {
        assert_eq!(Ceilings::ATT.of(SenderKind::ShortCode), 1_050_000);
        assert_eq!(Ceilings::ATT.of(SenderKind::LongCode), 1_530_843);
        assert_eq!(Ceilings::ATT.of(SenderKind::TollFree), 614_400);
        assert_eq!(Ceilings::UNKNOWN.of(SenderKind::ShortCode), 614_400);
    }

    #[test]
    fn an_account_has_its_own_limits_where_it_has_any() {
        let mut policy = Policy::default();
        assert_eq!(Limits::of(&policy).slides_saved, 8);
        assert_eq!(Limits::of(&policy).source, SourceLimits::OPTIMIZED);
        policy.class = Class::Standard;
        policy.limits.gif_bytes = Some(5);
        policy.limits.subject = Some(40);
        let limits = Limits::of(&policy);
        assert_eq!((limits.source.gif_bytes, limits.subject), (5, 40));
        assert_eq!(limits.source.image_bytes, MB);
    }

    #[test]
    fn source_limits_go_by_the_class_of_the_account() {
        assert_eq!(SourceLimits::of(Class::Optimized).image_bytes, 3_145_728);
        assert_eq!(SourceLimits::of(Class::Standard).video_bytes, 1_048_576);
    }

    #[test]
    fn a_throughput_that_nobody_set_allows_bursts_of_two_seconds() {
        use crate::account::Rates;
        let second = Duration::from_secs(1);
        assert_eq!(rates::window(&Rates::default()), (100, 2 * second));
        let ten = Rates {
            throughput: Some(10),
            ..Rates::default()
        };
        assert_eq!(rates::window(&ten), (10, second));
    }
}
