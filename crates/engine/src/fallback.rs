//! What becomes of a message that cannot go as MMS.
//!
//! No SMS link exists in this build, so such a message fails, and the reason says why: the
//! customer forbids the SMS, or the sender has no route for it.
//!
//! Source: docs/contract.md, the fallback SMS and reasons.

use crate::compose::Misfit;
use carriers::{Because, Words};
use domain::account::{Account, Class};
use domain::message::{Message, Mms};
use domain::reason::{Fixed, Reason, WhySms};

/// The reason of a message that does not fit, or that a phone or network does not take.
pub(crate) fn impossible(account: &Account, message: &Message, why: WhySms) -> Reason {
    let disabled = |mms: &Mms| mms.fallback.disabled.unwrap_or(false) && !mms.force_sms;
    if message.mms().is_some_and(disabled) {
        return Reason::FallbackDisabled(why);
    }
    match account.policy.class {
        // Never falls back by itself: the cause is the whole reason.
        Class::Standard => Reason::Sms(why),
        Class::Optimized => Reason::Fixed(Fixed::NoSmsRoute),
    }
}

/// The reason of a message that could not be laid out.
pub(crate) fn misfit(account: &Account, message: &Message, misfit: &Misfit) -> Reason {
    match misfit {
        Misfit::TooBig(_) => impossible(account, message, WhySms::TooBig),
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
        Because::Size => impossible(account, message, WhySms::TooBig),
        Because::Type => impossible(account, message, WhySms::TypeRefused),
        Because::Other => {
            let (code, text) = (words.code.as_deref(), words.text.as_deref());
            Reason::carrier(code.unwrap_or_default(), text.unwrap_or_default())
                .unwrap_or(Reason::Carrier("refused by the carrier".into()))
        }
    }
}
