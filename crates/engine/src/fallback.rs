//! What becomes of a message that cannot go as MMS.
//!
//! An MMS does not turn into an SMS in this build, so such a message fails, and the reason says
//! why: the customer forbids the SMS, the sender has no route for it, or what made it necessary.
//!
//! Source: docs/contract.md, the fallback SMS and reasons.

use crate::compose::Misfit;
use carriers::{Because, Words};
use domain::account::{Account, Class};
use domain::content::Fallback;
use domain::magic;
use domain::message::{Message, Mms};
use domain::operator::Operator;
use domain::reason::{Fixed, Reason, WhySms};

/// What a message says of going as SMS.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wishes {
    forbidden: bool,
    forced: bool,
    /// The sender could send an SMS.
    has_route: bool,
}

impl Wishes {
    /// By the flags of content that is not sent yet, and by the sender that would send it.
    pub(crate) fn new(account: &Account, from: &str, fallback: &Fallback) -> Self {
        let sender = account.sender(from);
        Self {
            forbidden: fallback.disabled.unwrap_or(false),
            forced: false,
            has_route: sender.is_some_and(|sender| sender.sms_route),
        }
    }

    /// Those of a message; a text has none.
    pub(crate) fn of(account: &Account, message: &Message) -> Self {
        let Some(mms) = message.mms() else {
            return Self::default();
        };
        Self {
            forced: mms.force_sms,
            ..Self::new(account, &message.from, &mms.fallback)
        }
    }
}

/// Why a receiver cannot get MMS at all, as far as that is known before anything is sent.
pub(crate) fn takes_no_mms(
    account: &Account,
    operator: Option<&Operator>,
    (message, mms): (&Message, &Mms),
) -> Option<WhySms> {
    if mms.force_sms {
        return Some(WhySms::Forced);
    }
    if operator.is_some_and(|operator| !operator.mms) {
        return Some(WhySms::CarrierWithoutMms);
    }
    let test = account.policy.test && magic::Outcome::of(&message.to).is_sms_only();
    test.then_some(WhySms::HandsetWithoutMms)
}

/// The reason of a message that does not fit, or that a phone or network does not take.
pub(crate) fn impossible(account: &Account, wishes: Wishes, why: WhySms) -> Reason {
    if wishes.forbidden && !wishes.forced {
        return Reason::FallbackDisabled(why);
    }
    match account.policy.class {
        // Never falls back by itself: the cause is the whole reason.
        Class::Standard => Reason::Sms(why),
        Class::Optimized if !wishes.has_route => Reason::Fixed(Fixed::NoSmsRoute),
        // The sender could send the SMS, which is not built yet.
        Class::Optimized => Reason::Sms(why),
    }
}

/// The reason of a message that could not be laid out.
pub(crate) fn misfit(account: &Account, wishes: Wishes, misfit: &Misfit) -> Reason {
    match misfit {
        Misfit::NoRendition { .. } | Misfit::TooBig { .. } => {
            impossible(account, wishes, WhySms::TooBig)
        }
        Misfit::NotBuilt(_) => Reason::Fixed(Fixed::ContentNotBuilt),
    }
}

/// The reason of a message that the carrier refused for good.
pub(crate) fn refused(
    account: &Account,
    message: &Message,
    because: Because,
    words: &Words,
) -> Reason {
    match because {
        Because::Size => impossible(account, Wishes::of(account, message), WhySms::TooBig),
        Because::Type => impossible(account, Wishes::of(account, message), WhySms::TypeRefused),
        Because::Other => {
            let (code, text) = (words.code.as_deref(), words.text.as_deref());
            Reason::carrier(code.unwrap_or_default(), text.unwrap_or_default())
                .unwrap_or(Reason::Carrier("refused by the carrier".into()))
        }
    }
}
