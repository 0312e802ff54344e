//! Texts with tags, filled with data that has tags in it.

#![no_main]

use domain::merge::{Data, has_tags};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let pairs = [("name", "Ana"), ("a_b", "{$name}"), ("empty", "")];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let data = Data::new(&pairs).expect("valid data");
    let filled = data.fill(text);
    if !has_tags(text) {
        assert_eq!(filled, text);
    }
    // Names and values are a customer's too.
    let _ = Data::new(&[(text.to_owned(), text.to_owned())]);
});
