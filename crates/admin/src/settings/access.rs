//! Who is let in, what is demanded of requests, and how the account pays.

use super::{Row, table, words};
use crate::form::{Form, Text};
use crate::spelling::{action_names, element_words};
use domain::account::{Access, Account, Billing, Class, FallbackRule, StopScope, SubjectUnicode};
use domain::element::Element;
use serde_json::Value;

const NETWORKS: Form = Form::List {
    of: &Form::Text(&Text::NETWORK),
    max: 1_000,
};

const ACTIONS: Form = Form::List {
    of: &Form::Word(action_names),
    max: 100,
};

const KINDS: Form = Form::List {
    of: &Form::Word(element_words),
    max: 100,
};

const WORDS: Form = Form::List {
    of: &Form::Text(&Text::LINE),
    max: 100,
};

/// The rows.
pub(super) fn rows() -> Vec<Row<Account>> {
    let mut rows = credentials();
    rows.extend(rates());
    rows.extend(requests());
    rows.extend(content());
    rows.extend(stops());
    rows
}

fn credentials() -> Vec<Row<Account>> {
    let mut rows = table! { Account {
        access: access, words::<Access>(),
            "open", "blocked",
            "Whether its calls are taken: open, not_activated (E109), no_api or blocked \
             (E105).";
        class: policy.class, words::<Class>(),
            "optimized", "standard",
            "Content is fitted to handset and operator, or goes out as it was fetched.";
        test: policy.test, Form::Flag,
            "off", "on",
            "Every number is served by the simulated carrier.";
        actions: policy.actions, ACTIONS,
            "all", "saveMMS,sendMMS",
            "Actions that it may call (E107).";
        ip_allow: policy.ip_allow, NETWORKS,
            "everywhere", "10.0.0.0/8",
            "Networks that it may call from (E112); an empty list is everywhere.";
        billing: policy.billing, words::<Billing>(),
            "none", "prepaid",
            "How it pays: none, prepaid (from its credits, E713) or hold (every send is \
             E713).";
        mms_price: policy.prices.mms_micros, Form::COUNT,
            "billing.mms_price", "50000",
            "What a message of slides costs it while it is prepaid, in millionths of a credit.";
        sms_part_price: policy.prices.sms_part_micros, Form::COUNT,
            "billing.sms_part_price", "10000",
            "What each part of an SMS costs it while it is prepaid, in millionths of a credit.";
    } };
    rows.extend([Row {
        name: "key_in_url",
        doc: "A key in a URL is taken; off: E104.",
        form: Form::Flag,
        usual: "on",
        example: "off",
        get: |account: &Account| Value::Bool(!account.policy.refuse_key_in_url),
        set: |account: &mut Account, value| {
            account.policy.refuse_key_in_url = value == &Value::Bool(false)
        },
        reset: None,
    }]);
    rows
}

fn rates() -> Vec<Row<Account>> {
    table! { Account {
        throughput: policy.rates.throughput, Form::COUNT,
            "50, with bursts of twice that", "10",
            "Calls of one action in any second (E113).";
        min_call_interval: policy.rates.min_call_interval, Form::Text(&Text::TIME),
            "0s", "500ms",
            "Pause between the starts of two calls (E106).";
        request_limit: policy.rates.request_limit, Form::Text(&Text::REQUEST_LIMIT),
            "none", "10000/day",
            "Calls in a day, a month or ever (E120).";
    } }
}

fn requests() -> Vec<Row<Account>> {
    let mut rows = table! { Account {
        multi_recipient: policy.multi_recipient, Form::Flag,
            "on in LEGACY, else off", "on",
            "A list of receivers is allowed.";
        require_subject: policy.require_subject, Form::Flag,
            "off", "on",
            "A message needs a subject (E314).";
        require_operator: policy.require_operator, Form::Flag,
            "off", "on",
            "A send needs an operator id (E650).";
        enforce_campaign_check: policy.enforce_campaign_check, Form::Flag,
            "off", "on",
            "Receivers must be subscribed to the campaign that a send names (E715, E718, \
             E721).";
        allow_resubscribe: policy.allow_resubscribe, Form::Flag,
            "off", "on",
            "The API may subscribe a number whose owner said STOP.";
        strict_custom_text: policy.strict_custom_text, Form::Flag,
            "off", "on",
            "CustomText for a slide that is not there is refused.";
        fallback_text_rule: policy.fallback_rule, words::<FallbackRule>(),
            "by dialect", "text",
            "Which texts a send needs for its fallback SMS (E622).";
    } };
    rows.extend([Row {
        name: "require_service_id",
        doc: "Where a service id is needed once the account has any (E627).",
        form: Form::Word(|| vec!["kebab_json", "all"]),
        usual: "kebab_json",
        example: "all",
        get: |account: &Account| match account.policy.require_service_id_all {
            true => Value::from("all"),
            false => Value::from("kebab_json"),
        },
        set: |account: &mut Account, value| account.policy.require_service_id_all = value == "all",
        reset: None,
    }]);
    rows
}

fn content() -> Vec<Row<Account>> {
    let mut rows = table! { Account {
        strict_content_type: policy.strict_content_type, Form::Flag,
            "off", "on",
            "A file whose declared type differs from its bytes is refused.";
        strip_av_query: policy.strip_av_query, Form::Flag,
            "on in WXML and GET, else off", "on",
            "Queries of the addresses of sound and film are cut off.";
        allow_bmp: policy.allow_bmp, Form::Flag,
            "off", "on",
            "BMP pictures and QuickTime film are taken.";
        subject_unicode: policy.subject_unicode, words::<SubjectUnicode>(),
            "strip", "pass",
            "What subjects may hold: emoji are removed (strip), all beyond ASCII is (ascii), \
             or nothing is (pass).";
        timezone: policy.timezone, Form::Text(&Text::ZONE),
            "UTC", "America/New_York",
            "Time zone of timestamps in XML postbacks.";
        link_host: policy.link_host, Form::Text(&Text::HOST),
            "the server's name", "mms.example.com",
            "Host of links to pages and files.";
    } };
    rows.extend([
        Row {
            name: "backslash_n",
            doc: "The two characters \\n in a text become a line end.",
            form: Form::Flag,
            usual: "on",
            example: "off",
            get: |account: &Account| Value::Bool(!account.policy.keep_backslash_n),
            set: |account: &mut Account, value| {
                account.policy.keep_backslash_n = value == &Value::Bool(false)
            },
            reset: None,
        },
        Row {
            name: "allowed_kinds",
            doc: "Kinds of files that it may use (E229).",
            form: KINDS,
            usual: "all",
            example: "image,audio",
            get: allowed_kinds,
            set: allow_kinds,
            reset: None,
        },
    ]);
    rows
}

fn stops() -> Vec<Row<Account>> {
    table! { Account {
        stop_words: policy.stops.words, WORDS,
            "STOP, STOPALL, STOP ALL, UNSUBSCRIBE, CANCEL, END, QUIT", "STOP,HALT",
            "Words that put a number on the blacklist.";
        stop_scope: policy.stops.scope, words::<StopScope>(),
            "sender", "account",
            "Which senders a person's STOP concerns: the one it was sent to, or all.";
        stop_text: policy.stops.answer, Form::Text(&Text::SMS), "none", "You get nothing more from us.",
            "The SMS that STOP is answered with.";
        start_text: policy.stops.start_answer, Form::Text(&Text::SMS), "none", "Welcome back.",
            "The SMS that START is answered with.";
        help_text: policy.stops.help_answer, Form::Text(&Text::SMS), "none", "Call 202 555 0100.",
            "The SMS that HELP is answered with.";
    } }
}

fn allowed_kinds(account: &Account) -> Value {
    let refused = &account.policy.refused_elements;
    if refused.is_empty() {
        return Value::Null;
    }
    let allowed = Element::ALL.iter().filter(|it| !refused.contains(it));
    allowed.map(|it| it.word()).collect()
}

fn allow_kinds(account: &mut Account, value: &Value) {
    let allows = |element: &Element| {
        let words = value.as_array();
        words.is_none_or(|words| words.iter().any(|word| word == element.word()))
    };
    let refused = Element::ALL.into_iter().filter(|it| !allows(it));
    account.policy.refused_elements = refused.collect();
}
