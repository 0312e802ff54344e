//! `wirephoto route`: which links would take a message.

use crate::config::Layers;
use crate::desk;
use crate::error::Error;
use crate::screen;
use crate::table::table;
use admin::routing;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;

/// Say by which links a message would go.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto route explain 60856 12025550100
  wirephoto route explain 60856 12025550100 --account acme --sms
  wirephoto route explain 60856 12025550100 --operator Verizon --json";

#[derive(Debug, Subcommand)]
enum What {
    /// Show the links of a message in their order, and why others do not serve it.
    ///
    /// Works on the configuration and its store, also while `serve` runs. Sends nothing, and asks no
    /// lookup: what that said before counts.
    Explain {
        /// The sender.
        from: String,
        /// The receiver.
        to: String,
        /// Whose message it is; else that of the only account with such a sender.
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
        /// The receiver's operator by id or name, instead of what is known.
        #[arg(long, value_name = "OPERATOR")]
        operator: Option<String>,
        /// A text (SMS) instead of slides (MMS).
        #[arg(long)]
        sms: bool,
        /// Print JSON, as the admin API answers it.
        #[arg(long)]
        json: bool,
    },
}

/// Prints the explanation.
pub(crate) async fn run(args: Args, file: Option<&Path>) -> Result<(), Error> {
    let What::Explain {
        from,
        to,
        account,
        operator,
        sms,
        json,
    } = args.what;
    let desk = desk::open_with_links(&Layers::find(file)?).await?;
    let way = if sms { "sms" } else { "mms" };
    let mut question = json!({ "from": from, "to": to, "way": way });
    for (name, value) in [("account", account), ("operator", operator)] {
        if let Some(value) = value {
            question[name] = value.into();
        }
    }
    let explained = routing::explain(&desk, &question).await?;
    match json {
        true => screen::line(format_args!("{explained:#}")),
        false => screen::text(&text(&explained)),
    }
    Ok(())
}

/// Two tables: what is known of the message, and the links.
fn text(explained: &Value) -> String {
    let said = |name: &str| explained[name].as_str().unwrap_or("not known").to_owned();
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let known = [
        row(
            "from",
            format!(
                "{} ({}, account {})",
                said("from"),
                said("sender_kind"),
                said("account")
            ),
        ),
        row("to", said("to")),
        row(
            "operator",
            format!("{} ({})", said("operator"), said("operator_by")),
        ),
        row("as", said("way")),
        row(
            "link",
            explained["link"]
                .as_str()
                .map_or("none takes it now".to_owned(), str::to_owned),
        ),
    ];
    let mut links = vec![["", "LINK", "TAKEN", "WHY"].map(str::to_owned).to_vec()];
    for link in explained["links"].as_array().into_iter().flatten() {
        let text = |name: &str| link[name].as_str().unwrap_or_default().to_owned();
        let place = link["place"]
            .as_u64()
            .map_or("-".to_owned(), |it| it.to_string());
        let taken = if link["takes"] == true { "yes" } else { "no" };
        links.push(vec![place, text("link"), taken.to_owned(), text("why")]);
    }
    format!("{}\n{}", table(0, &known), table(0, &links))
}
