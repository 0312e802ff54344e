//! The room in memory that files take while they are fetched, shared among accounts.
//!
//! A file that drips in from a slow server holds its room for half a minute. So that the files of
//! one account cannot keep those of the others out, an account takes no more than it leaves free:
//! alone it has half of the room, and whoever comes next finds the other half. Each account may
//! have one file whatever is left. Those who wait are served in their order; who waits for room of
//! its own account holds nobody up.
//!
//! Guarantee: what is taken is given back when it is dropped, and never more than there is.

use domain::id::AccountId;
use domain::limits::KB;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The room.
#[derive(Debug)]
pub(crate) struct FetchMemory {
    /// All of it, in bytes.
    total: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    free: u64,
    held: HashMap<AccountId, u64>,
    waiting: VecDeque<Waiting>,
}

/// A file that waits.
#[derive(Debug)]
struct Waiting {
    account: AccountId,
    bytes: u64,
    room: oneshot::Sender<Room>,
}

/// Room that is taken until this is dropped.
#[derive(Debug)]
pub(crate) struct Room {
    memory: Arc<FetchMemory>,
    account: AccountId,
    bytes: u64,
}

impl FetchMemory {
    /// So much room, in bytes.
    pub(crate) fn new(total: u64) -> Arc<Self> {
        let state = State {
            free: total,
            ..State::default()
        };
        Arc::new(Self {
            total,
            state: Mutex::new(state),
        })
    }

    /// Waits for room for a file of an account. A file that wants more than there is waits for
    /// all of it.
    pub(crate) async fn take(self: &Arc<Self>, account: AccountId, bytes: u64) -> Option<Room> {
        let (room, taken) = oneshot::channel();
        self.lock().waiting.push_back(Waiting {
            account,
            bytes: bytes.clamp(KB, self.total),
            room,
        });
        self.serve();
        taken.await.ok()
    }

    /// Gives room to all who can have it now.
    fn serve(self: &Arc<Self>) {
        loop {
            let Some(next) = self.lock().next() else {
                return;
            };
            let room = Room {
                memory: Arc::clone(self),
                account: next.account,
                bytes: next.bytes,
            };
            // A caller who has gone meanwhile gives it back at once.
            let _ = next.room.send(room);
        }
    }

    fn give_back(self: &Arc<Self>, account: AccountId, bytes: u64) {
        let mut state = self.lock();
        state.free += bytes;
        if let Some(held) = state.held.get_mut(&account) {
            *held -= bytes;
            if *held == 0 {
                state.held.remove(&account);
            }
        }
        drop(state);
        self.serve();
    }

    /// A panic while holding it can leave no half-made state.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The first who can have room; it counts as taken when this returns.
    fn next(&mut self) -> Option<Waiting> {
        self.waiting.retain(|waiting| !waiting.room.is_closed());
        let within_share = |waiting: &Waiting| match self.held.get(&waiting.account) {
            None => true,
            Some(held) => held + 2 * waiting.bytes <= self.free,
        };
        let at = self.waiting.iter().position(within_share)?;
        // Who is too big for what is left is not overtaken, or it might wait for ever.
        let waiting = self.waiting.get(at).filter(|it| it.bytes <= self.free)?;
        self.free -= waiting.bytes;
        *self.held.entry(waiting.account).or_default() += waiting.bytes;
        self.waiting.remove(at)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.memory.give_back(self.account, self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use std::pin::pin;

    const ANNA: AccountId = AccountId(1);
    const BERT: AccountId = AccountId(2);
    const CARL: AccountId = AccountId(3);

    /// Takes so many KB at once, or nothing.
    fn now(memory: &Arc<FetchMemory>, account: AccountId, kilobytes: u64) -> Option<Room> {
        memory.take(account, kilobytes * KB).now_or_never()?
    }

    #[test]
    fn an_account_takes_no_more_than_it_leaves_free() {
        let memory = FetchMemory::new(100 * KB);
        let rooms: Vec<_> = (0..9).filter_map(|_| now(&memory, ANNA, 10)).collect();
        assert_eq!(rooms.len(), 5, "half of it");
        let others: Vec<_> = (0..9).filter_map(|_| now(&memory, BERT, 10)).collect();
        assert_eq!(others.len(), 2, "half of the rest");
        assert!(now(&memory, CARL, 30).is_some(), "the first one always");
        drop(rooms);
        let others: Vec<_> = (0..9).filter_map(|_| now(&memory, BERT, 10)).collect();
        assert_eq!(others.len(), 3, "five of ten");
    }

    #[test]
    fn a_file_above_all_that_there_is_waits_for_all_of_it() {
        let memory = FetchMemory::new(100 * KB);
        let small = now(&memory, ANNA, 1);
        assert!(now(&memory, BERT, 1_000).is_none());
        drop(small);
        let big = now(&memory, BERT, 1_000);
        assert!(big.is_some());
        assert!(now(&memory, ANNA, 1).is_none());
        drop(big);
        assert!(now(&memory, ANNA, 1).is_some());
    }

    #[test]
    fn who_waits_for_its_own_account_holds_nobody_up_and_who_waits_for_room_is_next() {
        let memory = FetchMemory::new(100 * KB);
        let first = now(&memory, ANNA, 40);
        let mut second = pin!(memory.take(ANNA, 40 * KB));
        assert!(second.as_mut().now_or_never().is_none());
        let other = now(&memory, BERT, 40);
        assert!(other.is_some());
        let mut big = pin!(memory.take(CARL, 60 * KB));
        assert!(big.as_mut().now_or_never().is_none());
        assert!(now(&memory, AccountId(4), 1).is_none(), "not before Carl");
        drop(other);
        let big = big.now_or_never().flatten();
        assert!(big.is_some());
        assert!(second.as_mut().now_or_never().is_none());
        drop((first, big));
        assert!(second.now_or_never().flatten().is_some());
    }

    #[test]
    fn who_goes_away_leaves_nothing_behind() {
        let memory = FetchMemory::new(100 * KB);
        let all = now(&memory, ANNA, 100);
        for _ in 0..3 {
            assert!(now(&memory, BERT, 50).is_none());
        }
        drop(all);
        let state = memory.lock();
        assert_eq!((state.free, state.held.len()), (100 * KB, 0));
    }
}
