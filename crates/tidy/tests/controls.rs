//! Positive controls: each rule catches a planted mistake, at the right line, and passes the tree without it.

use std::fs;
use std::path::Path;

use tidy::{Finding, Tree};

type Rule = fn(&Tree) -> Vec<Finding>;

fn tree(files: &[(&str, &str)]) -> Tree {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    Tree::read(folder.path()).expect("a tree")
}

/// `expected` is the beginning of each finding, `file:line: rule`.
#[track_caller]
fn check(rule: Rule, files: &[(&str, &str)], expected: &[&str]) {
    let findings: Vec<String> = rule(&tree(files)).iter().map(ToString::to_string).collect();
    let as_expected = findings.len() == expected.len()
        && findings
            .iter()
            .zip(expected)
            .all(|(finding, start)| finding.starts_with(start));
    assert!(as_expected, "found {findings:#?}\nexpected {expected:#?}");
}

const NET: (&str, &str) = ("crates/net/Cargo.toml", "[dependencies]\n");
const DOMAIN: (&str, &str) = ("crates/domain/Cargo.toml", "[dependencies]\n");

#[test]
fn a_crate_that_names_one_above_it_is_caught() {
    let engine = (
        "crates/engine/Cargo.toml",
        "[dependencies]\ndomain.workspace = true\n",
    );
    let wrong = (
        "crates/domain/Cargo.toml",
        "[package]\nname = \"domain\"\n\n[dependencies]\nengine = { path = \"../engine\" }\n",
    );
    check(tidy::layers::check, &[engine, DOMAIN], &[]);
    check(
        tidy::layers::check,
        &[engine, wrong],
        &["crates/domain/Cargo.toml:5: `domain` may not name `engine`"],
    );
}

#[test]
fn a_crate_that_names_another_under_a_false_name_is_caught() {
    let wrong = (
        "crates/domain/Cargo.toml",
        "[dependencies]\nhttp = { package = \"net\", path = \"../net\" }\n",
    );
    check(
        tidy::layers::check,
        &[NET, wrong],
        &["crates/domain/Cargo.toml:2: `domain` may not name `net`"],
    );
}

#[test]
fn tests_may_name_the_test_crates_and_no_others() {
    let right = (
        "crates/xml/Cargo.toml",
        "[dev-dependencies]\nnet.workspace = true\n",
    );
    let wrong = (
        "crates/xml/Cargo.toml",
        "[dependencies]\n[dev-dependencies]\ndomain.workspace = true\n",
    );
    check(tidy::layers::check, &[NET, DOMAIN, right], &[]);
    check(
        tidy::layers::check,
        &[NET, DOMAIN, wrong],
        &["crates/xml/Cargo.toml:3: `xml` may not name `domain`"],
    );
}

#[test]
fn a_crate_for_one_platform_is_held_to_the_table_too() {
    let wrong = (
        "crates/xml/Cargo.toml",
        "[target.'cfg(unix)'.dependencies]\nnet.workspace = true\n",
    );
    check(
        tidy::layers::check,
        &[NET, wrong],
        &["crates/xml/Cargo.toml:2: `xml` may not name `net`"],
    );
}

#[test]
fn a_crate_without_a_row_is_caught() {
    check(
        tidy::layers::check,
        &[("crates/extra/Cargo.toml", "")],
        &["crates/extra/Cargo.toml:1: `extra` has no row"],
    );
}

#[test]
fn a_reserved_library_in_other_hands_is_caught() {
    let right = (
        "crates/xml/Cargo.toml",
        "[dependencies]\nquick-xml.workspace = true\n",
    );
    let wrong = (
        "crates/smil/Cargo.toml",
        "[dependencies]\nquick-xml.workspace = true\n",
    );
    let test_only = (
        "crates/smil/Cargo.toml",
        "[dev-dependencies]\nquick-xml.workspace = true\n",
    );
    check(tidy::libraries::reserved, &[right, test_only], &[]);
    check(
        tidy::libraries::reserved,
        &[right, wrong],
        &["crates/smil/Cargo.toml:2: `quick-xml` is only for xml"],
    );
}

#[test]
fn a_version_of_its_own_and_an_unused_entry_are_caught() {
    let root = (
        "Cargo.toml",
        "[workspace.dependencies]\nxml = { path = \"crates/xml\" }\nbytes = \"1\"\nhttp = \"1\"\n",
    );
    let right = (
        "crates/xml/Cargo.toml",
        "[dependencies]\nbytes.workspace = true\nhttp.workspace = true\n",
    );
    let wrong = ("crates/xml/Cargo.toml", "[dependencies]\nbytes = \"1\"\n");
    check(tidy::libraries::one_version, &[root, right], &[]);
    let expected = [
        "crates/xml/Cargo.toml:2: `bytes` has its version here",
        "Cargo.toml:4: no crate uses `http`",
    ];
    check(tidy::libraries::one_version, &[root, wrong], &expected);
}

#[test]
fn a_library_without_a_reason_and_a_reason_without_a_library_are_caught() {
    let root = (
        "Cargo.toml",
        "[workspace.dependencies]\nxml = { path = \"crates/xml\" }\nbytes = \"1\"\n",
    );
    let right = (
        "docs/dependencies.md",
        "| library | why |\n|---|---|\n| `bytes` | shared buffers |\n",
    );
    let wrong = (
        "docs/dependencies.md",
        "| library | why |\n|---|---|\n| `http` | words of HTTP |\n",
    );
    check(tidy::libraries::reasons, &[root, right], &[]);
    let expected = [
        "Cargo.toml:3: `bytes` has no row",
        "docs/dependencies.md:3: `http` is not in the root's",
    ];
    check(tidy::libraries::reasons, &[root, wrong], &expected);
}

#[test]
fn a_manifest_that_is_not_toml_is_caught() {
    check(
        tidy::layers::check,
        &[("crates/xml/Cargo.toml", "[[[")],
        &["crates/xml/Cargo.toml:1: is not TOML"],
    );
}

#[test]
fn a_crate_without_the_lints_is_caught() {
    check(
        tidy::manifests::lints,
        &[("crates/xml/Cargo.toml", "[lints]\nworkspace = true\n")],
        &[],
    );
    check(
        tidy::manifests::lints,
        &[NET],
        &["crates/net/Cargo.toml:1: has no `[lints] workspace = true`"],
    );
}

#[test]
fn a_crate_without_its_readme_is_caught() {
    let readme = ("crates/net/README.md", "HTTP.\n");
    let right = (
        "crates/net/src/lib.rs",
        "#![doc = include_str!(\"../README.md\")]\n",
    );
    let wrong = ("crates/net/src/lib.rs", "//! HTTP.\n");
    check(tidy::manifests::readmes, &[NET, readme, right], &[]);
    check(
        tidy::manifests::readmes,
        &[NET, readme, wrong],
        &["crates/net/src/lib.rs:1: does not show the README"],
    );
    check(
        tidy::manifests::readmes,
        &[NET, right],
        &["crates/net/Cargo.toml:1: the crate has no README.md"],
    );
}

#[test]
fn a_member_that_names_another_is_caught() {
    let manifest = ("crates/dialects/Cargo.toml", "");
    let list = (
        "crates/dialects/src/lib.rs",
        "mod common;\nmod json;\nmod wxml;\npub const REGISTRY: &[&dyn Dialect] = &[&json::Json, &wxml::Wxml];\n",
    );
    let json = (
        "crates/dialects/src/json/mod.rs",
        "use crate::common::tree::Tree;\n",
    );
    let shared = (
        "crates/dialects/src/common/tree.rs",
        "pub(crate) struct Tree;\n",
    );
    let by_crate = (
        "crates/dialects/src/wxml/mod.rs",
        "\nuse crate::json::names;\n",
    );
    let by_super = (
        "crates/dialects/src/wxml/call.rs",
        "fn a() {\n    super::super::json::a()\n}\n",
    );
    let upwards = (
        "crates/dialects/src/common/read.rs",
        "use crate::{json::A, Dialect};\n",
    );
    check(tidy::families::check, &[manifest, list, json, shared], &[]);
    check(
        tidy::families::check,
        &[manifest, list, json, by_crate],
        &["crates/dialects/src/wxml/mod.rs:2: member `wxml`"],
    );
    check(
        tidy::families::check,
        &[manifest, list, json, by_super],
        &["crates/dialects/src/wxml/call.rs:2: member `wxml`"],
    );
    check(
        tidy::families::check,
        &[manifest, list, json, upwards],
        &["crates/dialects/src/common/read.rs:1: `common`"],
    );
}

#[test]
fn a_member_reached_through_a_re_export_is_caught() {
    let manifest = ("crates/dialects/Cargo.toml", "");
    let list = (
        "crates/dialects/src/lib.rs",
        "mod json;\nmod wxml;\npub use json::Names as JsonNames;\n",
    );
    let json = ("crates/dialects/src/json/mod.rs", "pub struct Names;\n");
    let wrong = ("crates/dialects/src/wxml/mod.rs", "use crate::JsonNames;\n");
    check(
        tidy::families::check,
        &[manifest, list, json, wrong],
        &["crates/dialects/src/wxml/mod.rs:1: member `wxml`"],
    );
}

#[test]
fn a_member_is_known_by_the_list_too() {
    let manifest = ("crates/media/Cargo.toml", "");
    let list = (
        "crates/media/src/lib.rs",
        "mod film;\nmod sniff;\npub const REGISTRY: &[&dyn Coder] = &[&film::Film, &sound::Sound];\n",
    );
    let film = (
        "crates/media/src/film/frames.rs",
        "use crate::sniff::zip;\nuse crate::sound::Sound;\n",
    );
    let sound = ("crates/media/src/sound.rs", "pub(crate) struct Sound;\n");
    let sound_part = ("crates/media/src/sound/rates.rs", "");
    let sniff = ("crates/media/src/sniff/zip.rs", "");
    let expected =
        ["crates/media/src/film/frames.rs:2: member `film` of `media` names member `sound`"];
    check(
        tidy::families::check,
        &[manifest, list, film, sound, sound_part, sniff],
        &expected,
    );
}

const ROOT: (&str, &str) = (
    "crates/net/src/lib.rs",
    "mod a;\nmod b;\npub use a::*;\npub use b::B;\n",
);

#[test]
fn a_ring_of_modules_is_caught() {
    let a = ("crates/net/src/a.rs", "use crate::b::B;\n");
    let one_way = (
        "crates/net/src/b.rs",
        "// crate::a::A\npub struct B;\nconst C: &str = \"crate::a::A\";\n",
    );
    let ring = (
        "crates/net/src/b.rs",
        "pub struct B;\nfn b() {\n    super::a::a()\n}\n",
    );
    check(tidy::cycles::check, &[NET, ROOT, a, one_way], &[]);
    check(
        tidy::cycles::check,
        &[NET, ROOT, a, ring],
        &["crates/net/src/a.rs:1: modules in a ring: a names b"],
    );
}

#[test]
fn a_ring_through_re_exports_is_caught() {
    let a = ("crates/net/src/a.rs", "use crate::B;\npub struct A;\n");
    let b = ("crates/net/src/b.rs", "use crate::{A};\npub struct B;\n");
    check(
        tidy::cycles::check,
        &[NET, ROOT, a, b],
        &["crates/net/src/a.rs:1: modules in a ring: a names b"],
    );
}

#[test]
fn a_ring_of_three_is_told_once() {
    let root = ("crates/net/src/lib.rs", "mod a;\nmod b;\nmod c;\n");
    let a = ("crates/net/src/a/mod.rs", "mod deep;\n");
    let deep = ("crates/net/src/a/deep.rs", "use crate::b::B;\n");
    let b = ("crates/net/src/b.rs", "pub struct B;\nuse super::c;\n");
    let c = ("crates/net/src/c.rs", "fn c() { crate::a::deep::run() }\n");
    check(
        tidy::cycles::check,
        &[NET, root, a, deep, b, c],
        &["crates/net/src/a/deep.rs:1: modules in a ring: a::deep names b"],
    );
}

#[test]
fn parents_children_and_tests_form_no_ring() {
    let root = (
        "crates/net/src/lib.rs",
        "mod a;\nuse a::A;\npub struct Root;\n",
    );
    let a = (
        "crates/net/src/a/mod.rs",
        "mod deep;\nuse crate::Root;\nuse deep::D;\npub struct A;\n",
    );
    let deep = (
        "crates/net/src/a/deep.rs",
        "use super::A;\nuse crate::Root;\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n",
    );
    let tests = (
        "crates/net/src/a/tests.rs",
        "use super::*;\nuse crate::a::deep;\n",
    );
    check(tidy::cycles::check, &[NET, root, a, deep, tests], &[]);
}

#[test]
fn a_glob_import_of_our_own_is_caught() {
    let a = ("crates/net/src/a.rs", "\nuse crate::b::*;\n");
    let of_an_enum = ("crates/net/src/a.rs", "use crate::b::B::*;\n");
    let b = ("crates/net/src/b.rs", "pub enum B { C }\n");
    check(tidy::cycles::check, &[NET, ROOT, of_an_enum, b], &[]);
    check(
        tidy::cycles::check,
        &[NET, ROOT, a, b],
        &["crates/net/src/a.rs:2: glob import of `b`"],
    );
}

#[test]
fn a_file_that_is_too_long_is_caught() {
    let [exact, long, longest] = [500, 501, 801].map(|lines| "//! x\n".repeat(lines));
    check(
        tidy::files::lengths,
        &[
            ("crates/net/src/a.rs", &exact),
            ("crates/net/tests/a.rs", &long),
        ],
        &[],
    );
    check(
        tidy::files::lengths,
        &[("crates/net/src/a.rs", &long)],
        &["crates/net/src/a.rs:501: 501 lines"],
    );
    check(
        tidy::files::lengths,
        &[("crates/net/src/a/tests.rs", &longest)],
        &["crates/net/src/a/tests.rs:801: 801 lines"],
    );
}

#[test]
fn a_file_without_its_doc_is_caught() {
    check(
        tidy::files::docs,
        &[("crates/net/src/a.rs", "//! Addresses.\n")],
        &[],
    );
    check(
        tidy::files::docs,
        &[("crates/net/src/a.rs", "use std::fs;\n")],
        &["crates/net/src/a.rs:1: begins without"],
    );
}

#[test]
fn a_name_that_says_nothing_is_caught() {
    let shared = ("crates/dialects/src/common/tree.rs", "");
    check(
        tidy::files::names,
        &[shared, ("crates/net/src/guard.rs", "mod rules { }\n")],
        &[],
    );
    check(
        tidy::files::names,
        &[("crates/net/src/utils.rs", "")],
        &["crates/net/src/utils.rs:1: `utils` says nothing"],
    );
    check(
        tidy::files::names,
        &[("crates/net/src/common/a.rs", "")],
        &["crates/net/src/common/a.rs:1: `common`"],
    );
    check(
        tidy::files::names,
        &[("crates/net/src/url_helpers.rs", "")],
        &["crates/net/src/url_helpers.rs:1: `url_helpers`"],
    );
    check(
        tidy::files::names,
        &[("crates/net/src/a.rs", "\nmod misc {}\n")],
        &["crates/net/src/a.rs:2: module `misc`"],
    );
}

#[test]
fn a_word_of_one_machine_or_an_unfinished_line_is_caught() {
    let machine = format!("a\n{}ork/x\n", "/w");
    let unfinished = format!("// {}DO: later\n", "TO");
    check(
        tidy::words::check,
        &[("docs/a.md", "a path of ours: crates/net\n")],
        &[],
    );
    check(
        tidy::words::check,
        &[("docs/a.md", &machine)],
        &["docs/a.md:2: "],
    );
    check(
        tidy::words::check,
        &[(".ci/run", &unfinished)],
        &[".ci/run:1: "],
    );
}

#[test]
fn a_path_that_is_gone_is_caught() {
    let guard = ("crates/net/src/guard.rs", "");
    let right = (
        "README.md",
        "`crates/net/src/guard.rs:3`, `net/src/guard.rs`, `crates/<c>/src`, `image/jpeg`, [x](docs/a.md#b), `a/b`\n",
    );
    let fenced = (
        "docs/a.md",
        "```\n`crates/gone.rs`\n```\n[up](../README.md)\n",
    );
    let wrong = (
        "README.md",
        "fine\n`crates/net/src/gone.rs` and `net/src/gone` and [x](docs/gone.md)\n",
    );
    check(tidy::paths::check, &[NET, guard, right, fenced], &[]);
    let expected = [
        "README.md:2: `crates/net/src/gone.rs` does not",
        "README.md:2: `net/src/gone` does not",
        "README.md:2: `docs/gone.md` does not",
    ];
    check(tidy::paths::check, &[NET, guard, wrong], &expected);
}

#[test]
fn a_gap_in_the_migrations_is_caught() {
    let first = (
        "crates/storage/src/sqlite/migrations/0001_create_messages.sql",
        "",
    );
    let third = (
        "crates/storage/src/sqlite/migrations/0003_add_parked_reports.sql",
        "",
    );
    let odd = ("crates/storage/src/sqlite/migrations/0002-fix.sql", "");
    check(tidy::migrations::check, &[first], &[]);
    check(
        tidy::migrations::check,
        &[first, third],
        &[
            "crates/storage/src/sqlite/migrations/0003_add_parked_reports.sql:1: has number 3 where 0002",
        ],
    );
    check(
        tidy::migrations::check,
        &[first, odd],
        &["crates/storage/src/sqlite/migrations/0002-fix.sql:1: is not named"],
    );
}

/// A file of all promises, each set aside but for those that are named otherwise.
fn promises(changed: &[(&str, &str)]) -> String {
    let mut text = "id\tpromise\tkept by\n".to_owned();
    for (document, promises) in [56, 55, 177, 150, 72].iter().enumerate() {
        for number in 1..=*promises {
            let id = format!("S{document}-{number}");
            let aside = changed.iter().find(|(it, _)| *it == id);
            let aside = aside.map_or("later: hosted page", |(_, aside)| aside);
            text += &format!("{id}\tsomething\t{aside}\n");
        }
    }
    text
}

#[test]
fn a_promise_that_no_test_keeps_is_caught() {
    let test = (
        "crates/server/tests/it/x.rs",
        "fn f() {\n    covers(\"S0-2 S4-72\");\n}\n",
    );
    let kept = [("S0-2", "tests"), ("S4-72", "tests")];
    let check = |changed: &[(&str, &str)], expected: &[&str]| {
        let file = promises(changed);
        let files = [("docs/conformance.tsv", file.as_str()), test];
        check(tidy::promises::check, &files, expected);
    };
    check(&kept, &[]);
    let forgotten = "docs/conformance.tsv:2: S0-1 is cited by no test";
    check(&[("S0-1", "tests"), kept[0], kept[1]], &[forgotten]);
    let both = "docs/conformance.tsv:511: S4-72 is set aside and yet";
    check(&kept[..1], &[both]);
    let unreasoned = "docs/conformance.tsv:4: S0-3 `later` is none of";
    check(&[("S0-3", "later"), kept[0], kept[1]], &[unreasoned]);
}

#[test]
fn a_promise_that_is_not_there_is_caught() {
    let whole = promises(&[]);
    let file = |text: &str, expected: &[&str]| {
        let files = [("docs/conformance.tsv", text)];
        check(tidy::promises::check, &files, expected);
    };
    file(&whole, &[]);
    file(
        &whole.replace("S2-9\t", "S2-8\t"),
        &["docs/conformance.tsv:121: S2-9 is due here"],
    );
    file(
        &whole.replace("S4-72\tsomething\tlater: hosted page\n", ""),
        &["docs/conformance.tsv:1: ends before S4-72"],
    );
    let invented = ("crates/a/src/b/tests.rs", "\n// S3-151 S5-1\n");
    let expected = [
        "crates/a/src/b/tests.rs:2: S3-151 is not in docs",
        "crates/a/src/b/tests.rs:2: S5-1 is not in docs",
    ];
    check(
        tidy::promises::check,
        &[("docs/conformance.tsv", &whole), invented],
        &expected,
    );
}

#[test]
fn the_table_counts_what_was_kept_and_names_what_was_not() {
    let file = promises(&[
        ("S0-2", "tests"),
        ("S1-1", "tests"),
        ("S1-2", "advice: x"),
        ("S4-1", "tests"),
    ]);
    let test = ("crates/server/tests/it/x.rs", "covers(\"S0-2 S1-1\");\n");
    let tree = tree(&[("docs/conformance.tsv", &file), test]);
    let table = tidy::promises::table(&tree, "S0-2\nS1-2\n");
    let expected = "\
document                   items covered  passed   later  advice
S0 LEGACY sendMMS             56       1       1      55       0
S1 KEBAB sendMMS              55       1       0      53       1
S2 WXML sendMMS              177       0       0     177       0
S3 WXML and GET sendMMS      150       0       0     150       0
S4 KEBAB sendSavedMMS         72       0       0      71       0
all                          510       2       1     506       1
cited by no test: S4-1
cited, not passed: S1-1
";
    assert_eq!(table.text, expected);
    assert!(!table.whole);
    let kept = promises(&[("S0-2", "tests")]);
    let tree = self::tree(&[("docs/conformance.tsv", &kept), test]);
    assert!(tidy::promises::table(&tree, "S0-2").whole);
}
