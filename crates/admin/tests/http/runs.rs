//! Campaign runs, and how far they have come.

use crate::given::Api;
use domain::campaign::Run;
use domain::content::{Content, ContentKind, Fallback};
use domain::id::{MmsId, RunId};
use domain::template_state::TemplateState;
use jiff::Timestamp;
use serde_json::json;
use storage::job::NewJob;
use storage::message::NewTemplate;
use storage::run::NewRun;

const ALL: &str = "/accounts/acme/runs";
const CAMPAIGN: &str = "/accounts/acme/campaigns/Spring26";
const PERSON: &str = "/accounts/acme/campaigns/Spring26/subscribers/12025550100";

/// An account with a campaign of one person.
async fn stage() -> Api {
    let api = Api::with_account("acme").await;
    let order = json!({ "name": "Spring", "brand": "Acme" });
    api.put(CAMPAIGN, &order).await.expect(201);
    let person = json!({ "state": "subscribed" });
    api.put(PERSON, &person).await.expect(201);
    api
}

/// Begins a run to everyone in the campaign and returns its number.
async fn begin(api: &Api) -> i64 {
    let store = &api.desk.store;
    let account = store.account_named("acme").await.unwrap().unwrap().id;
    let campaign = store.campaign_named(account, "Spring26").await.unwrap();
    let template = NewTemplate {
        content: Content {
            id: MmsId(0),
            account,
            kind: ContentKind::Template,
            state: TemplateState::Ready,
            name: "news".into(),
            subject: None,
            slides: Vec::new(),
            fallback: Fallback::default(),
            created: Timestamp::UNIX_EPOCH,
            dialect: "wxml".into(),
            client_reference: None,
        },
        event: None,
        jobs: Vec::new(),
        keep: None,
    };
    let run = Run {
        id: RunId(0),
        account,
        campaign: campaign.unwrap().id,
        campaign_ref: "Spring26".into(),
        template: store.save_template(template).await.unwrap(),
        dialect: "wxml".into(),
        began: Timestamp::UNIX_EPOCH,
        validity: Timestamp::UNIX_EPOCH,
        receivers: 0,
        charge_micros: 0,
    };
    let job = NewJob {
        kind: "run",
        queue: "run".into(),
        lane: String::new(),
        subject: 0,
        due: Timestamp::UNIX_EPOCH,
    };
    let new = NewRun {
        run,
        job,
        keep: None,
    };
    store.begin_run(new).await.unwrap().id.0
}

#[tokio::test]
async fn runs_are_shown_newest_first_and_in_pages() {
    let api = stage().await;
    let (first, second) = (begin(&api).await, begin(&api).await);
    let shown = api.get(&format!("{ALL}/{first}")).await.expect(200);
    let expected = json!({
        "id": first,
        "campaign": "Spring26",
        "template": 10_000,
        "began": "1970-01-01T00:00:00Z",
        "valid_until": "1970-01-01T00:00:00Z",
        "receivers": 1,
        "waiting": 1,
        "under_way": 0,
        "delivered": 0,
        "failed": 0,
    });
    assert_eq!(shown, expected);
    let page = api.get(&format!("{ALL}?limit=1")).await.expect(200);
    assert_eq!(page["next"], second);
    assert_eq!(page["runs"][0]["id"], second);
    let rest = api.get(&format!("{ALL}?before={second}")).await.expect(200);
    assert_eq!(rest, json!({ "runs": [expected], "next": null }));
}

#[tokio::test]
async fn a_run_of_nobody_or_of_another_account_is_not_there() {
    let api = stage().await;
    let run = begin(&api).await;
    let missing = format!("{ALL}/{}", run + 1);
    api.get(&missing).await.refused(404, &["run"]);
    let largest = format!("{ALL}/{}", i64::MAX);
    api.get(&largest).await.refused(404, &["run"]);
    api.put("/accounts/other", &json!({})).await.expect(201);
    let theirs = format!("/accounts/other/runs/{run}");
    api.get(&theirs).await.refused(404, &["run"]);
    api.get("/accounts/nobody/runs")
        .await
        .refused(404, &["nobody"]);
}
