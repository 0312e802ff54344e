//! The one table of names: every spelling of every dialect to what it means.
//!
//! Any spelling works in any dialect, in any case, with or without `_` and `-`; a dialect has a
//! spelling of its own only for what it writes. What a name means where it stands (`TEXT` in a
//! slide and at the top) is the reader's matter.
//!
//! Source: docs/contract.md, names of requests and tolerance.

use domain::order::{Element, Field};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Concept {
    /// What is asked for.
    Action,
    /// The key of the account.
    ApiKey,
    /// A legacy user.
    User,
    /// The MD5 of the user's password.
    Pass,
    /// A scalar of the request.
    Scalar(Field),
    /// A campaign, under the name of its number; read like the other name of it.
    CampaignId,
    /// One slide; in a replacement the number of a slide.
    Slide,
    /// Holds slides and the name; its content counts as if it stood at the top.
    Wrapper,
    /// The text of a slide; at the top the text of an SMS.
    Text,
    /// Seconds that a slide is shown.
    Duration,
    /// Names a file.
    Media(Element),
    /// Holds the name of an object.
    Object,
    /// The address of a file.
    Url,
    /// Recognised and never allowed.
    Forbidden,
    /// A replacement of a slide's text.
    CustomText,
    /// The text of a replacement.
    Value,
    /// Holds merge data.
    Data,
}
use Concept::{
    Action, ApiKey, CampaignId, CustomText, Data, Duration, Forbidden, Media, Object, Pass, Scalar,
    Slide, Text, Url, User, Value, Wrapper,
};

/// The table. Spellings that differ only in case, `_` and `-` are one, so each row names the
/// documented ones that differ in more.
const TABLE: &[(Concept, &[&str])] = &[
    (Action, &["ACTION"]),
    (ApiKey, &["API_KEY"]),
    (User, &["USER"]),
    (Pass, &["PASS"]),
    (Scalar(Field::To), &["TO"]),
    (Scalar(Field::ToDisplayOnly), &["TO_DISPLAYONLY"]),
    (Scalar(Field::From), &["FROM"]),
    (Scalar(Field::FromMask), &["FROM_MASK"]),
    (Scalar(Field::OperatorId), &["OPERATORID", "SPID"]),
    (Scalar(Field::ServiceId), &["SERVICEID"]),
    (Scalar(Field::CampaignRef), &["CAMPAIGNREF"]),
    (CampaignId, &["CAMPAIGNID"]),
    (Scalar(Field::MmsId), &["MMSID"]),
    (Scalar(Field::Name), &["NAME"]),
    (Scalar(Field::Subject), &["SUBJECT", "message-subject"]),
    (Scalar(Field::FallbackText), &["FALLBACKSMSTEXT"]),
    (Scalar(Field::DisableFallback), &["DISABLEFALLBACKSMS"]),
    (
        Scalar(Field::DisableFallbackLink),
        &["DISABLEFALLBACKSMSLINK"],
    ),
    (
        Scalar(Field::LinkExpiry),
        &["MMSLINK_EXPIRATION_DATE", "fallback-sms-link-expiration"],
    ),
    (Scalar(Field::MmsExpiry), &["MMS_EXPIRY_TIMESTAMP"]),
    (Scalar(Field::ForceSms), &["FORCE_SEND_AS_SMS"]),
    (Scalar(Field::ClientReference), &["CLIENT_REFERENCE"]),
    (Scalar(Field::CacheContent), &["CACHE_CONTENT"]),
    (
        Scalar(Field::CustomSubject),
        &["CUSTOMSUBJECT", "CUSTOMTITLE"],
    ),
    (
        Scalar(Field::DdmSubject),
        &["DDMTITLE", "ddm-message-subject"],
    ),
    (Scalar(Field::DdmText), &["DDMTEXT", "ddm-message-text"]),
    (
        Scalar(Field::DdmTimeout),
        &["DDMTIMEOUT", "ddm-message-timeout"],
    ),
    (Scalar(Field::DdmForce), &["DDMFORCE"]),
    (Scalar(Field::ForcePassAsLink), &["FORCEPASSASLINK"]),
    (Scalar(Field::ToCampaign), &["TOCAMPAIGN"]),
    (Scalar(Field::Mobile), &["MOBILE"]),
    (Scalar(Field::SubscriberRef), &["SUBSCRIBERREF"]),
    (Scalar(Field::Notify), &["NOTIFY"]),
    (Scalar(Field::Cta), &["CTA"]),
    (Scalar(Field::TimeZone), &["TIMEZONE", "TZ"]),
    (Scalar(Field::CampaignName), &["CAMPAIGNNAME"]),
    (Scalar(Field::BrandName), &["BRANDNAME"]),
    (Scalar(Field::MmsInboxId), &["MMSINBOXID"]),
    (Scalar(Field::StartDate), &["START_DATE"]),
    (Scalar(Field::EndDate), &["END_DATE"]),
    (Scalar(Field::PageNumber), &["PAGE_NUMBER"]),
    (Scalar(Field::ItemsPerPage), &["ITEMS_PER_PAGE"]),
    (Slide, &["SLIDE"]),
    (Wrapper, &["CONTENT", "SEQUENCE"]),
    (Text, &["TEXT", "message-text"]),
    (Duration, &["DURATION"]),
    (Media(Element::Image), &["IMAGE"]),
    (Media(Element::Audio), &["AUDIO"]),
    (Media(Element::Video), &["VIDEO"]),
    (Media(Element::VCard), &["VCARD", "contact"]),
    (Media(Element::ICal), &["ICAL", "calendar"]),
    (Media(Element::Pdf), &["PDF"]),
    (Media(Element::Passbook), &["PASSBOOK", "wallet"]),
    (Object, &["OBJECT"]),
    (Url, &["URL"]),
    (Forbidden, &["PERSONALIZED-IMAGE", "excel"]),
    (CustomText, &["CUSTOMTEXT"]),
    (Value, &["VALUE"]),
    (Data, &["DATA"]),
];

static INDEX: LazyLock<HashMap<String, Concept>> = LazyLock::new(|| {
    let spelt = TABLE.iter().flat_map(|(concept, spellings)| {
        spellings
            .iter()
            .map(|spelling| (normalise(spelling), *concept))
    });
    spelt.collect()
});

/// What a name means; `None` for names that nobody knows, which are ignored.
pub(crate) fn look_up(name: &str) -> Option<Concept> {
    INDEX.get(&normalise(name)).copied()
}

/// The form in which names are compared: lower case, without `_` and `-`.
pub(crate) fn normalise(name: &str) -> String {
    let kept = name
        .chars()
        .filter(|character| !matches!(character, '_' | '-'));
    kept.map(|character| character.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests;
