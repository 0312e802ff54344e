//! Status codes, what they mean and whether to try again.

/// The status in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The number.
    pub code: StatusCode,
    /// `StatusText`; many MMSCs leave it out.
    pub text: Option<String>,
    /// `Details`, white space trimmed, elements in it gone.
    pub details: Option<String>,
}

/// A status code as it is on the wire; vendors have their own besides those of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusCode(pub u16);

/// What a status code asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The request was taken.
    Success,
    /// It will never be taken.
    Permanent,
    /// It may be taken later.
    Transient,
}

/// Codes of the standard, their names, and what to do.
///
/// Source: 3GPP TS 23.140 §8.7.8 for codes and names. The classes are ours: they are the rule that
/// fits what operators document; an operator that differs is overridden by its own settings.
const CODES: [(u16, &str, Class); 26] = [
    (1000, "Success", Class::Success),
    (1100, "Partial success", Class::Success),
    (2000, "Client error", Class::Permanent),
    (2001, "Operation restricted", Class::Permanent),
    (2002, "Address error", Class::Permanent),
    (2003, "Address not found", Class::Permanent),
    (2004, "Multimedia content refused", Class::Permanent),
    (2005, "Message ID not found", Class::Permanent),
    (2006, "LinkedID not found", Class::Permanent),
    (2007, "Message format corrupt", Class::Permanent),
    (2008, "Application ID not found", Class::Permanent),
    (2009, "Reply Application ID not found", Class::Permanent),
    (3000, "Server error", Class::Transient),
    (3001, "Not possible", Class::Permanent),
    (3002, "Message rejected", Class::Permanent),
    (3003, "Multiple addresses not supported", Class::Permanent),
    (
        3004,
        "Application addressing not supported",
        Class::Permanent,
    ),
    (4000, "General service error", Class::Transient),
    (4001, "Improper identification", Class::Permanent),
    (4002, "Unsupported version", Class::Permanent),
    (4003, "Unsupported operation", Class::Permanent),
    (4004, "Validation error", Class::Permanent),
    (4005, "Service error", Class::Transient),
    (4006, "Service unavailable", Class::Transient),
    (4007, "Service denied", Class::Permanent),
    (4008, "Application denied", Class::Permanent),
];

impl StatusCode {
    /// Success.
    pub const SUCCESS: Self = Self(1000);
    /// The peer's request is wrong.
    pub const CLIENT_ERROR: Self = Self(2000);
    /// A message is named that is not known.
    pub const MESSAGE_ID_NOT_FOUND: Self = Self(2005);
    /// We are at fault.
    pub const SERVER_ERROR: Self = Self(3000);
    /// The peer is not who it should be.
    pub const IMPROPER_IDENTIFICATION: Self = Self(4001);
    /// The request is one that we do not serve.
    pub const UNSUPPORTED_OPERATION: Self = Self(4003);
    /// The request lacks what it must have.
    pub const VALIDATION_ERROR: Self = Self(4004);

    /// The standard's name; `None` for a vendor's code.
    pub fn name(self) -> Option<&'static str> {
        self.row().map(|&(_, name, _)| name)
    }

    /// What to do. A vendor's code counts by its thousands: 1 success, 2 and 4 permanent, 3
    /// transient; what is outside of all that says nothing and is transient.
    pub fn class(self) -> Class {
        match self.row() {
            Some(&(_, _, class)) => class,
            None => match self.0 / 1000 {
                1 => Class::Success,
                2 | 4 => Class::Permanent,
                _ => Class::Transient,
            },
        }
    }

    fn row(self) -> Option<&'static (u16, &'static str, Class)> {
        CODES.iter().find(|(code, ..)| *code == self.0)
    }
}

impl Status {
    /// A status with the standard's name as its text.
    pub fn of(code: StatusCode) -> Self {
        Self {
            code,
            text: code.name().map(str::to_owned),
            details: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, StatusCode};

    #[track_caller]
    fn check(code: u16, name: Option<&str>, class: Class) {
        assert_eq!(
            (StatusCode(code).name(), StatusCode(code).class()),
            (name, class)
        );
    }

    #[test]
    fn a_code_says_whether_to_try_again() {
        check(1000, Some("Success"), Class::Success);
        check(1100, Some("Partial success"), Class::Success);
        check(1001, None, Class::Success);
        check(2003, Some("Address not found"), Class::Permanent);
        check(2560, None, Class::Permanent);
        check(3000, Some("Server error"), Class::Transient);
        check(3002, Some("Message rejected"), Class::Permanent);
        check(3510, None, Class::Transient);
        check(4000, Some("General service error"), Class::Transient);
        check(4006, Some("Service unavailable"), Class::Transient);
        check(4007, Some("Service denied"), Class::Permanent);
        check(4999, None, Class::Permanent);
        check(0, None, Class::Transient);
        check(307, None, Class::Transient);
        check(6000, None, Class::Transient);
    }
}
