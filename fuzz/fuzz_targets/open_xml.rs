//! Documents: WXML, LEGACY and KEBAB. The first byte chooses the path.

#![no_main]

use dialects::Method;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let (path, body) = fuzz::split(input);
    fuzz::call(Method::Post, path, "", None, body);
});
