//! Counts open connections by address.
//!
//! Guarantee: memory is bounded by the number of open connections, which is bounded itself.

use crate::network::counted;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Connections above the limit that are still told why they are not served. Ours.
const TOLD: usize = 16;

/// Open connections by address.
pub(crate) struct Crowd {
    limit: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// How a connection is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Welcome {
    /// It is served.
    Served,
    /// It is one too many: its requests are answered 429.
    Told,
}

/// One connection, counted until this is dropped.
pub(crate) struct Pass {
    /// How it is received.
    pub(crate) welcome: Welcome,
    address: IpAddr,
    crowd: Arc<Crowd>,
}

impl Crowd {
    /// Counts, with so many connections for each address.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            open: Mutex::default(),
        }
    }

    /// Counts one more connection; `None`: it shall be closed.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Pass> {
        let address = counted(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let before = open.get(&address).copied().unwrap_or(0);
        if before >= self.limit.saturating_add(TOLD) {
            return None;
        }
        open.insert(address, before + 1);
        let welcome = if before < self.limit {
            Welcome::Served
        } else {
            Welcome::Told
        };
        Some(Pass {
            welcome,
            address,
            crowd: Arc::clone(self),
        })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut open = self
            .crowd
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_served_then_told_then_shut_out_and_let_in_again() {
        let address = IpAddr::from([192, 0, 2, 1]);
        let crowd = Arc::new(Crowd::new(2));
        let passes: Vec<_> = (0..2 + TOLD).filter_map(|_| crowd.enter(address)).collect();
        let welcomes: Vec<_> = passes.iter().map(|pass| pass.welcome).collect();
        assert_eq!(
            welcomes[..3],
            [Welcome::Served, Welcome::Served, Welcome::Told]
        );
        assert_eq!(welcomes.len(), 2 + TOLD);
        assert!(crowd.enter(address).is_none());
        assert!(
            crowd.enter(IpAddr::from([192, 0, 2, 2])).is_some(),
            "somebody else"
        );
        drop(passes);
        assert_eq!(
            crowd.open.lock().unwrap().len(),
            0,
            "nothing is left behind"
        );
        assert_eq!(
            crowd.enter(address).map(|pass| pass.welcome),
            Some(Welcome::Served)
        );
    }
}
