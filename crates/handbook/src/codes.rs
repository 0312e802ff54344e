//! A page for each code, and the lists of them.
//!
//! Everything on a page comes from the tables of faults and events, from the help beside them, and
//! from the dialects themselves, which write the examples. A code that is at once an answer's and an
//! event's has one page with both, because who looks it up does not know yet which one it is.

use crate::events::{Side, advice};
use crate::page::Page;
use crate::remedies::remedy;
use crate::samples;
use domain::action::Action;
use domain::event::{Event, FallbackCode};
use domain::fault::{Blame, Kind, Wording};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Codes of answers, in order, each once.
pub(crate) fn answer_codes() -> BTreeSet<&'static str> {
    Kind::ALL.iter().map(|kind| kind.code()).collect()
}

/// Codes of events in any dialect, in order, each once.
pub(crate) fn event_codes() -> BTreeSet<&'static str> {
    Event::all().flat_map(codes_of).collect()
}

/// The codes that an event has in the dialects.
fn codes_of(event: Event) -> BTreeSet<&'static str> {
    let wordings = [Wording::Upper, Wording::Kebab, Wording::Json];
    wordings
        .into_iter()
        .map(|wording| event.words(wording, FallbackCode::usual(wording)).code)
        .collect()
}

/// The list of answers' codes.
pub(crate) fn index() -> String {
    let mut page = Page::new("Codes of answers");
    page.text(
        "A refused call is answered with one of these codes. Nothing was accepted then. Each has \
         a page that says what is wrong, whose side it is on, and how to get past it.",
    );
    let rows: Vec<_> = Kind::ALL
        .iter()
        .map(|kind| {
            let cells = [
                kind.code(),
                kind.pattern(Wording::Upper),
                side(kind.blame()),
            ];
            (address(kind.code()), cells.map(str::to_owned).to_vec())
        })
        .collect();
    page.table(&["Code", "Text", "Who has to act"], &rows);
    page.finish()
}

/// The list of events.
pub(crate) fn event_index() -> String {
    let mut page = Page::new("Events");
    page.text(
        "What happens to a message after Success is told by postbacks. A code that looks like \
         that of an answer never means the same.",
    );
    let mut rows = Vec::new();
    for event in Event::all() {
        let Some(advice) = advice(event) else {
            continue;
        };
        for code in codes_of(event) {
            let cells = vec![code.to_owned(), words(event), advice.meaning.to_owned()];
            rows.push((address(code), cells));
        }
    }
    page.table(&["Code", "Status", "What has happened"], &rows);
    page.finish()
}

/// The page of a code, in any case; `None` for a code that nobody is ever told.
pub(crate) fn page(code: &str) -> Option<String> {
    let kinds: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.code().eq_ignore_ascii_case(code))
        .collect();
    let events: Vec<Event> = Event::all()
        .filter(|event| {
            codes_of(*event)
                .iter()
                .any(|own| own.eq_ignore_ascii_case(code))
        })
        .collect();
    let code = kinds.first().map(|kind| kind.code()).or_else(|| {
        let codes = events.first().map(|event| codes_of(*event))?;
        codes.into_iter().find(|own| own.eq_ignore_ascii_case(code))
    })?;
    let mut page = Page::new(code);
    if !kinds.is_empty() && !events.is_empty() {
        page.text(
            "This code occurs in answers and in postbacks, with two meanings. In an answer it is \
             an error code; in a postback it is the code of an event.",
        );
    }
    kinds.iter().for_each(|kind| fault(&mut page, *kind));
    events.iter().for_each(|of| event(&mut page, *of));
    Some(page.finish())
}

fn address(code: &str) -> String {
    format!("/codes/{code}")
}

/// Who has to act, for people.
const fn side(blame: Blame) -> &'static str {
    match blame {
        Blame::Customer => "the caller: the request is wrong",
        Blame::Account => "the account: its settings, rights or funds",
        Blame::Retry => "nobody: the same call may succeed later",
        Blame::Us => "the operator of this gateway",
    }
}

fn fault(page: &mut Page, kind: Kind) {
    let row = kind.row();
    page.head_at(
        row.name,
        &format!("Answer: {}", kind.pattern(Wording::Upper)),
    );
    let actions = actions(row.actions);
    let mut facts = vec![
        ("Cause", row.when),
        ("Who has to act", side(row.blame)),
        ("Actions", actions.as_str()),
    ];
    if let Some(remedy) = remedy(kind) {
        facts.insert(1, ("What to do", remedy.fix));
        facts.push(("For example", remedy.example));
    }
    page.facts(&facts);
    for (caption, text) in samples::replies(&samples::filled(kind)) {
        page.sample(&caption, &text);
    }
}

fn actions(actions: &[Action]) -> String {
    if actions.len() == Action::ALL.len() {
        return "all".to_owned();
    }
    let names: Vec<&str> = actions.iter().map(|action| action.name()).collect();
    names.join(", ")
}

fn event(page: &mut Page, event: Event) {
    let Some(advice) = advice(event) else { return };
    page.head_at(event.word(), &format!("Event: {}", words(event)));
    let codes: Vec<&str> = codes_of(event).into_iter().collect();
    let codes = codes.join(" or ");
    let mut facts = vec![
        ("What has happened", advice.meaning),
        ("What to do", advice.action),
        ("Whose side", advice.side.words()),
    ];
    if codes.contains(" or ") {
        facts.push(("Code", codes.as_str()));
    }
    page.facts(&facts);
    for (caption, text) in samples::postbacks(event) {
        page.sample(&caption, &text);
    }
}

/// The status of an event as most dialects word it.
fn words(event: Event) -> String {
    let wordings = [Wording::Upper, Wording::Json];
    let status = wordings
        .into_iter()
        .find_map(|wording| event.words(wording, FallbackCode::usual(wording)).status);
    status.map_or_else(|| event.word().replace('_', " "), str::to_owned)
}

/// Both tables for programs.
pub(crate) fn list() -> Value {
    let faults = Kind::ALL.iter().map(|kind| {
        let row = kind.row();
        let names: Vec<&str> = row.actions.iter().map(|action| action.name()).collect();
        json!({
            "code": row.code,
            "name": row.name,
            "text": text(*kind, Wording::Upper),
            "text_kebab": text(*kind, Wording::Kebab),
            "text_json": text(*kind, Wording::Json),
            "blame": blame(row.blame),
            "actions": names,
            "cause": row.when,
            "fix": remedy(*kind).map(|remedy| remedy.fix),
            "example": remedy(*kind).map(|remedy| remedy.example),
            "page": address(row.code),
        })
    });
    let events = Event::all().map(|event| {
        let advice = advice(event);
        let codes = codes_of(event);
        json!({
            "codes": codes,
            "name": event.word(),
            "status": words(event),
            "meaning": advice.map(|advice| advice.meaning),
            "fix": advice.map(|advice| advice.action),
            "side": advice.map(|advice| advice.side).map(Side::words),
        })
    });
    json!({
        "answers": faults.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
    })
}

/// The text of a column that says it itself.
fn text(kind: Kind, wording: Wording) -> Option<&'static str> {
    kind.has_words(wording).then(|| kind.pattern(wording))
}

const fn blame(blame: Blame) -> &'static str {
    match blame {
        Blame::Customer => "customer",
        Blame::Account => "account",
        Blame::Retry => "retry",
        Blame::Us => "us",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_with_cause_fix_side_and_example() {
        for kind in Kind::ALL {
            let page = page(kind.code()).unwrap();
            let remedy = remedy(*kind).unwrap();
            for text in [
                kind.row().when,
                remedy.fix,
                remedy.example,
                side(kind.blame()),
            ] {
                assert!(page.contains(&samples::escaped(text)), "{kind:?}: {text}");
            }
            assert!(page.contains("<pre"), "{kind:?} shows no answer");
        }
    }

    #[test]
    fn every_event_has_a_page_with_meaning_action_and_a_postback() {
        for event in Event::all() {
            for code in codes_of(event) {
                let page = page(&code.to_lowercase()).unwrap();
                let advice = advice(event).unwrap();
                for text in [advice.meaning, advice.action] {
                    assert!(page.contains(&samples::escaped(text)), "{event:?}: {text}");
                }
                assert!(page.contains(&format!("id=\"{}\"", event.word())));
            }
        }
    }

    #[test]
    fn codes_that_nobody_is_told_have_no_page() {
        for code in ["E999999", "", "E301", "N002", "../E100"] {
            assert!(page(code).is_none(), "{code}");
        }
    }

    #[test]
    fn the_lists_link_every_page() {
        let (answers, events) = (index(), event_index());
        for code in answer_codes() {
            assert!(answers.contains(&format!("\"/codes/{code}\"")), "{code}");
        }
        for code in event_codes() {
            assert!(events.contains(&format!("\"/codes/{code}\"")), "{code}");
        }
        let list = list();
        assert_eq!(list["answers"].as_array().unwrap().len(), Kind::ALL.len());
    }

    #[test]
    fn gaps_of_texts_are_filled_in_examples() {
        for kind in Kind::ALL {
            let fault = samples::filled(*kind);
            assert!(!fault.text(Wording::Upper).contains(['{', '?']), "{kind:?}");
        }
    }
}
