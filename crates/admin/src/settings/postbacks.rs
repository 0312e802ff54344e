//! How and where an account is told of events.

use super::{Row, table, words};
use crate::form::{Form, Text};
use domain::account::{Account, Schedule};
use domain::event::FallbackCode;
use domain::generation::Generation;

const ADDRESS: Form = Form::Text(&Text::ADDRESS);

/// Dialects of postbacks.
fn dialects() -> Vec<&'static str> {
    vec!["legacy", "wxml", "get", "kebab", "json"]
}

/// The rows.
pub(super) fn rows() -> Vec<Row<Account>> {
    table! { Account {
        postback_url: postbacks.url, ADDRESS,
            "none: events are kept and told to nobody", "https://acme.example/mms",
            "Where events are posted to.";
        mo_postback_url: postbacks.mo_url, ADDRESS,
            "postback_url", "https://acme.example/inbound",
            "Where inbound messages are posted to.";
        postback_dialect: postbacks.dialect, Form::Word(dialects),
            "that of the request", "json",
            "The dialect of all postbacks.";
        postback_schedule: postbacks.schedule, words::<Schedule>(),
            "standard", "classic",
            "How failed postbacks are repeated: standard is 11 tries over about 75 hours, and \
             any 2xx counts; classic is 6 tries, five minutes apart, and only 200 counts.";
        postback_form: postbacks.form, Form::Flag,
            "off", "on",
            "XML travels in the form field xml instead of being the body.";
        postback_concurrency: postbacks.concurrency, Form::Number { min: 1, max: 1_000 },
            "8", "2",
            "Requests that the address may have open.";
        postback_extras: postbacks.extras, Form::Flag,
            "off", "on",
            "Sequence number and event id are in the body too.";
        extended_events: postbacks.extended, Form::Flag,
            "on in JSON, else off", "on",
            "Own events (no report, read) are told.";
        fallback_dlr_code: postbacks.fallback_code, words::<FallbackCode>(),
            "by dialect", "mms",
            "Codes of reports about fallback SMS: those of an SMS, or of the MMS it stands \
             for.";
        operator_id_form: postbacks.operator_ids, words::<Generation>(),
            "by dialect", "json",
            "Generation of operator ids in postbacks.";
    } }
}
