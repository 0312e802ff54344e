#![doc = include_str!("../README.md")]

mod calls;
mod codes;
mod collection;
mod events;
mod fields;
mod index;
mod openapi;
mod page;
mod postbacks;
mod relax_ng;
mod remedies;
mod replies;
mod requests;
mod samples;
mod shapes;

use relax_ng::Case;
use requests::Spelling;

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A document of the handbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The text.
    pub body: String,
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const RNG: &str = "application/xml; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// All documents by path, made when the first one is asked for.
static SHELF: LazyLock<BTreeMap<String, Document>> = LazyLock::new(|| {
    let made = paths().into_iter().map(|path| {
        let document = make(&path).expect("a test walks all paths");
        (path, document)
    });
    made.collect()
});

/// The document under a path, in the path's own case but for codes; `None` where there is none.
#[must_use]
pub fn document(path: &str) -> Option<&'static Document> {
    let path = match path.strip_suffix('/') {
        Some(shorter) if !shorter.is_empty() => shorter,
        Some(_) | None => path,
    };
    SHELF.get(path).or_else(|| {
        let code = path.strip_prefix("/codes/")?;
        SHELF.get(&format!("/codes/{}", code.to_ascii_uppercase()))
    })
}

fn make(path: &str) -> Option<Document> {
    let (content_type, body) = match path {
        "/docs" => (HTML, index::page()),
        "/openapi.json" => (JSON, openapi::document().to_string()),
        "/collection.json" => (JSON, collection::document().to_string()),
        "/schemas/wxml-request.rng" => (RNG, relax_ng::requests(Spelling::Wxml)),
        "/schemas/legacy-request.rng" => (RNG, relax_ng::requests(Spelling::Legacy)),
        "/schemas/kebab-request.rng" => (RNG, relax_ng::requests(Spelling::Kebab)),
        "/schemas/upper-reply.rng" => (RNG, relax_ng::replies(Case::Upper)),
        "/schemas/kebab-reply.rng" => (RNG, relax_ng::replies(Case::Lower)),
        "/schemas/wxml-postback.rng" => (RNG, relax_ng::postbacks(Case::Upper)),
        "/schemas/kebab-postback.rng" => (RNG, relax_ng::postbacks(Case::Lower)),
        "/codes" => (HTML, codes::index()),
        "/codes/events" => (HTML, codes::event_index()),
        "/codes.json" => (JSON, codes::list().to_string()),
        "/docs/style.css" => (CSS, page::STYLE.to_owned()),
        _ => (HTML, codes::page(path.strip_prefix("/codes/")?)?),
    };
    Some(Document { content_type, body })
}

/// Every path of the handbook, so that a listener and its tests can walk them.
#[must_use]
pub fn paths() -> Vec<String> {
    let mut codes = codes::answer_codes();
    codes.extend(codes::event_codes());
    let pages = codes.into_iter().map(|code| format!("/codes/{code}"));
    let documents = index::DOCUMENTS.iter().map(|(path, ..)| (*path).to_owned());
    let fixed = ["/docs", "/docs/style.css"].map(str::to_owned);
    fixed.into_iter().chain(documents).chain(pages).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_its_document_and_others_have_none() {
        for path in paths() {
            let found = document(&path).unwrap_or_else(|| panic!("{path}"));
            assert!(!found.body.is_empty(), "{path}");
        }
        for path in ["", "/", "/codes/", "/docs/"] {
            assert_eq!(document(path).is_some(), path.len() > 1, "{path}");
        }
        for path in ["/codes/E000", "/schemas/x.rng", "/codes/../etc"] {
            assert_eq!(document(path), None, "{path}");
        }
    }
}
