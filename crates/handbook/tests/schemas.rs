//! The schemas against what the gateway reads and writes, judged by a validator that is not ours
//! (xmllint of libxml2).

#![cfg(test)]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A schema on the disk, because the validator reads files.
struct Schema {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Schema {
    fn of(path: &str) -> Self {
        let document = handbook::document(path).expect("a schema");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("schema.rng");
        fs::write(&file, &document.body).unwrap();
        Self {
            _folder: folder,
            path: file,
        }
    }

    /// What the validator has against a document; `None` when it is valid.
    fn complaint(&self, document: &str) -> Option<String> {
        let file = self.path.with_file_name("document.xml");
        fs::write(&file, document).unwrap();
        let run = Command::new("xmllint")
            .args(["--noout", "--nonet", "--relaxng"])
            .args([&self.path, &file])
            .output()
            .expect("xmllint; on Debian it is in the package libxml2-utils");
        let words = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(!words.contains("failed to compile"), "{words}");
        (!run.status.success()).then_some(words)
    }

    #[track_caller]
    fn takes(&self, document: &str) {
        if let Some(complaint) = self.complaint(document) {
            panic!("{complaint}\n{document}");
        }
    }

    #[track_caller]
    fn refuses(&self, document: &str) {
        assert!(self.complaint(document).is_some(), "{document}");
    }
}

/// The requests of the collection in one dialect.
fn examples(dialect: &str) -> Vec<String> {
    let collection = handbook::document("/collection.json").unwrap();
    let collection: Value = serde_json::from_str(&collection.body).unwrap();
    let folders = collection["item"].as_array().unwrap();
    let folder = folders.iter().find(|it| it["name"] == dialect).unwrap();
    let items = folder["item"].as_array().unwrap();
    let body = |item: &Value| item["request"]["body"]["raw"].as_str().unwrap().to_owned();
    items
        .iter()
        .map(body)
        .map(|body| body.replace("{{key}}", "0123456789abcdef"))
        .collect()
}

#[test]
fn every_example_of_a_request_is_valid_in_its_dialect() {
    for (dialect, path) in [
        ("WXML", "/schemas/wxml-request.rng"),
        ("LEGACY", "/schemas/legacy-request.rng"),
        ("KEBAB", "/schemas/kebab-request.rng"),
    ] {
        let schema = Schema::of(path);
        for example in examples(dialect) {
            schema.takes(&example);
        }
    }
}

#[test]
fn a_schema_of_requests_refuses_what_is_wrong() {
    let schema = Schema::of("/schemas/wxml-request.rng");
    let head = "<REQUEST><ACTION>sendMMS</ACTION><API_KEY>k</API_KEY>";
    let rest = "<NAME>n</NAME><SLIDE><TEXT>Hi</TEXT></SLIDE></REQUEST>";
    schema.takes(&format!(
        "{head}<TO>12025550100</TO><FROM>60856</FROM>{rest}"
    ));
    for (wrong, why) in [
        ("<TO>12025550100</TO>", "no sender"),
        ("<TO>abc</TO><FROM>60856</FROM>", "no number"),
        (
            "<TO>12025550100</TO><FROM>60856</FROM><TONE>x</TONE>",
            "an unknown element",
        ),
        (
            "<TO>12025550100</TO><FROM>60856</FROM><FORCE_SEND_AS_SMS>yes</FORCE_SEND_AS_SMS>",
            "neither true nor false",
        ),
        (
            "<TO>12025550100</TO><FROM>60856</FROM><TO>12025550101</TO>",
            "twice",
        ),
    ] {
        schema.refuses(&format!("{head}{wrong}{rest}"));
        assert!(!why.is_empty());
    }
    schema.refuses("<REQUEST><ACTION>makeCoffee</ACTION><API_KEY>k</API_KEY></REQUEST>");
    schema.refuses("<REQUEST></REQUEST>");
}

/// All golden files of that name below a folder.
fn golden(folder: &Path, name: &str, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            golden(&path, name, found);
        } else if path.file_name().is_some_and(|it| it == name) {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

fn dialects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialects/golden")
}

/// Golden documents with one of the roots.
fn written(name: &str, root: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    golden(&dialects(), name, &mut found);
    found.retain(|(_, text)| text.contains(&format!("<{root}>")));
    found
}

#[test]
fn every_golden_answer_is_valid() {
    for (root, path) in [
        ("RESPONSE", "/schemas/upper-reply.rng"),
        ("response", "/schemas/kebab-reply.rng"),
    ] {
        let schema = Schema::of(path);
        let answers = written("reply.xml", root);
        assert!(!answers.is_empty(), "{root}");
        for (file, answer) in answers {
            let complaint = schema.complaint(&answer);
            assert_eq!(complaint, None, "{}\n{answer}", file.display());
        }
    }
}

#[test]
fn every_golden_postback_is_valid() {
    for (root, path) in [
        ("POSTBACK", "/schemas/wxml-postback.rng"),
        ("postback", "/schemas/kebab-postback.rng"),
    ] {
        let schema = Schema::of(path);
        let postbacks = written("postback.xml", root);
        for (file, postback) in postbacks {
            if postback.contains("<NOTIFICATION") {
                continue;
            }
            let complaint = schema.complaint(&postback);
            assert_eq!(complaint, None, "{}\n{postback}", file.display());
        }
    }
}

#[test]
fn a_schema_of_answers_refuses_what_is_never_said() {
    let schema = Schema::of("/schemas/upper-reply.rng");
    for wrong in [
        "<RESPONSE><STATUS>Success</STATUS></RESPONSE>",
        "<RESPONSE><STATUS>success</STATUS><MMSID>1</MMSID></RESPONSE>",
        "<RESPONSE><STATUS>Success</STATUS><MMSID>1</MMSID><ERRORCODE>E100</ERRORCODE></RESPONSE>",
        "<RESPONSE><STATUS>Failure</STATUS><ERRORCODE>E1</ERRORCODE><ERRORINFO>x</ERRORINFO></RESPONSE>",
        "<RESPONSE><STATUS>Failure</STATUS><ERRORCODE>E100</ERRORCODE></RESPONSE>",
        "<RESPONSE><STATUS>Success</STATUS><MMSID>1</MMSID><NEWS>x</NEWS></RESPONSE>",
    ] {
        schema.refuses(wrong);
    }
}
