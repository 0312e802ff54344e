//! Fields of a form in parts.

#![no_main]

use dialects::Method;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let (path, body) = fuzz::split(input);
    let form = Some("multipart/form-data; boundary=----WebKitFormBoundary7MA4");
    fuzz::call(Method::Post, path, "", form, body);
});
