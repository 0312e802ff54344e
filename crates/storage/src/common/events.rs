//! JSON of what is kept with an event.
//!
//! The mirrors are written out field by field, so that a new field of the domain does not
//! compile until it is stored.

use super::contents::read_number;
use super::words::Word;
use super::{read, write};
use crate::Error;
use crate::event::Detail;
use domain::campaign::{CampaignId, MembershipFact, Source};
use domain::inbound::InboundFact;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DetailRow {
    Membership(MembershipRow),
    Inbound(InboundRow),
}

#[derive(Serialize, Deserialize)]
struct MembershipRow {
    dialect: String,
    mobile: String,
    campaign: i64,
    campaign_ref: String,
    title: String,
    brand: String,
    sender: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subscriber_ref: Option<String>,
    source: String,
}

#[derive(Serialize, Deserialize)]
struct InboundRow {
    tracking: String,
    from: String,
    to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keyword: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    copy_to: Vec<String>,
}

/// The facts of an event as JSON.
pub(crate) fn write_detail(detail: &Detail) -> Result<String, Error> {
    write(&match detail {
        Detail::Membership(fact) => DetailRow::Membership(membership_row(fact)),
        Detail::Inbound(fact) => DetailRow::Inbound(inbound_row(fact)),
    })
}

/// Reads [`write_detail`] back.
pub(crate) fn read_detail(text: &str) -> Result<Detail, Error> {
    match read(text, "facts of an event")? {
        DetailRow::Membership(row) => Ok(Detail::Membership(Box::new(membership(row)?))),
        DetailRow::Inbound(row) => Ok(Detail::Inbound(Box::new(inbound(row)))),
    }
}

fn membership_row(fact: &MembershipFact) -> MembershipRow {
    let MembershipFact {
        dialect,
        mobile,
        campaign,
        campaign_ref,
        title,
        brand,
        sender,
        subscriber_ref,
        source,
    } = fact.clone();
    MembershipRow {
        dialect,
        mobile: mobile.digits().to_owned(),
        campaign: campaign.0,
        campaign_ref,
        title,
        brand,
        sender,
        subscriber_ref,
        source: source.word().to_owned(),
    }
}

fn membership(row: MembershipRow) -> Result<MembershipFact, Error> {
    let MembershipRow {
        dialect,
        mobile,
        campaign,
        campaign_ref,
        title,
        brand,
        sender,
        subscriber_ref,
        source,
    } = row;
    Ok(MembershipFact {
        dialect,
        mobile: read_number(&mobile)?,
        campaign: CampaignId(campaign),
        campaign_ref,
        title,
        brand,
        sender,
        subscriber_ref,
        source: <Source as Word>::read(&source)?,
    })
}

fn inbound_row(fact: &InboundFact) -> InboundRow {
    let InboundFact {
        tracking,
        from,
        to,
        operator,
        keyword,
        subject,
        text,
        files,
        copy_to,
    } = fact.clone();
    InboundRow {
        tracking,
        from,
        to,
        operator,
        keyword,
        subject,
        text,
        files,
        copy_to,
    }
}

fn inbound(row: InboundRow) -> InboundFact {
    let InboundRow {
        tracking,
        from,
        to,
        operator,
        keyword,
        subject,
        text,
        files,
        copy_to,
    } = row;
    InboundFact {
        tracking,
        from,
        to,
        operator,
        keyword,
        subject,
        text,
        files,
        copy_to,
    }
}
