//! `wirephoto admin subscriber`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, subscribers};
use clap::Subcommand;
use domain::campaign::Membership;
use serde_json::{Map, Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the people of a campaign, in the order in which they came.
    List {
        #[command(flatten)]
        place: Place,
        /// Only those in this state: pending, subscribed, unsubscribed or opted_out.
        #[arg(long)]
        state: Option<String>,
        /// Only those behind the membership of this number.
        #[arg(long, value_name = "ID")]
        after: Option<i64>,
        /// So many at most.
        #[arg(long, default_value_t = 1_000)]
        limit: usize,
    },
    /// Put people into a campaign or take them out; the customer is told by N301 or N302.
    Set {
        #[command(flatten)]
        place: Place,
        /// subscribed, unsubscribed, or opted_out for who said STOP.
        state: String,
        /// Telephone numbers.
        #[arg(value_name = "NUMBER", required_unless_present = "file")]
        numbers: Vec<String>,
        /// A file with further numbers, one a line.
        #[arg(long)]
        file: Option<String>,
        /// What the customer calls the person.
        #[arg(long)]
        reference: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// Name of the account.
    account: String,
    /// Reference or number of the campaign.
    campaign: String,
}

impl Place {
    fn names(&self) -> (&str, &str) {
        (&self.account, &self.campaign)
    }
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    match what {
        What::List {
            place,
            state,
            after,
            limit,
        } => list(desk, &place, state, (after, limit)).await,
        What::Set {
            place,
            state,
            mut numbers,
            file,
            reference,
        } => {
            numbers.extend(read(file)?);
            let mut order = Map::from_iter([("state".to_owned(), json!(state))]);
            order.extend(reference.map(|it| ("reference".to_owned(), json!(it))));
            set(desk, &place, &numbers, &Value::Object(order)).await
        }
    }
}

fn read(file: Option<String>) -> Result<Vec<String>, Error> {
    let Some(file) = file else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(&file);
    let text = text.map_err(Error::doing(format!("read the numbers ({file})")))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}

async fn list(
    desk: &Desk,
    place: &Place,
    state: Option<String>,
    page: (Option<i64>, usize),
) -> Result<Said, Error> {
    let only = state.map(|word| {
        let known = Membership::parse(&word);
        let right = subscribers::states().join(", ");
        known.ok_or_else(|| Error::said(format!("{word:?} is not one of {right}")))
    });
    let found = subscribers::list(desk, place.names(), only.transpose()?, page).await?;
    let shown: Vec<Value> = found.iter().map(subscribers::view).collect();
    let columns = [
        ("ID", "id"),
        ("NUMBER", "number"),
        ("STATE", "state"),
        ("REFERENCE", "reference"),
        ("OPERATOR", "operator"),
        ("TIME ZONE", "time_zone"),
        ("CHANGED", "changed"),
    ];
    let text = match shown.is_empty() {
        true => "nobody\n".to_owned(),
        false => show::list(&columns, &shown),
    };
    Ok(Said::new(json!({ "subscribers": shown }), text))
}

/// Goes through all numbers; one that cannot be does not keep the others from it.
async fn set(desk: &Desk, place: &Place, numbers: &[String], order: &Value) -> Result<Said, Error> {
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for number in numbers {
        match subscribers::put(desk, place.names(), number, order).await {
            Ok((person, _)) => done.push(subscribers::view(&person)),
            Err(admin::Error::Wrong(wrong)) if wrong.at == "number" => failed.push(wrong.why),
            Err(admin::Error::Refused(why)) => failed.push(format!("{number}: {why}")),
            Err(error) => return Err(error.into()),
        }
    }
    let state = order["state"].as_str().unwrap_or_default();
    let said = format!("{} {state}", done.len());
    match failed.as_slice() {
        [] => Ok(Said::new(
            json!({ "subscribers": done }),
            format!("{said}\n"),
        )),
        failed => Err(Error::said(format!(
            "{said}, but not {}: {}",
            failed.len(),
            failed.join("; ")
        ))),
    }
}
