//! A request as it was read: names resolved, values not yet judged.
//!
//! Every dialect ends here. Values are trimmed and never empty; what they mean, and whether they
//! may be there, is decided later and in a fixed order, because the first fault is the one that
//! the customer hears of.
//!
//! Source: docs/contract.md, names and tolerance.

pub use crate::element::Element;

use crate::limits::request::ECHOED_TO;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A scalar that a request may carry, whatever its dialect calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "the names are the contract's own words for its fields"
)]
pub enum Field {
    To,
    ToDisplayOnly,
    From,
    FromMask,
    OperatorId,
    ServiceId,
    CampaignRef,
    MmsId,
    Name,
    Subject,
    FallbackText,
    DisableFallback,
    DisableFallbackLink,
    LinkExpiry,
    MmsExpiry,
    ForceSms,
    ClientReference,
    CacheContent,
    CustomSubject,
    DdmSubject,
    DdmText,
    DdmTimeout,
    DdmForce,
    ForcePassAsLink,
    SmsText,
    ToCampaign,
    Mobile,
    SubscriberRef,
    Notify,
    Cta,
    TimeZone,
    CampaignName,
    BrandName,
    MmsInboxId,
    StartDate,
    EndDate,
    PageNumber,
    ItemsPerPage,
}

/// What a caller shows to be let in.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Credentials {
    /// Nothing.
    #[default]
    None,
    /// An API key; outranks the other form when both are there.
    Key(String),
    /// A user name and, where given, the MD5 of a password as 32 hexadecimal digits.
    User {
        /// Name of the legacy user.
        user: String,
        /// MD5 digest in hexadecimal.
        pass: Option<String>,
    },
}

impl fmt::Debug for Credentials {
    /// Says which form it is and never what it holds: credentials are in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "Credentials::None",
            Self::Key(_) => "Credentials::Key(…)",
            Self::User { .. } => "Credentials::User(…)",
        })
    }
}

/// One slide as asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlideOrder {
    /// The text to be shown.
    pub text: Option<String>,
    /// Seconds, as written.
    pub duration: Option<String>,
    /// Addresses of files: for each element the first one given, in document order.
    pub files: Vec<(Element, String)>,
    /// Holds something that is recognised and never allowed (a personalised image, a sheet).
    pub forbidden: bool,
}

/// One replacement of a slide's text for one send.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomTextOrder {
    /// 1-based slide number, as written.
    pub slide: Option<String>,
    /// The text.
    pub value: Option<String>,
}

/// A request, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order {
    /// The action as written.
    pub action: Option<String>,
    /// What the caller shows.
    pub credentials: Credentials,
    /// Scalars that were given, trimmed, not empty.
    pub fields: BTreeMap<Field, String>,
    /// The campaign was named as `CAMPAIGNID`, so answers do the same; else as `CAMPAIGNREF`.
    pub campaign_by_id: bool,
    /// Slides in their order.
    pub slides: Vec<SlideOrder>,
    /// Replacements of slide texts, in the order in which they count (first wins).
    pub custom_texts: Vec<CustomTextOrder>,
    /// Merge data, in the order in which they count (first wins).
    pub data: Vec<(String, String)>,
    /// Parts that had a form that is never right: a wrong JSON type, nested merge data. Each counts
    /// only where the action reads it.
    pub malformed: BTreeSet<Part>,
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A scalar.
    Field(Field),
    /// The slides.
    Slides,
    /// The replacements of slide texts.
    CustomTexts,
    /// The merge data.
    Data,
}

impl Order {
    /// The value of a field, if it was given.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.fields.get(&field).map(String::as_str)
    }

    /// `TO` as a failure echoes it: the first 64 characters of what was received, a list whole.
    #[must_use]
    pub fn echoed_to(&self) -> Option<String> {
        let most = |to: &str| {
            if to.contains(',') {
                usize::MAX
            } else {
                ECHOED_TO
            }
        };
        self.get(Field::To)
            .map(|to| to.chars().take(most(to)).collect())
    }
}
