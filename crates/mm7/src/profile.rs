//! How one operator wants its MM7.
//!
//! Data only: a new operator is a new value, not new code.

/// Beginning of every MM7 namespace. Source: 3GPP TS 23.140, annex L.
const NAMESPACE_STEM: &str = "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-";

/// Versions and the schema that each goes with. The pairs for 5.5.0 and 6.3.0 were seen in use,
/// those for 5.3.0 and 6.8.0 are what most operators ask for, the others follow the count.
///
/// Source: 3GPP TS 23.140, MM7Version in the schema.
const VERSIONS: [(&str, &str); 10] = [
    ("5.3.0", "5-MM7-1-0"),
    ("5.5.0", "5-MM7-1-2"),
    ("5.6.0", "5-MM7-1-3"),
    ("5.8.0", "5-MM7-1-4"),
    ("5.10.0", "5-MM7-1-5"),
    ("6.3.0", "6-MM7-1-0"),
    ("6.4.0", "6-MM7-1-1"),
    ("6.5.0", "6-MM7-1-2"),
    ("6.6.0", "6-MM7-1-3"),
    ("6.8.0", "6-MM7-1-4"),
];

/// How messages to one operator are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Value of `MM7Version`, such as `6.8.0`.
    pub version: String,
    /// Name of the MM7 namespace; goes its own way at some operators.
    pub namespace: String,
    /// Prefix of MM7 elements; `None` declares a default namespace, which some MMSCs need.
    pub prefix: Option<String>,
    /// The SOAP action of requests.
    pub soap_action: SoapAction,
    /// How media are written.
    pub transfer: ContentTransfer,
    /// How numbers are spelt.
    pub numbers: NumberFormat,
    /// How short codes are spelt.
    pub short_codes: ShortCodeFormat,
}

/// The SOAP action of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoapAction {
    /// `""`
    Empty,
    /// The namespace in quotes.
    Namespace,
}

/// How media are written into a request; texts are always written as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentTransfer {
    /// In base64, which every MMSC takes and which makes them a third larger.
    Base64,
    /// As they are.
    Binary,
}

/// How a number is spelt in `Number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFormat {
    /// `15551234567`
    Digits,
    /// `+15551234567`
    WithPlus,
    /// `+15551234567/TYPE=PLMN`
    Plmn,
}

/// The element that holds a short code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortCodeFormat {
    /// `ShortCode`, as the standard has it.
    ShortCode,
    /// `Number`.
    Number,
}

impl Profile {
    /// The versions of the standard, oldest first.
    pub fn versions() -> impl Iterator<Item = &'static str> {
        VERSIONS.iter().map(|(version, _)| *version)
    }

    /// The usual profile of a version of the standard: namespace by the version, no prefix, empty
    /// SOAP action, base64, numbers with a plus. `None` for a version that there is not.
    pub fn of_version(version: &str) -> Option<Self> {
        let (_, schema) = VERSIONS.iter().find(|(known, _)| *known == version)?;
        Some(Self::new(version, schema))
    }

    fn new(version: &str, schema: &str) -> Self {
        Self {
            version: version.to_owned(),
            namespace: format!("{NAMESPACE_STEM}{schema}"),
            prefix: None,
            soap_action: SoapAction::Empty,
            transfer: ContentTransfer::Base64,
            numbers: NumberFormat::WithPlus,
            short_codes: ShortCodeFormat::ShortCode,
        }
    }
}

/// Version 6.8.0, which most operators ask for.
impl Default for Profile {
    fn default() -> Self {
        Self::new("6.8.0", "6-MM7-1-4")
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMESPACE_STEM, Profile};

    #[track_caller]
    fn check(version: &str, schema: Option<&str>) {
        let namespace = Profile::of_version(version).map(|profile| profile.namespace);
        assert_eq!(
            namespace,
            schema.map(|schema| format!("{NAMESPACE_STEM}{schema}"))
        );
    }

    #[test]
    fn a_version_has_its_namespace() {
        check("5.3.0", Some("5-MM7-1-0"));
        check("5.10.0", Some("5-MM7-1-5"));
        check("6.8.0", Some("6-MM7-1-4"));
        check("7.0.0", None);
        assert_eq!(Profile::of_version("6.8.0"), Some(Profile::default()));
    }
}
