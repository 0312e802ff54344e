//! JSON of an account's senders, switches and postbacks.
//!
//! The mirrors name every field and variant of the domain's types, so that a new one does not
//! compile until it is stored. A field that an older row lacks has the domain's default.

use super::{read, write};
use crate::Error;
use domain::account::{
    Class, FallbackRule, Policy, Postbacks, Schedule, Sender, SenderKind, SubjectRule,
    SubjectUnicode,
};
use domain::action::Action;
use domain::network::Network;
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
    #[serde(default)]
    sms_route: bool,
    #[serde(default)]
    service_ids: Vec<String>,
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
    secret: Option<[u8; 32]>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Policy", default = "Policy::default")]
struct PolicyMirror {
    #[serde(with = "ClassMirror")]
    class: Class,
    test: bool,
    #[serde(with = "actions")]
    actions: Option<BTreeSet<Action>>,
    #[serde(with = "networks")]
    ip_allow: Vec<Network>,
    refuse_key_in_url: bool,
    multi_recipient: Option<bool>,
    require_subject: bool,
    require_operator: bool,
    require_service_id_all: bool,
    strict_custom_text: bool,
    strict_content_type: bool,
    strip_av_query: Option<bool>,
    keep_backslash_n: bool,
    allow_bmp: bool,
    #[serde(with = "fallback_rule")]
    fallback_rule: Option<FallbackRule>,
    #[serde(with = "SubjectUnicodeMirror")]
    subject_unicode: SubjectUnicode,
    timezone: Option<String>,
}

macro_rules! mirrors {
    ($($mirror:ident of $domain:literal { $($variant:ident),* })*) => {$(
        #[derive(Serialize, Deserialize)]
        #[serde(remote = $domain, rename_all = "snake_case")]
        enum $mirror {
            $($variant),*
        }
    )*};
}

mirrors! {
    ClassMirror of "Class" { Optimized, Standard }
    SenderKindMirror of "SenderKind" { ShortCode, LongCode, TollFree }
    SubjectRuleMirror of "SubjectRule" { Keep, Drop }
    FallbackRuleMirror of "FallbackRule" { TextOrSubject, Text, TextSubjectOrLink }
    SubjectUnicodeMirror of "SubjectUnicode" { Strip, Ascii, Pass }
    ScheduleMirror of "Schedule" { Classic, Standard }
}

/// A rule that may be absent.
mod fallback_rule {
    use super::{Deserialize, FallbackRule, FallbackRuleMirror, Serialize};
    use serde::{Deserializer, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Row(#[serde(with = "FallbackRuleMirror")] FallbackRule);

    pub(super) fn serialize<S: Serializer>(
        value: &Option<FallbackRule>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(Row).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<FallbackRule>, D::Error> {
        Ok(Option::<Row>::deserialize(deserializer)?.map(|row| row.0))
    }
}

/// Networks as people write them.
mod networks {
    use super::{Deserialize, Network, Serialize};
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        value: &[Network],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let texts: Vec<String> = value.iter().map(ToString::to_string).collect();
        texts.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Network>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let read = texts
            .iter()
            .map(|text| text.parse().map_err(D::Error::custom));
        read.collect()
    }
}

/// Actions by the names of the registry.
mod actions {
    use super::{Action, BTreeSet, Deserialize, Serialize};
    use domain::action::Reading;
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        value: &Option<BTreeSet<Action>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let names = value
            .as_ref()
            .map(|set| set.iter().map(|action| action.name()));
        names.map(Iterator::collect::<Vec<_>>).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<BTreeSet<Action>>, D::Error> {
        let Some(names) = Option::<Vec<String>>::deserialize(deserializer)? else {
            return Ok(None);
        };
        let action = |name: &String| match Action::read(name) {
            Reading::Served(action) => Ok(action),
            Reading::OutOfScope(_) | Reading::Unknown => {
                Err(D::Error::custom(format!("unknown action {name:?}")))
            }
        };
        names.iter().map(action).collect::<Result<_, _>>().map(Some)
    }
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
