//! What belongs to another account: nobody else reads it, changes it, or learns that it is there.

use crate::call::{Answer, Call};
use crate::doors::rows::Rows;
use crate::doors::wire::{Shown, Way, Wish, way_of_each_dialect};
use crate::gateway::{Gateway, KEY, account, until};
use crate::order::Order;
use crate::pictures::jpeg;
use bytes::Bytes;
use domain::account::{Account, Sender, SenderKind};
use domain::action::Action;
use domain::campaign::Source;
use domain::id::AccountId;
use domain::inbound::{Inbound, InboundFile, InboundId, InboundKind};
use domain::number::Recipient;
use engine::clock::Clock as _;
use jiff::SignedDuration;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use storage::account::LegacyUser;
use storage::blacklist::Block;
use storage::inbox::NewInbound;
use storage::link::TokenDigest;
use testkit::{Receiver, Resource};
use tokio::task::JoinSet;

/// Stands in every text that the first account has.
const MARK: &str = "Zanzibar";

/// What the first account has, by the names under which it may be asked for.
const MMS_ID: &str = "10000";
const CAMPAIGN: &str = "Spring26";
const PERSON: &str = "person-7";
const INBOX_ID: &str = "MMS_MO_iG7Ksa31";
const SENDER: &str = "60856";
const MEMBER: &str = "12025550152";
const STOPPED: &str = "12025550154";
const TOKEN: &str = "0123456789abcdefABCDEF";
const REPEAT: &str = "once-and-only-once";

/// A request in JSON, whose bytes do not tell whose it is.
const ANYONES: &str = r#"{"action": "sendMMS", "to": "12025550151", "from": "60777",
    "message-subject": "News", "fallback-sms-text": "Look", "slide": [{"message-text": "Hello"}]}"#;

/// The first account with all that it has, and what nobody else may see of it.
struct Stage {
    gateway: Gateway,
    /// Where the others are told.
    receiver: Receiver,
    /// Names and tokens of what the first account has.
    secrets: Vec<String>,
    /// How many others there were.
    others: AtomicUsize,
}

/// Another account.
struct Other {
    id: AccountId,
    key: String,
    mms_id: String,
    inbox_id: String,
}

async fn stage() -> Stage {
    let gateway = Gateway::with(|setup| {
        setup.account.senders[0].sms_route = true;
        setup.account.senders.push(own_sender());
    });
    let mut stage = Stage {
        gateway: gateway.await,
        receiver: Receiver::start().await.unwrap(),
        secrets: [MARK, TOKEN].map(str::to_owned).into(),
        others: AtomicUsize::new(0),
    };
    // Numbers that are part of no other number.
    stage.gateway.number_from(10_000, 777_000_777_000);
    stage.plant_content().await;
    stage.plant_people().await;
    stage.plant_names().await;
    stage.gateway.until_idle().await;
    let account = stage.gateway.account;
    inbound(&stage.gateway, account, INBOX_ID, Some(TOKEN)).await;
    stage
}

/// A sender that every account of this test has.
fn own_sender() -> Sender {
    let mut sender = Sender::new("60777", SenderKind::ShortCode, "US");
    sender.sms_route = true;
    sender
}

impl Stage {
    /// A template with a picture, a message that was delivered, and an answer that is kept.
    async fn plant_content(&mut self) {
        let gateway = &self.gateway;
        let photo = Resource::of("image/jpeg", jpeg(60, 40));
        let photo = gateway.media.put("/Zanzibar.jpg", photo);
        let marked = |order: Order| {
            let order = order
                .with("NAME", "Zanzibar 1")
                .with("SUBJECT", "Zanzibar 2");
            let order = order.with("FALLBACKSMSTEXT", "Zanzibar 3");
            let order = order.with("CLIENT_REFERENCE", "Zanzibar 4");
            order.slides(&[format!(
                "<IMAGE><URL>{photo}</URL></IMAGE><TEXT>Zanzibar 5</TEXT>"
            )])
        };
        let saved = gateway.order(&marked(Order::save())).await;
        assert_eq!(saved.field("MMSID"), MMS_ID, "{}", saved.body);
        let listed = gateway.order(&Order::of("getMMSTemplates")).await;
        let poster = listed.field("POSTER_URL").split('/').nth_back(1);
        self.secrets.push(poster.expect("a token").to_owned());
        let sent = gateway.order(&marked(Order::send("12025550151"))).await;
        let tracking = sent.tracking().to_owned();
        gateway.until_final(&tracking).await;
        let kept = gateway.call(anyones(KEY)).await;
        assert!(kept.body.contains("777000777001"), "{}", kept.body);
        self.secrets.extend([tracking, "777000777001".to_owned()]);
    }

    /// A campaign with somebody in it, and somebody who wants nothing any more.
    async fn plant_people(&self) {
        let gateway = &self.gateway;
        let campaign = Order::of("createMMSCampaign").with("CAMPAIGNNAME", "Zanzibar 6");
        let campaign = campaign.with("BRANDNAME", "Zanzibar 7");
        let person = Order::of("subscribe").with("MOBILE", MEMBER);
        let person = person.with("SUBSCRIBERREF", PERSON);
        let person = person.with("DATA", "<FIRSTNAME>Zanzibar 8</FIRSTNAME>");
        for order in [campaign, person] {
            let answer = gateway.order(&order.with("CAMPAIGNREF", CAMPAIGN)).await;
            assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
        }
        let block = Block {
            account: gateway.account,
            sender: None,
            number: Recipient::parse(STOPPED).unwrap(),
            source: Source::Manager,
            since: gateway.clock.now(),
            ends: None,
        };
        gateway.store().block(&block).await.unwrap();
    }

    /// A user, a session and a report.
    async fn plant_names(&mut self) {
        let gateway = &self.gateway;
        let user = LegacyUser {
            account: gateway.account,
            name: "Zanzibar 9".into(),
            pass: engine::pass_digest([7; 32], "5f4dcc3b5aa765d61d8327deb882cf99"),
        };
        gateway.store().set_legacy_user(&user).await.unwrap();
        let session = gateway.order(&Order::of("loginUser")).await;
        self.secrets.push(session.field("SESSIONID").to_owned());
        let period = Order::of("getSendingStatus").with("START_DATE", "2026-05-04 00:00:00");
        let report = gateway
            .order(&period.with("END_DATE", "2026-05-04 23:59:59"))
            .await;
        let token = report.field("REPORTURL").rsplit('/').next();
        self.secrets.push(token.expect("a token").to_owned());
        let is_a_secret = |secret: &String| secret.len() > 7;
        assert!(self.secrets.iter().all(is_a_secret), "{:?}", self.secrets);
    }

    /// A new account with things of its own, which has never called before.
    async fn other(&self) -> Other {
        let gateway = &self.gateway;
        let number = self.others.fetch_add(1, Ordering::Relaxed);
        let name = format!("other {number}");
        let mut account = Account {
            senders: vec![own_sender()],
            ..account(&name, &self.receiver)
        };
        account.policy.enforce_campaign_check = true;
        let key = format!("other-key-{number:08}");
        let id = gateway.customer(&account, &key).await;
        let campaign = Order::of("createMMSCampaign").with("CAMPAIGNNAME", "Own");
        let person = Order::of("subscribe").with("MOBILE", MEMBER);
        let saved = Order::save().with("FALLBACKSMSTEXT", "Look:");
        let mut mms_id = String::new();
        for order in [
            campaign.with("BRANDNAME", "Own").with("CAMPAIGNREF", "own"),
            person
                .with("CAMPAIGNREF", "own")
                .with("SUBSCRIBERREF", "own"),
            saved,
        ] {
            let answer = gateway.order(&order.with("API_KEY", &key)).await;
            assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
            answer.field("MMSID").clone_into(&mut mms_id);
        }
        let inbox_id = format!("MMS_MO_own{number:05}");
        inbound(gateway, id, &inbox_id, None).await;
        Other {
            id,
            key,
            mms_id,
            inbox_id,
        }
    }

    /// Nothing of the first account stands in an answer.
    #[track_caller]
    fn check_silent(&self, about: &str, answer: &Answer) {
        let text = format!("{answer:?}");
        for secret in &self.secrets {
            assert!(!text.contains(secret), "{about} tells {secret}: {text}");
        }
    }
}

/// The request of anybody, with a key against repetition.
fn anyones(key: &str) -> Call {
    let call = Call::post_to("/ep/v2/", ANYONES).header("x-api-key", key);
    call.header("Idempotency-Key", REPEAT)
}

/// Keeps a picture message from a phone, as a link that hears from phones would.
async fn inbound(gateway: &Gateway, account: AccountId, tracking: &str, token: Option<&str>) {
    let now = gateway.clock.now();
    let bytes = Bytes::from(format!("Zanzibar 10, {account:?}"));
    let file = InboundFile {
        name: "1.txt".into(),
        mime: "text/plain".into(),
        size_bytes: bytes.len() as u64,
        blob: gateway.blobs().put(bytes).await.unwrap(),
    };
    let message = Inbound {
        id: InboundId(0),
        account,
        kind: InboundKind::Mms,
        tracking: tracking.into(),
        to: SENDER.into(),
        from: "12025550116".into(),
        operator: None,
        subject: token.map(|_| "Zanzibar 11".into()),
        text: token.map(|_| "Zanzibar 12".into()),
        received: now,
        files: vec![file],
        files_until: now + SignedDuration::from_hours(24),
        cleared: None,
    };
    let new = NewInbound {
        message,
        token: token.map(|token| TokenDigest(engine::digest(token).0)),
        handover: None,
        text: None,
        event: None,
        jobs: Vec::new(),
    };
    gateway.store().receive(new).await.unwrap();
}

/// Names under which something may be asked for: the first account's, nobody's, one's own.
fn named(field: &str, whose: Whose, own: &Other) -> String {
    let [first, nobodys, own] = match field {
        "MMSID" => [MMS_ID, "99999", own.mms_id.as_str()],
        "CAMPAIGNREF" | "TOCAMPAIGN" => [CAMPAIGN, "Autumn26", "own"],
        "SUBSCRIBERREF" => [PERSON, "person-8", "own"],
        "MMSINBOXID" => [INBOX_ID, "MMS_MO_iG7Ksa32", own.inbox_id.as_str()],
        "FROM" => [SENDER, "60999", "60777"],
        other => panic!("{other} names nothing"),
    };
    let value = match whose {
        Whose::First => first,
        Whose::Nobodys => nobodys,
        Whose::Own => own,
    };
    value.to_owned()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    First,
    Nobodys,
    Own,
}

const NAMES: [&str; 6] = [
    "MMSID",
    "CAMPAIGNREF",
    "TOCAMPAIGN",
    "SUBSCRIBERREF",
    "MMSINBOXID",
    "FROM",
];

/// An order of the action in which these names are somebody else's.
fn wish(action: Action, foreign: &[&str], whose: Whose, own: &Other) -> Wish {
    let common = [
        ("TO", MEMBER),
        ("MOBILE", MEMBER),
        ("NAME", "news"),
        ("SUBJECT", "Good news"),
        ("TEXT", "Hello"),
        ("FALLBACKSMSTEXT", "Look:"),
        ("CAMPAIGNNAME", "Own"),
        ("BRANDNAME", "Own"),
        ("START_DATE", "2026-05-04 00:00:00"),
        ("END_DATE", "2026-05-04 23:59:59"),
    ];
    let common = common.map(|(name, value)| (name, value.to_owned()));
    let names = NAMES.into_iter().map(|name| match foreign.contains(&name) {
        true => (name, named(name, whose, own)),
        false => (name, named(name, Whose::Own, own)),
    });
    Wish {
        action,
        fields: common.into_iter().chain(names).collect(),
    }
}

/// Asks for what is the first account's and for what is nobody's, and hears the same.
async fn check(stage: &Stage, way: &Way, action: Action, foreign: &[&str]) {
    let mut said = Vec::new();
    for whose in [Whose::First, Whose::Nobodys] {
        let other = stage.other().await;
        let wish = wish(action, foreign, whose, &other);
        let answer = stage
            .gateway
            .call(way.call(&wish, Shown::Key(&other.key)))
            .await;
        let about = format!("{action:?} by {way:?} with foreign {foreign:?}");
        stage.check_silent(&about, &answer);
        if let Some(report) = answer.body.split("/reports/").nth(1) {
            let token: String = report.chars().take(22).collect();
            let report = Call::to("GET", &format!("/reports/{token}"));
            let report = stage.gateway.call(report).await;
            assert_eq!(report.status, 200, "{about}");
            stage.check_silent(&about, &report);
        }
        said.push((way.read(&answer, "STATUS"), way.fault(&answer)));
    }
    assert_eq!(
        said[0], said[1],
        "{action:?} by {way:?}: foreign {foreign:?} is known from what is not there"
    );
}

/// All actions at once, so that one commit serves many.
async fn check_all(stage: &Arc<Stage>) {
    let mut checks = JoinSet::new();
    for action in Action::ALL {
        let stage = Arc::clone(stage);
        checks.spawn(async move {
            for way in way_of_each_dialect() {
                check(&stage, &way, *action, &NAMES).await;
                let one_by_one = NAMES.iter().filter(|_| way.dialect == "wxml");
                for name in one_by_one {
                    check(&stage, &way, *action, &[name]).await;
                }
            }
        });
    }
    checks.join_all().await;
}

#[tokio::test]
async fn what_an_account_has_is_to_all_others_as_if_it_were_not_there() {
    let stage = Arc::new(stage().await);
    let before = Rows::of(&stage.gateway);
    for table in [
        "contents",
        "messages",
        "events",
        "campaigns",
        "subscribers",
        "inbound",
        "legacy_users",
    ] {
        let marked = before.tables_with(MARK);
        assert!(marked.contains(table), "{table} is not among {marked:?}");
    }
    let told = stage.gateway.postbacks().len();
    let submitted = stage.gateway.submissions().len();
    check_all(&stage).await;
    // Files that were deleted are swept much later.
    until("nothing is under way", async || {
        let due = stage.gateway.next_due().await;
        due.is_none_or(|seconds| seconds > 600.0).then_some(())
    })
    .await;
    let after = Rows::of(&stage.gateway);
    assert_eq!(before.missing_from(&after), []);
    assert_eq!(
        stage.gateway.postbacks().len(),
        told,
        "told the first account"
    );
    for received in stage.receiver.all() {
        let text = received.text();
        let known = stage.secrets.iter().find(|it| text.contains(it.as_str()));
        assert_eq!(known, None, "told to another: {text}");
    }
    for submission in &stage.gateway.submissions()[submitted..] {
        assert!(!format!("{submission:?}").contains(MARK), "{submission:?}");
    }
}

#[tokio::test]
async fn a_key_against_repetition_and_a_stop_are_those_of_their_account() {
    let stage = stage().await;
    let other = stage.other().await;
    let change = |account: &mut Account| account.policy.enforce_campaign_check = false;
    let mut account = stage
        .gateway
        .store()
        .account(other.id)
        .await
        .unwrap()
        .unwrap();
    change(&mut account);
    stage
        .gateway
        .store()
        .update_account(&account)
        .await
        .unwrap();
    let answer = stage.gateway.call(anyones(&other.key)).await;
    assert_eq!(answer.header("idempotent-replayed"), "", "{}", answer.body);
    assert!(answer.body.contains("\"Success\""), "{}", answer.body);
    assert!(!answer.body.contains("\"MMS_2\""), "{}", answer.body);
    let again = stage.gateway.call(anyones(&other.key)).await;
    assert_eq!(again.body, answer.body);
    assert_eq!(again.header("idempotent-replayed"), "true");

    let to_stopped = |from: &str| Order::send(STOPPED).with("FROM", from);
    let refused = stage.gateway.order(&to_stopped("60777")).await;
    assert_eq!(refused.fault().0, "E114", "{}", refused.body);
    let order = to_stopped("60777").with("API_KEY", &other.key);
    let order = order.with("FALLBACKSMSTEXT", "Look:");
    stage.gateway.order(&order).await.tracking();
}

#[tokio::test]
async fn a_session_shows_the_account_that_opened_it() {
    let stage = stage().await;
    let other = stage.other().await;
    for action in ["loginUser", "createAccountSession"] {
        let order = Order::of(action).with("API_KEY", &other.key);
        let answer = stage.gateway.order(&order).await;
        let digest = TokenDigest(engine::digest(answer.field("SESSIONID")).0);
        let now = stage.gateway.clock.now();
        let session = stage.gateway.store().session(digest, now).await.unwrap();
        assert_eq!(session.map(|it| it.account), Some(other.id), "{action}");
    }
}

#[tokio::test]
async fn a_name_is_no_token_and_no_key_makes_it_one() {
    let stage = stage().await;
    let other = stage.other().await;
    let near = TOKEN.to_lowercase();
    for path in [
        format!("/mo/{INBOX_ID}/1.txt"),
        format!("/mo/{near}/1.txt"),
        format!("/mo/{TOKEN}/../1.txt"),
        format!("/mo/{TOKEN}/2.txt"),
        format!("/l/{MMS_ID}/poster.jpg"),
        format!("/l/{TOKEN}/poster.jpg"),
        format!("/l/{TOKEN}/1.txt"),
        format!("/reports/{TOKEN}"),
        "/reports/1".to_owned(),
        "/reports/customer".to_owned(),
    ] {
        for key in ["", &other.key, KEY] {
            let call = Call::to("GET", &format!("{path}?api_key={key}"));
            let call = call.header("x-api-key", key);
            let answer = stage.gateway.call(call).await;
            assert_eq!(answer.status, 404, "{path}: {answer:?}");
            stage.check_silent(&path, &answer);
        }
    }
    let open = stage
        .gateway
        .call(Call::to("GET", &format!("/mo/{TOKEN}/1.txt")))
        .await;
    assert!(open.body.contains(MARK), "{open:?}");
}
