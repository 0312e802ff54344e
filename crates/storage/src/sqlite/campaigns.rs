//! Campaigns in SQLite.

use super::columns::{Columns, all, execute, millis, one};
use super::{SqliteStore, constrained, contents};
use crate::{Campaigns, Error};
use async_trait::async_trait;
use domain::campaign::{Campaign, CampaignId};
use domain::id::AccountId;
use rusqlite::{Connection, Row, named_params};

const BY_REFERENCE: &str = "SELECT * FROM campaigns WHERE account = ?1 AND reference = ?2";

#[async_trait]
impl Campaigns for SqliteStore {
    async fn create_campaign(&self, campaign: &Campaign) -> Result<Campaign, Error> {
        let campaign = campaign.clone();
        self.write(move |connection| create(connection, campaign))
            .await
    }

    async fn update_campaign(&self, campaign: &Campaign) -> Result<(), Error> {
        let campaign = campaign.clone();
        self.write(move |connection| update(connection, &campaign))
            .await
    }

    async fn campaigns(&self, account: AccountId) -> Result<Vec<Campaign>, Error> {
        let sql = "SELECT * FROM campaigns WHERE account = ?1 ORDER BY id";
        self.read(move |connection| all(connection, sql, [account.0], read))
            .await
    }

    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, Error> {
        self.read(move |connection| by_id(connection, id)).await
    }

    async fn campaign_named(
        &self,
        account: AccountId,
        text: &str,
    ) -> Result<Option<Campaign>, Error> {
        let text = text.to_owned();
        self.read(move |connection| named(connection, account, &text))
            .await
    }
}

fn create(connection: &Connection, mut campaign: Campaign) -> Result<Campaign, Error> {
    campaign.id = CampaignId(contents::next(connection, "campaign")?);
    if campaign.reference.is_empty() {
        // Somebody may have taken a number as the reference of another campaign.
        while taken(connection, campaign.account, &campaign.id.0.to_string())? {
            campaign.id = CampaignId(contents::next(connection, "campaign")?);
        }
        campaign.reference = campaign.id.0.to_string();
    }
    let sql = "INSERT INTO campaigns (id, account, reference, name, brand, sender, welcome,
                   farewell, question, created_ms)
               VALUES (:id, :account, :reference, :name, :brand, :sender, :welcome,
                   :farewell, :question, :created)";
    let parameters = named_params! {
        ":id": campaign.id.0,
        ":account": campaign.account.0,
        ":reference": campaign.reference,
        ":name": campaign.name,
        ":brand": campaign.brand,
        ":sender": campaign.sender,
        ":welcome": campaign.welcome,
        ":farewell": campaign.farewell,
        ":question": campaign.question,
        ":created": millis(campaign.created),
    };
    let exists = format!("campaign {:?}", campaign.reference);
    let missing = format!("account {}", campaign.account);
    let inserted = execute(connection, sql, parameters);
    inserted.map_err(|error| constrained(error, &exists, &missing))?;
    Ok(campaign)
}

fn update(connection: &Connection, campaign: &Campaign) -> Result<(), Error> {
    let sql = "UPDATE campaigns SET reference = :reference, name = :name, brand = :brand,
                   sender = :sender, welcome = :welcome, farewell = :farewell,
                   question = :question
               WHERE id = :id AND account = :account";
    let parameters = named_params! {
        ":id": campaign.id.0,
        ":account": campaign.account.0,
        ":reference": campaign.reference,
        ":name": campaign.name,
        ":brand": campaign.brand,
        ":sender": campaign.sender,
        ":welcome": campaign.welcome,
        ":farewell": campaign.farewell,
        ":question": campaign.question,
    };
    let exists = format!("campaign {:?}", campaign.reference);
    let missing = || Error::Missing(format!("campaign {}", campaign.id.0));
    let updated = execute(connection, sql, parameters);
    match updated.map_err(|error| constrained(error, &exists, &exists))? {
        0 => Err(missing()),
        _ => Ok(()),
    }
}

fn taken(connection: &Connection, account: AccountId, reference: &str) -> Result<bool, Error> {
    let found = one(connection, BY_REFERENCE, (account.0, reference), |_| Ok(()))?;
    Ok(found.is_some())
}

fn named(
    connection: &Connection,
    account: AccountId,
    text: &str,
) -> Result<Option<Campaign>, Error> {
    let by_reference = one(connection, BY_REFERENCE, (account.0, text), read)?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits).map(CampaignId);
    match (by_reference, number) {
        (None, Some(number)) => {
            let found = by_id(connection, number)?;
            Ok(found.filter(|campaign| campaign.account == account))
        }
        (found, _) => Ok(found),
    }
}

/// One campaign.
pub(super) fn by_id(connection: &Connection, id: CampaignId) -> Result<Option<Campaign>, Error> {
    let sql = "SELECT * FROM campaigns WHERE id = ?1";
    one(connection, sql, [id.0], read)
}

fn read(row: &Row<'_>) -> Result<Campaign, Error> {
    Ok(Campaign {
        id: CampaignId(row.raw("id")?),
        account: AccountId(row.raw("account")?),
        reference: row.raw("reference")?,
        name: row.raw("name")?,
        brand: row.raw("brand")?,
        sender: row.raw("sender")?,
        welcome: row.raw("welcome")?,
        farewell: row.raw("farewell")?,
        question: row.raw("question")?,
        created: row.time("created_ms")?,
    })
}
