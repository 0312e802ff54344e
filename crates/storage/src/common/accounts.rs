//! JSON of an account's senders, switches and postbacks.
//!
//! The mirrors name every field and variant of the domain's types, so that a new one does not
//! compile until it is stored. A field that an older row lacks has the domain's default.

use super::policy::{PolicyMirror, actions};
use super::{read, write};
use crate::Error;
use domain::account::{Policy, Postbacks, Schedule, Sender, SenderKind, SubjectRule};
use domain::action::Action;
use domain::event::FallbackCode;
use domain::generation::Generation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Senders as JSON.
pub(crate) fn write_senders(senders: &[Sender]) -> Result<String, Error> {
    let rows: Vec<SenderRow> = senders.iter().cloned().map(SenderRow).collect();
    write(&rows)
}

/// Reads [`write_senders`] back.
pub(crate) fn read_senders(text: &str) -> Result<Vec<Sender>, Error> {
    let rows: Vec<SenderRow> = read(text, "senders")?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Postbacks as JSON.
pub(crate) fn write_postbacks(postbacks: &Postbacks) -> Result<String, Error> {
    write(&PostbacksRow(postbacks.clone()))
}

/// Reads [`write_postbacks`] back.
pub(crate) fn read_postbacks(text: &str) -> Result<Postbacks, Error> {
    Ok(read::<PostbacksRow>(text, "postbacks")?.0)
}

/// A policy as JSON.
pub(crate) fn write_policy(policy: &Policy) -> Result<String, Error> {
    write(&PolicyRow(policy.clone()))
}

/// Reads [`write_policy`] back.
pub(crate) fn read_policy(text: &str) -> Result<Policy, Error> {
    Ok(read::<PolicyRow>(text, "policy")?.0)
}

/// The actions of a key as JSON, if they are bounded.
pub(crate) fn write_actions(actions: Option<&BTreeSet<Action>>) -> Result<Option<String>, Error> {
    let row = |actions: &BTreeSet<Action>| write(&ActionsRow(Some(actions.clone())));
    actions.map(row).transpose()
}

/// Reads [`write_actions`] back.
pub(crate) fn read_actions(text: &str) -> Result<BTreeSet<Action>, Error> {
    let row: ActionsRow = read(text, "actions of a key")?;
    // A row that says nothing allows nothing.
    Ok(row.0.unwrap_or_default())
}

#[derive(Serialize, Deserialize)]
struct ActionsRow(#[serde(with = "actions")] Option<BTreeSet<Action>>);

#[derive(Serialize, Deserialize)]
struct SenderRow(#[serde(with = "SenderMirror")] Sender);

#[derive(Serialize, Deserialize)]
struct PostbacksRow(#[serde(with = "PostbacksMirror")] Postbacks);

#[derive(Serialize, Deserialize)]
struct PolicyRow(#[serde(with = "PolicyMirror")] Policy);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Sender")]
struct SenderMirror {
    address: String,
    #[serde(default, with = "SenderKindMirror")]
    kind: SenderKind,
    country: String,
    #[serde(default)]
    serves: Vec<String>,
    #[serde(default)]
    shared: bool,
    active: bool,
    #[serde(default = "yes")]
    mms_route: bool,
    #[serde(default)]
    sms_route: bool,
    #[serde(default)]
    service_ids: Vec<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default, with = "SubjectRuleMirror")]
    subject: SubjectRule,
    #[serde(default)]
    postback_url: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Postbacks", default = "Postbacks::default")]
struct PostbacksMirror {
    url: Option<String>,
    mo_url: Option<String>,
    dialect: Option<String>,
    #[serde(with = "ScheduleMirror")]
    schedule: Schedule,
    form: bool,
    extras: bool,
    extended: Option<bool>,
    #[serde(with = "fallback_code")]
    fallback_code: Option<FallbackCode>,
    #[serde(with = "operator_ids")]
    operator_ids: Option<Generation>,
    concurrency: Option<u32>,
    secret: Option<[u8; 32]>,
}

/// What a sender of an older row can do.
const fn yes() -> bool {
    true
}

mirrors! {
    SenderKindMirror of "SenderKind" { ShortCode, LongCode, TollFree }
    SubjectRuleMirror of "SubjectRule" { Keep, Drop }
    ScheduleMirror of "Schedule" { Classic, Standard }
    FallbackCodeMirror of "FallbackCode" { OfSms, OfMms }
    GenerationMirror of "Generation" { Legacy, Wxml, Kebab, Json }
}

optional! {
    fallback_code: FallbackCode by FallbackCodeMirror = "FallbackCodeMirror"
    operator_ids: Generation by GenerationMirror = "GenerationMirror"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_row_lacks_has_its_default() {
        assert_eq!(read_policy("{}").unwrap(), Policy::default());
        assert_eq!(read_postbacks("{}").unwrap(), Postbacks::default());
        let sender = r#"[{"address": "1", "country": "US", "active": true}]"#;
        let expected = Sender::new("1", SenderKind::ShortCode, "US");
        assert_eq!(read_senders(sender).unwrap(), [expected]);
    }

    #[test]
    fn an_unknown_word_is_damage() {
        for text in [r#"{"class": "odd"}"#, r#"{"actions": ["odd"]}"#, "", "[]x"] {
            let error = read_policy(text).unwrap_err();
            assert!(matches!(error, Error::Damaged { .. }), "{text}: {error}");
        }
    }
}
