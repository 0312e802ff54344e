//! Sessions over TLS, with an authority of the SMSC's own and with certificates of both sides.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::{Value, json};

use crate::smsc::Smsc;
use crate::stage::{Ours, sms};

/// An authority, with a folder for what it signs.
struct Authority<'a>(CertifiedIssuer<'static, KeyPair>, &'a Path);

impl<'a> Authority<'a> {
    fn new(folder: &'a Path) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap(), folder)
    }

    /// Files with a certificate for `name` and its key.
    fn sign(&self, name: &str) -> [String; 2] {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        // OpenSSL takes a certificate with the name of its authority for one that signed itself.
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let file = |ending: &str, text| self.file(&format!("{name}.{ending}"), text);
        [
            file("pem", certificate.pem()),
            file("key", key.serialize_pem()),
        ]
    }

    /// The file with its own certificate.
    fn own(&self, name: &str) -> String {
        self.file(name, self.0.pem())
    }

    fn file(&self, name: &str, text: String) -> String {
        let path = self.1.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// An SMSC behind TLS, its address, and its authority in a file.
async fn start(authority: &Authority<'_>, clients: Value) -> (Smsc, String, String) {
    let [cert, key] = authority.sign("localhost");
    let options = json!({ "password": "photo", "key": key, "cert": cert, "ca": clients });
    let smsc = Smsc::start(options).await;
    let url = format!("smpps://localhost:{}", smsc.port());
    (smsc, url, authority.own("smsc-ca.pem"))
}

/// A link under these keys is never bound.
async fn check_refused(smsc: &mut Smsc, url: &str, keys: &str) {
    let before = smsc.all("tls_error").len();
    let link = Ours::open(url, keys, &net::Settings::default());
    // It tries again and again, and shows nothing.
    smsc.until("tls_error", before + 2).await;
    link.stop().await;
    assert_eq!(smsc.all("bind_transceiver").len(), 0, "{keys}");
}

#[tokio::test]
async fn over_tls_only_an_smsc_with_a_good_certificate_is_shown_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path());
    let (mut smsc, url, ca) = start(&authority, json!(null)).await;
    check_refused(&mut smsc, &url, "").await;
    let other = Authority::new(folder.path()).own("other-ca.pem");
    check_refused(&mut smsc, &url, &format!("tls_ca = \"{other}\"")).await;
    let everywhere = net::Settings {
        extra_roots_pem: std::fs::read(&ca).unwrap(),
        ..net::Settings::default()
    };
    let own = format!("tls_ca = \"{ca}\"");
    for (number, (keys, settings)) in [(own.as_str(), net::Settings::default()), ("", everywhere)]
        .into_iter()
        .enumerate()
    {
        Ours::open(&url, keys, &settings)
            .taken(sms("Grüße 👋"))
            .await;
        let read = smsc.until("text", number + 1).await;
        assert_eq!(read["text"], "Grüße 👋");
    }
    assert_eq!(smsc.all("bind_transceiver").len(), 2);
}

#[tokio::test]
async fn an_smsc_that_wants_a_certificate_of_ours_is_shown_it() {
    let folder = tempfile::tempdir().unwrap();
    let (theirs, ours) = (Authority::new(folder.path()), Authority::new(folder.path()));
    let clients = json!(ours.own("clients-ca.pem"));
    let (mut smsc, url, ca) = start(&theirs, clients).await;
    let keys = |[certificate, key]: [String; 2]| {
        format!("tls_ca = \"{ca}\"\ntls_certificate = \"{certificate}\"\ntls_key = \"{key}\"")
    };
    check_refused(&mut smsc, &url, &format!("tls_ca = \"{ca}\"")).await;
    check_refused(&mut smsc, &url, &keys(theirs.sign("stranger.example"))).await;
    let keys = keys(ours.sign("wirephoto.example"));
    let link = Ours::open(&url, &keys, &net::Settings::default());
    link.taken(sms("Hi")).await;
    assert_eq!(smsc.until("text", 1).await["text"], "Hi");
}
