//! JSON objects.

#![no_main]

use dialects::Method;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::call(Method::Post, "/ep/v2", "", None, input);
});
