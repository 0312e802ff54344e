//! Things to store.

use domain::account::{
    Access, Account, Billing, Class, ContentLimits, FallbackRule, LimitPeriod, Lookups, Policy,
    Postbacks, Prices, Rates, RequestLimit, Schedule, Sender, SenderKind, StopScope, Stops,
    SubjectRule, SubjectUnicode, Times,
};
use domain::action::Action;
use domain::campaign::{Campaign, CampaignId, Membership, Subscriber, SubscriberId};
use domain::content::{Content, ContentKind, Fallback, File, Slide};
use domain::event::{Event, FallbackCode};
use domain::generation::Generation;
use domain::id::{AccountId, BlobHash, MessageId, MmsId, RunId, TrackingForm};
use domain::merge::Data;
use domain::message::{Body, Discovery, Message, Mms};
use domain::number::Recipient;
use domain::order::Element;
use domain::report::{Fate, Report};
use domain::state::State;
use domain::template_state::TemplateState;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use storage::Store;
use storage::change::{Change, Receipt};
use storage::event::NewEvent;
use storage::job::{Job, Lease, NewJob};
use storage::message::{AcceptedMessage, NewMessage, NewMessages};
use storage::report::Wake;

/// Seconds after the beginning of these tests.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub(crate) fn account(name: &str) -> Account {
    Account {
        id: AccountId(0),
        name: name.into(),
        access: Access::Open,
        senders: vec![Sender::new("12345", SenderKind::ShortCode, "US")],
        policy: Policy::default(),
        postbacks: Postbacks::default(),
    }
}

fn full_limits() -> ContentLimits {
    ContentLimits {
        slides_saved: Some(1),
        slides_sent: Some(2),
        image_bytes: Some(3),
        gif_bytes: Some(4),
        audio_bytes: Some(5),
        video_bytes: Some(6),
        object_bytes: Some(7),
        total_source_bytes: Some(8),
        media_s: Some(9),
        text: Some(10),
        fallback_text: Some(11),
        subject: Some(12),
        duration_s: Some(13),
        sms_parts: Some(14),
    }
}

fn full_times() -> Times {
    let seconds = |count| Some(Duration::from_secs(count));
    Times {
        message_validity: seconds(1),
        ambiguous_wait: seconds(2),
        no_report_after: seconds(3),
        link_life: seconds(4),
        event_retention: seconds(5),
        inbound_retention: seconds(6),
    }
}

fn full_sender() -> Sender {
    Sender {
        serves: vec!["CA".into()],
        shared: true,
        active: false,
        mms_route: false,
        sms_route: true,
        service_ids: vec!["one".into(), "two".into()],
        keywords: vec!["info".into()],
        subject: SubjectRule::Drop,
        postback_url: Some("https://example.com/own".into()),
        ..Sender::new("18005550100", SenderKind::TollFree, "US")
    }
}

fn full_policy() -> Policy {
    Policy {
        class: Class::Standard,
        test: true,
        actions: Some(BTreeSet::from([Action::SendMms, Action::SaveMms])),
        ip_allow: vec![
            "10.0.0.0/8".parse().unwrap(),
            "2001:db8::/32".parse().unwrap(),
        ],
        rates: Rates {
            throughput: Some(7),
            min_call_interval: Some(Duration::from_millis(1_500)),
            request_limit: Some(RequestLimit {
                calls: 12,
                period: LimitPeriod::Month,
            }),
        },
        billing: Billing::Prepaid,
        prices: Prices {
            mms_micros: Some(50_000),
            sms_part_micros: Some(10_000),
        },
        refuse_key_in_url: true,
        multi_recipient: Some(false),
        require_subject: true,
        require_operator: true,
        enforce_campaign_check: true,
        allow_resubscribe: true,
        require_service_id_all: true,
        strict_custom_text: true,
        strict_content_type: true,
        strip_av_query: Some(true),
        keep_backslash_n: true,
        allow_bmp: true,
        refused_elements: BTreeSet::from([Element::Audio, Element::Pdf]),
        fallback_rule: Some(FallbackRule::TextSubjectOrLink),
        subject_unicode: SubjectUnicode::Ascii,
        timezone: Some("America/New_York".into()),
        stops: Stops {
            words: Some(vec!["HALT".into()]),
            scope: StopScope::Account,
            answer: Some("Bye".into()),
            start_answer: Some("Hi again".into()),
            help_answer: Some("Call us".into()),
        },
        limits: full_limits(),
        times: full_times(),
        lookups: Lookups {
            max_days: Some(7),
            min_interval: Some(Duration::from_secs(5)),
        },
        link_host: Some("mms.example.com".into()),
    }
}

fn full_postbacks() -> Postbacks {
    Postbacks {
        url: Some("https://example.com/events".into()),
        mo_url: Some("https://example.com/inbound".into()),
        dialect: Some("json".into()),
        schedule: Schedule::Classic,
        form: true,
        extras: true,
        extended: Some(true),
        fallback_code: Some(FallbackCode::OfMms),
        operator_ids: Some(Generation::Legacy),
        concurrency: Some(3),
        secret: Some([0xa5; 32]),
    }
}

/// No field has its default.
pub(crate) fn full_account(name: &str) -> Account {
    let second = Sender::new("54321", SenderKind::LongCode, "CA");
    Account {
        access: Access::Blocked,
        senders: vec![full_sender(), second],
        policy: full_policy(),
        postbacks: full_postbacks(),
        ..account(name)
    }
}

pub(crate) fn fallback() -> Fallback {
    Fallback {
        text: Some("See".into()),
        disabled: Some(false),
        without_link: Some(true),
        link_expiry: Some(at(900)),
    }
}

pub(crate) fn content(account: AccountId, kind: ContentKind) -> Content {
    let file = File {
        element: Element::Image,
        blob: BlobHash([3; 32]),
        mime: "image/jpeg".into(),
        size_bytes: 5_000_000_000,
        source: "https://example.com/a.jpg".into(),
    };
    let slides = vec![
        Slide {
            text: Some("Hi “you” 🙂".into()),
            duration_s: 10,
            files: vec![file.clone(), file],
        },
        Slide {
            text: None,
            duration_s: 60,
            files: Vec::new(),
        },
    ];
    Content {
        id: MmsId(0),
        account,
        kind,
        state: TemplateState::Ready,
        name: "spring".into(),
        subject: Some("Hello".into()),
        slides,
        fallback: fallback(),
        created: at(0),
        dialect: "json".into(),
        client_reference: Some("ref".into()),
    }
}

/// No optional field is empty.
pub(crate) fn campaign(account: AccountId, reference: &str) -> Campaign {
    Campaign {
        id: CampaignId(0),
        account,
        reference: reference.into(),
        name: "Spring".into(),
        brand: "Acme".into(),
        sender: "12345".into(),
        welcome: Some("Welcome".into()),
        farewell: Some("Bye".into()),
        question: Some("Sure?".into()),
        created: at(0),
    }
}

/// A person of whom nothing is known but the number.
pub(crate) fn person(campaign: CampaignId, mobile: &str, membership: Membership) -> Subscriber {
    Subscriber {
        id: SubscriberId(0),
        campaign,
        mobile: Recipient::parse(mobile).unwrap(),
        membership,
        reference: None,
        operator: None,
        time_zone: None,
        data: Data::default(),
        lapses_to: None,
        changed: at(0),
    }
}

pub(crate) fn mms(mms_id: MmsId) -> Mms {
    Mms {
        mms_id,
        subject: Some("Hello".into()),
        texts: BTreeMap::from([(0, "Hi Ann".into()), (7, "Bye".into())]),
        display_only: vec![Recipient::parse("12125550124").unwrap()],
        fallback: fallback(),
        force_sms: true,
        pass_as_link: true,
        discovery: Some(Discovery {
            subject: "Device".into(),
            text: "One moment".into(),
            wait: Duration::from_secs(300),
            force: true,
        }),
    }
}

/// No optional field is empty.
pub(crate) fn message(account: AccountId, mms_id: MmsId) -> Message {
    Message {
        id: MessageId(0),
        account,
        body: Body::Mms(mms(mms_id)),
        tracking: String::new(),
        dialect: "json".into(),
        to: Recipient::parse("12125550123").unwrap(),
        from: "12345".into(),
        from_mask: Some("Shop".into()),
        service_id: Some("one".into()),
        operator: Some("Verizon".into()),
        campaign_ref: Some("c1".into()),
        client_reference: Some("ref".into()),
        run: Some(RunId(7)),
        unasked: true,
        accepted: at(0),
        validity: at(3600),
        link: "main".into(),
        state: State::Accepted,
        transaction: None,
        attempts: 0,
        told_sent: false,
    }
}

pub(crate) fn new_message(message: Message) -> NewMessage {
    NewMessage {
        message,
        tracking: TrackingForm::Plain,
        jobs: vec![job("route", 0, 0)],
        charge_micros: 0,
    }
}

pub(crate) fn job(kind: &'static str, subject: i64, second: i64) -> NewJob {
    NewJob {
        kind,
        queue: "work".into(),
        lane: String::new(),
        subject,
        due: at(second),
    }
}

pub(crate) fn event(account: AccountId, event: Event, second: i64) -> NewEvent {
    NewEvent {
        event,
        at: at(second),
        account,
        sent_as: None,
        reason: None,
        handset: None,
        carrier_message_id: None,
        failed_file: None,
        detail: None,
        job: ("notify", "tell".into()),
    }
}

pub(crate) fn report(carrier_message_id: &str, fate: Fate) -> Report {
    Report {
        link: "main".into(),
        carrier_message_id: carrier_message_id.into(),
        fate,
        word: "Retrieved".into(),
        text: Some("fine".into()),
        handset: Some("phone".into()),
        at: Some(at(50)),
        received: at(60),
    }
}

pub(crate) fn wake() -> Wake {
    Wake {
        kind: "report",
        queue: "reports".into(),
    }
}

pub(crate) fn receipt(key: &str) -> Receipt {
    Receipt {
        link: "main".into(),
        keys: vec![key.into()],
        wake: wake(),
    }
}

/// A move with nothing else to it.
pub(crate) fn change(message: MessageId, from: State, to: State) -> Change {
    Change::new(message, (from, to), at(10), "a test".into())
}

/// An account in a store.
pub(crate) async fn customer(store: &dyn Store) -> AccountId {
    store.create_account(&account("shop"), at(0)).await.unwrap()
}

/// A message in a store, with its one job `route` in the queue `work`.
pub(crate) async fn accepted(store: &dyn Store) -> (AccountId, AcceptedMessage) {
    let account = customer(store).await;
    let messages = NewMessages {
        content: Some(content(account, ContentKind::OneOff)),
        messages: vec![new_message(message(account, MmsId(0)))],
        keep: None,
    };
    let mut accepted = store.accept(messages).await.unwrap();
    (account, accepted.messages.pop().unwrap())
}

/// Claims all that is due in a queue for a minute.
pub(crate) async fn claim(store: &dyn Store, queue: &str, second: i64) -> Vec<Job> {
    store
        .claim(queue, 100, at(second), at(second + 60), "node")
        .await
        .unwrap()
}

/// Claims the only job that is due in a queue.
pub(crate) async fn claim_one(store: &dyn Store, queue: &str, second: i64) -> Lease {
    let jobs = claim(store, queue, second).await;
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    jobs[0].lease
}
