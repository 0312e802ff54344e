//! A template sent to everyone in a campaign.

use crate::call::{Call, element};
use crate::gateway::{Gateway, Setup, until};
use crate::order::{Order, file, text};
use crate::people::{campaign, named, person, put};
use crate::pictures::jpeg;
use domain::account::{Billing, Class, Sender, SenderKind};
use domain::campaign::{Campaign, Membership, Run, Subscriber};
use domain::id::{MessageId, MmsId, RunId};
use domain::message::Message;
use domain::state::State;
use engine::clock::Clock as _;
use std::collections::BTreeSet;
use std::time::Duration;
use storage::job::NewJob;
use storage::run::NewRun;
use testkit::{MediaServer, Resource};

const ANA: &str = "12025550100";
const BO: &str = "12025550199";
const CY: &str = "12025550198";

/// Saves a template that greets by name, and returns its number.
async fn greeting(gateway: &Gateway) -> String {
    let order = Order::save()
        .with("SUBJECT", "For {$firstname|you}")
        .with("FALLBACKSMSTEXT", "Hi {$firstname|there}")
        .slides(&[text("Dear {$firstname|guest}!")]);
    let answer = gateway.order(&order).await;
    let id = answer.field("MMSID").to_owned();
    assert!(!id.is_empty(), "{}", answer.body);
    id
}

fn run(mms_id: &str, campaign: &str) -> Order {
    let order = Order::of("sendSavedMMSCampaign").with("MMSID", mms_id);
    order.with("TOCAMPAIGN", campaign)
}

/// A gateway with the campaign `Spring26` and its greeting.
async fn stage() -> (Gateway, Campaign, String) {
    stage_with(|_| ()).await
}

async fn stage_with(change: impl FnOnce(&mut Setup)) -> (Gateway, Campaign, String) {
    let gateway = Gateway::with(change).await;
    let spring = campaign(&gateway, "Spring26").await;
    let template = greeting(&gateway).await;
    (gateway, spring, template)
}

/// All messages, oldest first.
async fn messages(gateway: &Gateway) -> Vec<Message> {
    let mut found = Vec::new();
    for number in 1.. {
        match gateway.store().message(MessageId(number)).await.unwrap() {
            Some(message) => found.push(message),
            None => break,
        }
    }
    found
}

/// What was told of messages, once that is so much.
async fn told(gateway: &Gateway, times: usize) -> Vec<String> {
    until("all is told", async || {
        let mut told = gateway.postbacks();
        told.retain(|told| !element(told, "TRACKINGID").is_empty());
        (told.len() >= times).then_some(told)
    })
    .await
}

/// All messages, once there are so many and all of them are over.
async fn all_over(gateway: &Gateway, count: usize) -> Vec<Message> {
    until("all messages are over", async || {
        let all = messages(gateway).await;
        let over = all.len() == count && all.iter().all(|it| it.state.is_final());
        over.then_some(all)
    })
    .await
}

#[tokio::test]
async fn everyone_in_it_gets_the_template_with_their_own_data() {
    let (gateway, spring, template) = stage().await;
    put(&gateway, named(&spring, ANA, "Ana")).await;
    put(&gateway, person(&spring, BO)).await;
    for membership in [
        Membership::Pending,
        Membership::Unsubscribed,
        Membership::OptedOut,
    ] {
        let out = Subscriber {
            membership,
            ..person(&spring, &format!("1202555012{}", membership as u8))
        };
        put(&gateway, out).await;
    }
    let answer = gateway.order(&run(&template, "Spring26")).await;
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <MMSID>{template}</MMSID>\n    \
         <SCHEDULEDID>1000</SCHEDULEDID>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);
    let messages = all_over(&gateway, 2).await;
    let said = |message: &Message| {
        let mms = message.mms().unwrap();
        (
            message.to.digits().to_owned(),
            mms.subject.clone().unwrap(),
            mms.texts[&0].clone(),
            mms.fallback.text.clone().unwrap(),
        )
    };
    let said: Vec<_> = messages.iter().map(said).collect();
    let expected = [
        (ANA, "For Ana", "Dear Ana!", "Hi Ana"),
        (BO, "For you", "Dear guest!", "Hi there"),
    ];
    let owned = expected.map(|(to, subject, text, fallback)| {
        (
            to.to_owned(),
            subject.to_owned(),
            text.to_owned(),
            fallback.to_owned(),
        )
    });
    assert_eq!(said, owned);
    assert_eq!(gateway.submissions().len(), 2);
}

#[tokio::test]
async fn each_message_has_events_of_its_own_that_name_the_run() {
    let (gateway, spring, template) = stage().await;
    put(&gateway, person(&spring, ANA)).await;
    gateway.order(&run(&template, "Spring26")).await;
    all_over(&gateway, 1).await;
    let told = told(&gateway, 2).await;
    for (told, code) in told.iter().zip(["N101", "N102"]) {
        assert_eq!(element(told, "CODE"), code);
        assert_eq!(element(told, "SCHEDULEDID"), "1000");
        assert_eq!(element(told, "TRACKINGID"), "TU1TXzE=");
        assert_eq!(element(told, "FROM"), "60856");
        assert_eq!(element(told, "CAMPAIGNREF"), "Spring26");
    }
}

#[tokio::test]
async fn whoever_cannot_be_sent_to_fails_with_an_event_that_says_why() {
    let (gateway, spring, template) = stage().await;
    let rows = [
        ("12025550110", "Phone number is blacklisted"),
        ("12025550120", "Carrier lookup failed"),
        ("12025550121", "Carrier not provisioned"),
        ("12025550122", "Operator not supported"),
        ("33612345678", "Invalid sender"),
    ];
    for (mobile, _) in rows {
        put(&gateway, person(&spring, mobile)).await;
    }
    gateway.order(&run(&template, "Spring26")).await;
    let messages = all_over(&gateway, rows.len()).await;
    assert!(messages.iter().all(|it| it.state == State::Failed));
    let told = told(&gateway, rows.len()).await;
    let mut told: Vec<(String, String)> = told
        .iter()
        .map(|told| {
            assert_eq!(element(told, "CODE"), "E101", "{told}");
            assert_eq!(element(told, "SCHEDULEDID"), "1000");
            let told = |name| element(told, name).to_owned();
            (told("TO"), told("STATUSDETAILS"))
        })
        .collect();
    told.sort();
    assert_eq!(told, rows.map(|(to, why)| (to.to_owned(), why.to_owned())));
    assert!(gateway.submissions().is_empty());
}

#[tokio::test]
async fn a_text_that_grows_too_long_fails_for_its_person_alone() {
    let (gateway, spring, _) = stage().await;
    let long = "{$firstname}".repeat(6);
    let order = Order::save().slides(&[text(&long)]);
    let template = gateway.order(&order).await;
    put(&gateway, named(&spring, ANA, &"x".repeat(1_000))).await;
    put(&gateway, named(&spring, BO, "Bo")).await;
    gateway
        .order(&run(template.field("MMSID"), "Spring26"))
        .await;
    let messages = all_over(&gateway, 2).await;
    let states = messages.iter().map(|it| it.state).collect::<Vec<_>>();
    assert_eq!(states, [State::Failed, State::Delivered]);
    let of_ana = |told: &String| element(told, "TO") == ANA;
    let told = told(&gateway, 3).await.into_iter().find(of_ana).unwrap();
    assert_eq!(
        element(&told, "STATUSDETAILS"),
        "Error fetching dynamic content"
    );
}

#[tokio::test]
async fn a_campaign_without_people_succeeds_and_sends_nothing() {
    let (gateway, _, template) = stage().await;
    let answer = gateway.order(&run(&template, "Spring26")).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    assert_eq!(answer.field("SCHEDULEDID"), "1000");
    gateway.until_idle().await;
    assert!(messages(&gateway).await.is_empty());
}

#[tokio::test]
async fn faults_come_in_the_order_of_the_contract() {
    let (gateway, _, template) = stage().await;
    let order = Order::of("sendSavedMMSCampaign");
    let check = async |order: &Order, code: &str, upper: &str, lower: &str| {
        gateway.refuses(order, code, upper, lower).await;
    };
    let required = "The 'mmsid' is required.";
    check(&order, "E620", required, "mms-id is required.").await;
    let malformed = order.clone().with("MMSID", "a");
    assert_eq!(gateway.order(&malformed).await.fault().0, "E625");
    let unknown = order.clone().with("MMSID", "77");
    let required = "The 'tocampaign' is required.";
    check(&unknown, "E624", required, "to-campaign is required.").await;
    let unknown = unknown.with("TOCAMPAIGN", "Autumn");
    let (upper, lower) = ("Missing/Invalid CampaignID", "Missing/Invalid campaign-id");
    check(&unknown, "E714", upper, lower).await;
    let unknown = unknown.with("TOCAMPAIGN", "Spring26");
    assert_eq!(gateway.order(&unknown).await.fault().0, "E241");
    let answer = gateway.order(&unknown.with("MMSID", &template)).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
}

#[tokio::test]
async fn the_campaign_may_be_named_by_its_number_and_by_other_words() {
    let (gateway, spring, template) = stage().await;
    let order = Order::of("sendSavedMMSCampaign").with("MMSID", &template);
    let number = spring.id.0.to_string();
    for (name, value) in [
        ("TOCAMPAIGN", number.as_str()),
        ("to-campaign", "Spring26"),
        ("CAMPAIGNREF", "Spring26"),
        ("CAMPAIGNID", &number),
    ] {
        let answer = gateway.order(&order.clone().with(name, value)).await;
        assert_eq!(answer.field("STATUS"), "Success", "{name}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_template_that_would_need_a_text_and_has_none_is_refused() {
    let optimized = |setup: &mut Setup| setup.account.policy.class = Class::Optimized;
    let (gateway, _, _) = stage_with(optimized).await;
    let bare = gateway.order(&Order::save().without("SUBJECT")).await;
    let order = run(bare.field("MMSID"), "Spring26");
    let fault = gateway.order(&order).await;
    assert_eq!(fault.fault().0, "E622", "{}", fault.body);
}

#[tokio::test]
async fn a_template_whose_type_is_taken_no_more_is_refused() {
    let (gateway, _, _) = stage().await;
    let url = gateway
        .media
        .put("/a.jpg", Resource::of("image/jpeg", jpeg(64, 48)));
    let order = Order::save().slides(&[file("IMAGE", &url)]);
    let saved = gateway.order(&order).await;
    let refuse = |account: &mut domain::account::Account| {
        account.policy.refused_elements = [domain::order::Element::Image].into();
    };
    gateway.change_account(refuse).await;
    let order = run(saved.field("MMSID"), "Spring26");
    assert_eq!(gateway.order(&order).await.fault().0, "E629");
}

#[tokio::test]
async fn all_dialects_answer_in_their_own_words() {
    let (gateway, _, template) = stage().await;
    let kebab = gateway
        .call(Call::post_to("/ep/v1/", run(&template, "Spring26").kebab()))
        .await;
    assert!(
        kebab.body.contains("<scheduled-id>1000</scheduled-id>"),
        "{}",
        kebab.body
    );
}

#[tokio::test]
async fn people_abroad_are_sent_to_from_their_countrys_sender_where_the_dialect_allows_it() {
    let french = |setup: &mut Setup| {
        let sender = Sender::new("33700000000", SenderKind::LongCode, "FR");
        setup.account.senders.push(sender);
    };
    let (gateway, spring, template) = stage_with(french).await;
    put(&gateway, person(&spring, "33612345678")).await;
    gateway.order(&run(&template, "Spring26")).await;
    let messages = all_over(&gateway, 1).await;
    assert_eq!(messages[0].from, "33700000000");
}

#[tokio::test]
async fn whoever_leaves_after_the_run_has_begun_gets_nothing() {
    let (gateway, spring, template) = stage().await;
    put(&gateway, person(&spring, ANA)).await;
    put(&gateway, person(&spring, BO)).await;
    let now = gateway.clock.now();
    // As the call begins it, but that its first part is due a little later.
    let run = NewRun {
        run: Run {
            id: RunId(0),
            account: gateway.account,
            campaign: spring.id,
            campaign_ref: "Spring26".into(),
            template: MmsId(template.parse().unwrap()),
            dialect: "wxml".into(),
            began: now,
            validity: now + Duration::from_secs(3_600),
            receivers: 0,
            charge_micros: 0,
        },
        job: NewJob {
            kind: "run",
            queue: "run".into(),
            lane: String::new(),
            subject: 0,
            due: now + Duration::from_secs(5),
        },
        keep: None,
    };
    gateway.store().begin_run(run).await.unwrap();
    let left = Subscriber {
        membership: Membership::Unsubscribed,
        ..person(&spring, ANA)
    };
    put(&gateway, left).await;
    put(&gateway, person(&spring, CY)).await;
    gateway.pass(5);
    let messages = all_over(&gateway, 2).await;
    let fates = messages.iter().map(|it| (it.to.digits(), it.state));
    let fates: Vec<_> = fates.collect();
    assert_eq!(fates, [(ANA, State::Failed), (BO, State::Delivered)]);
    let of_ana = |told: &String| element(told, "TO") == ANA;
    let told = told(&gateway, 3).await.into_iter().find(of_ana).unwrap();
    let why = "Number is not subscribed in this campaign";
    assert_eq!(element(&told, "STATUSDETAILS"), why);
}

#[tokio::test]
async fn a_deleted_template_still_goes_to_everyone_of_a_run_that_began_before() {
    let (gateway, spring, template) = stage().await;
    put(&gateway, person(&spring, ANA)).await;
    gateway.order(&run(&template, "Spring26")).await;
    let delete = Order::of("deleteMMSID").with("MMSID", &template);
    gateway.order(&delete).await;
    let messages = all_over(&gateway, 1).await;
    assert_eq!(messages[0].state, State::Delivered);
}

#[tokio::test]
async fn after_a_crash_a_run_goes_on_and_everyone_gets_one_message() {
    const PEOPLE: usize = 450;
    let (mut gateway, spring, template) = stage().await;
    for number in 0..PEOPLE {
        put(&gateway, person(&spring, &format!("1303555{number:04}"))).await;
    }
    let answer = gateway.order(&run(&template, "Spring26")).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    gateway.crash().await;
    gateway.resume().await;
    // Those that were being handed over when it died are doubtful.
    gateway.pass(600);
    gateway.until_idle().await;
    gateway.pass(600);
    let messages = until("a message for everybody", async || {
        let all = messages(&gateway).await;
        (all.len() >= PEOPLE).then_some(all)
    })
    .await;
    gateway.until_idle().await;
    let receivers: BTreeSet<&str> = messages.iter().map(|it| it.to.digits()).collect();
    assert_eq!((messages.len(), receivers.len()), (PEOPLE, PEOPLE));
}

#[tokio::test]
async fn a_prepaid_account_pays_for_all_of_them_or_none_is_sent() {
    const MMS: i64 = 50_000;
    let prepaid = |setup: &mut Setup| {
        setup.account.policy.billing = Billing::Prepaid;
        setup.config.billing.mms_price = MMS.unsigned_abs();
    };
    let (gateway, spring, template) = stage_with(prepaid).await;
    put(&gateway, person(&spring, ANA)).await;
    put(&gateway, person(&spring, "12025550110")).await;
    put(&gateway, person(&spring, BO)).await;
    let store = gateway.store();
    store.add_credit(gateway.account, 2 * MMS).await.unwrap();
    let order = run(&template, "Spring26");
    let unpaid = "There is billing problem on your account";
    gateway.refuses(&order, "E713", unpaid, unpaid).await;
    store.add_credit(gateway.account, MMS).await.unwrap();
    gateway.order(&order).await;
    all_over(&gateway, 3).await;
    // The one that could not be sent to costs nothing.
    let credit = store.credit(gateway.account).await.unwrap();
    assert_eq!((credit.balance_micros, credit.reserved_micros), (MMS, 0));
}

#[tokio::test]
async fn an_account_on_hold_begins_no_run() {
    let hold = |setup: &mut Setup| setup.account.policy.billing = Billing::Hold;
    let (gateway, _, template) = stage_with(hold).await;
    let order = run(&template, "Spring26");
    assert_eq!(gateway.order(&order).await.fault().0, "E713");
}

#[tokio::test]
async fn a_lookup_that_fails_is_tried_again_before_anybody_fails() {
    let service = MediaServer::start().await.unwrap();
    let url = service.url("/op/{number}");
    let (gateway, spring, template) = stage_with(|setup| setup.config.lookup.url = Some(url)).await;
    put(&gateway, person(&spring, ANA)).await;
    let path = format!("/op/{ANA}");
    service.put(&path, Resource::status(503));
    gateway.order(&run(&template, "Spring26")).await;
    until("the service was asked", async || {
        (service.asked(&path) > 0).then_some(())
    })
    .await;
    assert!(messages(&gateway).await.is_empty());
    let known = Resource::of("application/json", r#"{"operator": "Verizon"}"#);
    service.put(&path, known);
    gateway.until_due_within(61.0).await;
    gateway.pass(60);
    let messages = all_over(&gateway, 1).await;
    assert_eq!(messages[0].operator.as_deref(), Some("Verizon"));
    assert_eq!(messages[0].state, State::Delivered);
}
