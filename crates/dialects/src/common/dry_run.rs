//! Whether the query of a call asks for a dry run.
//!
//! It stands in the query in every dialect, also beside a document, and never in a body. A customer
//! who asks in a way that nobody understands relies on not sending, so that is a fault.
//!
//! Source: docs/contract.md, dry run, and sniffing order.

use crate::common::form;
use crate::common::names::normalise;
use domain::fault::{Fault, Kind};
use domain::scalar;

/// The parameter, in any spelling of names.
const NAME: &str = "dryrun";

/// Whether the query asks for it: of several values one that does is enough.
///
/// # Errors
///
/// A value that is neither yes nor no.
pub fn asks_for_dry_run(query: &str) -> Result<bool, Fault> {
    let mut asked = false;
    for (name, value) in form::decode(query.as_bytes()) {
        let named = std::str::from_utf8(&name).is_ok_and(|name| normalise(name) == NAME);
        let value = String::from_utf8_lossy(&value);
        let value = value.trim();
        if named && !value.is_empty() {
            let unclear = |kind: Kind| kind.because("dry_run is neither yes nor no");
            asked |= scalar::switch(value).map_err(unclear)?;
        }
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: Option<bool>) {
        assert_eq!(asks_for_dry_run(query).ok(), expected, "{query}");
    }

    #[test]
    fn a_query_asks_by_any_spelling_of_name_and_value() {
        check("", Some(false));
        check("a=b&dry_run=1", Some(true));
        check("Dry-Run=TRUE", Some(true));
        check("dry%5Frun=%79es", Some(true));
        check("dryrun=+true+", Some(true));
        check("dry_run=0&dry_run=1&dry_run=no", Some(true));
        check("dry_run=false", Some(false));
        check("dry_run=&dry_run", Some(false));
        check("dry_runs=1&xdry_run=1&data_dry_run=1", Some(false));
    }

    #[test]
    fn a_value_that_is_neither_yes_nor_no_is_a_fault() {
        check("dry_run=2", None);
        check("dry_run=1&dry_run=maybe", None);
        check("dry_run=%FF", None);
    }
}
