//! A line between the gateway and its carrier that can be out in every way a line can be.
//!
//! Knows nothing of HTTP. Guarantee: a line that was up and is so no longer takes its connections with
//! it, so that nothing goes through on one that was kept.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What the line does with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Passes everything on.
    Up,
    /// Closes it at once.
    Closed,
    /// Takes all bytes and never answers.
    HalfOpen,
    /// Cuts it off in the middle of the request (RST).
    Reset,
    /// Answers with something that is not HTTP.
    Nonsense,
    /// Shows a certificate that has expired; only of lines with TLS.
    Expired,
}

/// What a line with TLS shows to those who call.
struct Certificates {
    good: TlsAcceptor,
    expired: TlsAcceptor,
}

/// The line.
pub(crate) struct Wall {
    address: SocketAddr,
    /// The authority of a line with TLS, in PEM form.
    authority: String,
    line: watch::Sender<Line>,
    connections: Arc<AtomicUsize>,
    _work: JoinSet<()>,
}

impl Wall {
    /// A line to `to`.
    pub(crate) async fn start(to: SocketAddr, line: Line) -> Self {
        Self::with(to, line, None, String::new()).await
    }

    /// A line to `to` that speaks TLS with those who call, as `localhost`.
    pub(crate) async fn start_tls(to: SocketAddr, line: Line) -> Self {
        net::install_crypto();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = CertifiedIssuer::self_signed(params, key).unwrap();
        let certificates = Certificates {
            good: acceptor(&authority, 2096),
            expired: acceptor(&authority, 2021),
        };
        Self::with(to, line, Some(Arc::new(certificates)), authority.pem()).await
    }

    async fn with(
        to: SocketAddr,
        line: Line,
        tls: Option<Arc<Certificates>>,
        authority: String,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let line = watch::Sender::new(line);
        let connections = Arc::<AtomicUsize>::default();
        let mut work = JoinSet::new();
        let (now, count) = (line.subscribe(), Arc::clone(&connections));
        work.spawn(async move {
            let mut calls = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                calls.spawn(carry(near, to, now.clone(), tls.clone()));
            }
        });
        Self {
            address,
            authority,
            line,
            connections,
            _work: work,
        }
    }

    /// Is so from now on.
    pub(crate) fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// The address to talk to.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The authority that signs for a line with TLS, in PEM form.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// Certificate and key for `localhost` until the begin of a year.
fn acceptor(authority: &CertifiedIssuer<'_, KeyPair>, until: i32) -> TlsAcceptor {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

/// Passes everything on, for as long as the line is up.
async fn pass(
    mut near: impl AsyncRead + AsyncWrite + Unpin,
    to: SocketAddr,
    mut now: watch::Receiver<Line>,
) {
    let mut far = TcpStream::connect(to).await.unwrap();
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        _ = now.wait_for(|line| *line != Line::Up) => {}
    }
}

async fn carry(
    mut near: TcpStream,
    to: SocketAddr,
    now: watch::Receiver<Line>,
    tls: Option<Arc<Certificates>>,
) {
    let line = *now.borrow();
    match (line, tls) {
        (Line::Up, None) => pass(near, to, now).await,
        (Line::Up, Some(tls)) => {
            if let Ok(near) = tls.good.accept(near).await {
                pass(near, to, now).await;
            }
        }
        (Line::Expired, tls) => {
            let tls = tls.expect("a line with TLS");
            // Who looks at it hangs up.
            let _ = tls.expired.accept(near).await;
        }
        (Line::Closed, _) => {}
        (Line::HalfOpen, _) => {
            let mut bytes = vec![0; 16 * 1024];
            while let Ok(1..) = near.read(&mut bytes).await {}
        }
        (Line::Reset, _) => {
            let mut some = [0; 512];
            let _ = near.read(&mut some).await;
            near.set_zero_linger().unwrap();
        }
        (Line::Nonsense, _) => {
            let mut some = [0; 512];
            let _ = near.read(&mut some).await;
            let _ = near.write_all(b"220 ready\r\n").await;
        }
    }
}
