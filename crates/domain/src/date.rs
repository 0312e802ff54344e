//! Dates and times as requests write them, and the bounds of what they set.
//!
//! Speaks the part of ISO 8601 that the contract names. Knows no clock: "now" is handed in.
//! Guarantee: a date alone is told apart from a time, because it means a whole day.
//!
//! Source: docs/contract.md, tolerance, rule N6.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::fault::{Fault, Kind};
use crate::limits::time::{LINK_LIFE_MAX, VALIDITY_MAX};

/// What a request wrote: a day or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A date alone.
    Day(Date),
    /// A date and a time; without an offset it is UTC.
    At(Timestamp),
}

impl Moment {
    /// Reads `YYYY-MM-DD` or `YYYYMMDD`, optionally `T` or a blank and `hh:mm[:ss[.f]]`, then
    /// optionally `Z`, `±hh`, `±hhmm` or `±hh:mm`.
    ///
    /// Digits of the fraction beyond nanoseconds are dropped. `None` for any other form and for
    /// what is no date or time (30 February, 24:00, second 60).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = Cursor { text };
        let date = rest.date()?;
        if rest.text.is_empty() {
            return Some(Self::Day(date));
        }
        if !rest.take('T') && !rest.take(' ') {
            return None;
        }
        let time = rest.time()?;
        let offset = rest.offset()?;
        let ended = rest.text.is_empty();
        let at = offset.to_timestamp(DateTime::from_parts(date, time)).ok()?;
        ended.then_some(Self::At(at))
    }

    /// The first instant of a day, UTC, or the instant itself; `None` at the end of all time.
    #[must_use]
    pub fn start(self) -> Option<Timestamp> {
        match self {
            Self::Day(date) => utc(date.to_datetime(Time::midnight())),
            Self::At(at) => Some(at),
        }
    }

    /// The last second of a day, UTC, or the instant itself; `None` at the end of all time.
    #[must_use]
    pub fn end(self) -> Option<Timestamp> {
        match self {
            Self::Day(date) => utc(date.at(23, 59, 59, 0)),
            Self::At(at) => Some(at),
        }
    }
}

/// Reads the instant at which a hosted page ends; a date alone means the end of that day, UTC.
///
/// # Errors
///
/// [`Kind::LinkExpiryInvalid`] when it is no date, not after `now`, or more than 367 days after.
///
/// Source: docs/contract.md, hosted page and link expiry.
pub fn link_expiry(text: &str, now: Timestamp) -> Result<Timestamp, Fault> {
    let end = Moment::parse(text).and_then(Moment::end);
    within(end, now, LINK_LIFE_MAX).ok_or_else(|| Kind::LinkExpiryInvalid.into())
}

/// Reads the instant after which a message is not attempted any more; it needs a time of day.
///
/// # Errors
///
/// [`Kind::MmsExpiryInvalid`] when it is no date with a time, not after `now`, or more than seven
/// days after.
///
/// Source: docs/contract.md, validity.
pub fn mms_expiry(text: &str, now: Timestamp) -> Result<Timestamp, Fault> {
    let end = match Moment::parse(text) {
        Some(Moment::At(at)) => Some(at),
        Some(Moment::Day(_)) | None => None,
    };
    within(end, now, VALIDITY_MAX).ok_or_else(|| Kind::MmsExpiryInvalid.into())
}

/// Reads the two ends of a report's period, each as `YYYY-MM-DD hh:mm:ss`, UTC.
///
/// # Errors
///
/// [`Kind::PeriodPatternInvalid`] for another pattern, [`Kind::PeriodInvalid`] when one of them is
/// no real time or the end is not after the start.
///
/// Source: docs/contract.md, getSendingStatus.
pub fn period(start: &str, end: &str) -> Result<(Timestamp, Timestamp), Fault> {
    let formed = |text: &str| {
        let digit = |(byte, wanted): (u8, u8)| match wanted {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        };
        let pattern = b"0000-00-00 00:00:00";
        text.len() == pattern.len() && text.bytes().zip(*pattern).all(digit)
    };
    if !formed(start) || !formed(end) {
        return Err(Kind::PeriodPatternInvalid.into());
    }
    let real = |text| Moment::parse(text).and_then(Moment::start);
    match (real(start), real(end)) {
        (Some(start), Some(end)) if start < end => Ok((start, end)),
        (_, _) => Err(Kind::PeriodInvalid.into()),
    }
}

/// `end`, if it is after `now` and at most `longest` after it.
fn within(end: Option<Timestamp>, now: Timestamp, longest: Duration) -> Option<Timestamp> {
    let latest = now.checked_add(longest).ok()?;
    end.filter(|end| *end > now && *end <= latest)
}

fn utc(civil: DateTime) -> Option<Timestamp> {
    civil
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// What is left to be read.
struct Cursor<'a> {
    text: &'a str,
}

impl Cursor<'_> {
    /// `YYYY-MM-DD` or `YYYYMMDD`.
    fn date(&mut self) -> Option<Date> {
        let year = self.number(4)?;
        let hyphens = self.take('-');
        let month = self.number(2)?;
        if hyphens && !self.take('-') {
            return None;
        }
        let day = self.number(2)?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// `hh:mm[:ss[.f]]`.
    fn time(&mut self) -> Option<Time> {
        let hour = self.number(2)?;
        if !self.take(':') {
            return None;
        }
        let minute = self.number(2)?;
        let seconds = self.take(':');
        let second = if seconds { self.number(2)? } else { 0 };
        let nanosecond = if seconds && self.take('.') {
            self.fraction()?
        } else {
            0
        };
        let small = |number: i16| i8::try_from(number).ok();
        Time::new(small(hour)?, small(minute)?, small(second)?, nanosecond).ok()
    }

    /// At least one digit, as nanoseconds.
    fn fraction(&mut self) -> Option<i32> {
        let digits = self.text.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, rest) = self.text.split_at(digits);
        self.text = rest;
        let padded = format!("{fraction:0<9}");
        if digits == 0 {
            None
        } else {
            padded[..9].parse().ok()
        }
    }

    /// Nothing (UTC), `Z`, `±hh`, `±hhmm` or `±hh:mm`.
    fn offset(&mut self) -> Option<Offset> {
        if self.text.is_empty() || self.take('Z') {
            return Some(Offset::UTC);
        }
        let sign = if self.take('-') {
            -1
        } else {
            i32::from(self.take('+'))
        };
        let hours = self.number(2)?;
        let colon = self.take(':');
        let minutes = if colon || !self.text.is_empty() {
            self.number(2)?
        } else {
            0
        };
        if sign == 0 || hours > 23 || minutes > 59 {
            return None;
        }
        let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
        Offset::from_seconds(sign * seconds).ok()
    }

    /// Exactly so many ASCII digits.
    fn number(&mut self, digits: usize) -> Option<i16> {
        let number = self.text.get(..digits)?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.text = &self.text[digits..];
        number.parse().ok()
    }

    fn take(&mut self, wanted: char) -> bool {
        let rest = self.text.strip_prefix(wanted);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(
            Moment::parse(text),
            Some(Moment::At(at(expected))),
            "{text}"
        );
    }

    #[track_caller]
    fn check_bad(text: &str) {
        assert_eq!(Moment::parse(text), None, "{text}");
    }

    #[test]
    fn a_date_and_time_has_many_forms() {
        check("2026-05-04T07:27:29Z", "2026-05-04T07:27:29Z");
        check("2026-05-04 07:27:29", "2026-05-04T07:27:29Z");
        check("20260504T07:27", "2026-05-04T07:27:00Z");
        check("2026-05-04T07:27:29.5Z", "2026-05-04T07:27:29.5Z");
        check(
            "2026-05-04T07:27:29.1234567891+00:00",
            "2026-05-04T07:27:29.123456789Z",
        );
        check("2026-05-04T07:27+02", "2026-05-04T05:27:00Z");
        check("2026-05-04T07:27-0530", "2026-05-04T12:57:00Z");
        check("2026-05-04 07:27:29-05:30", "2026-05-04T12:57:29Z");
    }

    #[test]
    fn other_forms_are_refused() {
        check_bad("");
        check_bad("2026-5-4");
        check_bad("2026-0504");
        check_bad("202605-04");
        check_bad("2026-02-30");
        check_bad("2026-05-04T");
        check_bad("2026-05-04T07");
        check_bad("2026-05-04T24:00");
        check_bad("2026-05-04T07:27:60");
        check_bad("2026-05-04T07:27:29.Z");
        check_bad("2026-05-04T07:27:29+2");
        check_bad("2026-05-04T07:27:29+02:");
        check_bad("2026-05-04T07:27:29+02:60");
        check_bad("2026-05-04T07:27:29+24:00");
        check_bad("2026-05-04T07:27:29-25");
        check_bad("2026-05-04T07:27:29 02:00");
        check_bad("2026-05-04T07:27:29Z ");
        check_bad("2026-05-04  07:27");
        check_bad("04.05.2026");
        check_bad("2026-05-é");
    }

    #[test]
    fn a_date_alone_is_a_whole_day() {
        for text in ["2026-05-04", "20260504"] {
            let day = Moment::parse(text).unwrap();
            assert!(matches!(day, Moment::Day(_)));
            assert_eq!(day.start(), Some(at("2026-05-04T00:00:00Z")));
            assert_eq!(day.end(), Some(at("2026-05-04T23:59:59Z")));
        }
    }

    #[track_caller]
    fn check_link(text: &str, expected: Option<&str>) {
        let end = link_expiry(text, at("2027-12-31T12:00:00Z"));
        assert_eq!(
            end.map_err(|fault| fault.code()),
            expected.map(at).ok_or("E617"),
            "{text}"
        );
    }

    #[test]
    fn a_hosted_page_ends_within_a_year_and_two_days() {
        check_link("2027-12-31", Some("2027-12-31T23:59:59Z"));
        check_link("2027-12-31T12:00:01", Some("2027-12-31T12:00:01Z"));
        check_link("2027-12-31T12:00:00", None);
        check_link("2027-12-30", None);
        // The year 2028 has 366 days, and a date means the end of its day.
        check_link("2028-12-31", Some("2028-12-31T23:59:59Z"));
        check_link("2029-01-01T12:00:00", Some("2029-01-01T12:00:00Z"));
        check_link("2029-01-01T12:00:00.001", None);
        check_link("soon", None);
        check_link("9999-12-31", None);
    }

    #[track_caller]
    fn check_mms(text: &str, expected: Option<&str>) {
        let end = mms_expiry(text, at("2026-05-04T12:00:00Z"));
        assert_eq!(
            end.map_err(|fault| fault.code()),
            expected.map(at).ok_or("E132"),
            "{text}"
        );
    }

    #[test]
    fn a_message_is_valid_for_at_most_seven_days() {
        check_mms("2026-05-04T12:00:01Z", Some("2026-05-04T12:00:01Z"));
        check_mms("2026-05-11T12:00:00Z", Some("2026-05-11T12:00:00Z"));
        check_mms("2026-05-11T12:00:01Z", None);
        check_mms("2026-05-04T12:00:00Z", None);
        check_mms("2026-05-05", None);
    }

    #[track_caller]
    fn check_period(start: &str, end: &str, expected: Option<&str>) {
        let read = period(start, end).map_err(|fault| fault.code());
        assert_eq!(read.err(), expected, "{start} {end}");
    }

    #[test]
    fn a_period_has_two_ends_of_one_pattern() {
        let (start, end) = ("2026-05-01 00:00:00", "2026-05-31 23:59:59");
        check_period(start, end, None);
        check_period("2026-05-01T00:00:00", end, Some("E507"));
        check_period("2026-05-01 00:00", end, Some("E507"));
        check_period(start, "2026-05-31 23:59:59Z", Some("E507"));
        check_period(start, "2026-02-30 00:00:00", Some("E508"));
        check_period(start, "2026-05-31 24:00:00", Some("E508"));
        check_period(start, start, Some("E508"));
        check_period(end, start, Some("E508"));
    }
}
