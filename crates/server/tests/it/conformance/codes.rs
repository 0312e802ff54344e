//! Every row of the fault table, raised over HTTP in each wording that it has.
//!
//! What is expected is what `docs/contract.md` says, read from there. A kind without a row here, or
//! with a row and a place among those set aside, fails the last test.

mod calls;
mod content;
mod sends;
mod stored;

use crate::call::{Answer, Call};
use crate::conformance::request::Dialect::{self, Json, Kebab, Legacy, Wxml};
use crate::conformance::request::Request;
use crate::conformance::table::{Table, same};
use crate::gateway::{Gateway, until};
use domain::account::Account;
use domain::fault::{Kind, Wording};
use std::collections::BTreeSet;

/// Kinds that nothing raises yet, or that HTTP cannot raise.
const ASIDE: &[(Kind, &str)] = &[
    (
        Kind::VideoCodecsMissing,
        "found by transcoding, which comes later",
    ),
    (
        Kind::StoreFull,
        "a full disk: of the program on a small one, beside the command line",
    ),
    (
        Kind::StoreStopped,
        "a broken disk: of the program on one, beside the command line",
    ),
];

/// Texts that no call can bring out, though the table has them.
const UNSAID: &[(Kind, Wording)] = &[
    // A list is no number in JSON, however long it is.
    (Kind::TooManyReceivers, Wording::Json),
];

/// A kind, and the request that raises it.
struct Row {
    kind: Kind,
    /// Items that it proves.
    items: &'static str,
    request: Request,
    /// Only in these dialects; none: one for each wording that the kind has.
    dialects: &'static [Dialect],
    /// What fills the gap of the text.
    gap: &'static str,
    /// What the account is like.
    account: fn(&mut Account),
    /// How often it is asked; the last answer counts.
    times: usize,
    /// What is done to the database before, and done to undo it.
    database: Option<[String; 2]>,
    /// The Idempotency-Key of all that is asked.
    key: Option<&'static str>,
    /// What is asked before, or at the same time.
    first: Option<First>,
    /// Whether the end of the request is gone.
    cut: bool,
}

/// What comes before.
enum First {
    /// This, and its answer.
    Done(Request),
    /// This, as far as the fetch of the file at that path.
    Under(Request, &'static str),
}

fn row(kind: Kind, items: &'static str, request: Request) -> Row {
    Row {
        kind,
        items,
        request,
        dialects: &[],
        gap: "",
        account: |_| (),
        times: 1,
        database: None,
        key: None,
        first: None,
        cut: false,
    }
}

impl Row {
    fn only(mut self, dialects: &'static [Dialect]) -> Self {
        self.dialects = dialects;
        self
    }

    fn gap(mut self, gap: &'static str) -> Self {
        self.gap = gap;
        self
    }

    fn account(mut self, change: fn(&mut Account)) -> Self {
        self.account = change;
        self
    }

    fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    fn database(mut self, before: &str, after: &str) -> Self {
        self.database = Some([before, after].map(str::to_owned));
        self
    }

    /// With a table of the store out of reach.
    fn lost(self, table: &str) -> Self {
        let rename = |from, to| format!("ALTER TABLE {from} RENAME TO {to}");
        self.database(&rename(table, "lost"), &rename("lost", table))
    }

    fn key(mut self, key: &'static str, first: First) -> Self {
        self.key = Some(key);
        self.first = Some(first);
        self
    }

    fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    async fn ask(&self, gateway: &Gateway, dialect: Dialect) -> Answer {
        let cut = |mut text: String| {
            if self.cut {
                text.truncate(text.trim_end().len() - 1);
            }
            text
        };
        let keyed = |call: Call| match self.key {
            Some(key) => call.header("Idempotency-Key", key),
            None => call,
        };
        let asked = async || {
            let call = keyed(self.request.call_with(dialect, cut));
            gateway.call(call).await
        };
        match &self.first {
            None => asked().await,
            Some(First::Done(first)) => {
                gateway.call(keyed(first.call(dialect))).await;
                asked().await
            }
            Some(First::Under(first, path)) => {
                let before = gateway.media.asked(path);
                let first = gateway.call(keyed(first.call(dialect)));
                let second = async {
                    let is_under = || (gateway.media.asked(path) > before).then_some(());
                    until("the first is under way", async || is_under()).await;
                    asked().await
                };
                tokio::join!(first, second).1
            }
        }
    }

    fn dialects(&self) -> Vec<Dialect> {
        if !self.dialects.is_empty() {
            return self.dialects.to_vec();
        }
        let has_words = |dialect: &Dialect| self.kind.has_words(wording(*dialect));
        [Wxml, Kebab, Json].into_iter().filter(has_words).collect()
    }
}

fn wording(dialect: Dialect) -> Wording {
    match dialect {
        Legacy | Wxml | Dialect::Get => Wording::Upper,
        Kebab => Wording::Kebab,
        Json => Wording::Json,
    }
}

async fn check(gateway: &Gateway, rows: &[Row]) {
    let before = gateway.store().account(gateway.account).await.unwrap();
    let before = before.expect("the account of the test");
    let mut table = Table::default();
    for row in rows {
        gateway.change_account(row.account).await;
        if let Some([before, _]) = &row.database {
            gateway.database(before);
        }
        for dialect in row.dialects() {
            let outcome = outcome(gateway, dialect, row).await;
            let about =
                |fault| format!("{fault}\n{:?} in {dialect:?}: {:?}", row.kind, row.request);
            table.row(row.items, outcome.map_err(about));
        }
        if let Some([_, after]) = &row.database {
            gateway.database(after);
        }
        gateway
            .change_account(|account| *account = before.clone())
            .await;
    }
    table.end();
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

async fn outcome(gateway: &Gateway, dialect: Dialect, row: &Row) -> Result<(), String> {
    for _ in 1..row.times {
        row.ask(gateway, dialect).await;
    }
    let answer = row.ask(gateway, dialect).await;
    let (code, text) = dialect.fault(&answer);
    same("code", code.as_str(), row.kind.code())?;
    let pattern = contract(row.kind, dialect);
    let expected = match row.gap {
        ANYTHING => filled(&pattern, gap_of(&pattern, &text)),
        gap => filled(&pattern, gap),
    };
    same("text", text.as_str(), &expected)?;
    same("status", answer.status, 200)?;
    same(
        "tracking-id",
        dialect.read(&answer, "TRACKINGID").as_str(),
        "",
    )
}

/// A gap whose filling differs from dialect to dialect.
const ANYTHING: &str = "…";

/// The text with its gap filled.
fn filled(pattern: &str, gap: &str) -> String {
    match pattern.split_once('{').zip(pattern.split_once('}')) {
        Some(((begin, _), (_, end))) => format!("{begin}{gap}{end}"),
        None => pattern.to_owned(),
    }
}

/// What fills the gap of a text.
fn gap_of<'a>(pattern: &str, text: &'a str) -> &'a str {
    let begin = pattern.find('{').unwrap_or_default();
    let end = pattern.find('}').map_or(0, |at| pattern.len() - at - 1);
    text.get(begin..text.len() - end).unwrap_or_default()
}

/// The text of a kind in the error table of the contract, its gap still open.
fn contract(kind: Kind, dialect: Dialect) -> String {
    let document = include_str!("../../../../../docs/contract.md");
    let begin = format!("| {} | {} | ", kind.code(), kind.name());
    let line = document.lines().find_map(|line| line.strip_prefix(&begin));
    let line = line.unwrap_or_else(|| panic!("the contract has no row {begin}"));
    let (upper, rest) = line.split_once(" | ").expect("a column of texts");
    let (lower, _) = rest.split_once(" | ").expect("another one");
    let lower = if lower == "=" { upper } else { lower };
    let part = |name: &str| lower.split_once(name).map(|(_, text)| text.trim());
    match wording(dialect) {
        Wording::Upper => upper.to_owned(),
        Wording::Kebab => {
            let own = part("KEBAB: ").and_then(|text| text.split(" JSON: ").next());
            own.unwrap_or(lower).to_owned()
        }
        Wording::Json => part("JSON: ").unwrap_or(lower).to_owned(),
    }
}

#[tokio::test]
async fn every_kind_is_raised_over_http_in_all_of_its_wordings() {
    let gateway = crate::conformance::table::stage(|_| ()).await;
    let mut rows = calls::rows(&gateway);
    rows.extend(content::rows(&gateway));
    rows.extend(stored::rows());
    rows.extend(sends::rows(&gateway).await);
    let aside: BTreeSet<Kind> = ASIDE.iter().map(|(kind, _)| *kind).collect();
    for kind in Kind::ALL {
        let of_kind = rows.iter().filter(|row| row.kind == *kind);
        let dialects: Vec<Dialect> = of_kind.flat_map(Row::dialects).collect();
        assert_eq!(
            dialects.is_empty(),
            aside.contains(kind),
            "{kind:?}: rows or a reason"
        );
        let is_said = |it: &Wording| dialects.iter().any(|dialect| wording(*dialect) == *it);
        for wording in [Wording::Upper, Wording::Kebab, Wording::Json] {
            let due = kind.has_words(wording) && !UNSAID.contains(&(*kind, wording));
            let excused = aside.contains(kind);
            assert!(
                is_said(&wording) == due || excused,
                "{kind:?} in {wording:?}"
            );
        }
    }
}
