//! Submissions and the requests they become.

use bytes::Bytes;
use jiff::Timestamp;
use mm7::Address;

use super::submit_req;
use crate::mm7::settings::Settings;
use crate::{LinkSettings, Mms, Part};

fn settings(keys: &str) -> Settings {
    let keys = format!(
        "name = \"north\"\nprotocol = \"mm7\"\nurl = \"http://mmsc.example/\"\nvaspid = \"wire\"\n\
         vasid = \"usual\"\n{keys}"
    );
    let link: LinkSettings = toml::from_str(&keys).unwrap();
    Settings::read(&link).unwrap()
}

fn part(content_type: &str, name: &str, bytes: &'static [u8]) -> Part {
    Part {
        content_type: content_type.to_owned(),
        name: name.to_owned(),
        bytes: Bytes::from_static(bytes),
    }
}

fn submission() -> Mms {
    Mms {
        transaction: "transaction-1".to_owned(),
        from: "12345".to_owned(),
        from_short_code: true,
        from_mask: None,
        to: "12025550100".to_owned(),
        operator: None,
        display_only: Vec::new(),
        service_id: None,
        subject: Some("Ahoy".to_owned()),
        expiry: "2026-02-03T12:00:00Z".parse::<Timestamp>().unwrap(),
        at: "2026-01-31T12:00:00Z".parse::<Timestamp>().unwrap(),
        presentation: part(
            "application/smil; charset=utf-8",
            "presentation.smil",
            b"<smil/>",
        ),
        parts: vec![
            part("image/jpeg", "slide1.jpg", &[0xff, 0xd8, 0xff, 0xd9]),
            part("text/plain; charset=utf-8", "slide1.txt", b"Ahoy"),
        ],
    }
}

fn wire(submission: &Mms, keys: &str) -> String {
    let settings = settings(keys);
    let submit = submit_req(submission, &settings);
    let encoded = mm7::encode_submit(&submission.transaction, &submit, &settings.profile);
    String::from_utf8_lossy(&encoded.body.concat()).into_owned()
}

/// The request of `submission` holds `expected`.
#[track_caller]
fn check(submission: &Mms, keys: &str, expected: &str) {
    let wire = wire(submission, keys);
    assert!(wire.contains(expected), "{expected} is not in\n{wire}");
}

#[test]
fn a_request_says_who_when_and_that_reports_are_wanted() {
    let it = submission();
    check(&it, "", ">transaction-1</TransactionID>");
    check(&it, "", "<VASPID>wire</VASPID><VASID>usual</VASID>");
    check(&it, "", "<TimeStamp>2026-01-31T12:00:00Z</TimeStamp>");
    check(&it, "", "<ExpiryDate>2026-02-03T12:00:00Z</ExpiryDate>");
    check(&it, "", "<DeliveryReport>true</DeliveryReport><Subject>");
    check(&it, "read_reports = true", "<ReadReply>true</ReadReply>");
    check(&it, "", "<Subject>Ahoy</Subject>");
    check(&it, "", "allowAdaptations=\"true\"");
    check(
        &it,
        "allow_adaptations = false",
        "allowAdaptations=\"false\"",
    );
}

#[test]
fn the_service_of_the_message_goes_before_that_of_the_link() {
    let it = Mms {
        service_id: Some("news".to_owned()),
        ..submission()
    };
    check(&it, "", "<VASID>news</VASID>");
}

#[test]
fn a_sender_is_a_short_code_or_a_number() {
    let short = submission();
    let long = Mms {
        from: "12025550199".to_owned(),
        from_short_code: false,
        ..submission()
    };
    check(&short, "", "<SenderAddress><ShortCode>12345</ShortCode>");
    check(
        &short,
        "short_code_format = \"number\"",
        "<SenderAddress><Number>12345</Number>",
    );
    check(&long, "", "<SenderAddress><Number>+12025550199</Number>");
}

#[test]
fn letters_take_the_place_of_the_sender_where_the_operator_takes_them() {
    let mask = Some("Acme-1".to_owned());
    for from_short_code in [true, false] {
        let it = Mms {
            from_mask: mask.clone(),
            from_short_code,
            ..submission()
        };
        check(&it, "", "<SenderAddress><ShortCode>Acme-1</ShortCode>");
        check(
            &it,
            "short_code_format = \"number\"",
            "<SenderAddress><Number>Acme-1</Number>",
        );
    }
    let it = Mms {
        from_mask: mask,
        ..submission()
    };
    check(
        &it,
        "sender_masks = false",
        "<SenderAddress><ShortCode>12345</ShortCode>",
    );
}

#[test]
fn numbers_are_spelt_as_the_operator_wants() {
    let it = submission();
    check(&it, "", "<To><Number>+12025550100</Number></To>");
    check(
        &it,
        "number_format = \"digits\"",
        "<Number>12025550100</Number>",
    );
    check(
        &it,
        "number_format = \"plus_type\"",
        "<Number>+12025550100/TYPE=PLMN</Number>",
    );
}

#[test]
fn the_others_of_a_group_are_for_display_only() {
    let it = Mms {
        display_only: vec!["12025550101".to_owned(), "12025550102".to_owned()],
        ..submission()
    };
    let submit = submit_req(&it, &settings(""));
    let seen: Vec<_> = submit
        .to
        .iter()
        .map(|to| (&to.address, to.display_only))
        .collect();
    let number = |digits: &str| Address::Number(digits.to_owned());
    assert_eq!(
        seen,
        [
            (&number("12025550100"), false),
            (&number("12025550101"), true),
            (&number("12025550102"), true),
        ]
    );
}

#[test]
fn the_presentation_is_the_first_part() {
    let content = submit_req(&submission(), &settings("")).content.unwrap();
    let names: Vec<_> = content
        .parts
        .iter()
        .map(|it| it.content_id.as_deref())
        .collect();
    let expected = ["presentation.smil", "slide1.jpg", "slide1.txt"].map(Some);
    assert_eq!(names, expected);
    assert_eq!(content.start.as_deref(), Some("presentation.smil"));
}

#[test]
fn an_unreadable_type_is_sent_as_bytes() {
    let it = Mms {
        parts: vec![part("picture", "slide1.jpg", b"?")],
        ..submission()
    };
    check(&it, "", "application/octet-stream");
}

#[test]
fn the_size_is_known_before_and_exact() {
    for keys in ["", "encoding = \"binary\"", "prefix = \"mm7\""] {
        let (it, settings) = (submission(), settings(keys));
        let submit = submit_req(&it, &settings);
        let encoded = mm7::encode_submit(&it.transaction, &submit, &settings.profile);
        let length = mm7::submit_length(&it.transaction, &submit, &settings.profile);
        let written = encoded
            .body
            .iter()
            .map(|piece| piece.len() as u64)
            .sum::<u64>();
        assert_eq!((length, encoded.length), (written, written), "{keys}");
    }
}
