//! An MMSC behind TLS, with an authority of its own, that wants our certificate.

use std::path::Path;
use std::sync::Arc;

use carriers::{Handover, Link, LinkSettings};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{TAKEN, taken};
use crate::network::{NUMBER, submission};

/// An authority, and how it signs.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// Certificate and key for `name`, in PEM form.
    fn sign(&self, name: &str) -> (String, String) {
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }
}

fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
    let all: Result<_, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    all.unwrap()
}

/// Serves under a certificate of `own`, to those with a certificate of `clients`.
#[expect(
    clippy::disallowed_methods,
    reason = "the peer is another program, on a task of its own"
)]
async fn serve(own: &Authority, clients: &Authority) -> u16 {
    net::install_crypto();
    let mut roots = RootCertStore::empty();
    roots.add(certificates(&clients.pem()).remove(0)).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots));
    let (certificate, key) = own.sign("localhost");
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(certificates(&certificate), key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // Who has no good certificate gets no further.
            let Ok(mut stream) = acceptor.accept(socket).await else {
                continue;
            };
            let mut request = Vec::new();
            while !request.ends_with(b"--\r\n")
                && stream
                    .read_buf(&mut request)
                    .await
                    .is_ok_and(|read| read > 0)
            {}
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n";
            let answer = format!("{head}Content-Length: {}\r\n\r\n{TAKEN}", TAKEN.len());
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

/// Writes a file and says where it is.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn open(url: &str, keys: &str) -> Result<Arc<dyn Link>, String> {
    let text = format!("name = \"north\"\nprotocol = \"mm7\"\nurl = \"{url}\"\n{keys}");
    let settings: LinkSettings = toml::from_str(&text).unwrap();
    let client = net::Client::new(&net::Settings::default()).unwrap();
    carriers::open(settings, client).map_err(|error| error.to_string())
}

#[tokio::test]
async fn both_sides_show_the_agreed_certificates() {
    let (ours, theirs, others) = (Authority::new(), Authority::new(), Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let url = format!("https://localhost:{}/mm7", serve(&theirs, &ours).await);
    let identity = |authority: &Authority, name: &str| {
        let (certificate, key) = authority.sign("wirephoto.example");
        let certificate = file(folder, &format!("{name}.pem"), &certificate);
        let key = file(folder, &format!("{name}.key"), &key);
        format!("tls_certificate = \"{certificate}\"\ntls_key = \"{key}\"\n")
    };
    let ca = |authority: &Authority, name: &str| {
        let path = file(folder, name, &authority.pem());
        format!("tls_ca = \"{path}\"\n")
    };
    let (good, their_ca) = (identity(&ours, "good"), ca(&theirs, "theirs.pem"));
    for (what, keys, expected) in [
        ("agreed", format!("{good}{their_ca}"), true),
        ("no certificate of ours", their_ca.clone(), false),
        ("unknown authority", good.clone(), false),
        (
            "another's certificate",
            format!("{}{their_ca}", identity(&others, "other")),
            false,
        ),
        (
            "another's authority",
            format!("{good}{}", ca(&others, "others.pem")),
            false,
        ),
    ] {
        let outcome = open(&url, &keys).unwrap();
        let outcome = outcome.submit(&submission("t-1", NUMBER).into()).await;
        match expected {
            true => taken(&outcome),
            false => assert!(
                matches!(outcome, Handover::NotSent { .. } | Handover::Unknown { .. }),
                "{what}: {outcome:?}"
            ),
        }
    }
}

#[test]
fn keys_of_tls_go_in_pairs_and_with_https() {
    let https = "https://mmsc.example/mm7";
    let (certificate, key) = ("tls_certificate = \"a.pem\"\n", "tls_key = \"a.key\"\n");
    for (url, keys, expected) in [
        (https, certificate.to_owned(), "tls_key is missing"),
        (https, key.to_owned(), "tls_certificate is missing"),
        (
            "http://mmsc.example/mm7",
            [certificate, key].concat(),
            "begin it with https://",
        ),
    ] {
        let complaint = open(url, &keys).err().expect("a complaint");
        assert!(complaint.contains(expected), "{complaint}");
    }
}

#[test]
fn files_that_cannot_be_used_are_refused_and_not_shown() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (certificate, key) = authority.sign("wirephoto.example");
    let (_, foreign) = authority.sign("wirephoto.example");
    let certificate = file(folder, "good.pem", &certificate);
    let own = file(folder, "good.key", &key);
    let foreign = file(folder, "foreign.key", &foreign);
    let hush = "-----BEGIN PRIVATE KEY-----\nhush,hush\n-----END PRIVATE KEY-----\n";
    let damaged = file(folder, "damaged.key", hush);
    let lost = folder.join("lost").to_str().unwrap().to_owned();
    let pair = |certificate: &str, key: &str| {
        format!("tls_certificate = \"{certificate}\"\ntls_key = \"{key}\"")
    };
    for (keys, expected) in [
        (pair(&certificate, &lost), ["tls_key: ", "may read"]),
        (pair(&certificate, &damaged), ["tls_key: ", "belongs to it"]),
        (pair(&certificate, &foreign), ["tls_key: ", "belongs to it"]),
        (pair(&own, &own), ["tls_certificate: ", "PEM form"]),
        (format!("tls_ca = \"{own}\""), ["tls_ca: ", "authority"]),
    ] {
        let complaint = open("https://mmsc.example/mm7", &keys);
        let complaint = complaint.err().expect("a complaint");
        for words in expected {
            assert!(complaint.contains(words), "{complaint}");
        }
        assert!(!complaint.contains("hush"), "{complaint}");
        let secret = key.lines().nth(1).unwrap();
        assert!(!complaint.contains(secret), "{complaint}");
    }
}
