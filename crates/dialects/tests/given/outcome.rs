//! Outcomes out of `key: value` lines; what a list holds is one line for each entry.

use crate::given::Values;
use domain::answer::{
    Answer, CampaignName, Echo, Outcome, Preview, Sending, SubscriberResult, TemplateEntry,
    TemplatePage,
};
use domain::campaign::{Campaign, CampaignId};
use domain::fault::{Fault, Kind};
use domain::id::{AccountId, MmsId};
use domain::notice::SentAs;
use domain::number::Recipient;
use domain::reason::Reason;
use jiff::Timestamp;

/// An outcome file.
pub(crate) fn outcome(file: &str) -> Outcome {
    let values = Values::parse(file);
    match values.must("answer") {
        "refused" => Outcome::Refused {
            fault: fault(&values),
            echo: echo(&values),
        },
        name => Outcome::Done(answer(name, &values)),
    }
}

fn answer(name: &str, values: &Values<'_>) -> Answer {
    let to = || number(values.must("to"));
    let mms_id = || values.mms_id().expect("an mms-id");
    let tracking = || values.must("tracking").to_owned();
    match name {
        "saved" => Answer::Saved { mms_id: mms_id() },
        "sent" => Answer::Sent {
            to: to(),
            mms_id: mms_id(),
            tracking: tracking(),
        },
        "sent saved" => Answer::SentSaved {
            mms_id: mms_id(),
            tracking: tracking(),
            to: to(),
            from: values.must("from").to_owned(),
        },
        "sent to many" => Answer::SentToMany {
            mms_id: mms_id(),
            sendings: values.all("sending").map(sending).collect(),
        },
        "sent sms" => Answer::SentSms {
            tracking: tracking(),
            to: to(),
        },
        "sent to campaign" => Answer::SentToCampaign {
            mms_id: mms_id(),
            scheduled_id: parsed(values.must("scheduled_id")),
        },
        "sent to subscribers" => Answer::SentToSubscribers {
            subscriber_ref: values.must("subscriber_ref").to_owned(),
            campaign: campaign_name(values),
            results: values.all("subscriber").map(subscriber).collect(),
        },
        "deleted" => Answer::Deleted { mms_id: mms_id() },
        other => listed_or_other(other, values),
    }
}

fn listed_or_other(name: &str, values: &Values<'_>) -> Answer {
    match name {
        "templates" => Answer::Templates(TemplatePage {
            start: values.get("start").map(time),
            page: parsed(values.must("page")),
            items_per_page: parsed(values.must("items_per_page")),
            total: parsed(values.must("total")),
            templates: values.all("template").map(template).collect(),
        }),
        "template ids" => {
            let ids = values.must("ids").split(' ');
            Answer::TemplateIds(ids.map(|id| MmsId(parsed(id))).collect())
        }
        "membership" => Answer::Membership {
            campaign: campaign_name(values),
            subscriber_ref: values.owned("subscriber_ref"),
            mobile: number(values.must("mobile")),
        },
        "campaign created" => Answer::CampaignCreated(campaign(values.must("campaign"))),
        "campaigns" => Answer::Campaigns(values.all("campaign").map(campaign).collect()),
        "inbox cleared" => Answer::InboxCleared {
            inbox_id: values.must("inbox_id").to_owned(),
        },
        "report ready" => Answer::ReportReady {
            url: values.must("url").to_owned(),
        },
        "session" => Answer::Session {
            session_id: values.must("session_id").to_owned(),
        },
        "dry run" => Answer::DryRun {
            to: values.owned("to"),
            refused: values.all("sending").map(sending).collect(),
            previews: values.all("preview").map(preview).collect(),
        },
        other => panic!("answer {other:?}"),
    }
}

fn echo(values: &Values<'_>) -> Echo {
    if let Some(to) = values.owned("to") {
        return Echo::To(to);
    }
    if let Some(to) = values.owned("to_last") {
        return Echo::ToLast(to);
    }
    match values.owned("subscriber_ref") {
        Some(subscriber_ref) => Echo::References {
            subscriber_ref,
            campaign: campaign_name(values),
        },
        None => Echo::Nothing,
    }
}

fn fault(values: &Values<'_>) -> Fault {
    let kind = kind(values.must("fault"));
    match (values.get("slide"), values.get("country")) {
        (Some(slide), _) => kind.slide(parsed(slide)),
        (None, Some(country)) => kind.country(country),
        (None, None) => kind.into(),
    }
}

fn kind(name: &str) -> Kind {
    let found = Kind::ALL.iter().find(|kind| kind.name() == name);
    *found.unwrap_or_else(|| panic!("no fault {name:?}"))
}

fn campaign_name(values: &Values<'_>) -> CampaignName {
    let by_id = values.owned("campaign_id");
    CampaignName {
        by_id: by_id.is_some(),
        value: by_id.unwrap_or_else(|| values.must("campaign_ref").to_owned()),
    }
}

/// `accepted MMS_1 12025550100`, `refused NotSubscribed 12025550101`.
fn sending(line: &str) -> Sending {
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["accepted", tracking, to] => Sending::Accepted {
            tracking: tracking.to_owned(),
            to: number(to),
        },
        ["refused", fault, to] => Sending::Refused {
            fault: kind(fault).into(),
            to: to.to_owned(),
        },
        _ => panic!("sending {line:?}"),
    }
}

/// `accepted mms MMS_1 12025550100 60856`, `refused ReceiverBlacklisted 12025550101`.
fn subscriber(line: &str) -> SubscriberResult {
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["accepted", way, tracking, to, from] => SubscriberResult::Accepted {
            tracking: tracking.to_owned(),
            to: number(to),
            from: from.to_owned(),
            mms: way == "mms",
        },
        ["refused", fault, to] => SubscriberResult::Refused {
            fault: kind(fault).into(),
            to: number(to),
        },
        _ => panic!("subscriber {line:?}"),
    }
}

/// Parts between `|`; an empty one is not known.
fn parts<const N: usize>(line: &str) -> [Option<&str>; N] {
    let parts: Vec<_> = line
        .split('|')
        .map(|part| (!part.is_empty()).then_some(part))
        .collect();
    parts
        .try_into()
        .unwrap_or_else(|_| panic!("not {N} parts: {line:?}"))
}

fn template(line: &str) -> TemplateEntry {
    let [id, name, subject, fallback, created, slides, size, poster] = parts(line);
    TemplateEntry {
        mms_id: MmsId(parsed(id.expect("an id"))),
        name: name.expect("a name").to_owned(),
        subject: subject.map(str::to_owned),
        fallback_text: fallback.map(str::to_owned),
        created: time(created.expect("a time")),
        slides: parsed(slides.expect("slides")),
        size_bytes: parsed(size.expect("a size")),
        poster_url: poster.map(str::to_owned),
    }
}

fn campaign(line: &str) -> Campaign {
    let [id, reference, name, brand] = parts(line);
    Campaign {
        id: CampaignId(parsed(id.expect("an id"))),
        account: AccountId(1),
        reference: reference.expect("a reference").to_owned(),
        name: name.expect("a name").to_owned(),
        brand: brand.expect("a brand").to_owned(),
        sender: "60856".to_owned(),
        welcome: None,
        farewell: None,
        question: None,
        created: Timestamp::UNIX_EPOCH,
    }
}

fn preview(line: &str) -> Preview {
    let [operator, sent_as, size, limit, dropped, reason] = parts(line);
    let dropped = dropped.map(|parts| parts.split(';').map(str::to_owned).collect());
    Preview {
        operator: operator.map(str::to_owned),
        sent_as: sent_as.map(way),
        size_bytes: size.map(parsed),
        limit_bytes: parsed(limit.expect("a limit")),
        dropped: dropped.unwrap_or_default(),
        reason: reason.map(|word| Reason::parse(word).expect("a reason")),
    }
}

/// The word of a way.
pub(crate) fn way(word: &str) -> SentAs {
    match word {
        "MMS" => SentAs::Mms,
        "SMS" => SentAs::Sms,
        other => panic!("sent as {other:?}"),
    }
}

fn number(digits: &str) -> Recipient {
    Recipient::parse(digits).expect("a number")
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn parsed<T: std::str::FromStr>(digits: &str) -> T {
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no number: {digits:?}"))
}
