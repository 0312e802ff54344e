//! Whole postbacks, as they come in: what is sent, saved and joined is told in each form that an
//! account may choose.
//!
//! `postbacks.tsv` holds every one of them to the last byte; its lines were held against the samples
//! of the contract and its table of fields, and are to be again when one of them changes.

use crate::conformance::request::Dialect::Wxml;
use crate::conformance::request::Request;
use crate::conformance::table::stage;
use crate::gateway::{Gateway, until};
use crate::pictures::sample;
use domain::state::State;
use std::collections::BTreeSet;
use testkit::Resource;

/// Form, what was done, and a postback of it, line by line.
const EXPECTED: &str = include_str!("postbacks.tsv");

/// A message that goes its way to the end.
async fn send(gateway: &Gateway, request: Request) {
    let request = request.with("OPERATORID", "0001890");
    let answer = gateway.call(request.call(Wxml)).await;
    gateway.until_final(answer.tracking()).await;
}

/// A call that is told at once.
async fn call(gateway: &Gateway, request: Request) {
    let told = gateway.postbacks().len();
    let answer = gateway.call(request.call(Wxml)).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    gateway.until_posted(told + 1).await;
    until("all is told", async || {
        let due = gateway.next_due().await;
        due.is_none_or(|seconds| seconds > 600.0).then_some(())
    })
    .await;
}

async fn sound(gateway: &Gateway) {
    let sound = Resource::of("audio/mpeg", sample("sound/speech.mp3"));
    let sound = ("AUDIO", gateway.media.put("/1.mp3", sound));
    send(gateway, Request::send().slides(&[vec![sound]])).await;
}

/// A message of which nothing more is heard; the last one, because the clock moves.
async fn silent(gateway: &Gateway) {
    let request = Request::send().with("TO", "12025550105");
    let answer = gateway.call(request.call(Wxml)).await;
    let tracking = answer.tracking();
    gateway.until_state(tracking, State::Submitted).await;
    gateway.pass(60);
    gateway.until_state(tracking, State::NoReport).await;
}

/// Does it all; returns what was told of each.
async fn told(form: &str) -> Vec<(&'static str, String)> {
    let gateway = stage(|setup| {
        setup.account.postbacks.dialect = Some(form.to_owned());
        setup.account.postbacks.extended = Some(true);
    });
    let gateway = gateway.await;
    gateway.number_from(35_674, 597_879);
    crate::people::campaign(&gateway, "Spring26").await;
    let to = |number: &str| Request::send().with("TO", number);
    let text = |number: &str| {
        let text = Request::of("sendSMS").with("FROM", "60858");
        text.with("TO", number).with("TEXT", "Hello")
    };
    let member = |action: &str| {
        let member = Request::of(action).with("MOBILE", "12025550100");
        member.with("CAMPAIGNREF", "Spring26")
    };
    let joins = member("subscribe").with("SUBSCRIBERREF", "ACCT-1");
    let named = to("12025550100").with("CLIENT_REFERENCE", "order-4711");
    let mut all = Vec::new();
    let mut note = |what| {
        let new = gateway.postbacks().into_iter().skip(all.len());
        let new: Vec<_> = new.map(|body| (what, body)).collect();
        all.extend(new);
    };
    call(&gateway, Request::save()).await;
    note("saved");
    for (what, request) in [
        ("delivered", named),
        ("refused", to("12025550103")),
        ("rejected", to("12025550117")),
        ("expired", to("12025550102")),
        ("text delivered", text("12025550100")),
        ("text refused", text("12025550103")),
        ("text rejected", text("12025550117")),
    ] {
        send(&gateway, request).await;
        note(what);
    }
    sound(&gateway).await;
    note("with sound");
    call(&gateway, joins).await;
    note("joined");
    call(&gateway, member("unsubscribe")).await;
    note("left");
    silent(&gateway).await;
    note("silent");
    without_names(&gateway, all)
}

/// With the carrier's names of messages, which are new each time, replaced.
fn without_names(
    gateway: &Gateway,
    all: Vec<(&'static str, String)>,
) -> Vec<(&'static str, String)> {
    let names = gateway.submissions().into_iter();
    let names: BTreeSet<String> = names.filter_map(|one| one.message_id).collect();
    let plain = |body: String| {
        names
            .iter()
            .fold(body, |body, name| body.replace(name.as_str(), "{carrier}"))
    };
    all.into_iter()
        .map(|(what, body)| (what, plain(body)))
        .collect()
}

async fn check(form: &str) {
    let got: Vec<String> = told(form)
        .await
        .into_iter()
        .map(|(what, body)| format!("{form}\t{what}\t{body}"))
        .collect();
    let begin = format!("{form}\t");
    let expected: Vec<&str> = EXPECTED
        .lines()
        .filter(|line| line.starts_with(&begin))
        .collect();
    assert_eq!(got, expected);
    assert_eq!(got.len(), 20);
}

#[tokio::test]
async fn all_is_told_whole_in_upper_case() {
    check("wxml").await;
}

#[tokio::test]
async fn all_is_told_whole_in_lower_case() {
    check("kebab").await;
}

#[tokio::test]
async fn all_is_told_whole_in_json() {
    check("json").await;
}

#[tokio::test]
async fn all_is_told_whole_in_the_oldest_form() {
    check("legacy").await;
}
