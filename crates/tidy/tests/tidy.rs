//! The rules of `crates/tidy`, held against this repository.

use std::path::Path;

use tidy::{Finding, Tree};

#[track_caller]
fn check(rule: impl Fn(&Tree) -> Vec<Finding>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let tree = Tree::read(&root).expect("the repository can be read");
    let findings: Vec<String> = rule(&tree).iter().map(ToString::to_string).collect();
    assert!(
        findings.is_empty(),
        "{} finding(s):\n{}\n",
        findings.len(),
        findings.join("\n")
    );
}

#[test]
fn crates_name_only_what_lies_below_them() {
    check(tidy::layers::check);
}

#[test]
fn libraries_are_used_where_they_belong() {
    check(tidy::libraries::reserved);
}

#[test]
fn libraries_have_one_version_and_a_user() {
    check(tidy::libraries::one_version);
}

#[test]
fn libraries_have_a_reason() {
    check(tidy::libraries::reasons);
}

#[test]
fn crates_inherit_the_lints() {
    check(tidy::manifests::lints);
}

#[test]
fn crates_show_their_readme() {
    check(tidy::manifests::readmes);
}

#[test]
fn members_of_a_family_are_strangers() {
    check(tidy::families::check);
}

#[test]
fn modules_form_no_ring() {
    check(tidy::cycles::check);
}

#[test]
fn files_can_be_read_at_a_sitting() {
    check(tidy::files::lengths);
}

#[test]
fn files_begin_with_what_they_are_for() {
    check(tidy::files::docs);
}

#[test]
fn names_say_something() {
    check(tidy::files::names);
}

#[test]
fn words_are_true_on_any_machine() {
    check(tidy::words::check);
}

#[test]
fn paths_in_the_documents_exist() {
    check(tidy::paths::check);
}

#[test]
fn migrations_are_numbered_without_gaps() {
    check(tidy::migrations::check);
}

#[test]
fn promises_of_the_documents_are_kept_by_tests() {
    check(tidy::promises::check);
}
