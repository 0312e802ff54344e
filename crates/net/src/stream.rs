//! Connections to configured peers that do not speak HTTP.
//!
//! Guarantee: with TLS the peer's certificate and name are checked against the same roots as for
//! HTTP. Addresses are not guarded: only the operator names such peers.

use crate::Client;
use crate::wire::Stream;
use rustls::pki_types::ServerName;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

impl Client {
    /// Connects to a peer that the operator configured, within the time for connecting; the
    /// addresses of a name are tried in turn.
    ///
    /// # Errors
    ///
    /// Why there is no connection.
    pub async fn stream(&self, host: &str, port: u16, tls: bool) -> io::Result<Box<dyn Stream>> {
        let late = || io::Error::new(io::ErrorKind::TimedOut, "the peer does not take the call");
        let connecting = async {
            let plain = TcpStream::connect((host, port)).await?;
            plain.set_nodelay(true)?;
            if !tls {
                return Ok(Box::new(plain) as Box<dyn Stream>);
            }
            let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
            let connector = TlsConnector::from(Arc::clone(&self.tls));
            Ok(Box::new(connector.connect(name, plain).await?) as Box<dyn Stream>)
        };
        timeout(self.connect(), connecting)
            .await
            .map_err(|_| late())?
    }
}
