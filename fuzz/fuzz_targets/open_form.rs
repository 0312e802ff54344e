//! Fields of a form in one piece.

#![no_main]

use dialects::Method;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let (path, body) = fuzz::split(input);
    let form = Some("application/x-www-form-urlencoded");
    fuzz::call(Method::Post, path, "", form, body);
});
