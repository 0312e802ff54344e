//! The fields of requests: their names in each spelling, their form, what they mean.
//!
//! One row for each field. Schemas, the OpenAPI document and the collection of requests are made
//! from it; the tests hold it against the dialects, which must read every name as that field.
//!
//! Source: docs/contract.md, names of requests, limits.

use domain::limits::{request, text};
use domain::order::Field;

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text of at most so many characters; more is refused.
    Text(usize),
    /// Text of any length.
    Free,
    /// A telephone number with its country code.
    Number,
    /// Several of them, separated by commas; in JSON only one.
    Numbers,
    /// So many digits.
    Digits(usize, usize),
    /// An integer within these bounds.
    Integer(u64, u64),
    /// Yes or no, in any of their spellings.
    Switch,
    /// `true` or `false` and nothing else.
    TrueFalse,
    /// A date, with or without a time.
    Date,
    /// `YYYY-MM-DD hh:mm:ss`.
    Moment,
    /// Number of a template.
    Id,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) field: Field,
    /// Upper-case XML; parameters are the same in lower case.
    pub(crate) upper: &'static str,
    /// Lower-case XML and JSON.
    pub(crate) lower: &'static str,
    pub(crate) form: Form,
    pub(crate) meaning: &'static str,
    pub(crate) example: &'static str,
}

impl Row {
    /// The name in LEGACY: one field kept its older name there.
    pub(crate) fn legacy(&self) -> &'static str {
        match self.field {
            Field::OperatorId => "SPID",
            _ => self.upper,
        }
    }

    /// The name as a parameter.
    pub(crate) fn parameter(&self) -> String {
        self.upper.to_ascii_lowercase()
    }
}

/// The row of a field.
pub(crate) fn row(field: Field) -> &'static Row {
    ROWS.iter()
        .find(|row| row.field == field)
        .expect("a test holds the table against every field of every call")
}

const fn of(
    field: Field,
    (upper, lower): (&'static str, &'static str),
    form: Form,
    meaning: &'static str,
    example: &'static str,
) -> Row {
    Row {
        field,
        upper,
        lower,
        form,
        meaning,
        example,
    }
}

#[rustfmt::skip]
pub(crate) static ROWS: &[Row] = &[
    of(Field::To, ("TO", "to"), Form::Numbers,
        "Receiver, with country code.", "12025550100"),
    of(Field::ToDisplayOnly, ("TO_DISPLAYONLY", "to-displayonly"), Form::Free,
        "Others shown as members of the group, separated by commas; nothing is delivered to them.", "12025550101"),
    of(Field::From, ("FROM", "from"), Form::Digits(3, 15),
        "Sender of the account: short code, long code or toll-free number.", "60856"),
    of(Field::FromMask, ("FROM_MASK", "from-mask"), Form::Free,
        "Sender in letters, in countries that allow it.", "Acme"),
    of(Field::OperatorId, ("OPERATORID", "operator-id"), Form::Digits(1, 10),
        "The receiver's operator; the lookup is skipped then.", "0001890"),
    of(Field::ServiceId, ("SERVICEID", "service-id"), Form::Text(64),
        "Service of the account.", "60856mms"),
    of(Field::CampaignRef, ("CAMPAIGNREF", "campaign-ref"), Form::Text(text::CAMPAIGN_REF),
        "Campaign, by its reference or number.", "Spring26"),
    of(Field::MmsId, ("MMSID", "mms-id"), Form::Id,
        "Number of a saved message.", "35674"),
    of(Field::Name, ("NAME", "name"), Form::Text(text::NAME),
        "Internal label; receivers never see it.", "menu-2026-04"),
    of(Field::Subject, ("SUBJECT", "message-subject"), Form::Free,
        "Subject; cut at 80 characters, 40 are advised.", "Spring menu"),
    of(Field::FallbackText, ("FALLBACKSMSTEXT", "fallback-sms-text"), Form::Text(text::FALLBACK),
        "Text of the SMS that takes the place of a message that cannot go as MMS.", "Our spring menu:"),
    of(Field::DisableFallback, ("DISABLEFALLBACKSMS", "disable-fallback-sms"), Form::Switch,
        "No SMS takes its place: it fails instead.", "no"),
    of(Field::DisableFallbackLink, ("DISABLEFALLBACKSMSLINK", "disable-fallback-sms-link"), Form::Switch,
        "That SMS has no link.", "no"),
    of(Field::LinkExpiry, ("MMSLINK_EXPIRATION_DATE", "fallback-sms-link-expiration"), Form::Date,
        "The hosted page ends then; at most one year ahead.", "2026-12-31T23:00:00Z"),
    of(Field::MmsExpiry, ("MMS_EXPIRY_TIMESTAMP", "mms-expiry-timestamp"), Form::Date,
        "No delivery attempt after it; at most seven days ahead.", "2026-05-06T12:00:00Z"),
    of(Field::ForceSms, ("FORCE_SEND_AS_SMS", "force-send-as-sms"), Form::TrueFalse,
        "Goes as SMS whatever the handset.", "false"),
    of(Field::ClientReference, ("CLIENT_REFERENCE", "client-reference"), Form::Text(text::CLIENT_REFERENCE),
        "The customer's own id, echoed in every event.", "order-4711"),
    of(Field::CacheContent, ("CACHE_CONTENT", "cache-content"), Form::Switch,
        "Files that were fetched within a day may be used again.", "no"),
    of(Field::CustomSubject, ("CUSTOMSUBJECT", "custom-subject"), Form::Free,
        "Subject for this send.", "Menu of the day"),
    of(Field::DdmSubject, ("DDMTITLE", "ddm-message-subject"), Form::Free,
        "Subject of the discovery message.", "One moment"),
    of(Field::DdmText, ("DDMTEXT", "ddm-message-text"), Form::Text(text::FALLBACK),
        "Text of the discovery message.", "We are checking your phone, free of charge."),
    of(Field::DdmTimeout, ("DDMTIMEOUT", "ddm-message-timeout"), Form::Integer(1, 1_440),
        "Minutes to wait for the report of the discovery message.", "10"),
    of(Field::DdmForce, ("DDMFORCE", "ddm-force"), Form::Switch,
        "Discover even if the handset is known.", "no"),
    of(Field::ForcePassAsLink, ("FORCEPASSASLINK", "force-pass-as-link"), Form::Switch,
        "A pass goes as a link.", "no"),
    of(Field::SmsText, ("TEXT", "message-text"), Form::Free,
        "Text of the SMS; 160 characters are advised, 10 parts allowed.", "Hello from Acme"),
    of(Field::ToCampaign, ("TOCAMPAIGN", "to-campaign"), Form::Text(text::CAMPAIGN_REF),
        "Campaign whose subscribers receive it.", "Spring26"),
    of(Field::Mobile, ("MOBILE", "mobile"), Form::Number,
        "Number of the subscriber.", "12025550100"),
    of(Field::SubscriberRef, ("SUBSCRIBERREF", "subscriber-ref"), Form::Text(128),
        "The customer's own name for the subscriber.", "ACCT-1"),
    of(Field::Notify, ("NOTIFY", "notify"), Form::Switch,
        "Send the campaign's welcome or farewell SMS.", "no"),
    of(Field::Cta, ("CTA", "cta"), Form::Switch,
        "Ask the person first (double opt-in).", "no"),
    of(Field::TimeZone, ("TIMEZONE", "timezone"), Form::Text(64),
        "Time zone of the subscriber: an IANA name, or EST, CST, MST, PST, AKST, HST.", "America/New_York"),
    of(Field::CampaignName, ("CAMPAIGNNAME", "campaign-name"), Form::Text(text::NAME),
        "Title of the campaign.", "Spring"),
    of(Field::BrandName, ("BRANDNAME", "brand-name"), Form::Text(text::NAME),
        "Brand of the campaign.", "Acme"),
    of(Field::MmsInboxId, ("MMSINBOXID", "mms-inbox-id"), Form::Text(request::ECHOED_TO),
        "Tracking-id of an inbound message.", "MMS_MO_iG7Ksa31"),
    of(Field::StartDate, ("START_DATE", "start-date"), Form::Date,
        "Beginning of the period.", "2026-05-01"),
    of(Field::EndDate, ("END_DATE", "end-date"), Form::Date,
        "End of the period.", "2026-05-02"),
    of(Field::PageNumber, ("PAGE_NUMBER", "page-number"), Form::Integer(1, u32::MAX as u64),
        "Page, from 1.", "1"),
    of(Field::ItemsPerPage, ("ITEMS_PER_PAGE", "items-per-page"), Form::Integer(1, 1_000),
        "Templates of a page.", "100"),
];
