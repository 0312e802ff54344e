//! An MMSC that wants HTTP Digest.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use carriers::Handover;
use md5::Digest as _;

use super::{TAKEN, taken};
use crate::network::{NUMBER, link, serve, submission};

/// What the peer keeps in mind.
#[derive(Default)]
struct Peer {
    algorithm: &'static str,
    /// The nonce that is good now, by its number.
    nonce: u32,
    /// Requests for which a nonce is good.
    uses: usize,
    /// The counts that were shown with it.
    counts: Vec<u32>,
    /// Requests, and what became of each.
    log: Vec<&'static str>,
}

type Shared = Arc<Mutex<Peer>>;

async fn hear(State(peer): State<Shared>, headers: HeaderMap, _body: String) -> Response {
    let mut peer = peer.lock().unwrap();
    let verdict = peer.judge(&headers);
    peer.log.push(verdict);
    if verdict == "taken" {
        return ([(header::CONTENT_TYPE, "text/xml")], TAKEN).into_response();
    }
    if verdict != "wrong" {
        peer.nonce += 1;
        peer.counts.clear();
    }
    let stale = if verdict == "stale" {
        ", stale=true"
    } else {
        ""
    };
    let challenge = format!(
        "Digest realm=\"MM7, north\", qop=\"auth,auth-int\", nonce=\"n{}\", opaque=\"o\", algorithm={}{stale}",
        peer.nonce, peer.algorithm
    );
    (
        StatusCode::UNAUTHORIZED,
        [(header::WWW_AUTHENTICATE, challenge)],
    )
        .into_response()
}

impl Peer {
    fn hash(&self, text: &str) -> String {
        let bytes = match self.algorithm {
            "MD5" => md5::Md5::digest(text).to_vec(),
            _ => sha2::Sha256::digest(text).to_vec(),
        };
        bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Source: RFC 7616 §3.4, worked out anew.
    fn judge(&mut self, headers: &HeaderMap) -> &'static str {
        let Some(shown) = headers.get(header::AUTHORIZATION) else {
            return "asked";
        };
        let shown = shown.to_str().unwrap().strip_prefix("Digest ").unwrap();
        let parameters = shown.replace("\"MM7, north\"", "\"MM7 north\"");
        let of: BTreeMap<_, _> = parameters
            .split(", ")
            .map(|it| it.split_once('=').unwrap())
            .map(|(name, value)| (name, value.trim_matches('"')))
            .collect();
        assert_eq!(
            (of["uri"], of["qop"], of["opaque"]),
            ("/mm7?a=b", "auth", "o")
        );
        assert_eq!(of["algorithm"], self.algorithm);
        let whom = self.hash(&format!("{}:MM7, north:photo", of["username"]));
        let what = self.hash("POST:/mm7?a=b");
        let (nonce, nc, cnonce) = (of["nonce"], of["nc"], of["cnonce"]);
        if of["response"] != self.hash(&format!("{whom}:{nonce}:{nc}:{cnonce}:auth:{what}")) {
            return "wrong";
        }
        if nonce != format!("n{}", self.nonce) || self.counts.len() == self.uses {
            return "stale";
        }
        self.counts.push(u32::from_str_radix(nc, 16).unwrap());
        "taken"
    }
}

async fn peer(algorithm: &'static str, uses: usize) -> (Shared, String) {
    let peer = Arc::new(Mutex::new(Peer {
        algorithm,
        uses,
        ..Peer::default()
    }));
    let app = Router::new().route("/mm7", post(hear));
    let address = serve(app.with_state(Arc::clone(&peer))).await;
    (peer, format!("http://{address}/mm7?a=b"))
}

const KEYS: &str = "user = \"wire\"\npassword = \"photo\"\nauth = \"digest\"";

#[tokio::test]
async fn a_nonce_is_asked_for_once_and_counted_on() {
    for algorithm in ["MD5", "SHA-256"] {
        let (peer, url) = peer(algorithm, 100).await;
        let link = link("mm7", &url, KEYS);
        for _ in 0..3 {
            taken(&link.submit(&submission("t-1", NUMBER).into()).await);
        }
        let peer = peer.lock().unwrap();
        assert_eq!(
            peer.log,
            ["asked", "taken", "taken", "taken"],
            "{algorithm}"
        );
        assert_eq!(peer.counts, [1, 2, 3], "{algorithm}");
    }
}

#[tokio::test]
async fn a_worn_out_nonce_is_replaced() {
    let (peer, url) = peer("SHA-256", 2).await;
    let link = link("mm7", &url, KEYS);
    for _ in 0..3 {
        taken(&link.submit(&submission("t-1", NUMBER).into()).await);
    }
    let log = peer.lock().unwrap().log.clone();
    assert_eq!(log, ["asked", "taken", "taken", "stale", "taken"]);
}

#[tokio::test]
async fn wrong_credentials_are_not_shown_over_and_over() {
    let (peer, url) = peer("MD5", 100).await;
    let keys = KEYS.replace("photo", "film");
    let link = link("mm7", &url, &keys);
    let outcome = link.submit(&submission("t-1", NUMBER).into()).await;
    assert!(matches!(outcome, Handover::NotNow { .. }), "{outcome:?}");
    assert_eq!(peer.lock().unwrap().log, ["asked", "wrong"]);
}

#[tokio::test]
async fn many_at_once_share_a_nonce_without_showing_a_count_twice() {
    let (peer, url) = peer("MD5", 100).await;
    let link = link("mm7", &url, KEYS);
    taken(&link.submit(&submission("t-1", NUMBER).into()).await);
    let one = submission("t-1", NUMBER).into();
    let (a, b, c, d) = tokio::join!(
        link.submit(&one),
        link.submit(&one),
        link.submit(&one),
        link.submit(&one)
    );
    for outcome in [a, b, c, d] {
        taken(&outcome);
    }
    let mut counts = peer.lock().unwrap().counts.clone();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2, 3, 4, 5]);
}
