//! What each action takes: which fields, and which of them must be there.
//!
//! `needed` are those that every dialect and every account needs; what only some need, because of
//! their class or their settings, is allowed and not needed here.
//!
//! Source: docs/contract.md, actions.

use domain::action::Action;
use domain::order::Field::{
    self, BrandName, CacheContent, CampaignName, CampaignRef, ClientReference, Cta, CustomSubject,
    DdmForce, DdmSubject, DdmText, DdmTimeout, DisableFallback, DisableFallbackLink, EndDate,
    FallbackText, ForcePassAsLink, ForceSms, From, FromMask, ItemsPerPage, LinkExpiry, MmsExpiry,
    MmsId, MmsInboxId, Mobile, Name, Notify, OperatorId, PageNumber, ServiceId, SmsText, StartDate,
    Subject, SubscriberRef, TimeZone, To, ToCampaign, ToDisplayOnly,
};

/// What an action takes.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) action: Action,
    /// One sentence.
    pub(crate) does: &'static str,
    pub(crate) needed: &'static [Field],
    pub(crate) allowed: &'static [Field],
    /// Slides, at least one.
    pub(crate) slides: bool,
    /// Texts for single slides.
    pub(crate) custom_texts: bool,
    /// Merge data.
    pub(crate) data: bool,
}

/// The call of an action.
pub(crate) fn call(action: Action) -> &'static Call {
    CALLS
        .iter()
        .find(|call| call.action == action)
        .expect("a test holds the table against every action")
}

const fn plain(
    action: Action,
    does: &'static str,
    needed: &'static [Field],
    allowed: &'static [Field],
) -> Call {
    Call {
        action,
        does,
        needed,
        allowed,
        slides: false,
        custom_texts: false,
        data: false,
    }
}

const SENT: &[Field] = &[
    ServiceId,
    Subject,
    FallbackText,
    DisableFallback,
    DisableFallbackLink,
    LinkExpiry,
    ForceSms,
    MmsExpiry,
    OperatorId,
    CampaignRef,
    FromMask,
    ToDisplayOnly,
    ClientReference,
    CacheContent,
];

const SENT_SAVED: &[Field] = &[
    ServiceId,
    FallbackText,
    DisableFallback,
    DisableFallbackLink,
    LinkExpiry,
    ForceSms,
    MmsExpiry,
    CustomSubject,
    Subject,
    DdmText,
    DdmSubject,
    DdmTimeout,
    DdmForce,
    ForcePassAsLink,
    OperatorId,
    CampaignRef,
    FromMask,
    ToDisplayOnly,
    ClientReference,
];

pub(crate) static CALLS: &[Call] = &[
    Call {
        slides: true,
        ..plain(
            Action::SaveMms,
            "Saves content, to be sent as often as wanted.",
            &[Name],
            &[
                Subject,
                FallbackText,
                DisableFallback,
                DisableFallbackLink,
                LinkExpiry,
                ClientReference,
            ],
        )
    },
    Call {
        slides: true,
        ..plain(
            Action::SendMms,
            "Sends the content of the request to one receiver.",
            &[To, From, Name],
            SENT,
        )
    },
    Call {
        custom_texts: true,
        data: true,
        ..plain(
            Action::SendSavedMms,
            "Sends saved content to one receiver.",
            &[MmsId, To, From],
            SENT_SAVED,
        )
    },
    plain(Action::DeleteMmsId, "Deletes saved content.", &[MmsId], &[]),
    plain(
        Action::GetMmsTemplates,
        "Lists saved content, newest first.",
        &[],
        &[StartDate, PageNumber, ItemsPerPage],
    ),
    plain(
        Action::GetMmsIds,
        "Lists the ids of saved content.",
        &[],
        &[],
    ),
    plain(
        Action::SendSavedMmsCampaign,
        "Sends saved content to every subscriber of a campaign.",
        &[MmsId, ToCampaign],
        &[],
    ),
    plain(
        Action::SendSms,
        "Sends a text.",
        &[To, SmsText, From],
        &[
            ServiceId,
            FromMask,
            OperatorId,
            CampaignRef,
            ClientReference,
        ],
    ),
    Call {
        data: true,
        ..plain(
            Action::Subscribe,
            "Puts a number into a campaign.",
            &[Mobile, CampaignRef],
            &[Notify, Cta, OperatorId, TimeZone, SubscriberRef],
        )
    },
    plain(
        Action::Unsubscribe,
        "Takes a number out of a campaign.",
        &[Mobile, CampaignRef],
        &[Notify],
    ),
    plain(
        Action::CreateMmsCampaign,
        "Makes a campaign.",
        &[CampaignName, BrandName],
        &[CampaignRef, From],
    ),
    plain(Action::GetMmsCampaigns, "Lists the campaigns.", &[], &[]),
    plain(
        Action::RemoveMmsInboxMessage,
        "Deletes the files of an inbound message.",
        &[MmsInboxId],
        &[],
    ),
    plain(
        Action::GetSendingStatus,
        "Makes a report about all messages of a period.",
        &[StartDate, EndDate],
        &[],
    ),
    plain(
        Action::LoginUser,
        "Checks the credentials and opens a session.",
        &[],
        &[],
    ),
    plain(
        Action::CreateAccountSession,
        "Checks the credentials and opens a session.",
        &[],
        &[],
    ),
    plain(
        Action::SendMessageBySubscriberRef,
        "Sends to the subscribers that carry a reference: saved content or a text.",
        &[SubscriberRef, CampaignRef],
        &[
            MmsId,
            SmsText,
            FallbackText,
            DisableFallback,
            DisableFallbackLink,
            LinkExpiry,
            MmsExpiry,
            ClientReference,
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::ROWS;

    #[test]
    fn every_action_has_a_call_and_every_field_is_used_and_described() {
        for action in Action::ALL {
            assert_eq!(call(*action).action, *action);
        }
        assert_eq!(CALLS.len(), Action::ALL.len());
        let used = |field: Field| {
            CALLS
                .iter()
                .any(|call| call.needed.contains(&field) || call.allowed.contains(&field))
        };
        for row in ROWS {
            assert!(used(row.field), "{:?}", row.field);
        }
        for field in CALLS
            .iter()
            .flat_map(|call| call.needed.iter().chain(call.allowed))
        {
            assert_eq!(
                ROWS.iter().filter(|row| row.field == *field).count(),
                1,
                "{field:?}"
            );
        }
    }
}
