//! Parameters of a query: GET, and a document in the parameter `xml`.

#![no_main]

use dialects::{Method, asks_for_dry_run};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let (path, query) = fuzz::split(input);
    let Ok(query) = std::str::from_utf8(query) else {
        return;
    };
    fuzz::call(Method::Get, path, query, None, &[]);
    let _ = asks_for_dry_run(query);
});
