//! From the table of routes to a router: the token first, then the path, then the rights, then
//! the rest of the request.

use super::ask::{self, Ask, PREFIX};
use super::document::document;
use super::problem::Problem;
use super::route::Route;
use super::routes::routes;
use super::token::{self, Rights, Token};
use crate::desk::Desk;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Extension, RawPathParams, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::request::Parts;
use http::{Method, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest body, in bytes. Ours: thousands of accounts in one file; whoever serves the router may
/// take less.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// What all requests share.
struct Office {
    desk: Desk,
    tokens: Vec<Token>,
    document: Arc<Value>,
}

/// Everything below the prefix, for those who have one of the tokens.
pub fn router(desk: Desk, tokens: Vec<Token>) -> Router {
    let office = Arc::new(Office {
        desk,
        tokens,
        document: Arc::new(document()),
    });
    let mut router = Router::new();
    for route in routes() {
        let path = format!("{PREFIX}{}", route.path);
        router = router.route(&path, method(route));
    }
    router
        .fallback(no_path)
        .method_not_allowed_fallback(no_method)
        .layer(from_fn_with_state(Arc::clone(&office), admit))
        .with_state(office)
}

fn method(route: Route) -> MethodRouter<Arc<Office>> {
    let filter = MethodFilter::try_from(route.method.clone()).expect("a method of HTTP");
    let route = Arc::new(route);
    on(
        filter,
        move |State(office): State<Arc<Office>>,
              Extension(shown): Extension<Shown>,
              gaps: Result<RawPathParams, RawPathParamsRejection>,
              request: Request| async move {
            let gaps = match gaps {
                Ok(gaps) => gaps.iter().map(owned).collect(),
                Err(_) => return no_text().into_response(),
            };
            match serve(&office, &route, (&shown, gaps), request).await {
                Ok(response) => response,
                Err(problem) => problem.into_response(),
            }
        },
    )
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn no_text() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "the path is no text in UTF-8")
}

/// The token that a request has shown.
#[derive(Clone)]
struct Shown(Token);

/// Lets nobody in without a token. One line in the log for each request, without its query and
/// body.
async fn admit(State(office): State<Arc<Office>>, mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let Some(token) = token::shown(&office.tokens, request.headers()).cloned() else {
        tracing::warn!("an admin call without a valid token was refused");
        return Problem::no_token().into_response();
    };
    let name = token.name.clone();
    request.extensions_mut().insert(Shown(token));
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let path = logged(&path);
    tracing::info!(token = name, %method, path, status, "admin {name}: {method} {path}, {status}");
    response
}

/// A path without what would confuse a log.
fn logged(path: &str) -> String {
    const SHOWN: usize = 200;
    let shown = path.chars().filter(|c| c.is_ascii_graphic());
    shown.take(SHOWN).collect()
}

async fn no_path() -> Response {
    let detail = format!("there is no such path; {PREFIX}/openapi.json shows all");
    Problem::new(StatusCode::NOT_FOUND, detail).into_response()
}

async fn no_method() -> Response {
    let detail = format!("the path has other methods; {PREFIX}/openapi.json shows all");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).into_response()
}

async fn serve(
    office: &Office,
    route: &Route,
    (shown, path): (&Shown, BTreeMap<String, String>),
    request: Request,
) -> Result<Response, Problem> {
    if route.rights == Rights::Full && shown.0.rights == Rights::Read {
        let detail = match route.method {
            Method::GET => "this token may not see what is in messages",
            _ => "this token may look, and change nothing",
        };
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    let (parts, body) = request.into_parts();
    let fields = (route.query)();
    let query = ask::query(parts.uri.query().unwrap_or_default(), &fields)
        .map_err(|wrong| Problem::from(crate::error::Error::from(wrong)))?;
    let seen = match route.conditional {
        true => ask::seen(&parts.headers)?,
        false => crate::desk::Seen::default(),
    };
    let body = match route.body {
        Some(_) => read(&parts, body).await?,
        None => Value::Null,
    };
    let ask = Ask {
        desk: office.desk.clone(),
        path,
        query,
        body,
        seen,
        document: Arc::clone(&office.document),
    };
    let reply = (route.run)(ask).await?;
    Ok(reply.into_response())
}

async fn read(parts: &Parts, body: Body) -> Result<Value, Problem> {
    let read = Limited::new(body, MAX_BODY_BYTES).collect().await;
    let bytes = read.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
        Some(_) => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long"),
        None => Problem::new(StatusCode::BAD_REQUEST, "the body broke off"),
    })?;
    ask::body(&parts.headers, &bytes.to_bytes())
}
