//! Points in time, as the schema writes them.
//!
//! Speaks `xs:dateTime` and `xs:duration`. A time without an offset counts as UTC.

use std::time::Duration;

use jiff::{SpanRelativeTo, Timestamp, civil, tz::TimeZone};

/// A point in time, absolute or counted from the arrival of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// At this time.
    At(Timestamp),
    /// So long after the message arrives; whole seconds are written.
    After(Duration),
}

impl Moment {
    /// As it is on the wire: `2026-01-31T12:00:00Z` or `PT3600S`.
    pub(crate) fn to_wire(self) -> String {
        match self {
            Self::At(time) => time_to_wire(time),
            Self::After(wait) => format!("PT{}S", wait.as_secs()),
        }
    }

    /// `None` for what is neither a time nor a positive duration of days or less.
    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.starts_with(['P', 'p']) {
            return time_from_wire(text).map(Self::At);
        }
        let span: jiff::Span = text.parse().ok()?;
        let wait = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        Duration::try_from(wait).ok().map(Self::After)
    }
}

/// A time to the second, in UTC.
pub(crate) fn time_to_wire(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `None` for what is no time.
pub(crate) fn time_from_wire(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    let local: civil::DateTime = text.parse().ok()?;
    local
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let read = Moment::from_wire(text).map(Moment::to_wire);
        assert_eq!(read.as_deref(), expected, "{text}");
    }

    #[test]
    fn times_and_durations_are_read() {
        check("2026-01-31T12:00:00Z", Some("2026-01-31T12:00:00Z"));
        check(
            " 2026-01-31T12:00:00.123+02:00\n",
            Some("2026-01-31T10:00:00Z"),
        );
        check("2026-01-31T12:00:00", Some("2026-01-31T12:00:00Z"));
        check("P2D", Some("PT172800S"));
        check("PT1H", Some("PT3600S"));
        check("-PT1H", None);
        check("P1Y", None);
        check("soon", None);
        check("", None);
    }
}
