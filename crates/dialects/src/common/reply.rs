//! What a call is answered, word by word, before a dialect spells it.
//!
//! Holds the order of fields, which clients should not rely on and do. Knows no layout.
//!
//! Source: docs/contract.md, reply rules and the samples of each action.

use crate::common::listing;
use crate::common::node::{Node, known, text};
use crate::common::word::Word;
use domain::answer::{Answer, CampaignName, Echo, Outcome, Preview, Sending, SubscriberResult};
use domain::campaign::Campaign;
use domain::fault::{Fault, Wording};
use domain::id::MmsId;
use domain::limits::wire_size;
use domain::notice::SentAs;
use domain::number::Recipient;

/// Said of every MMS that was accepted.
const MMS_QUEUED: &str = "MMS request accepted and queued for delivery";

/// Said of every SMS to a subscriber that was accepted.
const SMS_QUEUED: &str = "SMS request accepted and queued for delivery";

/// Said of everything that was only tried.
///
/// Source: docs/contract.md, dry run.
const TRIED: &str = "Dry run: request is valid, nothing was queued";

/// Whether an answer to a send has words to its status.
///
/// Source: docs/contract.md, decision D75.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Details {
    /// Always.
    Said,
    /// Only in a dry run.
    OfDryRunsOnly,
}

/// How a dialect says things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Which texts it takes.
    pub(crate) wording: Wording,
    /// Whether sends have words to their status.
    pub(crate) details: Details,
}

/// The fields of an answer. A code is there only on failure.
pub(crate) fn nodes(outcome: &Outcome, style: Style) -> Vec<Node> {
    match outcome {
        Outcome::Done(answer) => success(answer, style),
        Outcome::Refused { fault, echo } => failure(fault, echo, style.wording),
    }
}

fn failure(fault: &Fault, echo: &Echo, wording: Wording) -> Vec<Node> {
    let mut nodes = vec![
        text(Word::Status, "Failure"),
        text(Word::ErrorCode, fault.code()),
    ];
    let info = text(Word::ErrorInfo, fault.text(wording));
    match echo {
        Echo::Nothing => nodes.push(info),
        Echo::To(to) => nodes.extend([text(Word::To, to), info]),
        Echo::ToLast(to) => nodes.extend([info, text(Word::To, to)]),
        Echo::References {
            subscriber_ref,
            campaign,
        } => nodes.extend([
            text(Word::SubscriberRef, subscriber_ref),
            campaign_name(campaign),
            info,
        ]),
    }
    nodes
}

fn success(answer: &Answer, style: Style) -> Vec<Node> {
    // Subscribers have a status each and none in common.
    if let Answer::SentToSubscribers {
        subscriber_ref,
        campaign,
        results,
    } = answer
    {
        let blocks = results.iter().map(|result| subscriber(result, style));
        return vec![
            text(Word::SubscriberRef, subscriber_ref),
            campaign_name(campaign),
            Node::Blocks(Word::Subscriber, blocks.collect()),
        ];
    }
    let mut nodes = vec![text(Word::Status, "Success")];
    nodes.extend(fields(answer, style));
    nodes
}

/// What follows the status.
fn fields(answer: &Answer, style: Style) -> Vec<Node> {
    match answer {
        Answer::Saved { mms_id } | Answer::Deleted { mms_id } => vec![number(*mms_id)],
        Answer::Sent {
            to,
            mms_id,
            tracking,
        } => {
            let nodes = [receiver(to), number(*mms_id), name(tracking)];
            nodes.into_iter().chain(queued(MMS_QUEUED, style)).collect()
        }
        Answer::SentSaved {
            mms_id,
            tracking,
            to,
            from,
        } => {
            let nodes = [number(*mms_id), name(tracking), receiver(to), sender(from)];
            nodes.into_iter().chain(queued(MMS_QUEUED, style)).collect()
        }
        Answer::SentToMany { mms_id, sendings } => {
            let blocks = sendings.iter().map(|it| sending(it, style.wording));
            vec![
                number(*mms_id),
                Node::Blocks(Word::Sending, blocks.collect()),
            ]
        }
        Answer::SentSms { tracking, to } => vec![name(tracking), receiver(to)],
        Answer::SentToCampaign {
            mms_id,
            scheduled_id,
        } => vec![
            number(*mms_id),
            text(Word::ScheduledId, scheduled_id.to_string()),
        ],
        // Written without a status, before it comes to this.
        Answer::SentToSubscribers { .. } => Vec::new(),
        Answer::Templates(page) => listing::templates(page),
        Answer::TemplateIds(ids) => vec![listing::template_ids(ids)],
        Answer::Membership {
            campaign,
            subscriber_ref,
            mobile,
        } => membership(campaign, subscriber_ref.as_deref(), mobile),
        Answer::CampaignCreated(campaign) => created(campaign),
        Answer::Campaigns(campaigns) => vec![listing::campaigns(campaigns)],
        Answer::InboxCleared { inbox_id } => vec![text(Word::InboxId, inbox_id)],
        Answer::ReportReady { url } => vec![text(Word::ReportUrl, url)],
        Answer::Session { session_id } => vec![text(Word::SessionId, session_id)],
        Answer::DryRun {
            to,
            refused,
            previews,
        } => {
            let mut nodes = dry_run(to.as_deref(), previews, style.wording);
            if !refused.is_empty() {
                let blocks = refused.iter().map(|it| sending(it, style.wording));
                nodes.push(Node::Blocks(Word::Sending, blocks.collect()));
            }
            nodes
        }
    }
}

fn number(mms_id: MmsId) -> Node {
    text(Word::MmsId, mms_id.to_string())
}

fn name(tracking: &str) -> Node {
    text(Word::TrackingId, tracking)
}

fn receiver(to: &Recipient) -> Node {
    text(Word::To, to.to_string())
}

fn sender(from: &str) -> Node {
    text(Word::From, from)
}

fn queued(words: &str, style: Style) -> Option<Node> {
    match style.details {
        Details::Said => Some(text(Word::StatusDetails, words)),
        Details::OfDryRunsOnly => None,
    }
}

/// One receiver's part; it has no status of its own.
fn sending(sending: &Sending, wording: Wording) -> Vec<Node> {
    match sending {
        Sending::Accepted { tracking, to } => vec![name(tracking), receiver(to)],
        Sending::Refused { fault, to } => vec![
            text(Word::ErrorCode, fault.code()),
            text(Word::To, to),
            text(Word::ErrorInfo, fault.text(wording)),
        ],
    }
}

fn subscriber(result: &SubscriberResult, style: Style) -> Vec<Node> {
    match result {
        SubscriberResult::Accepted {
            tracking,
            to,
            from,
            mms,
        } => {
            let status = text(Word::Status, "Success");
            let nodes = [status, name(tracking), receiver(to), sender(from)];
            let words = if *mms { MMS_QUEUED } else { SMS_QUEUED };
            nodes.into_iter().chain(queued(words, style)).collect()
        }
        SubscriberResult::Refused { fault, to } => {
            failure(fault, &Echo::To(to.to_string()), style.wording)
        }
    }
}

/// A campaign goes by the name that the request called it.
fn campaign_name(campaign: &CampaignName) -> Node {
    let word = if campaign.by_id {
        Word::CampaignId
    } else {
        Word::CampaignRef
    };
    text(word, &campaign.value)
}

fn membership(
    campaign: &CampaignName,
    subscriber_ref: Option<&str>,
    mobile: &Recipient,
) -> Vec<Node> {
    let mut nodes = vec![campaign_name(campaign)];
    nodes.extend(known(Word::SubscriberRef, subscriber_ref));
    nodes.push(text(Word::Mobile, mobile.to_string()));
    nodes
}

fn created(campaign: &Campaign) -> Vec<Node> {
    vec![
        text(Word::CampaignName, &campaign.name),
        text(Word::BrandName, &campaign.brand),
        text(Word::CampaignId, campaign.id.0.to_string()),
        text(Word::CampaignRef, &campaign.reference),
    ]
}

fn dry_run(to: Option<&str>, previews: &[Preview], wording: Wording) -> Vec<Node> {
    let mut nodes: Vec<Node> = known(Word::To, to).into_iter().collect();
    nodes.push(text(Word::StatusDetails, TRIED));
    if !previews.is_empty() {
        let blocks = previews.iter().map(|it| preview(it, wording));
        nodes.push(Node::Blocks(Word::Preview, blocks.collect()));
    }
    nodes
}

fn preview(preview: &Preview, wording: Wording) -> Vec<Node> {
    let mut nodes = Vec::new();
    nodes.extend(known(Word::Operator, preview.operator.as_deref()));
    nodes.extend(known(Word::SentAs, preview.sent_as.map(SentAs::word)));
    if let Some(size) = preview.size_bytes {
        nodes.push(Node::Number(Word::PreviewSize, size));
        nodes.push(Node::Number(Word::WireSize, wire_size(size)));
    }
    nodes.push(Node::Number(Word::Limit, preview.limit_bytes));
    if !preview.dropped.is_empty() {
        nodes.push(Node::Repeated(Word::Dropped, preview.dropped.clone()));
    }
    let reason = preview.reason.as_ref().map(|reason| reason.text(wording));
    nodes.extend(known(Word::Reason, reason));
    nodes
}
