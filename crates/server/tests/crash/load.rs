//! Customers at work: `sendMMS` with a picture of its own, `sendSavedMMS` by XML and by GET.
//!
//! Each client has one connection and one request open. A client ends when its connection breaks.
//! Every second order comes with an `Idempotency-Key`; when it was not answered, it is repeated
//! byte by byte after the next start, and so again until it is answered. The others are never asked
//! again: what became of them is for the checker to find out.

use crate::dice::Dice;
use crate::gateway::Gateway;
use crate::ledger::{Answer, Ledger, Order, subject};
use crate::picture;
use crate::wire::{Connection, Request, element};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use testkit::{MediaServer, Resource};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Clients at the same time.
const CLIENTS: usize = 8;

/// A client's pace; all together send about 160 requests a second, if the machine allows.
const PACE: Duration = Duration::from_millis(50);

/// The number that the template's picture shows; no order gets so far.
const TEMPLATE_PICTURE: u64 = picture::LIMIT - 1;

/// The account's sender.
pub(crate) const SENDER: &str = "60856";

/// Orders with a key that are repeated in the end although they were answered.
const REPLAYED: usize = 100;

/// How orders are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeating {
    /// With the key that they had.
    Keyed,
    /// Without any key, as those do who know no better.
    Keyless,
}

/// What all clients share.
pub(crate) struct Office {
    /// The account's key.
    pub(crate) key: String,
    /// What was asked and answered.
    pub(crate) ledger: Ledger,
    /// Where the pictures are.
    pub(crate) media: MediaServer,
    /// The template's number.
    template: String,
    seed: u64,
    repeating: Repeating,
    /// Orders that are to be repeated.
    again: Mutex<Vec<Order>>,
}

/// Whether an order is repeated when it was not answered.
fn insists(order: &Order) -> bool {
    order.number.is_multiple_of(2)
}

impl Office {
    /// Saves the template.
    pub(crate) async fn open(
        gateway: &Gateway,
        (key, seed): (&str, u64),
        repeating: Repeating,
    ) -> Arc<Self> {
        let media = MediaServer::start().await.unwrap();
        let url = show(&media, TEMPLATE_PICTURE);
        let request = Request::post(&format!(
            "<REQUEST><ACTION>saveMMS</ACTION><API_KEY>{key}</API_KEY><NAME>crash</NAME>\
             <SUBJECT>template</SUBJECT><SLIDE><IMAGE><URL>{url}</URL></IMAGE>\
             <TEXT>template</TEXT><DURATION>5</DURATION></SLIDE></REQUEST>"
        ));
        let saved = async {
            let mut connection = Connection::open(gateway.address()).await.unwrap();
            connection.exchange(&request).await.unwrap()
        };
        let answer = timeout(Duration::from_secs(20), saved).await;
        let answer = answer.expect("saveMMS is answered");
        let template = element(&answer, "MMSID").unwrap_or_else(|| panic!("{answer}"));
        Arc::new(Self {
            key: key.to_owned(),
            ledger: Ledger::default(),
            media,
            template: template.to_owned(),
            seed,
            repeating,
            again: Mutex::default(),
        })
    }

    /// Puts the clients to work; they end when the process does.
    pub(crate) fn work(self: &Arc<Self>, gateway: &Gateway) -> JoinSet<()> {
        *self.again() = self.unanswered();
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let (office, address) = (Arc::clone(self), gateway.address());
            clients.spawn(async move {
                // The connection breaks with the process; that is the end of the work.
                let _ = office.client(address).await;
            });
        }
        clients
    }

    async fn client(&self, address: SocketAddr) -> std::io::Result<()> {
        let mut connection = Connection::open(address).await?;
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            pace.tick().await;
            let (order, request) = self.next();
            let answer = connection.exchange(&request).await?;
            self.ledger.answered(order.number, &answer);
        }
    }

    fn again(&self) -> MutexGuard<'_, Vec<Order>> {
        self.again.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Orders that are to be repeated: nobody knows what became of them.
    fn unanswered(&self) -> Vec<Order> {
        let mut orders = self.ledger.with_answer(|answer| *answer == Answer::None);
        orders.retain(insists);
        orders
    }

    /// Repeats all that was not answered until it is, and, where keys protect them, many of those
    /// that were.
    pub(crate) async fn settle(&self, gateway: &Gateway) {
        let mut orders = self.unanswered();
        if self.repeating == Repeating::Keyed {
            let accepted = |answer: &Answer| matches!(answer, Answer::Accepted(_));
            let accepted = self.ledger.with_answer(accepted).into_iter();
            orders.extend(accepted.filter(insists).take(REPLAYED));
        }
        let repeat = async {
            let mut connection = Connection::open(gateway.address()).await?;
            for order in orders {
                let answer = connection.exchange(&self.request(&order)).await?;
                self.ledger.answered(order.number, &answer);
            }
            std::io::Result::Ok(())
        };
        let settled = timeout(Duration::from_secs(60), repeat).await;
        settled.expect("repetitions are answered").unwrap();
        assert!(self.unanswered().is_empty());
    }

    fn kind(&self, number: u64) -> u64 {
        Dice::new(self.seed, number).below(3)
    }

    /// An order to be repeated, or the next one, with its request.
    fn next(&self) -> (Order, Request) {
        let again = self.again().pop();
        let order = again.unwrap_or_else(|| {
            self.ledger.enter(|number| match self.kind(number) {
                0 => number,
                _ => TEMPLATE_PICTURE,
            })
        });
        let request = self.request(&order);
        (order, request)
    }

    /// The request of an order: the same bytes each time.
    fn request(&self, order: &Order) -> Request {
        let request = match self.kind(order.number) {
            0 => self.send(order),
            1 => self.send_saved(order),
            _ => self.get_saved(order),
        };
        match self.repeating {
            Repeating::Keyed if insists(order) => request.keyed(&format!("order {}", order.number)),
            Repeating::Keyed | Repeating::Keyless => request,
        }
    }

    fn send(&self, order: &Order) -> Request {
        let (key, url) = (&self.key, show(&self.media, order.picture));
        let Order {
            number, to, text, ..
        } = order;
        let subject = subject(*number);
        Request::post(&format!(
            "<REQUEST><ACTION>sendMMS</ACTION><API_KEY>{key}</API_KEY><TO>{to}</TO>\
             <FROM>{SENDER}</FROM><SUBJECT>{subject}</SUBJECT><NAME>crash</NAME>\
             <SLIDE><IMAGE><URL>{url}</URL></IMAGE><TEXT>{text}</TEXT><DURATION>5</DURATION>\
             </SLIDE><CLIENT_REFERENCE>{number}</CLIENT_REFERENCE></REQUEST>"
        ))
    }

    fn send_saved(&self, order: &Order) -> Request {
        let Self { key, template, .. } = self;
        let Order {
            number, to, text, ..
        } = order;
        let subject = subject(*number);
        Request::post(&format!(
            "<REQUEST><ACTION>sendSavedMMS</ACTION><API_KEY>{key}</API_KEY><TO>{to}</TO>\
             <FROM>{SENDER}</FROM><MMSID>{template}</MMSID>\
             <CUSTOMTEXT><VALUE>{text}</VALUE><SLIDE>1</SLIDE></CUSTOMTEXT>\
             <CUSTOMSUBJECT>{subject}</CUSTOMSUBJECT>\
             <CLIENT_REFERENCE>{number}</CLIENT_REFERENCE></REQUEST>"
        ))
    }

    fn get_saved(&self, order: &Order) -> Request {
        Request::get(&[
            ("action", "sendsavedmms"),
            ("api_key", &self.key),
            ("to", &order.to),
            ("from", SENDER),
            ("mmsid", &self.template),
            ("customtext_1", &order.text),
            ("customsubject", &subject(order.number)),
            ("client_reference", &order.number.to_string()),
        ])
    }
}

/// Gives a picture by the media server; returns its URL.
fn show(media: &MediaServer, number: u64) -> String {
    let picture = Resource::of("image/jpeg", picture::draw(number));
    media.put(&format!("/{number}.jpg"), picture)
}
