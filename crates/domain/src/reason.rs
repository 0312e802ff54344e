//! Why something happened to a message, in the words told to customers.
//!
//! The text stands in the status details of an event. Knows nothing of which event carries it.
//! Guarantee: [`Reason::parse`] reads back every [`Reason::word`].
//!
//! Source: docs/contract.md, reasons.

use crate::fault::Wording;
use crate::limits::text::CARRIER_REASON;

/// Why a message went as SMS, did not go, or did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It went, or would have to go, as SMS.
    Sms(WhySms),
    /// It would have to go as SMS, and the customer forbids that.
    FallbackDisabled(WhySms),
    /// A cause with a fixed text of its own.
    Fixed(Fixed),
    /// The carrier's own code and text, at most 200 characters; see [`Reason::carrier`].
    Carrier(String),
}

/// Why a message does not go as MMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhySms {
    /// The handset's setting for passes demands a page.
    PassAsPage,
    /// The handset is known not to take MMS.
    HandsetWithoutMms,
    /// Larger than handset or operator allow, after adaptation.
    TooBig,
    /// A type that the operator's profile or the carrier at hand-over refuses.
    TypeRefused,
    /// The operator has SMS only.
    CarrierWithoutMms,
    /// The request forces it.
    Forced,
}

/// Causes with a text of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fixed {
    /// A fallback is needed and the sender cannot send SMS.
    NoSmsRoute,
    /// No link serves sender and operator any more.
    NoRoute,
    /// Its validity ended in our queue.
    ExpiredUnsent,
    /// The answer to the hand-over was lost and stays lost.
    Unconfirmed,
    /// The content of this receiver could not be built.
    ContentNotBuilt,
    /// The receiver opted out.
    Blacklisted,
    /// A campaign send to somebody who is not a subscriber.
    NotSubscribed,
    /// The carrier lookup of a campaign send failed.
    LookupFailed,
    /// No link serves the operator of a receiver of a campaign send.
    NotProvisioned,
    /// The operator of a receiver of a campaign send is unsupported.
    OperatorNotSupported,
    /// The sender of a campaign send does not serve the receiver.
    InvalidSender,
    /// The carrier says that the receiver is blocked.
    BlockedByOperator,
    /// The operator of this gateway took the message back.
    Cancelled,
    /// We failed.
    QueueError,
}

impl Reason {
    /// The carrier's own code and text, cut at 200 characters; `None` when it said nothing.
    #[must_use]
    pub fn carrier(code: &str, text: &str) -> Option<Self> {
        let said = format!("{} {}", code.trim(), text.trim());
        let said = said.trim();
        (!said.is_empty()).then(|| Self::Carrier(said.chars().take(CARRIER_REASON).collect()))
    }

    /// The text told to the customer.
    #[must_use]
    pub fn text(&self, wording: Wording) -> String {
        match self {
            Self::Sms(why) => why.text(wording).to_owned(),
            Self::FallbackDisabled(why) => {
                format!("Fallback SMS disabled: {}", why.text(wording))
            }
            Self::Fixed(fixed) => fixed.text().to_owned(),
            Self::Carrier(said) => said.clone(),
        }
    }

    /// Stable form for storage: `too_big`, `disabled:too_big`, `carrier:4006 Not supported`.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Sms(why) => why.word().to_owned(),
            Self::FallbackDisabled(why) => format!("{DISABLED}{}", why.word()),
            Self::Fixed(fixed) => fixed.word().to_owned(),
            Self::Carrier(said) => format!("{CARRIER}{said}"),
        }
    }

    /// Reads [`Reason::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(said) = word.strip_prefix(CARRIER) {
            return Some(Self::Carrier(said.to_owned()));
        }
        if let Some(word) = word.strip_prefix(DISABLED) {
            return WhySms::parse(word).map(Self::FallbackDisabled);
        }
        let fixed = || {
            Fixed::ALL
                .into_iter()
                .find(|fixed| fixed.word() == word)
                .map(Self::Fixed)
        };
        WhySms::parse(word).map(Self::Sms).or_else(fixed)
    }
}

const CARRIER: &str = "carrier:";
const DISABLED: &str = "disabled:";

impl From<WhySms> for Reason {
    fn from(why: WhySms) -> Self {
        Self::Sms(why)
    }
}

impl From<Fixed> for Reason {
    fn from(fixed: Fixed) -> Self {
        Self::Fixed(fixed)
    }
}

impl WhySms {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::PassAsPage,
        Self::HandsetWithoutMms,
        Self::TooBig,
        Self::TypeRefused,
        Self::CarrierWithoutMms,
        Self::Forced,
    ];

    /// The text told to the customer.
    #[must_use]
    pub const fn text(self, wording: Wording) -> &'static str {
        match self {
            Self::PassAsPage => match wording {
                Wording::Upper => "Handset setting: mms with pass via xHTML",
                Wording::Kebab | Wording::Json => "Handset setting: mms with pass via HTML",
            },
            Self::HandsetWithoutMms => "Handset setting: no MMS support",
            Self::TooBig => "Message size exceeds carrier limit",
            Self::TypeRefused => "Content type not supported by carrier",
            Self::CarrierWithoutMms => "Carrier does not support MMS",
            Self::Forced => "Forced as SMS by request",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::PassAsPage => "pass_as_page",
            Self::HandsetWithoutMms => "handset_without_mms",
            Self::TooBig => "too_big",
            Self::TypeRefused => "type_refused",
            Self::CarrierWithoutMms => "carrier_without_mms",
            Self::Forced => "forced",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

impl Fixed {
    /// Every one.
    pub const ALL: [Self; 14] = [
        Self::NoSmsRoute,
        Self::NoRoute,
        Self::ExpiredUnsent,
        Self::Unconfirmed,
        Self::ContentNotBuilt,
        Self::Blacklisted,
        Self::NotSubscribed,
        Self::LookupFailed,
        Self::NotProvisioned,
        Self::OperatorNotSupported,
        Self::InvalidSender,
        Self::BlockedByOperator,
        Self::Cancelled,
        Self::QueueError,
    ];

    /// The text told to the customer.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoSmsRoute => "No SMS route for sender",
            Self::NoRoute => "No route to carrier",
            Self::ExpiredUnsent => "Message expired before submission",
            Self::Unconfirmed => "Submission not confirmed by carrier",
            Self::ContentNotBuilt => "Error fetching dynamic content",
            Self::Blacklisted => "Phone number is blacklisted",
            Self::NotSubscribed => "Number is not subscribed in this campaign",
            Self::LookupFailed => "Carrier lookup failed",
            Self::NotProvisioned => "Carrier not provisioned",
            Self::OperatorNotSupported => "Operator not supported",
            Self::InvalidSender => "Invalid sender",
            Self::BlockedByOperator => "Recipient blocked by mobile operator",
            Self::Cancelled => "Message cancelled",
            Self::QueueError => "Queue processing error",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::NoSmsRoute => "no_sms_route",
            Self::NoRoute => "no_route",
            Self::ExpiredUnsent => "expired_unsent",
            Self::Unconfirmed => "unconfirmed",
            Self::ContentNotBuilt => "content_not_built",
            Self::Blacklisted => "blacklisted",
            Self::NotSubscribed => "not_subscribed",
            Self::LookupFailed => "lookup_failed",
            Self::NotProvisioned => "not_provisioned",
            Self::OperatorNotSupported => "operator_not_supported",
            Self::InvalidSender => "invalid_sender",
            Self::BlockedByOperator => "blocked_by_operator",
            Self::Cancelled => "cancelled",
            Self::QueueError => "queue_error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reason: impl Into<Reason>, upper: &str, lower: &str) {
        let reason = reason.into();
        assert_eq!(reason.text(Wording::Upper), upper);
        assert_eq!(reason.text(Wording::Kebab), lower);
        assert_eq!(reason.text(Wording::Json), lower);
        assert_eq!(Reason::parse(&reason.word()), Some(reason));
    }

    #[test]
    fn one_text_differs_between_the_cases() {
        let via = "Handset setting: mms with pass via";
        check(
            WhySms::PassAsPage,
            &format!("{via} xHTML"),
            &format!("{via} HTML"),
        );
        let size = "Message size exceeds carrier limit";
        check(WhySms::TooBig, size, size);
    }

    #[test]
    fn a_disabled_fallback_says_why_it_was_needed() {
        let disabled = "Fallback SMS disabled: Carrier does not support MMS";
        check(
            Reason::FallbackDisabled(WhySms::CarrierWithoutMms),
            disabled,
            disabled,
        );
    }

    #[test]
    fn the_carriers_own_words_are_cut_at_200_characters() {
        let said = "UNDELIV err:001";
        check(Reason::carrier("UNDELIV", "err:001").unwrap(), said, said);
        assert_eq!(Reason::carrier(" ", ""), None);
        let long = Reason::carrier("4006", &"é".repeat(300)).unwrap();
        assert_eq!(long.text(Wording::Upper).chars().count(), 200);
    }

    #[test]
    fn every_reason_reads_back() {
        for why in WhySms::ALL {
            for reason in [Reason::Sms(why), Reason::FallbackDisabled(why)] {
                assert_eq!(Reason::parse(&reason.word()), Some(reason));
            }
        }
        for fixed in Fixed::ALL {
            assert_eq!(Reason::parse(fixed.word()), Some(Reason::Fixed(fixed)));
        }
        assert_eq!(Reason::parse("unknown"), None);
    }
}
