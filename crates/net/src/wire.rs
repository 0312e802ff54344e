//! The client for configured peers whose exchanges may be recorded.
//!
//! Speaks HTTP/1.1 like the other clients, with the same pool, look-up and TLS; but its
//! connections are made here, so that what goes over them passes a [`Tape`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector, dns::Name};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower::Service;

use crate::resolve::{CheckedResolver, Found};
use crate::segments::Segments;
use crate::tape::{End, Keep, Tape, Taped};

/// The pool of connections.
pub(crate) type Wires = hyper_util::client::legacy::Client<Connector, Segments>;

/// A connection, encrypted or not.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// How long a connection may be silent before the peer is asked whether it is there, and how long
/// bytes may be unacknowledged; as in the other clients.
const SILENCE: Duration = Duration::from_secs(15);

/// See [`SILENCE`].
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

type Cause = Box<dyn std::error::Error + Send + Sync>;
type Soon<T> = Pin<Box<dyn Future<Output = Result<T, Cause>> + Send>>;

/// The pool for peers at the end of this look-up and TLS; with the time for connecting, and how
/// long an unused connection is kept.
pub(crate) fn wires(
    (connect, keep_alive): (Duration, Duration),
    names: CheckedResolver,
    tls: &rustls::ClientConfig,
    keep: Keep,
) -> Wires {
    let mut tcp = HttpConnector::new_with_resolver(Names(Arc::new(names)));
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_keepalive(Some(SILENCE));
    tcp.set_keepalive_interval(Some(SILENCE));
    tcp.set_keepalive_retries(Some(3));
    #[cfg(target_os = "linux")]
    tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
    let mut tls = tls.clone();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    let connector = Connector {
        tcp,
        tls: TlsConnector::from(Arc::new(tls)),
        patience: connect,
        keep,
    };
    hyper_util::client::legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(keep_alive)
        .pool_timer(TokioTimer::new())
        .build(connector)
}

/// The look-up as the connector wants it.
#[derive(Clone)]
pub(crate) struct Names(Arc<CheckedResolver>);

impl Service<Name> for Names {
    type Response = Found;
    type Error = Cause;
    type Future = Soon<Found>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        self.0.addresses(name.as_str())
    }
}

impl<S> Connection for Taped<S> {
    fn connected(&self) -> Connected {
        Connected::new().extra(self.tape().clone())
    }
}

/// Makes connections, encrypted or not, each with a tape of its own.
#[derive(Clone)]
pub(crate) struct Connector {
    tcp: HttpConnector<Names>,
    tls: TlsConnector,
    patience: Duration,
    keep: Keep,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Taped<Box<dyn Stream>>>;
    type Error = Cause;
    type Future = Soon<TokioIo<Taped<Box<dyn Stream>>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        self.tcp.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, peer: Uri) -> Self::Future {
        let tls = (peer.scheme_str() == Some("https")).then(|| self.tls.clone());
        let host = peer.host().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let plain = self.tcp.call(peer);
        let (patience, tape) = (self.patience, Tape::new(Arc::clone(&self.keep)));
        let connecting = async move {
            let plain = plain.await?.into_inner();
            let stream: Box<dyn Stream> = match tls {
                None => Box::new(plain),
                Some(tls) => Box::new(tls.connect(ServerName::try_from(host)?, plain).await?),
            };
            Ok(TokioIo::new(Taped::new(stream, End::Client, tape)))
        };
        Box::pin(async move { timeout(patience, connecting).await? })
    }
}
