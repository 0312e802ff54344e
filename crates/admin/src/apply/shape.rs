//! The form of what can be applied.

use crate::form::{Field, Form, Shape, Text};
use crate::{campaigns, keys, senders, settings};

/// Accounts as they shall be.
pub const ORDER: Shape = Shape {
    name: "Accounts",
    doc: "Accounts as they shall be; what is left out stays, or goes if it is to be pruned.",
    fields: || vec![Field::needed("account", ACCOUNTS, "The accounts.")],
};

const ACCOUNTS: Form = Form::List {
    of: &Form::Object(&ACCOUNT),
    max: 100_000,
};

const ACCOUNT: Shape = Shape {
    name: "AccountWanted",
    doc: "An account as it shall be.",
    fields: || {
        vec![
            Field::needed("name", Form::Text(&Text::ACCOUNT), "Its name."),
            Field::maybe(
                "settings",
                Form::Object(&settings::CHANGE),
                "Settings; null is the default.",
            ),
            Field::maybe(
                "signing_secret",
                Form::Text(&Text::SECRET),
                "What its postbacks are signed with.",
            ),
            Field::maybe("sender", senders::ORDERS, "Its senders, the default first."),
            Field::maybe("key", KEYS, "Its keys, by their digests."),
            Field::maybe("campaign", CAMPAIGNS, "Its campaigns."),
            Field::maybe("block", BLOCKS, "Numbers that get nothing."),
        ]
    },
};

const KEYS: Form = Form::List {
    of: &Form::Object(&KEY),
    max: 10_000,
};

const KEY: Shape = Shape {
    name: "KeyWanted",
    doc: "A key as it shall be.",
    fields: || {
        let mut fields = (keys::CHANGE.fields)();
        fields.push(Field::needed(
            "digest",
            Form::Text(&Text::DIGEST),
            "SHA-256 of the key.",
        ));
        fields.push(Field::maybe(
            "last4",
            Form::Text(&Text::LAST4),
            "Its last four characters.",
        ));
        fields
    },
};

const CAMPAIGNS: Form = Form::List {
    of: &Form::Object(&CAMPAIGN),
    max: 100_000,
};

const CAMPAIGN: Shape = Shape {
    name: "CampaignWanted",
    doc: "A campaign as it shall be.",
    fields: || {
        let mut fields = (campaigns::NEW.fields)();
        fields[0].needed = true;
        fields
    },
};

const BLOCKS: Form = Form::List {
    of: &Form::Object(&BLOCK),
    max: 1_000_000,
};

const BLOCK: Shape = Shape {
    name: "BlockWanted",
    doc: "A number that shall get nothing.",
    fields: || {
        vec![
            Field::needed("number", Form::Text(&Text::NUMBER), "Who gets nothing."),
            Field::maybe(
                "sender",
                Form::Text(&Text::DIGITS),
                "From which sender; left out, from all.",
            ),
            Field::maybe(
                "ends",
                Form::Text(&Text::INSTANT),
                "When it ends by itself; null is never.",
            )
            .or_null(),
        ]
    },
};

/// What there is to do, or was done.
pub const DIFFERENCE: Shape = Shape {
    name: "Difference",
    doc: "The difference between the state and what was wanted.",
    fields: || {
        vec![
            Field::needed(
                "difference",
                LINES,
                "A line for each: + is made, ~ is changed, - is removed.",
            ),
            Field::needed("applied", Form::Flag, "Whether it is gone now."),
        ]
    },
};

const LINES: Form = Form::List {
    of: &Form::Text(&Text::ANY),
    max: 10_000_000,
};
