//! What can be set of a sender.

use super::{Row, table, words};
use crate::form::{Form, Text};
use domain::account::{Sender, SenderKind, SubjectRule};

const COUNTRIES: Form = Form::List {
    of: &Form::Text(&Text::COUNTRY),
    max: 300,
};

const LINES: Form = Form::List {
    of: &Form::Text(&Text::LINE),
    max: 100,
};

/// The rows.
pub(super) fn rows() -> Vec<Row<Sender>> {
    let mut rows = table! { Sender {
        kind: kind, words::<SenderKind>(),
            "by its digits", "toll_free",
            "What kind of number it is; decides the carrier's size limit.";
        country: country, Form::Text(&Text::COUNTRY),
            "US", "CA",
            "Its home country.";
        active: active, Form::Flag,
            "on", "off",
            "Switched off, it is kept and cannot be used (E111).";
        mms_route: mms_route, Form::Flag,
            "on", "off",
            "It can send MMS.";
        serves: serves, COUNTRIES,
            "none", "CA,MX",
            "Further countries that it serves.";
        shared: shared, Form::Flag,
            "off", "on",
            "Used by several accounts; sendMMS may not use it (E111).";
        sms_route: sms_route, Form::Flag,
            "off", "on",
            "It can send SMS; decides fallback and ForceSms.";
        service_ids: service_ids, LINES,
            "none", "60856mms",
            "Services that it may be used for; the first is its default (E627).";
        keywords: keywords, LINES,
            "none", "JOIN,INFO",
            "First words of inbound messages that its customer is told of.";
        subject: subject, words::<SubjectRule>(),
            "keep", "drop",
            "Whether subjects go out; one that is dropped still serves as fallback text.";
        postback_url: postback_url, Form::Text(&Text::ADDRESS),
            "that of the account", "https://acme.example/60856",
            "Where events of its messages are posted to.";
    } };
    for row in &mut rows {
        let reset: fn(&mut Sender) = match row.name {
            "kind" => |sender| sender.kind = plain(sender).kind,
            "country" => |sender| sender.country = plain(sender).country,
            "active" => |sender| sender.active = plain(sender).active,
            "mms_route" => |sender| sender.mms_route = plain(sender).mms_route,
            _ => continue,
        };
        row.reset = Some(reset);
    }
    rows
}

/// The sender before anything was set: these defaults are not those of their types.
fn plain(sender: &Sender) -> Sender {
    crate::blank::sender(&sender.address)
}
