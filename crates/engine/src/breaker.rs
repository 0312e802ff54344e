//! Leaves a link alone that does not answer or takes nothing for now, and finds out when it does
//! again.
//!
//! After a few failures in a row nothing is handed over for a pause that doubles and is spread;
//! then one message goes as a probe, and when it is taken, each one that is taken lets two go, up
//! to the window. So an outage costs neither attempts nor doubtful messages, a carrier that
//! throttles is asked less often instead of message by message, and the queue drains within the
//! longest pause after the carrier returns. Lives in memory: it bounds work and is no truth; a new
//! process probes for itself.

use crate::queue::retry::Backoff;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

/// Failures in a row that are put up with.
const PATIENCE: u32 = 3;

/// Pauses.
const PAUSES: Backoff = Backoff {
    first: Duration::from_millis(500),
    longest: Duration::from_secs(3),
    tries: u32::MAX,
};

/// The longest pause that a carrier is granted that asks for one (`Retry-After`).
pub(crate) const LONGEST_WISH: Duration = Duration::from_secs(10 * 60);

/// Refusals in a row that are reported to the operator, and each doubling of them.
const REFUSALS: u32 = 8;

/// A window that grows again is not bounded any more when it is as large.
const LARGE: usize = 4_096;

/// How each link that was asked is doing.
#[derive(Debug, Default)]
pub(crate) struct Breakers(Mutex<HashMap<String, Breaker>>);

#[derive(Debug, Clone, Default)]
struct Breaker {
    /// Failures and refusals since something was taken; while the link is left alone, pauses.
    failures: u32,
    refusals: u32,
    /// Nothing goes before this.
    until: Timestamp,
    /// When the failures in a row began.
    since: Option<Timestamp>,
    /// When a message may be sent this way next, though others go elsewhere.
    probe: Timestamp,
    /// How many may be open, while the window grows again.
    allowed: Option<usize>,
}

/// How a link is doing after a hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkIs {
    /// It takes messages, or fails now and then.
    InUse,
    /// It has failed so often in a row that nothing is handed over for a while.
    LeftAloneNow,
    /// It has not come back yet.
    LeftAlone,
    /// It took something again.
    Back,
}

/// Something went wrong on a link.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trouble<'a> {
    /// The connection failed, or the answer was lost.
    Failed(&'a str),
    /// It answered that it takes nothing for now, and perhaps how long we should wait.
    Refused(&'a str, Option<Duration>),
}

impl Breakers {
    /// How many of `window` exchanges may be open now.
    pub(crate) fn bound(&self, link: &str, window: usize, now: Timestamp) -> usize {
        match self.lock().get(link) {
            Some(breaker) if breaker.is_open() && now < breaker.until => 0,
            Some(breaker) if breaker.is_open() => 1,
            Some(breaker) => breaker
                .allowed
                .map_or(window, |allowed| allowed.min(window)),
            None => window,
        }
    }

    /// When the next link may be probed, if one is left alone.
    pub(crate) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let breakers = self.lock();
        breakers
            .values()
            .map(|breaker| breaker.until)
            .filter(|&until| until > now)
            .min()
    }

    /// Since when a link is left alone, if it is.
    pub(crate) fn away(&self, link: &str) -> Option<Timestamp> {
        let breakers = self.lock();
        let breaker = breakers.get(link).filter(|breaker| breaker.is_open());
        breaker.and_then(|breaker| breaker.since)
    }

    /// Whether a link that is left alone should be probed by a message that has another way, now
    /// that nothing waits for it any more. Says so once in a while.
    pub(crate) fn wants_probe(&self, link: &str, now: Timestamp) -> bool {
        let mut breakers = self.lock();
        let breaker = breakers.get_mut(link).filter(|breaker| breaker.is_open());
        let Some(breaker) = breaker.filter(|it| it.until.max(it.probe) <= now) else {
            return false;
        };
        breaker.probe = now + PAUSES.longest;
        true
    }

    /// The link took something, or refused it for good.
    pub(crate) fn works(&self, link: &str) -> LinkIs {
        let mut breakers = self.lock();
        let Some(breaker) = breakers.get_mut(link) else {
            return LinkIs::InUse;
        };
        let was_open = breaker.is_open();
        breaker.allowed = match was_open {
            true => Some(2),
            false => breaker.allowed.map(|allowed| allowed + 1),
        };
        breaker.allowed = breaker.allowed.filter(|&allowed| allowed < LARGE);
        (breaker.failures, breaker.refusals, breaker.since) = (0, 0, None);
        if !was_open {
            return LinkIs::InUse;
        }
        tracing::info!(link, "link {link} works again");
        LinkIs::Back
    }

    /// Something went wrong. `spread` is between 0 and 1.
    pub(crate) fn trouble(
        &self,
        link: &str,
        trouble: Trouble<'_>,
        now: Timestamp,
        spread: f64,
    ) -> LinkIs {
        let mut breakers = self.lock();
        let breaker = breakers.entry(link.to_owned()).or_default();
        let (words, wish) = match trouble {
            Trouble::Failed(why) => (why, None),
            Trouble::Refused(words, wish) => {
                breaker.refuse(link, words);
                (words, wish)
            }
        };
        breaker.since.get_or_insert(now);
        if breaker.is_open() && now < breaker.until {
            // It went out before the link was left alone: one storm counts once.
            return LinkIs::LeftAlone;
        }
        breaker.failures = breaker.failures.saturating_add(1);
        if !breaker.is_open() {
            return LinkIs::InUse;
        }
        let pause = PAUSES.pause(breaker.failures - PATIENCE + 1, spread);
        breaker.until = now + pause.max(wish.unwrap_or_default().min(LONGEST_WISH));
        if breaker.failures > PATIENCE {
            return LinkIs::LeftAlone;
        }
        tracing::warn!(
            link,
            words,
            "link {link} is left alone for a while: {words}"
        );
        LinkIs::LeftAloneNow
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Breaker>> {
        // A panic while holding it can leave no half-made breaker.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Breaker {
    /// The link is left alone, or probed.
    const fn is_open(&self) -> bool {
        self.failures >= PATIENCE
    }

    /// Refusals may be the carrier's rhythm; when they never end, somebody has to look.
    fn refuse(&mut self, link: &str, words: &str) {
        self.refusals = self.refusals.saturating_add(1);
        let count = self.refusals;
        if count >= REFUSALS && count.is_power_of_two() {
            tracing::warn!(
                link,
                count,
                words,
                "link {link} refused {count} times in a row: {words}"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    fn fail(breakers: &Breakers, times: usize, ms: i64) -> LinkIs {
        let mut last = LinkIs::InUse;
        for _ in 0..times {
            last = breakers.trouble("a", Trouble::Failed("away"), at(ms), 0.5);
        }
        last
    }

    #[track_caller]
    fn check_bounds(breakers: &Breakers, expected: &[(i64, usize)]) {
        for &(ms, bound) in expected {
            assert_eq!(breakers.bound("a", 16, at(ms)), bound, "after {ms} ms");
        }
    }

    #[test]
    fn a_link_that_fails_is_left_alone_then_probed_then_trusted_step_by_step() {
        let breakers = Breakers::default();
        assert_eq!(fail(&breakers, 2, 0), LinkIs::InUse);
        check_bounds(&breakers, &[(0, 16)]);
        assert_eq!(fail(&breakers, 1, 0), LinkIs::LeftAloneNow);
        check_bounds(&breakers, &[(0, 0), (499, 0), (500, 1)]);
        assert_eq!(breakers.next(at(0)), Some(at(500)));
        assert_eq!(breakers.away("a"), Some(at(0)));
        assert_eq!(breakers.bound("b", 16, at(0)), 16);
        assert_eq!(fail(&breakers, 1, 500), LinkIs::LeftAlone);
        check_bounds(&breakers, &[(1_499, 0), (1_500, 1)]);
        for probe in [1_500, 4_000, 8_000] {
            fail(&breakers, 1, probe);
        }
        check_bounds(&breakers, &[(10_999, 0), (11_000, 1)]);
        let asks = [10_999, 11_000, 13_999, 14_000].map(|ms| breakers.wants_probe("a", at(ms)));
        assert_eq!(asks, [false, true, false, true]);
        assert_eq!(breakers.works("a"), LinkIs::Back);
        check_bounds(&breakers, &[(0, 2)]);
        for _ in 0..20 {
            assert_eq!(breakers.works("a"), LinkIs::InUse);
        }
        check_bounds(&breakers, &[(0, 16)]);
        assert_eq!(breakers.away("a"), None);
        assert!(!breakers.wants_probe("a", at(20_000)));
    }

    #[test]
    fn what_was_under_way_when_the_link_failed_counts_once() {
        let breakers = Breakers::default();
        fail(&breakers, 64, 0);
        check_bounds(&breakers, &[(499, 0), (500, 1)]);
    }

    #[test]
    fn a_link_that_takes_others_meanwhile_is_not_left_alone() {
        let breakers = Breakers::default();
        for ms in 0..100 {
            fail(&breakers, 2, ms);
            breakers.works("a");
        }
        check_bounds(&breakers, &[(100, 16)]);
    }

    #[test]
    fn a_wish_to_wait_longer_is_granted_up_to_ten_minutes() {
        let breakers = Breakers::default();
        fail(&breakers, 2, 0);
        let wish = Some(Duration::from_secs(3_600));
        breakers.trouble("a", Trouble::Refused("busy", wish), at(0), 0.5);
        check_bounds(&breakers, &[(599_999, 0), (600_000, 1)]);
    }
}
