//! Events: the table against the contract.

use std::collections::BTreeSet;

use super::Event::{
    DeliveryFailed, DiscoveryNotDelivered, ExpiredUnsent, FallbackDelivered, FallbackFailed,
    MessageDelivered, MessageSent, NoReport, QueueError, SendFailed, SmsDelivered, SmsFailed,
    SmsNotDelivered, SmsReceived, SmsSent, TemplateReady,
};
use super::How::{Expired, Failed, NotSupported, Rejected};
use super::{Event, FallbackCode, Finality, How, Origin};
use crate::fault::Wording;

/// Code and words in the three wordings, as each usually says it; `-` where nothing is said.
#[track_caller]
fn check(event: Event, upper: [&str; 2], kebab: [&str; 2], json: [&str; 3]) {
    let words = |wording| event.words(wording, FallbackCode::usual(wording));
    let said = words(Wording::Upper);
    assert_eq!([said.code, said.status.unwrap_or("-")], upper);
    assert_eq!(said.details, None);
    let said = words(Wording::Kebab);
    assert_eq!([said.code, said.status.unwrap_or("-")], kebab);
    assert_eq!(said.details, None);
    let said = words(Wording::Json);
    assert_eq!(
        [
            said.code,
            said.status.unwrap_or("-"),
            said.details.unwrap_or("-")
        ],
        json
    );
}

#[test]
fn a_sent_message_says_so_in_every_wording() {
    let xml = ["N101", "Message Sent"];
    check(MessageSent, xml, xml, ["N101", "Sent", "Message Sent"]);
    let xml = ["N102", "Message Sent/Delivered"];
    check(
        MessageDelivered,
        xml,
        xml,
        ["N102", "Delivered", "Message Delivered"],
    );
}

#[test]
fn a_failed_message_says_how() {
    let xml = ["E101", "Message Failed"];
    check(SendFailed, xml, xml, ["E101", "Failed", "Message Failed"]);
    check(
        QueueError,
        ["E999", xml[1]],
        ["E999", xml[1]],
        ["E999", "Failed", "Queue processing error"],
    );
    let xml = ["E102", "Message Sent/Rejected"];
    check(
        DeliveryFailed(Rejected),
        xml,
        xml,
        ["E102", "Rejected", "Message Rejected"],
    );
    let xml = ["E102", "Message Sent/Failed"];
    check(
        DeliveryFailed(Failed),
        xml,
        xml,
        ["E102", "Rejected", "Message Failed"],
    );
    let upper = ["E102", "Message Sent/NotSupported"];
    let kebab = ["E102", "Message Sent/Not Supported"];
    let json = ["E102", "Unrecognised", "Message Rejected"];
    check(DeliveryFailed(NotSupported), upper, kebab, json);
}

#[test]
fn expiry_has_a_code_of_its_own_in_json() {
    let xml = ["E102", "Message Sent/Expired"];
    check(
        DeliveryFailed(Expired),
        xml,
        xml,
        ["N103", "Expired", "Message Expired"],
    );
    let xml = ["E101", "Message Failed"];
    check(
        ExpiredUnsent,
        xml,
        xml,
        ["N103", "Expired", "Message Expired"],
    );
    let xml = ["E502", "Message Sent/Expired"];
    check(
        DiscoveryNotDelivered(Expired),
        xml,
        xml,
        ["E502", "Expired", "Message Expired"],
    );
}

#[test]
fn a_fallback_report_has_codes_of_the_sms_in_upper_case_and_of_the_mms_elsewhere() {
    let said = "Message Sent/Delivered";
    let json = ["N102", "Delivered", "Message Delivered"];
    check(FallbackDelivered, ["N202", said], ["N102", said], json);
    let said = "Message Sent/Expired";
    let json = ["E102", "Rejected", "Message Expired"];
    check(
        FallbackFailed(Expired),
        ["E202", said],
        ["E102", said],
        json,
    );
    let code = |fallback| FallbackDelivered.words(Wording::Upper, fallback).code;
    assert_eq!(code(FallbackCode::OfMms), "N102");
}

#[test]
fn an_ordered_sms_keeps_its_own_codes_everywhere() {
    let xml = ["N202", "Message Sent/Delivered"];
    check(
        SmsDelivered,
        xml,
        xml,
        ["N202", "Delivered", "Message Delivered"],
    );
    let xml = ["E202", "Message Sent/Expired"];
    check(
        SmsNotDelivered(Expired),
        xml,
        xml,
        ["E202", "Rejected", "Message Expired"],
    );
}

#[test]
fn events_about_content_have_a_status_in_json_only() {
    let xml = ["N003", "-"];
    check(
        TemplateReady,
        xml,
        xml,
        ["N003", "Transcoding successful", "-"],
    );
    let xml = ["N211", "-"];
    check(SmsReceived, xml, xml, ["N211", "-", "-"]);
}

#[test]
fn the_events_of_an_ordered_sms_are_those_of_the_mms_renamed() {
    assert_eq!(MessageSent.of_sms_order(), SmsSent);
    assert_eq!(FallbackDelivered.of_sms_order(), SmsDelivered);
    assert_eq!(
        FallbackFailed(Rejected).of_sms_order(),
        SmsNotDelivered(Rejected)
    );
    assert_eq!(ExpiredUnsent.of_sms_order(), SmsFailed);
    assert_eq!(QueueError.of_sms_order(), QueueError);
}

#[test]
fn every_event_has_one_row_and_its_name_reads_back() {
    let words: BTreeSet<&str> = Event::all().map(Event::word).collect();
    assert_eq!(words.len(), Event::all().count());
    for event in Event::all() {
        assert_eq!(Event::parse(event.word()), Some(event));
        assert!(!event.origins().is_empty());
    }
    for how in How::ALL {
        let of_how = [
            DeliveryFailed(how),
            FallbackFailed(how),
            SmsNotDelivered(how),
        ];
        assert!(
            of_how
                .iter()
                .all(|event| event.finality() == Finality::Final)
        );
        assert_eq!(DiscoveryNotDelivered(how).finality(), Finality::NotFinal);
    }
    // 30 names, of which four stand for four ways each.
    assert_eq!(Event::all().count(), 30 + 4 * 3);
}

#[test]
fn silence_ends_with_a_report() {
    assert_eq!(NoReport.finality(), Finality::UntilReport);
    assert_eq!(NoReport.origins(), [Origin::MmsMt, Origin::SmsMt]);
    assert!(NoReport.is_extended() && !MessageSent.is_extended());
}
