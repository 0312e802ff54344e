//! A clock that stands still until a test moves it.
//!
//! Knows nothing of who asks. Guarantee: whoever sleeps until an instant wakes as soon as the clock
//! is set to it or past it, and not before.

use std::time::Duration;

use async_trait::async_trait;
use engine::clock::Clock;
use jiff::Timestamp;
use tokio::sync::watch;

/// Time, moved by hand.
#[derive(Debug)]
pub struct ManualClock(watch::Sender<Timestamp>);

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Moves it forward and wakes those whose time has come.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|now| *now += by);
    }

    /// Sets it, also backwards, as a clock that is corrected.
    pub fn set(&self, to: Timestamp) {
        self.0.send_replace(to);
    }

    /// How many sleep now; a test that advances the clock waits until its sleepers are there.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        self.0.receiver_count()
    }
}

impl Default for ManualClock {
    /// A clock in the year 2026; which day it is does not matter.
    fn default() -> Self {
        let start = Timestamp::from_second(1_777_879_649);
        Self::at(start.expect("the number lies within the calendar"))
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut changes = self.0.subscribe();
        // Fails only when the clock is gone, and then nobody waits for it.
        let _ = changes.wait_for(|now| *now >= at).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_reaches_its_instant() {
        let clock = Arc::new(ManualClock::default());
        let (start, minute) = (clock.now(), Duration::from_secs(60));
        let sleeper = clock.sleep_until(start + minute);
        tokio::pin!(sleeper);
        let asleep = |woke: Result<(), _>| woke.is_err();
        let moment = Duration::from_millis(5);
        assert!(asleep(tokio::time::timeout(moment, &mut sleeper).await));
        assert_eq!(clock.sleepers(), 1);
        clock.advance(minute - Duration::from_millis(1));
        assert!(asleep(tokio::time::timeout(moment, &mut sleeper).await));
        clock.advance(Duration::from_millis(1));
        sleeper.await;
        assert_eq!(clock.now(), start + minute);
    }

    #[tokio::test]
    async fn an_instant_that_has_passed_does_not_sleep() {
        let clock = ManualClock::default();
        clock.sleep_until(clock.now()).await;
        clock
            .sleep_until(clock.now() - Duration::from_secs(1))
            .await;
    }
}
