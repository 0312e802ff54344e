//! `wirephoto admin campaign`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, campaigns};
use clap::Subcommand;
use serde_json::{Map, Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the campaigns of an account, oldest first.
    List {
        /// Name of the account.
        account: String,
    },
    /// Make a campaign.
    Create {
        /// Name of the account.
        account: String,
        /// What requests call it; else its number.
        reference: Option<String>,
        #[command(flatten)]
        fields: Fields,
    },
    /// Change a campaign; what is not named stays as it is.
    Set {
        /// Name of the account.
        account: String,
        /// Its reference or number.
        campaign: String,
        /// What requests shall call it.
        #[arg(long)]
        reference: Option<String>,
        #[command(flatten)]
        fields: Fields,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Fields {
    /// Its title.
    #[arg(long)]
    name: Option<String>,
    /// Its brand.
    #[arg(long)]
    brand: Option<String>,
    /// The sender that it sends from; else the first of the account.
    #[arg(long, value_name = "DIGITS")]
    sender: Option<String>,
    /// SMS to those who join; "" for none.
    #[arg(long, value_name = "TEXT")]
    welcome: Option<String>,
    /// SMS to those who leave; "" for none.
    #[arg(long, value_name = "TEXT")]
    farewell: Option<String>,
    /// The question that a double opt-in asks; "" for none.
    #[arg(long, value_name = "TEXT")]
    question: Option<String>,
}

impl Fields {
    fn order(&self, reference: Option<&String>) -> Value {
        let mut order = Map::new();
        let texts = [
            ("name", self.name.as_ref()),
            ("brand", self.brand.as_ref()),
            ("sender", self.sender.as_ref()),
            ("reference", reference),
        ];
        for (name, text) in texts {
            order.extend(text.map(|text| (name.to_owned(), json!(text))));
        }
        let maybe = [
            ("welcome", &self.welcome),
            ("farewell", &self.farewell),
            ("question", &self.question),
        ];
        for (name, text) in maybe {
            let value = text.as_ref().map(|text| match text.is_empty() {
                true => Value::Null,
                false => json!(text),
            });
            order.extend(value.map(|value| (name.to_owned(), value)));
        }
        Value::Object(order)
    }
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let account = match what {
        What::List { account } => account,
        What::Create {
            account,
            reference,
            fields,
        } => {
            campaigns::create(desk, &account, &fields.order(reference.as_ref())).await?;
            account
        }
        What::Set {
            account,
            campaign,
            reference,
            fields,
        } => {
            let order = fields.order(reference.as_ref());
            campaigns::change(desk, (&account, &campaign), &order).await?;
            account
        }
    };
    let found = campaigns::list(desk, &account).await?;
    let shown: Vec<Value> = found.iter().map(campaigns::view).collect();
    let columns = [
        ("ID", "id"),
        ("REFERENCE", "reference"),
        ("NAME", "name"),
        ("BRAND", "brand"),
        ("SENDER", "sender"),
        ("CREATED", "created"),
    ];
    let text = match shown.is_empty() {
        true => format!("{account} has no campaign\n"),
        false => show::list(&columns, &shown),
    };
    Ok(Said::new(json!({ "campaigns": shown }), text))
}
