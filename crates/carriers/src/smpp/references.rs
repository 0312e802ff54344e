//! Reference numbers that mark the parts of one text.
//!
//! A handset puts parts together that have the same sender and the same number, so numbers follow
//! one another between two parties, from a random one: two texts would have to be 256 apart to be
//! mixed up. Lives in memory; after a restart it begins anew.
//!
//! Source: 3GPP TS 23.040 §9.2.3.24.1.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

/// Pairs that are remembered; then all are forgotten, which costs nothing but the order.
const PAIRS: usize = 65_536;

/// The last number between each two parties.
#[derive(Debug, Default)]
pub(super) struct References {
    last: Mutex<HashMap<u64, u8>>,
    hasher: RandomState,
}

impl References {
    /// The number of the next text between two parties.
    pub(super) fn next(&self, from: &str, to: &str) -> u8 {
        let pair = self.hasher.hash_one((from, to));
        // A panic while holding it can leave no half-made number.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= PAIRS {
            last.clear();
        }
        let number = last.entry(pair).or_insert_with(rand::random);
        *number = number.wrapping_add(1);
        *number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_two_parties_follow_one_another() {
        let references = References::default();
        let first = references.next("60856", "12025550100");
        references.next("60856", "12025550101");
        let second = references.next("60856", "12025550100");
        assert_eq!(second, first.wrapping_add(1));
    }
}
