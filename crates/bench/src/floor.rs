//! The floor: the least that a gateway with the same promise must do.
//!
//! A program of its own, so that its processor time and memory can be told apart: an HTTP server that takes any POST,
//! stores its body durably, answers, and forwards one MM7 request of a given size. Knows nothing of what it takes.
//! Guarantee: answers after the commit; ends when its standard input does.

mod child;
mod forward;
mod rows;

pub(crate) use child::Floor;

use crate::error::Error;
use crate::http_server::HttpServer;
use bytes::Bytes;
use forward::Forwarder;
use http::{Request, Response};
use http_body_util::Full;
use rows::Rows;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// What an accepted call is answered; as long as the gateway's answer, or nearly.
const ANSWER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<RESPONSE><STATUS>Success</STATUS>\
    <TO>12025550100</TO><MMSID>1</MMSID><TRACKINGID>MMS_1</TRACKINGID></RESPONSE>\n";

/// Run the floor alone; used by the benchmark itself.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Args {
    /// Database file, made new.
    #[arg(long, value_name = "FILE")]
    pub(crate) database: PathBuf,

    /// Where it forwards to: the simulated carrier.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) sink: SocketAddr,

    /// Bytes of a forwarded request.
    #[arg(long, value_name = "BYTES")]
    pub(crate) size: usize,

    /// Requests forwarded at the same time.
    #[arg(long, value_name = "COUNT")]
    pub(crate) window: usize,
}

/// Serves until standard input ends.
pub(crate) async fn run(args: Args) -> Result<(), Error> {
    let rows = Arc::new(Rows::open(&args.database)?);
    let forwarder = Arc::new(Forwarder::start(args.sink, args.size, args.window));
    let server = HttpServer::start(move |request: Request<Bytes>| {
        take(Arc::clone(&rows), Arc::clone(&forwarder), request)
    });
    let server = server.await?;
    println!("{}{}", child::READY, server.address());
    let ended = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0]));
    let ended = ended.await.map_err(Error::doing("wait for the end"))?;
    ended.map(drop).map_err(Error::doing("read standard input"))
}

/// Stores, answers; the forwarding comes after.
async fn take(
    rows: Arc<Rows>,
    forwarder: Arc<Forwarder>,
    request: Request<Bytes>,
) -> Response<Full<Bytes>> {
    let stored = rows.insert(request.into_body()).await;
    let (status, answer) = match stored {
        Ok(()) => {
            forwarder.forward();
            (200, ANSWER)
        }
        Err(_) => (500, "not stored"),
    };
    let mut response = Response::new(Full::new(Bytes::from_static(answer.as_bytes())));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response
}
