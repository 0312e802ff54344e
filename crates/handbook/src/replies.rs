//! What each action answers.
//!
//! Source: docs/contract.md, actions, names of replies.

use crate::shapes::{
    Is::{self, Code, Digits, Maybe, Number, OneOf, Session, Text, Time, Token, Url, Word},
    Name, Occurs, Part, may, one,
};
use domain::action::Action;

const SUCCESS: Part = one("STATUS", "status", Word("Success"));
const FAILURE: Part = one("STATUS", "status", Word("Failure"));
const TO: Part = one("TO", "to", Digits);
const FROM: Part = one("FROM", "from", Digits);
const MMS_ID: Part = one("MMSID", "mms-id", Digits);
const TRACKING: Part = one("TRACKINGID", "tracking-id", Token);
const ERROR_CODE: Part = one("ERRORCODE", "error-code", Code);
const ERROR_INFO: Part = one("ERRORINFO", "error-info", Text);
/// LEGACY has none.
const DETAILS: Part = may(
    "STATUSDETAILS",
    "status-details",
    Word("MMS request accepted and queued for delivery"),
);

/// What a refused call is answered, whatever it asked for.
pub(crate) static REFUSALS: &[&[Part]] = &[
    &[FAILURE, ERROR_CODE, may("TO", "to", Maybe), ERROR_INFO],
    // sendSMS says the receiver last.
    &[FAILURE, ERROR_CODE, ERROR_INFO, one("TO", "to", Maybe)],
];

const PREVIEW: &[Part] = &[
    may("OPERATOR", "operator", Text),
    may("SENTAS", "sent-as", OneOf(&["MMS", "SMS"])),
    may("SIZE", "size", Number),
    may("WIRESIZE", "wire-size", Number),
    one("LIMIT", "limit", Number),
    Part::Leaf(("DROPPED", "dropped"), Text, Occurs::Often),
    may("REASON", "reason", Text),
];

/// What a dry run of a save or a send answers.
pub(crate) static TRIED: &[Part] = &[
    SUCCESS,
    may("TO", "to", Text),
    one(
        "STATUSDETAILS",
        "status-details",
        Word("Dry run: request is valid, nothing was queued"),
    ),
    Part::Block(("PREVIEW", "preview"), PREVIEW, Occurs::Often),
    // Receivers of a list that would be refused.
    Part::Block(("SENDING", "sending"), SENDING, Occurs::Often),
];

const SENT_TO_MANY: &[Part] = &[
    SUCCESS,
    MMS_ID,
    Part::Block(("SENDING", "sending"), SENDING, Occurs::Often),
];

const SENDING: &[Part] = &[
    may("TRACKINGID", "tracking-id", Token),
    may("ERRORCODE", "error-code", Code),
    one("TO", "to", Text),
    may("ERRORINFO", "error-info", Text),
];

const TEMPLATE: &[Part] = &[
    MMS_ID,
    one("NAME", "mms-name", Text),
    one("SUBJECT", "mms-subject", Maybe),
    may("FALLBACK_SMS_TEXT", "fallback-sms-text", Text),
    one("DATE_CREATED", "date-created", Time),
    one("TOTAL_SLIDES", "total-slides", Number),
    one("SIZE", "mms-size", Number),
    may("POSTER_URL", "poster-url", Url),
];

const CAMPAIGN_REF: Part = may("CAMPAIGNREF", "campaign-ref", Text);
/// Answered in place of the reference when the request said so.
const CAMPAIGN_ID: Part = may("CAMPAIGNID", "campaign-id", Text);

const MEMBERSHIP: &[Part] = &[
    SUCCESS,
    CAMPAIGN_ID,
    CAMPAIGN_REF,
    may("SUBSCRIBERREF", "subscriber-ref", Text),
    one("MOBILE", "mobile", Digits),
];

const SUBSCRIBER: &[Part] = &[
    one("STATUS", "status", OneOf(&["Success", "Failure"])),
    may("TRACKINGID", "tracking-id", Token),
    may("ERRORCODE", "error-code", Code),
    TO,
    may("FROM", "from", Digits),
    may("ERRORINFO", "error-info", Text),
    may(
        "STATUSDETAILS",
        "status-details",
        OneOf(&[
            "MMS request accepted and queued for delivery",
            "SMS request accepted and queued for delivery",
        ]),
    ),
];

const CAMPAIGN: &[Part] = &[
    one("ID", "id", Digits),
    one("REF", "ref", Text),
    one("NAME", "name", Text),
];

const MOST_RESULTS: Is = Number;

static SAVED: &[&[Part]] = &[&[SUCCESS, MMS_ID], TRIED];
static SENT: &[&[Part]] = &[
    &[SUCCESS, TO, MMS_ID, TRACKING, DETAILS],
    SENT_TO_MANY,
    TRIED,
];
static SENT_SAVED: &[&[Part]] = &[
    &[SUCCESS, MMS_ID, TRACKING, TO, FROM, DETAILS],
    SENT_TO_MANY,
    TRIED,
];
static TEMPLATES: &[&[Part]] = &[&[
    SUCCESS,
    may("START_DATE", "start-date", Time),
    one("PAGE_NUMBER", "page-number", MOST_RESULTS),
    one("ITEMS_PER_PAGE", "items-per-page", MOST_RESULTS),
    one("TOTAL_RESULTS", "total-results", MOST_RESULTS),
    Part::Block(("MMS_TEMPLATE", "mms-template"), TEMPLATE, Occurs::Often),
]];
static TEMPLATE_IDS: &[&[Part]] = &[&[SUCCESS, Part::Ids(("MMSIDS", "mms-ids"))]];
static TO_CAMPAIGN: &[&[Part]] = &[&[SUCCESS, MMS_ID, one("SCHEDULEDID", "scheduled-id", Digits)]];
static TEXT_SENT: &[&[Part]] = &[&[SUCCESS, TRACKING, TO], TRIED];
static MEMBERS: &[&[Part]] = &[MEMBERSHIP];
static CAMPAIGN_MADE: &[&[Part]] = &[&[
    SUCCESS,
    one("CAMPAIGNNAME", "campaign-name", Text),
    one("BRANDNAME", "brand-name", Text),
    one("CAMPAIGNID", "campaign-id", Digits),
    one("CAMPAIGNREF", "campaign-ref", Text),
]];
const CAMPAIGNS_NAME: Name = ("MMSCAMPAIGNS", "mms-campaigns");
static CAMPAIGNS: &[&[Part]] = &[&[
    SUCCESS,
    Part::List(CAMPAIGNS_NAME, ("CAMPAIGN", "campaign"), CAMPAIGN),
]];
static INBOX: &[&[Part]] = &[&[SUCCESS, one("MMSINBOXID", "mms-inbox-id", Token)]];
static REPORT: &[&[Part]] = &[&[SUCCESS, one("REPORTURL", "report-url", Url)]];
static SESSION: &[&[Part]] = &[&[SUCCESS, one("SESSIONID", "session-id", Session)]];
static BY_REFERENCE: &[&[Part]] = &[
    &[
        one("SUBSCRIBERREF", "subscriber-ref", Text),
        CAMPAIGN_ID,
        CAMPAIGN_REF,
        Part::Block(("SUBSCRIBER", "subscriber"), SUBSCRIBER, Occurs::Often),
    ],
    // Nobody has this reference.
    &[
        FAILURE,
        ERROR_CODE,
        one("SUBSCRIBERREF", "subscriber-ref", Text),
        CAMPAIGN_ID,
        CAMPAIGN_REF,
        ERROR_INFO,
    ],
];

/// The shapes of an action's answers, refusals aside.
pub(crate) const fn answers(action: Action) -> &'static [&'static [Part]] {
    match action {
        Action::SaveMms => SAVED,
        Action::SendMms => SENT,
        Action::SendSavedMms => SENT_SAVED,
        Action::DeleteMmsId => &[&[SUCCESS, MMS_ID]],
        Action::GetMmsTemplates => TEMPLATES,
        Action::GetMmsIds => TEMPLATE_IDS,
        Action::SendSavedMmsCampaign => TO_CAMPAIGN,
        Action::SendSms => TEXT_SENT,
        Action::Subscribe | Action::Unsubscribe => MEMBERS,
        Action::CreateMmsCampaign => CAMPAIGN_MADE,
        Action::GetMmsCampaigns => CAMPAIGNS,
        Action::RemoveMmsInboxMessage => INBOX,
        Action::GetSendingStatus => REPORT,
        Action::LoginUser | Action::CreateAccountSession => SESSION,
        Action::SendMessageBySubscriberRef => BY_REFERENCE,
    }
}
