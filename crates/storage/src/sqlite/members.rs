//! People in campaigns in SQLite.
//!
//! Guarantee: a change is applied only to the very row on which it was decided, so two calls for
//! one person never mix.

use super::columns::{Columns, all, count, execute, millis, one};
use super::{SqliteStore, campaigns, constrained, jobs, lanes, messages};
use crate::campaign::{MemberChange, MemberPage};
use crate::common::contents::read_number;
use crate::common::members as json;
use crate::event::Lane;
use crate::job::NewJob;
use crate::{Error, Members};
use async_trait::async_trait;
use domain::campaign::{Campaign, CampaignId, Membership, Subscriber, SubscriberId};
use domain::id::AccountId;
use domain::number::Recipient;
use rusqlite::{Connection, Row, named_params};

const PLACE: &str = "SELECT * FROM subscribers WHERE campaign = ?1 AND mobile = ?2";

const PAGE: &str = "SELECT * FROM subscribers WHERE campaign = ?1 AND id > ?2
                    ORDER BY id LIMIT ?3";

const PAGE_OF_STATE: &str = "SELECT * FROM subscribers
                             WHERE campaign = ?1 AND membership = ?4 AND id > ?2
                             ORDER BY id LIMIT ?3";

const OF_NUMBER: &str = "SELECT subscribers.* FROM subscribers
                         JOIN campaigns ON campaigns.id = subscribers.campaign
                         WHERE mobile = ?1 AND account = ?2 ORDER BY subscribers.id";

#[async_trait]
impl Members for SqliteStore {
    async fn subscriber(
        &self,
        campaign: CampaignId,
        mobile: &Recipient,
    ) -> Result<Option<Subscriber>, Error> {
        let mobile = mobile.clone();
        self.read(move |connection| place(connection, campaign, &mobile))
            .await
    }

    async fn member(&self, id: SubscriberId) -> Result<Option<Subscriber>, Error> {
        let sql = "SELECT * FROM subscribers WHERE id = ?1";
        self.read(move |connection| one(connection, sql, [id.0], read))
            .await
    }

    async fn change_member(&self, change: MemberChange) -> Result<Option<SubscriberId>, Error> {
        self.write(move |connection| apply(connection, &change))
            .await
    }

    async fn members(
        &self,
        campaign: CampaignId,
        page: MemberPage,
    ) -> Result<Vec<Subscriber>, Error> {
        let after = page.after.map_or(0, |id| id.0);
        let limit = count(page.limit as u64);
        self.read(move |connection| match page.only {
            None => all(connection, PAGE, (campaign.0, after, limit), read),
            Some(state) => {
                let values = (campaign.0, after, limit, state.word());
                all(connection, PAGE_OF_STATE, values, read)
            }
        })
        .await
    }

    async fn members_by_reference(
        &self,
        campaign: CampaignId,
        reference: &str,
        limit: usize,
    ) -> Result<Vec<Subscriber>, Error> {
        let reference = reference.to_owned();
        let limit = count(limit as u64);
        let sql = "SELECT * FROM subscribers
                   WHERE campaign = ?1 AND reference = ?2 AND membership = ?3
                   ORDER BY id LIMIT ?4";
        self.read(move |connection| {
            let values = (campaign.0, reference, Membership::Subscribed.word(), limit);
            all(connection, sql, values, read)
        })
        .await
    }

    async fn memberships(
        &self,
        account: AccountId,
        mobile: &Recipient,
    ) -> Result<Vec<(Campaign, Subscriber)>, Error> {
        let mobile = mobile.digits().to_owned();
        self.read(move |connection| {
            let members = all(connection, OF_NUMBER, (mobile, account.0), read)?;
            let with_campaign = |member: Subscriber| {
                let campaign = campaigns::by_id(connection, member.campaign)?;
                let missing = || Error::Missing(format!("campaign {}", member.campaign.0));
                Ok((campaign.ok_or_else(missing)?, member))
            };
            members.into_iter().map(with_campaign).collect()
        })
        .await
    }
}

fn place(
    connection: &Connection,
    campaign: CampaignId,
    mobile: &Recipient,
) -> Result<Option<Subscriber>, Error> {
    one(connection, PLACE, (campaign.0, mobile.digits()), read)
}

/// Whether a membership is still what a change was based on.
pub(super) fn is_current(connection: &Connection, change: &MemberChange) -> Result<bool, Error> {
    let after = &change.after;
    Ok(place(connection, after.campaign, &after.mobile)? == change.before)
}

/// See [`Members::change_member`].
pub(super) fn apply(
    connection: &Connection,
    change: &MemberChange,
) -> Result<Option<SubscriberId>, Error> {
    if let Some(lease) = change.finishes
        && !jobs::holds(connection, lease)?
    {
        return Ok(None);
    }
    let after = &change.after;
    if !is_current(connection, change)? {
        return Ok(None);
    }
    let id = put(connection, after)?;
    if let Some(event) = &change.event {
        lanes::append(connection, Lane::Membership(id), event, after.changed)?;
    }
    for text in &change.texts {
        messages::accept_one(connection, text, None)?;
    }
    if let Some(lease) = change.finishes {
        jobs::finish(connection, lease)?;
    }
    for kind in &change.cancels {
        jobs::cancel(connection, kind, id.0)?;
    }
    for job in &change.jobs {
        let job = NewJob {
            subject: id.0,
            ..job.clone()
        };
        jobs::make(connection, &job, after.changed)?;
    }
    Ok(Some(id))
}

/// Stores the place and returns its number, the old one if there was one.
fn put(connection: &Connection, member: &Subscriber) -> Result<SubscriberId, Error> {
    let sql = "INSERT INTO subscribers (campaign, mobile, membership, lapses_to, reference,
                   operator, time_zone, data, changed_ms)
               VALUES (:campaign, :mobile, :membership, :lapses_to, :reference,
                   :operator, :time_zone, :data, :changed)
               ON CONFLICT (campaign, mobile) DO UPDATE SET membership = excluded.membership,
                   lapses_to = excluded.lapses_to, reference = excluded.reference,
                   operator = excluded.operator, time_zone = excluded.time_zone,
                   data = excluded.data, changed_ms = excluded.changed_ms";
    let parameters = named_params! {
        ":campaign": member.campaign.0,
        ":mobile": member.mobile.digits(),
        ":membership": member.membership.word(),
        ":lapses_to": member.lapses_to.map(Membership::word),
        ":reference": member.reference,
        ":operator": member.operator,
        ":time_zone": member.time_zone,
        ":data": json::write_data(&member.data)?,
        ":changed": millis(member.changed),
    };
    let missing = format!("campaign {}", member.campaign.0);
    let stored = execute(connection, sql, parameters);
    stored.map_err(|error| constrained(error, "the membership", &missing))?;
    let stored = place(connection, member.campaign, &member.mobile)?;
    let stored = stored.ok_or_else(|| Error::Missing("the membership".into()))?;
    Ok(stored.id)
}

/// One person's place in one campaign.
pub(super) fn read(row: &Row<'_>) -> Result<Subscriber, Error> {
    Ok(Subscriber {
        id: SubscriberId(row.raw("id")?),
        campaign: CampaignId(row.raw("campaign")?),
        mobile: read_number(&row.raw::<String>("mobile")?)?,
        membership: row.word("membership")?,
        lapses_to: row.maybe_word("lapses_to")?,
        reference: row.raw("reference")?,
        operator: row.raw("operator")?,
        time_zone: row.raw("time_zone")?,
        data: json::read_data(row.raw::<Option<String>>("data")?.as_deref())?,
        changed: row.time("changed_ms")?,
    })
}
