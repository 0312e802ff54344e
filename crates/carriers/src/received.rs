//! Messages from phones, as networks hand them over.

use crate::Part;
use domain::long_text::TextPart;
use domain::notice::SentAs;

/// Type of texts from phones, whatever character set they came in.
pub const TEXT: &str = "text/plain; charset=utf-8";

/// A message from a phone, as the network handed it over.
#[derive(Debug, Clone)]
pub struct Received {
    /// As what it came.
    pub kind: SentAs,
    /// Names the exchange; a network that repeats it uses the same name, or so it should.
    pub exchange: String,
    /// Who sent it, digits without `+` where it is a number.
    pub from: String,
    /// Name of their operator, where the network says so.
    pub operator: Option<String>,
    /// Whom it was sent to, in their order.
    pub to: Vec<String>,
    /// Subject.
    pub subject: Option<String>,
    /// The text of an SMS.
    pub text: Option<String>,
    /// Parts of an MMS in their order, the presentation left out; texts are of the type [`TEXT`].
    pub parts: Vec<Part>,
    /// What is said of the phone.
    pub handset: Option<String>,
}

/// A part of a text from a phone, as the network handed it over.
#[derive(Debug, Clone)]
pub struct ReceivedPart {
    /// Who sent it, digits without `+` where it is a number.
    pub from: String,
    /// Whom it was sent to.
    pub to: String,
    /// The part.
    pub part: TextPart,
}
