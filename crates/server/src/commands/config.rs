//! `wirephoto config`: the configuration printed, checked and explained.

use crate::config::{self, Environment, Layers, Origin};
use crate::error::Error;
use crate::screen;
use crate::table::counted;
use crate::wiring;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// Print, check or explain the configuration.
///
/// Without a further word it prints the complete default with every key explained.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto config > wirephoto.toml
  wirephoto config check
  wirephoto config check other.toml
  wirephoto config explain store.durability
  wirephoto config explain api";

#[derive(Debug, Subcommand)]
enum What {
    /// Say whether a file can be used, and what is wrong with it: line, key and remedy.
    ///
    /// Links are opened as `serve` would open them; nothing is sent and nothing is stored.
    Check {
        /// The file; else the one that `serve` would read.
        file: Option<PathBuf>,
    },
    /// Say what a key means, its default, the value in force and where that is from.
    Explain {
        /// A key such as api.max_body, or a section such as api.
        key: String,
    },
}

/// Prints what was asked for.
pub(crate) fn run(args: &Args, file: Option<&Path>) -> Result<(), Error> {
    match &args.what {
        None => {
            screen::text(config::DEFAULT);
            Ok(())
        }
        Some(What::Check { file: other }) => check(other.as_deref().or(file)),
        Some(What::Explain { key }) => {
            screen::text(&explain(key, file)?);
            Ok(())
        }
    }
}

fn check(file: Option<&Path>) -> Result<(), Error> {
    let environment = Environment::of_process();
    let path = config::find_file(file, &environment);
    let layers = Layers::read(path.as_deref(), &environment)?;
    let config = layers.config()?;
    wiring::checked_peers(&config, &layers)?;
    for name in layers.strange_variables() {
        eprintln!("wirephoto: the variable {name} sets nothing; is it misspelt?");
    }
    for hint in wiring::hints(&config) {
        eprintln!("wirephoto: note: {hint}");
    }
    let set = layers
        .settings()
        .filter(|(_, _, it)| it.origin != Origin::Default)
        .count();
    let place = path.map_or("no file".to_owned(), |path| path.display().to_string());
    let (keys, links) = (counted(set, "key"), counted(config.link.len(), "link"));
    screen::line(format_args!(
        "{place}: fine, {keys} set by file or variables, {links}"
    ));
    Ok(())
}

fn explain(wanted: &str, file: Option<&Path>) -> Result<String, Error> {
    let layers = Layers::find(file)?;
    let of_wanted = |key: &String| {
        key == wanted
            || key
                .strip_prefix(wanted)
                .is_some_and(|rest| rest.starts_with('.'))
    };
    let keys: Vec<String> = config::keys().into_iter().filter(of_wanted).collect();
    if keys.is_empty() {
        let last = wanted.rsplit('.').next().unwrap_or_default();
        let alike: Vec<String> = config::keys()
            .into_iter()
            .filter(|key| key.contains(last))
            .collect();
        return Err(Error::said(match alike.is_empty() {
            true => format!("no key is called {wanted:?}; `wirephoto config` shows all of them"),
            false => format!(
                "no key is called {wanted:?}; perhaps {}",
                alike.join(" or ")
            ),
        }));
    }
    let texts: Vec<String> = keys.iter().map(|key| about(key, &layers)).collect();
    Ok(texts.join("\n"))
}

fn about(key: &str, layers: &Layers) -> String {
    let (comment, default) = config::explain(key).unwrap_or_default();
    let (section, name) = key.split_once('.').unwrap_or((key, ""));
    let comment = comment.replace('\n', "\n  ");
    let setting = layers.settings().find(|it| (it.0, it.1) == (section, name));
    match setting {
        Some((_, _, setting)) => {
            let variable = Layers::variable(section, name);
            format!(
                "{key}\n  {comment}\n  default   {default}\n  in force  {} ({})\n  variable  {variable}\n",
                setting.value, setting.origin
            )
        }
        None => {
            let variable = Layers::variable(section, &format!("<NAME>_{name}"));
            format!(
                "{key}\n  {comment}\n  example   {default}\n  variable  {variable}\n  \
                 The example belongs to the link of the default file and is no default of yours;\n  \
                 `wirephoto config` says what a [[link]] may leave out.\n"
            )
        }
    }
}
