//! The tables of the suite and the stage that they are played on.

use crate::cites::covers;
use crate::conformance::request::{Dialect, PASS, Request, USER};
use crate::gateway::{Gateway, Setup};
use domain::account::{Sender, SenderKind, SubjectRule};
use std::collections::BTreeSet;
use std::fmt::Debug;
use storage::account::LegacyUser;

/// A gateway with a customer whom every dialect can open: by key, and by user and password.
///
/// It may send from a short code, from a British number, from a toll-free one that drops subjects,
/// from a short code that it shares, and from one for texts.
pub(super) async fn stage(change: impl FnOnce(&mut Setup)) -> Gateway {
    let gateway = Gateway::with(|setup| {
        setup.account.senders.extend(senders());
        change(setup);
    });
    let gateway = gateway.await;
    let user = LegacyUser {
        account: gateway.account,
        name: USER.into(),
        pass: engine::pass_digest([7; 32], PASS),
    };
    gateway.store().set_legacy_user(&user).await.unwrap();
    gateway
}

fn senders() -> [Sender; 4] {
    let british = Sender::new("447700900123", SenderKind::LongCode, "GB");
    let mut free = Sender::new("18885550100", SenderKind::TollFree, "US");
    free.subject = SubjectRule::Drop;
    let mut shared = Sender::new("60857", SenderKind::ShortCode, "US");
    shared.shared = true;
    let mut texts = Sender::new("60858", SenderKind::ShortCode, "US");
    texts.sms_route = true;
    [british, free, shared, texts]
}

/// Rows that have been tried: what they keep is noted, what they break is told all at once.
///
/// An item that any row breaks is not kept, whatever other rows say of it.
#[derive(Default)]
pub(super) struct Table {
    kept: BTreeSet<&'static str>,
    broken: BTreeSet<&'static str>,
    faults: Vec<String>,
}

impl Table {
    /// Takes note of a row that proves these items, unless it went wrong.
    pub(super) fn row(&mut self, items: &'static str, outcome: Result<(), String>) {
        let items = items.split_whitespace();
        match outcome {
            Ok(()) => self.kept.extend(items),
            Err(fault) => {
                self.broken.extend(items.clone());
                self.faults
                    .push(format!("{}: {fault}", items.collect::<Vec<_>>().join(" ")));
            }
        }
    }

    /// The request is answered with that code and that text.
    pub(super) async fn refused(
        &mut self,
        gateway: &Gateway,
        items: &'static str,
        (dialect, request): (Dialect, &Request),
        (code, text): (&str, &str),
    ) {
        let answer = gateway.call(request.call(dialect)).await;
        let fault = dialect.fault(&answer);
        let fault = (fault.0.as_str(), fault.1.as_str());
        let outcome = same("the fault", fault, (code, text));
        let outcome = outcome.and_then(|()| same("status", answer.status, 200));
        let about = |fault| format!("{fault}\n{dialect:?}: {request:?}");
        self.row(items, outcome.map_err(about));
    }

    /// Ends the table: fails with all that went wrong.
    #[track_caller]
    pub(super) fn end(self) {
        let kept: Vec<&str> = self.kept.difference(&self.broken).copied().collect();
        covers(&kept.join(" "));
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n\n"));
    }
}

/// Whether two things are the same, and else what they are.
pub(super) fn same<T: PartialEq + Debug + Copy>(
    what: &str,
    got: T,
    expected: T,
) -> Result<(), String> {
    match got == expected {
        true => Ok(()),
        false => Err(format!("{what}: {got:?} instead of {expected:?}")),
    }
}
