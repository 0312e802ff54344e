//! The customer's own record: what was asked for, and what was answered.
//!
//! Guarantee: an order is in it before its first byte is sent, and an answer only when all of it
//! was read.

use crate::wire::element;
use std::sync::{Arc, Mutex, PoisonError};

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Nothing, or not all of it: the process died. The message may exist or not.
    None,
    /// `Success` with this tracking-id.
    Accepted(String),
    /// `Failure` with this code.
    Refused(String),
}

/// One order for one message.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// Place in the ledger; its subject and its client reference are made of it.
    pub(crate) number: u64,
    /// Receiver.
    pub(crate) to: String,
    /// Text of the only slide.
    pub(crate) text: String,
    /// Number that the picture shows.
    pub(crate) picture: u64,
    /// What came back.
    pub(crate) answer: Answer,
}

/// The record, shared by all clients.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger(Arc<Mutex<Vec<Order>>>);

impl Ledger {
    fn with<T>(&self, act: impl FnOnce(&mut Vec<Order>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Enters an order that is about to be sent. Its picture is the one given, else its own.
    pub(crate) fn enter(&self, picture: impl FnOnce(u64) -> u64) -> Order {
        self.with(|orders| {
            let number = orders.len() as u64;
            let order = Order {
                number,
                to: format!("1310556{:04}", number % 10_000),
                text: format!("Grüße, order {number}"),
                picture: picture(number),
                answer: Answer::None,
            };
            orders.push(order.clone());
            order
        })
    }

    /// Notes an answer of which every byte was read.
    pub(crate) fn answered(&self, number: u64, body: &str) {
        let text = |name| element(body, name).unwrap_or(body).to_owned();
        let answer = match element(body, "STATUS") {
            Some("Success") => Answer::Accepted(text("TRACKINGID")),
            Some(_) | None => Answer::Refused(text("ERRORCODE")),
        };
        let place = usize::try_from(number).expect("it is the length of a list");
        self.with(|orders| {
            let known = &mut orders[place].answer;
            if let Answer::Accepted(_) = known {
                assert_eq!(*known, answer, "order {number} was answered in two ways");
            }
            *known = answer;
        });
    }

    /// Orders that have this kind of answer so far.
    pub(crate) fn with_answer(&self, test: impl Fn(&Answer) -> bool) -> Vec<Order> {
        let mut orders = self.all();
        orders.retain(|order| test(&order.answer));
        orders
    }

    /// All orders so far.
    pub(crate) fn all(&self) -> Vec<Order> {
        self.with(|orders| orders.clone())
    }
}

/// The subject of an order's message.
pub(crate) fn subject(number: u64) -> String {
    format!("order {number}")
}

/// The order that a subject is of.
pub(crate) fn of_subject(subject: &str) -> Option<u64> {
    subject.strip_prefix("order ")?.parse().ok()
}
