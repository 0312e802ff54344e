//! When something is tried again. Pure: a number of failures in, a pause out.

use domain::account::Schedule;
use std::time::Duration;

/// How a step is tried again when it fails for a reason of ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    /// Pause after the first failure.
    pub(crate) first: Duration,
    /// Longest pause; pauses double up to it.
    pub(crate) longest: Duration,
    /// Failures after which the step gives up.
    pub(crate) tries: u32,
}

impl Backoff {
    /// For steps that talk to nobody: the store or the disk is in trouble, and comes back.
    pub(crate) const OURS: Self = Self {
        first: Duration::from_secs(1),
        longest: Duration::from_secs(60),
        tries: 20,
    };

    /// For links: the carrier is busy or away. The message's validity ends it, not a count.
    pub(crate) const CARRIER: Self = Self {
        first: Duration::from_secs(1),
        longest: Duration::from_secs(60),
        tries: u32::MAX,
    };

    /// Pause after that many failures, spread by up to a fifth either way so that what failed
    /// together does not come back together. `spread` is between 0 and 1.
    pub(crate) fn pause(self, failures: u32, spread: f64) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        let pause = self.first.saturating_mul(1 << doublings).min(self.longest);
        jittered(pause, spread)
    }
}

fn jittered(pause: Duration, spread: f64) -> Duration {
    pause.mul_f64(0.8 + 0.4 * spread.clamp(0.0, 1.0))
}

/// What a schedule of postbacks decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Postbacks {
    /// Pauses before the second, third … try.
    pauses: &'static [u64],
    /// Time for connecting and answering together.
    pub(crate) limit: Duration,
    jitter: bool,
}

/// Source: docs/contract.md, retry schedules of postbacks.
const CLASSIC: Postbacks = Postbacks {
    pauses: &[300; 5],
    limit: Duration::from_secs(10),
    jitter: false,
};

/// Source: docs/contract.md, retry schedules of postbacks.
const STANDARD: Postbacks = Postbacks {
    pauses: &[
        5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ],
    limit: Duration::from_secs(15),
    jitter: true,
};

/// The longest pause that an endpoint may ask for by `Retry-After`.
const LONGEST_WISH: Duration = Duration::from_secs(3_600);

/// What an answer to a postback means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Acknowledged.
    Good,
    /// Not acknowledged.
    Bad,
    /// The endpoint says that it is gone for good.
    Gone,
}

impl Postbacks {
    /// The rows of a schedule.
    pub(crate) const fn of(schedule: Schedule) -> Self {
        match schedule {
            Schedule::Classic => CLASSIC,
            Schedule::Standard => STANDARD,
        }
    }

    /// Pause before the next try, or `None` after the last. `tries` is how many there were,
    /// `wish` what the endpoint asked for by `Retry-After`.
    pub(crate) fn pause(self, tries: u32, wish: Option<Duration>, spread: f64) -> Option<Duration> {
        let index = usize::try_from(tries).ok()?.checked_sub(1)?;
        let pause = Duration::from_secs(*self.pauses.get(index)?);
        if !self.jitter {
            return Some(pause);
        }
        let wish = wish.unwrap_or_default().min(LONGEST_WISH);
        Some(jittered(pause, spread).max(wish))
    }
}

/// Judges the HTTP status of an endpoint's answer.
pub(crate) const fn judge(schedule: Schedule, status: u16) -> Verdict {
    match (schedule, status) {
        (Schedule::Classic, 200) | (Schedule::Standard, 200..=299) => Verdict::Good,
        (Schedule::Standard, 410) => Verdict::Gone,
        (Schedule::Classic | Schedule::Standard, _) => Verdict::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schedule: Schedule, tries: u32, wish_s: u64, expected_s: Option<u64>) {
        let pause = Postbacks::of(schedule).pause(tries, Some(Duration::from_secs(wish_s)), 0.5);
        assert_eq!(
            pause.map(|pause| pause.as_secs()),
            expected_s,
            "{schedule:?} after {tries}"
        );
    }

    #[test]
    fn classic_tries_six_times_five_minutes_apart_whatever_the_endpoint_wishes() {
        for tries in 1..=5 {
            check(Schedule::Classic, tries, 1_000, Some(300));
        }
        check(Schedule::Classic, 6, 0, None);
    }

    #[test]
    fn standard_tries_eleven_times_over_three_days() {
        let pauses = [
            5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
        ];
        for (tries, pause) in (1..).zip(pauses) {
            check(Schedule::Standard, tries, 0, Some(pause));
        }
        check(Schedule::Standard, 11, 0, None);
    }

    #[test]
    fn a_wish_to_wait_longer_is_granted_up_to_an_hour() {
        check(Schedule::Standard, 1, 60, Some(60));
        check(Schedule::Standard, 1, 7_200, Some(3_600));
        check(Schedule::Standard, 5, 60, Some(7_200));
    }

    #[test]
    fn only_the_schedule_says_which_status_counts() {
        assert_eq!(judge(Schedule::Classic, 200), Verdict::Good);
        assert_eq!(judge(Schedule::Classic, 204), Verdict::Bad);
        assert_eq!(judge(Schedule::Classic, 410), Verdict::Bad);
        assert_eq!(judge(Schedule::Standard, 204), Verdict::Good);
        assert_eq!(judge(Schedule::Standard, 302), Verdict::Bad);
        assert_eq!(judge(Schedule::Standard, 410), Verdict::Gone);
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_are_spread() {
        let pause = |failures, spread| Backoff::CARRIER.pause(failures, spread).as_millis();
        assert_eq!(pause(1, 0.5), 1_000);
        assert_eq!(pause(3, 0.5), 4_000);
        assert_eq!(pause(40, 0.5), 60_000);
        assert_eq!(pause(1, 0.0), 800);
        assert_eq!(pause(1, 1.0), 1_200);
    }
}
