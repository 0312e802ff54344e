//! Faults of actions on what is stored: templates, campaigns, members, inbox, reports.

use super::{Row, check, row};
use crate::conformance::request::Request;
use crate::conformance::table::stage;
use domain::fault::Kind;

pub(super) fn rows() -> Vec<Row> {
    templates()
}

fn templates() -> Vec<Row> {
    let list =
        |kind, name, value: &str| row(kind, "", Request::of("getMMSTemplates").with(name, value));
    vec![
        row(Kind::NoTemplates, "", Request::of("getMmsIds")),
        list(Kind::PageNumberInvalid, "PAGE_NUMBER", "0"),
        list(Kind::ItemsPerPageInvalid, "ITEMS_PER_PAGE", "1001"),
        list(Kind::StartDateInvalid, "START_DATE", "never"),
        row(Kind::MmsIdRequired, "", Request::of("deleteMMSID")),
        row(
            Kind::ContentNotFound,
            "",
            Request::of("deleteMMSID").with("MMSID", "99999"),
        ),
    ]
}

#[tokio::test]
async fn faults_of_templates() {
    check(&stage(|_| ()).await, &templates()).await;
}
