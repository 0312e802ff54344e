//! Texts: line breaks, trimming, subjects.

use super::{Backslash, is_longer, lines, one_line, subject, trimmed};
use crate::account::SubjectUnicode::{self, Ascii, Pass, Strip};

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(lines(text, Backslash::BreaksLine), expected);
}

#[test]
fn line_breaks_of_every_kind_become_line_feeds() {
    check("a\r\nb\rc\nd", "a\nb\nc\nd");
    check("a\r\r\nb", "a\n\nb");
}

#[test]
fn written_line_breaks_count_too() {
    check(r"a\nb", "a\nb");
    check(r"a\r\nb", "a\nb");
    check(r"a\n\nb", "a\n\nb");
    check(r"\n", "\n");
}

#[test]
fn a_further_backslash_keeps_them() {
    check(r"a\\nb", r"a\\nb");
    check(r"a\\r\nb", r"a\\r\nb");
    check(r"C:\\new\names", "C:\\\\new\names");
}

#[test]
fn other_backslashes_stay() {
    check(r"a\tb\", r"a\tb\");
    check(r"a\rb", r"a\rb");
    check(r"\\", r"\\");
}

#[test]
fn backslashes_can_be_left_alone() {
    assert_eq!(lines("a\\nb\r\nc", Backslash::Stays), "a\\nb\nc");
}

#[test]
fn characters_that_xml_forbids_are_removed() {
    check(
        "a\u{0}\u{1}\u{b}\u{1f}b\tc\u{fffe}\u{ffff}d\u{7f}😀",
        "ab\tcd\u{7f}😀",
    );
}

#[test]
fn one_line_has_one_blank_for_each_break() {
    assert_eq!(one_line("a\r\nb\n\nc"), "a b  c");
    assert_eq!(one_line(r"a\nb"), r"a\nb");
}

#[test]
fn a_value_of_blanks_counts_as_absent() {
    assert_eq!(trimmed(" a  b\n"), Some("a  b"));
    assert_eq!(trimmed(" \t\r\n"), None);
}

#[track_caller]
fn check_subject(text: &str, rule: SubjectUnicode, expected: Option<&str>) {
    assert_eq!(subject(text, rule, 80).as_deref(), expected);
}

#[test]
fn emoji_are_taken_out_of_subjects_and_letters_are_not() {
    check_subject("Café 🎉 today", Strip, Some("Café today"));
    check_subject("🎉 Sale ❤\u{fe0f}", Strip, Some("Sale"));
    check_subject("Family 👨\u{200d}👩\u{200d}👧!", Strip, Some("Family !"));
    check_subject("1\u{fe0f}\u{20e3} first", Strip, Some("1 first"));
    check_subject("🇺🇸", Strip, None);
    check_subject("5 € © Łódź – 東京", Strip, Some("5 € © Łódź – 東京"));
    check_subject("two  blanks", Strip, Some("two  blanks"));
}

#[test]
fn an_account_may_want_ascii_or_everything() {
    check_subject("Café 🎉!", Ascii, Some("Caf !"));
    check_subject("東京", Ascii, None);
    check_subject("Café 🎉!", Pass, Some("Café 🎉!"));
}

#[test]
fn a_subject_is_one_line_and_cut_at_80_characters() {
    check_subject("a\r\nb", Strip, Some("a b"));
    check_subject(&"é".repeat(81), Strip, Some(&"é".repeat(80)));
    // Emoji do not use up the eighty characters.
    check_subject(
        &("🎉".to_owned() + &"x".repeat(80)),
        Strip,
        Some(&"x".repeat(80)),
    );
}

#[test]
fn length_is_counted_in_characters_and_the_limit_itself_passes() {
    assert!(!is_longer("éé", 2));
    assert!(is_longer("ééé", 2));
    assert!(!is_longer("", 0));
}
