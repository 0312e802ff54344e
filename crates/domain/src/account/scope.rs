//! What one key of an account may do; never more than the account itself.
//!
//! Source: docs/contract.md, authentication, and order of checks, step 8.

use crate::action::{Action, ActionKind};
use std::collections::BTreeSet;

/// Bounds of a key; the default is everything that the account may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Actions it may call; `None` is all.
    pub actions: Option<BTreeSet<Action>>,
    /// It changes nothing and orders nothing.
    pub read_only: bool,
}

impl Scope {
    /// Whether the action lies within it.
    ///
    /// A session may do more than the key that opened it, so a key that only reads opens none.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        let listed = self
            .actions
            .as_ref()
            .is_none_or(|actions| actions.contains(&action));
        let reads = action.kind() == ActionKind::Read && action != Action::CreateAccountSession;
        listed && (reads || !self.read_only)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(actions: Option<&[Action]>, read_only: bool, expected: &[Action]) {
        let actions = actions.map(|actions| actions.iter().copied().collect());
        let scope = Scope { actions, read_only };
        let allowed = Action::ALL.iter().filter(|action| scope.allows(**action));
        assert!(allowed.eq(expected), "{scope:?}");
    }

    #[test]
    fn a_key_may_do_what_is_listed_and_if_it_only_reads_only_what_reads() {
        check(None, false, Action::ALL);
        check(
            Some(&[Action::SendMms, Action::GetMmsIds]),
            false,
            &[Action::SendMms, Action::GetMmsIds],
        );
        check(
            Some(&[Action::SendMms, Action::GetMmsIds]),
            true,
            &[Action::GetMmsIds],
        );
        check(Some(&[]), false, &[]);
        check(
            None,
            true,
            &[
                Action::GetMmsTemplates,
                Action::GetMmsIds,
                Action::GetMmsCampaigns,
                Action::GetSendingStatus,
                Action::LoginUser,
            ],
        );
    }
}
