//! One route: what is served, and what the document says of it.

use super::ask::{Answered, Ask, Reply};
use super::token::Rights;
use crate::form::{Field, Shape};
use futures_util::future::BoxFuture;
use http::Method;

/// A route.
pub(super) struct Route {
    pub(super) method: Method,
    /// The path behind the prefix; gaps are in braces.
    pub(super) path: &'static str,
    /// Its name in the document.
    pub(super) id: &'static str,
    /// What it does.
    pub(super) doc: &'static str,
    /// What a token must allow.
    pub(super) rights: Rights,
    /// Its parameters.
    pub(super) query: fn() -> Vec<Field>,
    /// Its body.
    pub(super) body: Option<&'static Shape>,
    /// Whether it heeds `If-Match` and `If-None-Match`.
    pub(super) conditional: bool,
    /// Its answers when it does what it is asked.
    pub(super) answers: &'static [(u16, Option<&'static Shape>)],
    /// Refusals that are its own, besides those of all.
    pub(super) refusals: &'static [u16],
    pub(super) run: fn(Ask) -> BoxFuture<'static, Answered>,
}

/// A handler as the table has it.
macro_rules! run {
    ($handler:path) => {
        |ask| Box::pin($handler(ask))
    };
}
pub(super) use run;

impl Route {
    /// A route that shows something.
    pub(super) fn get(path: &'static str, id: &'static str, doc: &'static str) -> Self {
        Self {
            method: Method::GET,
            path,
            id,
            doc,
            rights: Rights::Read,
            query: Vec::new,
            body: None,
            conditional: false,
            answers: &[],
            refusals: &[],
            run: |_| Box::pin(async { Ok(Reply::done()) }),
        }
    }

    /// A route that changes something.
    pub(super) fn write(
        method: Method,
        path: &'static str,
        id: &'static str,
        doc: &'static str,
    ) -> Self {
        Self {
            method,
            rights: Rights::Full,
            ..Self::get(path, id, doc)
        }
    }
}
