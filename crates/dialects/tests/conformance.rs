//! What holds for every dialect in the list, whatever it speaks.

use dialects::{Dialect, Method, REGISTRY, Request, by_path, is_mounted, named, open};
use domain::action::{Action, Reading};
use domain::answer::Outcome;
use domain::event::Event;
use domain::fault::{Fault, Kind};
use domain::id::{MessageId, MmsId, RunId};
use domain::notice::{CarrierWords, Inbound, Notice, SentAs, Wishes};
use domain::order::Element;
use domain::reason::Reason;
use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};

fn golden(dialect: &dyn Dialect) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(dialect.name())
}

#[test]
fn every_dialect_is_found_by_its_name_and_answers_at_home() {
    for dialect in REGISTRY {
        assert_eq!(
            named(dialect.name()).map(Dialect::name),
            Some(dialect.name())
        );
        for mount in dialect.mounts() {
            assert!(is_mounted(mount) && is_mounted(&mount.to_ascii_lowercase()));
            assert_eq!(by_path(mount).name(), dialect.name());
        }
    }
    assert!(!is_mounted("/API/wxml/1.4"));
    assert!(named("morse").is_none());
}

#[test]
fn every_dialect_names_a_dialect_for_its_postbacks() {
    for dialect in REGISTRY {
        assert!(
            named(dialect.manners().postbacks).is_some(),
            "{}",
            dialect.name()
        );
    }
}

#[test]
fn every_dialect_can_say_every_fault() {
    for dialect in REGISTRY {
        for kind in Kind::ALL {
            let fault = Fault::from(*kind);
            let text = fault.text(dialect.manners().wording);
            let reply = dialect.reply(&Outcome::refused(fault));
            let body = String::from_utf8(reply.body).unwrap();
            assert!(
                body.contains("Failure") && body.contains(kind.code()),
                "{kind:?}: {body}"
            );
            assert!(body.contains(&text), "{kind:?}: {body}");
        }
    }
}

#[test]
fn faults_that_a_dialect_chooses_have_words_of_its_own() {
    for dialect in REGISTRY {
        let manners = dialect.manners();
        let chosen = [
            manners.action_missing,
            manners.action_unknown,
            manners.credential_missing,
            manners.password_missing,
            manners.account_blocked,
            manners.to_missing,
            manners.to_missing_on_saved,
            manners.mms_id_malformed,
            manners.campaign_missing,
            manners.campaign_unknown,
        ];
        for kind in chosen.into_iter().chain(manners.mask_too_long) {
            assert!(
                kind.has_words(manners.wording),
                "{}: {kind:?}",
                dialect.name()
            );
        }
    }
}

#[test]
fn every_dialect_has_a_golden_case_for_every_action() {
    for dialect in REGISTRY {
        let folders = fs::read_dir(golden(*dialect))
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let seen: Vec<_> = folders
            .map(|name| Action::read(name.to_str().unwrap()))
            .collect();
        for &action in Action::ALL {
            assert!(
                seen.contains(&Reading::Served(action)),
                "{}: {action:?}",
                dialect.name()
            );
        }
    }
}

fn full(event: Event, text: &str) -> Notice {
    let known = || Some(text.to_owned());
    Notice {
        sent_as: Some(SentAs::Mms),
        mms_id: Some(MmsId(i64::MAX)),
        from: Some("60856".into()),
        from_mask: Some("Wirephoto".into()),
        to: Some("12025550100".into()),
        tracking: Some("MMS_12345".into()),
        message: Some(MessageId(12345)),
        client_reference: known(),
        campaign_ref: known(),
        run: Some(RunId(i64::MAX)),
        operator: domain::operator::Operators::default()
            .by_name("Verizon")
            .cloned(),
        handset: known(),
        carrier_message_id: known(),
        carrier_words: CarrierWords {
            code: Some("1000".into()),
            word: Some("Retrieved".into()),
        },
        reason: Some(Reason::Carrier(text.into())),
        failed_file: Some((Element::Video, text.into())),
        inbound: Some(Inbound {
            text: known(),
            keyword: known(),
            subject: known(),
            files: vec!["https://mms.example.net/mo/x/1.jpg".into(); 1_000],
            copy_to: vec!["12025550101".into(); 1_000],
        }),
        seq: u32::MAX,
        event_id: "evt_1".into(),
        wishes: Wishes {
            extras: true,
            ..Wishes::default()
        },
        ..Notice::new(event, Timestamp::UNIX_EPOCH)
    }
}

#[test]
fn a_postback_of_any_event_stays_under_20_kb() {
    for dialect in REGISTRY {
        for event in Event::all() {
            for text in ["&\u{1}ü".repeat(20_000), String::new()] {
                let length = dialect.notice(&full(event, &text)).body.len();
                assert!(
                    length < 20 * 1024,
                    "{}: {event:?}: {length}",
                    dialect.name()
                );
            }
        }
    }
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// Reads a body in every way and answers whatever comes of it.
fn read_anyhow(body: &[u8]) {
    let query = String::from_utf8_lossy(body).replace(char::is_whitespace, "+");
    let form = Some("application/x-www-form-urlencoded");
    let parts = Some("multipart/form-data; boundary=b");
    let xml = "/API/wxml/1.3";
    for (method, path, query, content_type) in [
        (Method::Post, "/ep/v2", "", None),
        (Method::Post, "/ep/v1", "", None),
        (Method::Post, xml, "", form),
        (Method::Post, xml, "", parts),
        (Method::Get, xml, query.as_str(), None),
    ] {
        let opened = open(&Request {
            method,
            path,
            query,
            content_type,
            key_header: Some("k"),
            body,
        });
        if let Err(fault) = opened.order {
            let reply = opened.dialect.reply(&Outcome::refused(fault));
            assert!(!reply.body.is_empty());
        }
    }
}

/// The requests of all golden cases, head and body.
fn seeds() -> Vec<Vec<u8>> {
    fn walk(folder: &Path, seeds: &mut Vec<Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, seeds);
            } else if path.ends_with("request") {
                let file = fs::read(&path).expect("a file");
                let body = file
                    .windows(2)
                    .position(|pair| pair == b"\n\n")
                    .expect("an empty line")
                    + 2;
                seeds.push(file[body..].to_vec());
            }
        }
    }
    let mut seeds = Vec::new();
    REGISTRY
        .iter()
        .for_each(|dialect| walk(&golden(*dialect), &mut seeds));
    seeds
}

#[test]
fn nothing_that_is_cut_off_panics() {
    for seed in seeds() {
        let step = seed.len() / 40 + 1;
        (0..seed.len())
            .step_by(step)
            .for_each(|end| read_anyhow(&seed[..end]));
    }
}

#[test]
fn nothing_that_is_scrambled_panics() {
    let mut numbers = Numbers(7);
    for mut seed in seeds().into_iter().filter(|seed| !seed.is_empty()) {
        for _ in 0..20 {
            let at = numbers.below(seed.len());
            seed[at] = u8::try_from(numbers.below(256)).unwrap();
            read_anyhow(&seed);
        }
    }
}

#[test]
fn nothing_random_panics() {
    let alphabet = b"<>/&;=%+ \n{[\"'!-?x\xff\xc3\xa4REQUESTslide_text_0data_{}[],:\\u1e";
    let mut numbers = Numbers(1);
    for length in 0..600 {
        let body: Vec<u8> = (0..length % 90)
            .map(|_| alphabet[numbers.below(alphabet.len())])
            .collect();
        read_anyhow(&body);
    }
}
