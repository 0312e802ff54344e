//! What a submission can do wrong, one row for each rule.
//!
//! Speaks 3GPP TS 23.140 (status codes of MM7) and the vendor codes 25xx that large United
//! States hubs publish for what the standard has no code for. Knows nothing of how a rule is
//! checked. Guarantee: every rule has one name, one status code and one sentence.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($name:ident $status:literal $sentence:literal)+) => {
        /// A rule that every submission must keep.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule {
            $(#[doc = $sentence] $name,)+
        }

        impl Rule {
            /// Every rule, in the order in which they are checked.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code with which a breach is answered: a status of MM7, for texts a command
            /// status of SMPP 3.4.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// The rule as a sentence.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

rules! {
    Credentials       4001 "The request carries the agreed HTTP credentials."
    ContentLength     2500 "The request has a Content-Length and is not chunked."
    SoapAction        2007 "The request has a SOAPAction header (SOAP 1.1)."
    OuterType         2007 "The request is multipart/related with type, start and boundary (RFC 2387)."
    OuterParts        2007 "The request has the envelope first, one content part after it, and a closing boundary."
    Size              2560 "The content is not larger than the ceiling."
    LineEnds          2007 "Header lines of parts end in CRLF (RFC 2046)."
    Envelope          2007 "The first part is a SOAP 1.1 envelope in UTF-8 with a header and a body."
    Transaction       2007 "The header has one TransactionID of MM7 with mustUnderstand 1."
    Version           4002 "Namespace and MM7Version are a pair that is in use."
    Schema            4004 "The elements are those of the schema, in its order and number."
    Value             4004 "Element values have the form of the schema."
    Vasp              4001 "VASPID and VASID are given, and are the agreed ones."
    Sender            4004 "The sender is a short code, an E.164 number, or letters, digits, - and _."
    Recipients        3003 "The number of recipients is not above the allowed one."
    Address           2002 "A recipient is an E.164 number of 7 to 15 digits."
    ContentReference  2007 "Content refers by cid to the second part."
    InnerType         2007 "The content is multipart/related with type application/smil, start and boundary."
    PartHeaders       2007 "Each part has a Content-Type and a unique Content-ID in angle brackets."
    PartLocation      2007 "Each part of the content has a unique Content-Location."
    TransferEncoding  2007 "Each part is encoded as its Content-Transfer-Encoding says."
    Charset           2007 "Text parts name their charset and keep to it."
    Layout            2007 "The presentation's head has one layout with a root-layout and the regions Image and Text."
    Slides            2007 "The presentation's body is a sequence of slides with a duration and at most one object of a kind."
    Reference         2007 "Each object of a slide names a part of the right type, and each part is named."
    Picture           2004 "Pictures are of the type they say and can be shown."
    SmsForm           2 "The request of a text is a JSON object with the agreed members and no others."
    SmsSender         10 "The sender of a text is 3 to 15 digits, its mask letters, digits, - and _."
    SmsReceiver       11 "The receiver of a text is an E.164 number of 7 to 15 digits."
    SmsText           1 "A text is not empty, and its alphabet and number of parts are the right ones."
    SmsExpiry         98 "The expiry of a text is a time in UTC."
}

/// One breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The rule that was broken.
    pub rule: Rule,
    /// The status code with which it was answered.
    pub status: u16,
    /// What was found, for people.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({}): {}", self.rule, self.status, self.detail)
    }
}

/// The breaches found so far in one submission.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Violation>);

impl Findings {
    /// Notes a breach, answered with the rule's own status.
    pub(crate) fn add(&mut self, rule: Rule, detail: impl Into<String>) {
        self.add_as(rule, rule.status(), detail);
    }

    /// Notes a breach, answered with `status`.
    pub(crate) fn add_as(&mut self, rule: Rule, status: u16, detail: impl Into<String>) {
        self.0.push(Violation {
            rule,
            status,
            detail: detail.into(),
        });
    }

    /// Notes a breach unless `kept`.
    pub(crate) fn require(&mut self, kept: bool, rule: Rule, detail: &str) {
        if !kept {
            self.add(rule, detail);
        }
    }
}
