//! The reader of multipart bodies: the first line is the content type, the rest the body.

#![no_main]

use multipart::{ContentType, Limits, read};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|byte| *byte == b'\n');
    let (line, body) = input.split_at(end.map_or(input.len(), |end| end + 1));
    let Ok(line) = std::str::from_utf8(line) else {
        return;
    };
    if let Ok(content_type) = ContentType::parse(line.trim()) {
        let body = body.to_vec().into();
        let _ = read(&content_type, &body, &Limits::DEFAULT);
    }
});
