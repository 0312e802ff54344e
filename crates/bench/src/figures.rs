//! Percentiles, medians and ratios.

use serde::Serialize;
use std::time::Duration;

/// What one round came to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Figures {
    /// Calls answered Success a second, from the first call to the last answer.
    pub(crate) accepted_per_s: f64,
    /// Messages that reached their end a second, from the first call to the last end.
    pub(crate) delivered_per_s: f64,
    /// Half of the answers took no longer, in milliseconds.
    pub(crate) answer_p50_ms: f64,
    /// All answers but one in a hundred took no longer, in milliseconds.
    pub(crate) answer_p99_ms: f64,
    /// Processor time of the process, seconds per 1,000 messages.
    pub(crate) cpu_s_per_1000: f64,
    /// The same of everything around it: customers, carrier, receiver and web server.
    pub(crate) around_cpu_s_per_1000: f64,
    /// The most memory that the process had in RAM since its start, in MB of 1,048,576 bytes.
    pub(crate) peak_memory_mb: f64,
}

/// A figure: how it is called for people, how it is read, decimal places shown.
pub(crate) type Figure = (&'static str, fn(&Figures) -> f64, usize);

/// All figures, in the order of the table.
pub(crate) const ALL: [Figure; 7] = [
    ("accepted a second", |it| it.accepted_per_s, 0),
    ("delivered a second", |it| it.delivered_per_s, 0),
    ("answer, p50, ms", |it| it.answer_p50_ms, 2),
    ("answer, p99, ms", |it| it.answer_p99_ms, 2),
    ("CPU s per 1,000 messages", |it| it.cpu_s_per_1000, 2),
    ("peak memory, MB", |it| it.peak_memory_mb, 1),
    (
        "(around it: CPU s per 1,000)",
        |it| it.around_cpu_s_per_1000,
        2,
    ),
];

impl Figures {
    /// Each figure made by `of`, which gets the way to read it.
    fn each(of: impl Fn(fn(&Self) -> f64) -> f64) -> Self {
        Self {
            accepted_per_s: of(|it| it.accepted_per_s),
            delivered_per_s: of(|it| it.delivered_per_s),
            answer_p50_ms: of(|it| it.answer_p50_ms),
            answer_p99_ms: of(|it| it.answer_p99_ms),
            cpu_s_per_1000: of(|it| it.cpu_s_per_1000),
            around_cpu_s_per_1000: of(|it| it.around_cpu_s_per_1000),
            peak_memory_mb: of(|it| it.peak_memory_mb),
        }
    }

    /// The median of each figure by itself; of memory the highest. NaN without rounds.
    pub(crate) fn median(rounds: &[Self]) -> Self {
        let medians = Self::each(|read| median(rounds.iter().map(read).collect()));
        let peaks = rounds.iter().map(|round| round.peak_memory_mb);
        Self {
            peak_memory_mb: peaks.fold(f64::NAN, f64::max),
            ..medians
        }
    }

    /// Each figure divided by that of the floor.
    pub(crate) fn ratio(&self, floor: &Self) -> Self {
        Self::each(|read| read(self) / read(floor))
    }
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (None, _) => f64::NAN,
        (Some(value), 1) => *value,
        (Some(value), _) => f64::midpoint(values[middle - 1], *value),
    }
}

/// The smallest value that so many percent do not exceed (nearest rank), of sorted values; zero of none.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    let found = sorted.get(rank - 1).or(sorted.last());
    found.copied().unwrap_or_default()
}

/// A duration in milliseconds.
pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_percentile(count: u64, percent: usize, expected: u64) {
        let sorted: Vec<_> = (1..=count).map(Duration::from_millis).collect();
        let expected = Duration::from_millis(expected);
        assert_eq!(
            percentile(&sorted, percent),
            expected,
            "p{percent} of 1 to {count}"
        );
    }

    #[test]
    fn a_percentile_is_the_value_of_the_nearest_rank() {
        check_percentile(100, 50, 50);
        check_percentile(100, 99, 99);
        check_percentile(5, 50, 3);
        check_percentile(5, 99, 5);
        check_percentile(1, 1, 1);
        check_percentile(3, 0, 1);
        check_percentile(0, 50, 0);
    }

    #[track_caller]
    fn check_median(values: &[f64], expected: f64) {
        assert_eq!(
            median(values.to_vec()).to_bits(),
            expected.to_bits(),
            "{values:?}"
        );
    }

    #[test]
    fn a_median_is_the_middle_whatever_the_order() {
        check_median(&[3.0, 1.0, 2.0], 2.0);
        check_median(&[4.0, 1.0, 2.0, 3.0], 2.5);
        check_median(&[7.0], 7.0);
        check_median(&[], f64::NAN);
    }

    fn all(value: f64) -> Figures {
        Figures::each(|_| value)
    }

    #[test]
    fn of_rounds_the_median_counts_and_the_highest_memory() {
        let median = Figures::median(&[all(1.0), all(9.0), all(2.0)]);
        let expected = Figures {
            peak_memory_mb: 9.0,
            ..all(2.0)
        };
        assert_eq!(median, expected);
    }

    #[test]
    fn a_ratio_is_to_the_floor() {
        assert_eq!(all(3.0).ratio(&all(12.0)), all(0.25));
    }
}
