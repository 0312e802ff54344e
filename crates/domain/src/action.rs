//! The actions of the API: what a request can ask for.
//!
//! One registry for all dialects: the spelling shown in documents, the words a request may use,
//! the kind, and whether an idempotency key counts. Knows nothing of the fields of a request.
//! Guarantee: reading never fails, it says `Unknown`.

use self::Action::{
    CreateAccountSession, CreateMmsCampaign, DeleteMmsId, GetMmsCampaigns, GetMmsIds,
    GetMmsTemplates, GetSendingStatus, LoginUser, RemoveMmsInboxMessage, SaveMms,
    SendMessageBySubscriberRef, SendMms, SendSavedMms, SendSavedMmsCampaign, SendSms, Subscribe,
    Unsubscribe,
};
use self::ActionKind::{Campaign, Content, Read, Send};

/// An action that is served; every one is served in every dialect.
///
/// Source: docs/contract.md, registry of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Stores content for later sends.
    SaveMms,
    /// Sends content given in the request.
    SendMms,
    /// Sends stored content.
    SendSavedMms,
    /// Deletes stored content.
    DeleteMmsId,
    /// Lists stored content, page by page.
    GetMmsTemplates,
    /// Lists the ids of stored content.
    GetMmsIds,
    /// Sends stored content to all subscribers of a campaign.
    SendSavedMmsCampaign,
    /// Sends a text message.
    SendSms,
    /// Puts a number into a campaign.
    Subscribe,
    /// Takes a number out of a campaign.
    Unsubscribe,
    /// Makes a campaign.
    CreateMmsCampaign,
    /// Lists the campaigns.
    GetMmsCampaigns,
    /// Deletes the files of an inbound message.
    RemoveMmsInboxMessage,
    /// Asks for a report about a period of sending.
    GetSendingStatus,
    /// Checks credentials.
    LoginUser,
    /// Opens a session for the console.
    CreateAccountSession,
    /// Sends stored content to a person known by the customer's reference.
    SendMessageBySubscriberRef,
}

/// What an action does to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// Changes stored content.
    Content,
    /// Orders messages.
    Send,
    /// Changes nothing.
    Read,
    /// Changes campaigns and their members.
    Campaign,
}

/// Whether a request's idempotency key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// The key is honoured: the same key and request get the same answer.
    Honoured,
    /// The key is ignored.
    Ignored,
}

/// What the action word of a request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// An action that is served.
    Served(Action),
    /// An action of the vendors' documents that is never served here, in its usual spelling.
    OutOfScope(&'static str),
    /// No action at all.
    Unknown,
}

/// One row of the registry.
#[derive(Debug)]
struct Row {
    action: Action,
    name: &'static str,
    /// Words it is read as, after [`squeeze`].
    words: &'static [&'static str],
    kind: ActionKind,
    key: KeyUse,
}

impl Action {
    /// Every action, in the order of the registry.
    pub const ALL: &'static [Self] = &[
        SaveMms,
        SendMms,
        SendSavedMms,
        DeleteMmsId,
        GetMmsTemplates,
        GetMmsIds,
        SendSavedMmsCampaign,
        SendSms,
        Subscribe,
        Unsubscribe,
        CreateMmsCampaign,
        GetMmsCampaigns,
        RemoveMmsInboxMessage,
        GetSendingStatus,
        LoginUser,
        CreateAccountSession,
        SendMessageBySubscriberRef,
    ];

    /// Reads the action word of a request.
    ///
    /// Case, blanks at both ends and inside, `_` and `-` do not count: `SEND_SAVED_MMS`,
    /// `send saved mms` and `sendSavedMMS` are one.
    ///
    /// Source: docs/contract.md, tolerance, rule N3.
    #[must_use]
    pub fn read(value: &str) -> Reading {
        let word = squeeze(value);
        if let Some(row) = ROWS.iter().find(|row| row.words.contains(&word.as_str())) {
            return Reading::Served(row.action);
        }
        match OUT_OF_SCOPE.iter().find(|name| squeeze(name) == word) {
            Some(name) => Reading::OutOfScope(name),
            None => Reading::Unknown,
        }
    }

    /// The usual spelling: `sendSavedMMS`. It reads as the same action again.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it does to the account.
    #[must_use]
    pub fn kind(self) -> ActionKind {
        self.row().kind
    }

    /// Whether a request's idempotency key counts.
    #[must_use]
    pub fn key(self) -> KeyUse {
        self.row().key
    }

    /// True for actions that order messages.
    #[must_use]
    pub fn sends(self) -> bool {
        self.kind() == Send
    }

    /// Whether there is a dry run of it.
    ///
    /// Source: docs/contract.md, dry run.
    #[must_use]
    pub const fn can_be_tried(self) -> bool {
        matches!(self, SaveMms | SendMms | SendSavedMms | SendSms)
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

/// Actions of the vendors' documents that are refused for everybody, after authentication.
///
/// Source: docs/contract.md, registry of actions.
pub const OUT_OF_SCOPE: &[&str] = &[
    "createUser",
    "sendMMSBarcode",
    "getEmailIds",
    "getEmailCampaigns",
    "createEmailCampaign",
    "sendSavedEmail",
    "subscribeEmail",
    "unsubscribeEmail",
    "getPassTemplate",
    "getPassTemplateIds",
    "addPassData",
    "updatePass",
    "deletePassData",
    "generatePass",
    "generatePassById",
    "sendPassInEmail",
    "sendPassInMMS",
    "getPassEmailTemplate",
];

macro_rules! row {
    ($action:ident, $name:literal, [$($word:literal),+], $kind:ident, $key:ident) => {
        Row {
            action: $action,
            name: $name,
            words: &[$($word),+],
            kind: $kind,
            key: KeyUse::$key,
        }
    };
}

/// In the order of the enum.
static ROWS: &[Row] = &[
    row!(SaveMms, "saveMMS", ["savemms"], Content, Honoured),
    row!(SendMms, "sendMMS", ["sendmms"], Send, Honoured),
    row!(
        SendSavedMms,
        "sendSavedMMS",
        ["sendsavedmms", "sendsavedcontent"],
        Send,
        Honoured
    ),
    row!(
        DeleteMmsId,
        "deleteMMSID",
        ["deletemmsid"],
        Content,
        Ignored
    ),
    row!(
        GetMmsTemplates,
        "getMMSTemplates",
        ["getmmstemplates"],
        Read,
        Ignored
    ),
    row!(GetMmsIds, "getMmsIds", ["getmmsids"], Read, Ignored),
    row!(
        SendSavedMmsCampaign,
        "sendSavedMMSCampaign",
        ["sendsavedmmscampaign"],
        Send,
        Honoured
    ),
    row!(SendSms, "sendSMS", ["sendsms"], Send, Honoured),
    row!(Subscribe, "subscribe", ["subscribe"], Campaign, Ignored),
    row!(
        Unsubscribe,
        "unsubscribe",
        ["unsubscribe"],
        Campaign,
        Ignored
    ),
    row!(
        CreateMmsCampaign,
        "createMMSCampaign",
        ["createmmscampaign"],
        Campaign,
        Ignored
    ),
    row!(
        GetMmsCampaigns,
        "getMmsCampaigns",
        ["getmmscampaigns"],
        Read,
        Ignored
    ),
    row!(
        RemoveMmsInboxMessage,
        "removeMMSInboxMessage",
        ["removemmsinboxmessage", "removemmsinboxcontent"],
        Content,
        Ignored
    ),
    row!(
        GetSendingStatus,
        "getSendingStatus",
        ["getsendingstatus", "getsendingstatistics"],
        Read,
        Ignored
    ),
    row!(LoginUser, "loginUser", ["loginuser"], Read, Ignored),
    row!(
        CreateAccountSession,
        "createAccountSession",
        ["createaccountsession"],
        Read,
        Ignored
    ),
    row!(
        SendMessageBySubscriberRef,
        "sendMessageBySubscriberRef",
        ["sendmessagebysubscriberref"],
        Send,
        Honoured
    ),
];

/// Lower case, without white space, `_` and `-`.
fn squeeze(value: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && *c != '_' && *c != '-';
    value
        .chars()
        .filter(kept)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: Reading) {
        assert_eq!(Action::read(value), expected, "{value}");
    }

    #[test]
    fn spelling_does_not_matter() {
        check("sendMMS", Reading::Served(SendMms));
        check(" SEND_MMS\n", Reading::Served(SendMms));
        check("send saved-mms", Reading::Served(SendSavedMms));
        check("sendSavedContent", Reading::Served(SendSavedMms));
        check(
            "removeMMSInboxContent",
            Reading::Served(RemoveMmsInboxMessage),
        );
        check("getSendingStatistics", Reading::Served(GetSendingStatus));
        check("send.mms", Reading::Unknown);
        check("", Reading::Unknown);
    }

    #[test]
    fn documented_actions_that_are_never_served_are_known_by_name() {
        check("CREATE_USER", Reading::OutOfScope("createUser"));
        check("sendPassInMMS", Reading::OutOfScope("sendPassInMMS"));
    }

    #[test]
    fn every_action_has_its_row_and_reads_its_own_name() {
        assert_eq!(Action::ALL.len(), ROWS.len());
        for action in Action::ALL {
            assert_eq!(action.row().action, *action);
            check(action.name(), Reading::Served(*action));
        }
    }

    #[test]
    fn a_key_counts_where_something_is_stored_or_sent() {
        let honoured = Action::ALL
            .iter()
            .filter(|action| action.key() == KeyUse::Honoured);
        let expected = [
            SaveMms,
            SendMms,
            SendSavedMms,
            SendSavedMmsCampaign,
            SendSms,
            SendMessageBySubscriberRef,
        ];
        assert!(honoured.eq(&expected));
    }
}
