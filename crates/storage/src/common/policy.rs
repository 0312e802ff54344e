//! JSON of an account's switches.

use domain::account::{
    Billing, Class, ContentLimits, FallbackRule, LimitPeriod, Lookups, Policy, Prices, Rates,
    RequestLimit, StopScope, Stops, SubjectUnicode, Times,
};
use domain::action::Action;
use domain::network::Network;
use domain::order::Element;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Serialize, Deserialize)]
#[serde(remote = "Policy", default = "Policy::default")]
pub(super) struct PolicyMirror {
    #[serde(with = "ClassMirror")]
    class: Class,
    test: bool,
    #[serde(with = "actions")]
    actions: Option<BTreeSet<Action>>,
    #[serde(with = "networks")]
    ip_allow: Vec<Network>,
    #[serde(with = "RatesMirror")]
    rates: Rates,
    #[serde(with = "BillingMirror")]
    billing: Billing,
    #[serde(with = "PricesMirror")]
    prices: Prices,
    refuse_key_in_url: bool,
    multi_recipient: Option<bool>,
    require_subject: bool,
    require_operator: bool,
    enforce_campaign_check: bool,
    allow_resubscribe: bool,
    require_service_id_all: bool,
    strict_custom_text: bool,
    strict_content_type: bool,
    strip_av_query: Option<bool>,
    keep_backslash_n: bool,
    allow_bmp: bool,
    #[serde(with = "elements")]
    refused_elements: BTreeSet<Element>,
    #[serde(with = "fallback_rule")]
    fallback_rule: Option<FallbackRule>,
    #[serde(with = "SubjectUnicodeMirror")]
    subject_unicode: SubjectUnicode,
    timezone: Option<String>,
    #[serde(with = "StopsMirror")]
    stops: Stops,
    #[serde(with = "ContentLimitsMirror")]
    limits: ContentLimits,
    #[serde(with = "TimesMirror")]
    times: Times,
    #[serde(with = "LookupsMirror")]
    lookups: Lookups,
    link_host: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Rates", default = "Rates::default")]
struct RatesMirror {
    throughput: Option<u32>,
    #[serde(with = "millis")]
    min_call_interval: Option<Duration>,
    #[serde(with = "request_limit")]
    request_limit: Option<RequestLimit>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Prices", default = "Prices::default")]
struct PricesMirror {
    mms_micros: Option<u64>,
    sms_part_micros: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Stops", default = "Stops::default")]
struct StopsMirror {
    words: Option<Vec<String>>,
    #[serde(with = "StopScopeMirror")]
    scope: StopScope,
    answer: Option<String>,
    start_answer: Option<String>,
    help_answer: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ContentLimits", default = "ContentLimits::default")]
struct ContentLimitsMirror {
    slides_saved: Option<usize>,
    slides_sent: Option<usize>,
    image_bytes: Option<u64>,
    gif_bytes: Option<u64>,
    audio_bytes: Option<u64>,
    video_bytes: Option<u64>,
    object_bytes: Option<u64>,
    total_source_bytes: Option<u64>,
    media_s: Option<u64>,
    text: Option<usize>,
    fallback_text: Option<usize>,
    subject: Option<usize>,
    duration_s: Option<u32>,
    sms_parts: Option<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Times", default = "Times::default")]
struct TimesMirror {
    #[serde(with = "millis")]
    message_validity: Option<Duration>,
    #[serde(with = "millis")]
    ambiguous_wait: Option<Duration>,
    #[serde(with = "millis")]
    no_report_after: Option<Duration>,
    #[serde(with = "millis")]
    link_life: Option<Duration>,
    #[serde(with = "millis")]
    event_retention: Option<Duration>,
    #[serde(with = "millis")]
    inbound_retention: Option<Duration>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Lookups", default = "Lookups::default")]
struct LookupsMirror {
    max_days: Option<u32>,
    #[serde(with = "millis")]
    min_interval: Option<Duration>,
}

mirrors! {
    ClassMirror of "Class" { Optimized, Standard }
    FallbackRuleMirror of "FallbackRule" { TextOrSubject, Text, TextSubjectOrLink }
    SubjectUnicodeMirror of "SubjectUnicode" { Strip, Ascii, Pass }
    BillingMirror of "Billing" { Free, Prepaid, Hold }
    StopScopeMirror of "StopScope" { Sender, Account }
    LimitPeriodMirror of "LimitPeriod" { Day, Month, Ever }
}

/// A time that may be absent, in whole milliseconds.
mod millis {
    use super::{Deserialize, Duration, Serialize};
    use serde::{Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "the form that serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let millis = value.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        millis.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(deserializer)?.map(Duration::from_millis))
    }
}

/// A limit that may be absent.
mod request_limit {
    use super::{Deserialize, LimitPeriod, LimitPeriodMirror, RequestLimit, Serialize};
    use serde::{Deserializer, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Row {
        calls: u64,
        #[serde(with = "LimitPeriodMirror")]
        period: LimitPeriod,
    }

    #[expect(clippy::ref_option, reason = "the form that serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<RequestLimit>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let row = value.map(|RequestLimit { calls, period }| Row { calls, period });
        row.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<RequestLimit>, D::Error> {
        let row = Option::<Row>::deserialize(deserializer)?;
        Ok(row.map(|Row { calls, period }| RequestLimit { calls, period }))
    }
}

/// Elements by their words.
mod elements {
    use super::{BTreeSet, Deserialize, Element, Serialize};
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        value: &BTreeSet<Element>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let words: Vec<&str> = value.iter().map(|element| element.word()).collect();
        words.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeSet<Element>, D::Error> {
        let words = Vec::<String>::deserialize(deserializer)?;
        let element = |word: &String| {
            let element = Element::parse(word);
            element.ok_or_else(|| D::Error::custom(format!("unknown element {word:?}")))
        };
        words.iter().map(element).collect()
    }
}

optional! {
    fallback_rule: FallbackRule by FallbackRuleMirror = "FallbackRuleMirror"
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
pub(super) mod actions {
    use super::{Action, BTreeSet, Deserialize, Serialize};
    use domain::action::Reading;
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    pub(in crate::common) fn serialize<S: Serializer>(
        value: &Option<BTreeSet<Action>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let names = value
            .as_ref()
            .map(|set| set.iter().map(|action| action.name()));
        names.map(Iterator::collect::<Vec<_>>).serialize(serializer)
    }

    pub(in crate::common) fn deserialize<'de, D: Deserializer<'de>>(
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
