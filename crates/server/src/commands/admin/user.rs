//! `wirephoto admin user`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, users};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Show the user of an account, without its password.
    Show {
        /// Name of the account.
        account: String,
    },
    /// Give an account its user, in place of one that it had.
    Set {
        /// Name of the account.
        account: String,
        /// Name of the user, unique on this server.
        user: String,
        /// The MD5 of the password, 32 hexadecimal digits, which is what its clients send.
        #[arg(long, value_name = "MD5")]
        password_md5: String,
    },
    /// Take the user of an account away.
    Remove {
        /// Name of the account.
        account: String,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let user = match what {
        What::Show { account } => users::show(desk, &account).await?,
        What::Set {
            account,
            user,
            password_md5,
        } => {
            let order = json!({ "name": user, "password_md5": password_md5 });
            users::put(desk, &account, &order).await?.0
        }
        What::Remove { account } => {
            users::remove(desk, &account).await?;
            return Ok(Said::new(
                json!({}),
                format!("{account} has no user any more\n"),
            ));
        }
    };
    let text = show::rows(&[("user", user.name.clone())]);
    Ok(Said::new(users::view(&user), text))
}
