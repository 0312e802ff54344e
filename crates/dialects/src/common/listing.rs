//! Answers that are lists: templates and campaigns.
//!
//! Source: docs/contract.md, getMMSTemplates and getMmsCampaigns.

use crate::common::node::{Node, known, text};
use crate::common::word::Word;
use domain::answer::{TemplateEntry, TemplatePage};
use domain::campaign::Campaign;
use domain::id::MmsId;
use jiff::Timestamp;

/// A page of templates; one without any has its numbers all the same.
pub(crate) fn templates(page: &TemplatePage) -> Vec<Node> {
    let mut nodes = Vec::new();
    nodes.extend(known(Word::StartDate, page.start.map(date)));
    nodes.extend([
        Node::Number(Word::PageNumber, page.page),
        Node::Number(Word::ItemsPerPage, page.items_per_page),
        Node::Number(Word::TotalResults, page.total),
        Node::Blocks(
            Word::Template,
            page.templates.iter().map(template).collect(),
        ),
    ]);
    nodes
}

/// A template without a subject has an empty one; what else is missing is left out.
fn template(entry: &TemplateEntry) -> Vec<Node> {
    let subject = entry.subject.as_deref().unwrap_or_default();
    let mut nodes = vec![
        text(Word::MmsId, entry.mms_id.to_string()),
        text(Word::TemplateName, &entry.name),
        text(Word::TemplateSubject, subject),
    ];
    nodes.extend(known(Word::FallbackText, entry.fallback_text.as_deref()));
    nodes.extend([
        text(Word::DateCreated, date(entry.created)),
        Node::Number(Word::TotalSlides, entry.slides),
        Node::Number(Word::TemplateSize, entry.size_bytes),
    ]);
    nodes.extend(known(Word::PosterUrl, entry.poster_url.as_deref()));
    nodes
}

/// The numbers of all templates, in the order given.
pub(crate) fn template_ids(ids: &[MmsId]) -> Node {
    Node::Joined(Word::MmsIds, ids.iter().map(ToString::to_string).collect())
}

/// The campaigns of an account.
pub(crate) fn campaigns(campaigns: &[Campaign]) -> Node {
    let block = |campaign: &Campaign| {
        vec![
            text(Word::ListedId, campaign.id.0.to_string()),
            text(Word::ListedRef, &campaign.reference),
            text(Word::ListedName, &campaign.name),
        ]
    };
    Node::Enclosed(
        Word::Campaigns,
        Word::Campaign,
        campaigns.iter().map(block).collect(),
    )
}

/// Lists tell times in UTC, whatever the account's zone.
fn date(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}
