//! Counts failed authentications by address, so that keys cannot be guessed.
//!
//! Protects this process only and forgets with it. Guarantee: a fixed amount of memory, whatever
//! the number of addresses; an address is held up for a minute at most after its last failure.
//!
//! Source: docs/contract.md, HTTP status, row 429.

use crate::network::counted;
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long a failure counts.
///
/// Source: docs/contract.md, HTTP status, row 429.
const WINDOW: Duration = Duration::from_secs(60);

/// Addresses remembered at once. Ours: at ten failures each, about four megabytes.
const MAX_ADDRESSES: usize = 10_000;

/// Failures of the last minute.
pub(crate) struct BadKeys {
    limit: usize,
    /// At most `limit` instants for each address, oldest first, never empty.
    failures: Mutex<HashMap<IpAddr, VecDeque<Instant>>>,
}

impl BadKeys {
    /// Counts, and holds an address up once it has failed so often.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            failures: Mutex::default(),
        }
    }

    /// How long the address has to wait, if it has to.
    pub(crate) fn wait(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = failures.get(&counted(address))?;
        if of_address.len() < self.limit {
            return None;
        }
        let over = *of_address.front()? + WINDOW;
        over.checked_duration_since(now)
            .filter(|wait| !wait.is_zero())
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, address: IpAddr, now: Instant) {
        let address = counted(address);
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MAX_ADDRESSES && !failures.contains_key(&address) {
            make_room(&mut failures, now);
        }
        let of_address = failures.entry(address).or_default();
        of_address.push_back(now);
        while of_address.len() > self.limit
            || of_address.front().is_some_and(|at| is_over(*at, now))
        {
            of_address.pop_front();
        }
    }
}

fn is_over(at: Instant, now: Instant) -> bool {
    at + WINDOW <= now
}

/// Forgets addresses whose failures no longer count; when there are none, the half that failed
/// longest ago, so that the cost of looking is spread.
fn make_room(failures: &mut HashMap<IpAddr, VecDeque<Instant>>, now: Instant) {
    failures.retain(|_, of_address| of_address.back().is_some_and(|at| !is_over(*at, now)));
    if failures.len() < MAX_ADDRESSES {
        return;
    }
    let mut last: Vec<Instant> = failures
        .values()
        .filter_map(|all| all.back().copied())
        .collect();
    let middle = last.len() / 2;
    let (_, middle, _) = last.select_nth_unstable(middle);
    let middle = *middle;
    failures.retain(|_, of_address| of_address.back().is_some_and(|at| *at > middle));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> IpAddr {
        IpAddr::V4(number.into())
    }

    /// Failures at the given seconds, then whether the address is held up at a second and how long.
    #[track_caller]
    fn check(failed_at_s: &[u64], now_s: u64, expected_s: Option<u64>) {
        let start = Instant::now();
        let second = |second: u64| start + Duration::from_secs(second);
        let keys = BadKeys::new(3);
        for at in failed_at_s {
            keys.failed(address(1), second(*at));
        }
        let expected = expected_s.map(Duration::from_secs);
        assert_eq!(
            keys.wait(address(1), second(now_s)),
            expected,
            "{failed_at_s:?} {now_s}"
        );
        assert_eq!(keys.wait(address(2), second(now_s)), None, "somebody else");
    }

    #[test]
    fn an_address_waits_until_the_oldest_failure_that_counts_is_a_minute_old() {
        check(&[], 0, None);
        check(&[0, 1], 1, None);
        check(&[0, 1, 2], 2, Some(58));
        check(&[0, 1, 2], 59, Some(1));
        check(&[0, 1, 2], 60, None);
        check(&[0, 1, 2, 30], 59, Some(2));
        check(&[0, 61, 62], 62, None);
    }

    #[test]
    fn memory_does_not_grow_with_the_number_of_addresses() {
        let keys = BadKeys::new(3);
        let start = Instant::now();
        for number in 0..25_000 {
            keys.failed(
                address(number),
                start + Duration::from_millis(u64::from(number)),
            );
        }
        let failures = keys.failures.lock().unwrap();
        assert!(failures.len() <= MAX_ADDRESSES, "{}", failures.len());
        assert!(
            failures.contains_key(&address(24_999)),
            "the latest is remembered"
        );
    }
}
