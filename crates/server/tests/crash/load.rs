//! Customers at work: `sendMMS` with a picture of its own, `sendSavedMMS` by XML and by GET.
//!
//! Each client has one connection and one request open. A client ends when its connection breaks,
//! and asks nothing again: what became of the order is for the checker to find out.

use crate::dice::Dice;
use crate::gateway::Gateway;
use crate::ledger::{Ledger, Order, subject};
use crate::picture;
use crate::wire::{Connection, Request, element};
use std::net::SocketAddr;
use std::sync::Arc;
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
}

impl Office {
    /// Saves the template.
    pub(crate) async fn open(gateway: &Gateway, key: &str, seed: u64) -> Arc<Self> {
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
        })
    }

    /// Puts the clients to work; they end when the process does.
    pub(crate) fn work(self: &Arc<Self>, gateway: &Gateway) -> JoinSet<()> {
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

    /// Enters the next order and writes its request.
    fn next(&self) -> (Order, Request) {
        let kind = |number| Dice::new(self.seed, number).below(3);
        let order = self.ledger.enter(|number| match kind(number) {
            0 => number,
            _ => TEMPLATE_PICTURE,
        });
        let request = match kind(order.number) {
            0 => self.send(&order),
            1 => self.send_saved(&order),
            _ => self.get_saved(&order),
        };
        (order, request)
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
