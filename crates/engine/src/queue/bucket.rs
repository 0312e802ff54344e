//! A token bucket: how many messages may go now, so that over time no more go than a rate allows.
//!
//! The generic cell rate algorithm: all that is kept is the instant at which the bucket will be
//! full. Guarantee: in any span of time no more tokens are taken than the rate yields in it, plus
//! one bucket (a tenth of a second's worth, at least one). It holds for one process, and lives in
//! memory: it bounds work and is no truth.
//!
//! Source: ITU-T I.371, annex A, virtual scheduling.

use jiff::Timestamp;
use std::time::Duration;

/// Tokens in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    /// Nanoseconds for each.
    interval: i128,
    /// How many a bucket holds.
    burst: i128,
}

impl Rate {
    /// So many in a second, more than none.
    #[expect(clippy::cast_possible_truncation, reason = "settings bound the rate")]
    pub(crate) fn per_second(rate: f64) -> Self {
        Self {
            interval: ((1e9 / rate) as i128).max(1),
            burst: ((rate / 10.0) as i128).max(1),
        }
    }

    const fn bucket(self) -> i128 {
        self.interval * self.burst
    }
}

/// A bucket, full at first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bucket {
    /// When it will be full, in nanoseconds since 1970.
    full: i128,
}

impl Bucket {
    /// Tokens in it.
    pub(crate) fn available(self, rate: Rate, now: Timestamp) -> usize {
        let tokens = (rate.bucket() - self.lacking(rate, now)) / rate.interval;
        usize::try_from(tokens).unwrap_or(0)
    }

    /// Takes tokens out that are in it.
    pub(crate) fn take(&mut self, tokens: usize, rate: Rate, now: Timestamp) {
        let tokens = i128::try_from(tokens).unwrap_or(i128::MAX / rate.interval);
        self.full = now.as_nanosecond() + self.lacking(rate, now) + tokens * rate.interval;
    }

    /// When it is worth looking again, if there is little in it: at the next token, or at a fifth of
    /// the bucket, so that a fast link is not woken for each message.
    pub(crate) fn next(self, rate: Rate, now: Timestamp) -> Option<Timestamp> {
        let wanted = (rate.burst / 5).max(1) * rate.interval;
        let wait = wanted - (rate.bucket() - self.lacking(rate, now));
        let wait = u64::try_from(wait).ok().filter(|&wait| wait > 0)?;
        let wait = Duration::from_nanos(wait);
        // Clocks tell whole milliseconds: up to the next one, so that it is there then.
        now.checked_add(wait + Duration::from_micros(999)).ok()
    }

    /// Whether nothing would change if it were forgotten.
    pub(crate) fn is_full(self, now: Timestamp) -> bool {
        self.full <= now.as_nanosecond()
    }

    /// What it lacks, in nanoseconds; a clock that was put back makes it no emptier than empty.
    fn lacking(self, rate: Rate, now: Timestamp) -> i128 {
        (self.full - now.as_nanosecond()).clamp(0, rate.bucket())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    /// Takes all that there is each millisecond; when the tokens went.
    fn all_of(rate: f64, ms: i64) -> Vec<i64> {
        let (mut bucket, rate) = (Bucket::default(), Rate::per_second(rate));
        let mut went = Vec::new();
        for ms in 1_000..1_000 + ms {
            let there = bucket.available(rate, at(ms));
            bucket.take(there, rate, at(ms));
            went.extend(std::iter::repeat_n(ms - 1_000, there));
        }
        went
    }

    #[test]
    fn a_slow_link_gets_one_message_at_a_time_evenly() {
        assert_eq!(all_of(2.0, 1_600), [0, 500, 1_000, 1_500]);
        assert_eq!(all_of(0.5, 4_001), [0, 2_000, 4_000]);
    }

    #[test]
    fn in_no_span_go_more_than_the_rate_and_one_bucket() {
        let went = all_of(300.0, 3_000);
        for (first, &from) in went.iter().enumerate() {
            let within = |end: i64| went[first..].iter().filter(|&&ms| ms < end).count();
            assert!(within(from + 1_000) <= 330, "from {from}");
            assert!(within(from + 100) <= 60, "from {from}");
        }
        assert!(went.len() >= 900, "{} of 900", went.len());
    }

    #[track_caller]
    fn check_next(rate: f64, taken: usize, expected_ms: Option<i64>) {
        let (mut bucket, rate) = (Bucket::default(), Rate::per_second(rate));
        bucket.take(taken, rate, at(0));
        let next = bucket.next(rate, at(0));
        assert_eq!(next.map(|next| next.as_millisecond()), expected_ms);
        if let Some(next) = next {
            let next = at(next.as_millisecond());
            assert!(bucket.available(rate, next) > 0, "nothing is there then");
        }
    }

    #[test]
    fn the_next_look_is_when_a_token_is_there_and_for_fast_links_when_several_are() {
        check_next(2.0, 0, None);
        check_next(2.0, 1, Some(500));
        check_next(300.0, 30, Some(20));
        check_next(300.0, 26, Some(7));
        check_next(300.0, 24, None);
    }

    #[test]
    fn a_clock_that_is_put_back_costs_one_bucket_at_most() {
        let (mut bucket, rate) = (Bucket::default(), Rate::per_second(1.0));
        bucket.take(1, rate, at(1_000_000));
        assert_eq!(bucket.available(rate, at(5_000)), 0);
        bucket.take(0, rate, at(5_000));
        assert_eq!(bucket.available(rate, at(6_000)), 1);
    }
}
