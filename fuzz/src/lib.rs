//! What the targets that open calls have in common.

use dialects::{Method, Request, open};
use domain::answer::Outcome;

/// Opens a call as it comes by HTTP, and has its dialect answer it. None of it may panic, and each
/// fault of reading has a code that customers know.
pub fn call(method: Method, path: &str, query: &str, content_type: Option<&str>, body: &[u8]) {
    let opened = open(&Request {
        method,
        path,
        query,
        content_type,
        key_header: None,
        body,
    });
    let Err(fault) = opened.order else { return };
    let code = fault.code();
    assert!(matches!(code, "E100" | "E108"), "{code}");
    let reply = opened.dialect.reply(&Outcome::refused(fault));
    assert!(!reply.body.is_empty());
}

/// Two paths of the API, as the first byte says, and the rest of the input.
#[must_use]
pub fn split(input: &[u8]) -> (&'static str, &[u8]) {
    match input.split_first() {
        Some((b'k', rest)) => ("/ep/v1", rest),
        Some((_, rest)) => ("/API/wxml/1.3/", rest),
        None => ("/API/wxml/1.3/", input),
    }
}
