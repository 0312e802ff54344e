//! Leaves a link alone that does not answer, and finds out when it does again.
//!
//! After a few failures of the connection in a row nothing is handed over for a pause that
//! doubles; then one message goes as a probe. So an outage costs neither attempts nor doubtful
//! messages, and the queue drains within the longest pause after the carrier returns. Lives in
//! memory: it bounds work and is no truth; a new process probes for itself.

use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

/// Failures in a row that are put up with.
const PATIENCE: u32 = 3;

/// First pause.
const FIRST: Duration = Duration::from_millis(500);

/// Longest pause.
const LONGEST: Duration = Duration::from_secs(4);

/// Refusals in a row that are reported to the operator, and each doubling of them.
const REFUSALS: u32 = 8;

/// How each link that fails is doing.
#[derive(Debug, Default)]
pub(crate) struct Breakers(Mutex<HashMap<String, Breaker>>);

#[derive(Debug, Clone, Copy, Default)]
struct Breaker {
    failures: u32,
    until: Timestamp,
    refusals: u32,
}

impl Breakers {
    /// How many of `window` exchanges may be open now.
    pub(crate) fn bound(&self, link: &str, window: usize, now: Timestamp) -> usize {
        match self.lock().get(link) {
            Some(breaker) if breaker.failures >= PATIENCE && now < breaker.until => 0,
            Some(breaker) if breaker.failures >= PATIENCE => 1,
            Some(_) | None => window,
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

    /// The link answered.
    pub(crate) fn works(&self, link: &str) {
        if self
            .lock()
            .remove(link)
            .is_some_and(|breaker| breaker.failures >= PATIENCE)
        {
            tracing::info!(link, "link {link} works again");
        }
    }

    /// The connection failed, or the answer was lost.
    pub(crate) fn failed(&self, link: &str, now: Timestamp) {
        let mut breakers = self.lock();
        let breaker = breakers.entry(link.to_owned()).or_default();
        breaker.failures = breaker.failures.saturating_add(1);
        if breaker.failures >= PATIENCE {
            let doublings = (breaker.failures - PATIENCE).min(10);
            breaker.until = now + FIRST.saturating_mul(1 << doublings).min(LONGEST);
        }
        if breaker.failures == PATIENCE {
            tracing::warn!(
                link,
                "link {link} is left alone for a while: it does not answer"
            );
        }
    }

    /// The link answered that it takes nothing for now. That is no failure of the connection, and
    /// may be the carrier's rhythm; when it never ends, somebody has to look.
    pub(crate) fn refused(&self, link: &str, words: &str) {
        let mut breakers = self.lock();
        let breaker = breakers.entry(link.to_owned()).or_default();
        breaker.failures = 0;
        breaker.refusals = breaker.refusals.saturating_add(1);
        if breaker.refusals >= REFUSALS && breaker.refusals.is_power_of_two() {
            let count = breaker.refusals;
            tracing::warn!(
                link,
                count,
                words,
                "link {link} refused {count} times in a row: {words}"
            );
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Breaker>> {
        // A panic while holding it can leave no half-made breaker.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_fails_is_left_alone_then_probed_then_trusted() {
        let breakers = Breakers::default();
        let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap();
        let bound = |ms| breakers.bound("a", 16, at(ms));
        assert_eq!(bound(0), 16);
        breakers.failed("a", at(0));
        breakers.failed("a", at(0));
        assert_eq!(bound(0), 16);
        breakers.failed("a", at(0));
        assert_eq!((bound(0), bound(499), bound(500)), (0, 0, 1));
        assert_eq!(breakers.next(at(0)), Some(at(500)));
        assert_eq!(breakers.bound("b", 16, at(0)), 16);
        breakers.failed("a", at(500));
        assert_eq!((bound(1_499), bound(1_500)), (0, 1));
        for _ in 0..50 {
            breakers.failed("a", at(2_000));
        }
        assert_eq!((bound(5_999), bound(6_000)), (0, 1));
        breakers.works("a");
        assert_eq!(bound(0), 16);
        assert_eq!(breakers.next(at(0)), None);
    }
}
