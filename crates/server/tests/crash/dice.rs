//! Chance that can be replayed.
//!
//! SplitMix64, written out because a seed must mean the same with every version of every library.
//! Also the one place that reads the environment.

use std::ops::Range;
use std::time::Duration;

/// A sequence of numbers that its seed decides.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The sequence of a seed for one purpose; different purposes have independent sequences.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        let mut dice = Self(seed ^ purpose.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// A time of so many milliseconds.
    pub(crate) fn millis(&mut self, range: Range<u64>) -> Duration {
        Duration::from_millis(range.start + self.below(range.end - range.start))
    }
}

/// The seed of this run: `CRASH_SEED`, else a random one.
pub(crate) fn seed() -> u64 {
    setting("CRASH_SEED").unwrap_or_else(|| u64::from(rand::random::<u32>()))
}

/// A number out of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "how a test is run is not a setting of the program"
)]
pub(crate) fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn a_seed_always_throws_the_same() {
    let throw = |seed, purpose| {
        let mut dice = Dice::new(seed, purpose);
        [(); 4].map(|()| dice.below(1_000))
    };
    assert_eq!(throw(7, 1), throw(7, 1));
    assert_ne!(throw(7, 1), throw(7, 2));
    assert_ne!(throw(7, 1), throw(8, 1));
}
