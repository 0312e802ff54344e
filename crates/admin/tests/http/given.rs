//! The stage: a router on an empty store, and callers with and without tokens.

use crate::schema::Document;
use admin::Desk;
use admin::http::{Rights, Token, document, router};
use axum::Router;
use axum::body::Body;
use domain::operator::Operators;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use std::sync::Arc;
use storage::Durability;
use tempfile::TempDir;
use testkit::ManualClock;
use tower::ServiceExt as _;

/// A token that may do everything.
pub(crate) const FULL: &str = "full-0123456789abcdef0123456789";

/// A token that may look.
pub(crate) const READ: &str = "read-0123456789abcdef0123456789";

/// An API on a store of its own.
pub(crate) struct Api {
    pub(crate) desk: Desk,
    pub(crate) clock: Arc<ManualClock>,
    document: Document,
    router: Router,
    _folder: TempDir,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) token: Option<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    /// A request with the full token.
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.parse().unwrap(),
            path: format!("/admin/v1{path}"),
            token: Some(FULL.to_owned()),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into();
        self.header("content-type", "application/json")
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn token(mut self, token: Option<&str>) -> Self {
        self.token = token.map(str::to_owned);
        self
    }
}

impl Api {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}/store.db", folder.path().display());
        let clock = Arc::new(ManualClock::default());
        let desk = Desk {
            store: storage::open(&address, Durability::Relaxed).await.unwrap(),
            clock: Arc::clone(&clock) as _,
            operators: Operators::default(),
            lookup: engine::lookup::Settings::default(),
            links: engine::routing::Links::default(),
        };
        let tokens = vec![
            Token::new("full", Rights::Full, FULL).unwrap(),
            Token::new("read", Rights::Read, READ).unwrap(),
        ];
        Self {
            router: router(desk.clone(), tokens),
            desk,
            clock,
            document: Document::new(document()),
            _folder: folder,
        }
    }

    /// With an account.
    pub(crate) async fn with_account(name: &str) -> Self {
        let api = Self::start().await;
        let order = serde_json::json!({ "name": name, "senders": [{ "address": "60856" }] });
        api.post("/accounts", &order).await.expect(201);
        api
    }

    /// Sends a request, and checks that the document knows such an answer.
    pub(crate) async fn call(&self, call: Call) -> Answer {
        let (method, path) = (call.method.clone(), call.path.clone());
        let mut request = Request::builder().method(call.method).uri(call.path);
        if let Some(token) = &call.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(call.body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = match bytes.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&bytes).unwrap(),
        };
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        };
        assert!(answer.status < 500, "{method} {path}: {answer:?}");
        self.document.check(&method, &path, &answer);
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Call::new("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Call::new("POST", path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call(Call::new("PUT", path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call(Call::new("PATCH", path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call(Call::new("DELETE", path)).await
    }
}

impl Answer {
    /// The body, if the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        let name = StatusCode::from_u16(status).unwrap();
        assert_eq!(self.status, status, "not {name}: {}", self.body);
        self.body
    }

    /// The refusal says all of this.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, words: &[&str]) {
        let body = self.expect(status).to_string();
        for word in words {
            assert!(body.contains(word), "no {word:?} in {body}");
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }
}
