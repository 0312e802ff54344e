//! Campaigns and the people in them, put into the store behind the gateway's back.

use crate::gateway::Gateway;
use domain::campaign::{Campaign, CampaignId, Membership, Subscriber, SubscriberId};
use domain::merge::Data;
use domain::number::Recipient;
use engine::clock::Clock as _;
use storage::campaign::MemberChange;

/// A campaign without members.
pub(crate) async fn campaign(gateway: &Gateway, reference: &str) -> Campaign {
    let campaign = Campaign {
        id: CampaignId(0),
        account: gateway.account,
        reference: reference.into(),
        name: "Spring".into(),
        brand: "Shop".into(),
        sender: "60856".into(),
        welcome: None,
        farewell: None,
        question: None,
        created: gateway.clock.now(),
    };
    gateway.store().create_campaign(&campaign).await.unwrap()
}

/// A subscriber of a campaign of whom nothing is known but the number.
pub(crate) fn person(campaign: &Campaign, mobile: &str) -> Subscriber {
    Subscriber {
        id: SubscriberId(0),
        campaign: campaign.id,
        mobile: Recipient::parse(mobile).unwrap(),
        membership: Membership::Subscribed,
        lapses_to: None,
        reference: None,
        operator: None,
        time_zone: None,
        data: Data::default(),
        changed: campaign.created,
    }
}

/// The same with merge data.
pub(crate) fn named(campaign: &Campaign, mobile: &str, firstname: &str) -> Subscriber {
    let pairs = [("firstname".to_owned(), firstname.to_owned())];
    Subscriber {
        data: Data::new(&pairs).unwrap(),
        ..person(campaign, mobile)
    }
}

/// Puts a person into a campaign, in place of what was known of that number there.
pub(crate) async fn put(gateway: &Gateway, person: Subscriber) {
    let store = gateway.store();
    let before = store.subscriber(person.campaign, &person.mobile).await;
    let change = MemberChange::quiet(before.unwrap(), person);
    let changed = store.change_member(change).await.unwrap();
    assert!(changed.is_some());
}
