//! The rows of the fault table.
//!
//! A row: name, code, who has to act, the actions that can answer with it, the texts, and when
//! exactly it is answered. The last one doubles as the documentation of the name. A new fault
//! is one more row here and nothing elsewhere in this crate.
//!
//! Source: docs/contract.md, error codes.

use crate::action::Action::{
    self, CreateMmsCampaign, DeleteMmsId, GetMmsCampaigns, GetMmsIds, GetMmsTemplates,
    GetSendingStatus, RemoveMmsInboxMessage, SaveMms, SendMessageBySubscriberRef, SendMms,
    SendSavedMms, SendSavedMmsCampaign, SendSms, Subscribe, Unsubscribe,
};

use super::{
    Blame::{Account, Customer, Retry, Us},
    Row, Texts,
};

/// Saving content and sending it directly.
const CONTENT: &[Action] = &[SaveMms, SendMms];
/// Sends to numbers given in the request.
const TO_ONE: &[Action] = &[SendMms, SendSavedMms, SendSms];
/// Sends to one person, known by number or by the customer's name for them.
const TO_PEOPLE: &[Action] = &[SendMms, SendSavedMms, SendSms, SendMessageBySubscriberRef];

const fn same(text: &'static str) -> Texts {
    three(text, text, text)
}

const fn two(upper: &'static str, lower: &'static str) -> Texts {
    three(upper, lower, lower)
}

const fn three(upper: &'static str, kebab: &'static str, json: &'static str) -> Texts {
    Texts {
        upper: Some(upper),
        kebab: Some(kebab),
        json: Some(json),
    }
}

const fn upper_only(text: &'static str) -> Texts {
    Texts {
        upper: Some(text),
        kebab: None,
        json: None,
    }
}

const fn json_only(text: &'static str) -> Texts {
    Texts {
        upper: None,
        kebab: None,
        json: Some(text),
    }
}

macro_rules! faults {
    ($($name:ident: $code:literal, $blame:expr, $actions:expr, $texts:expr, $when:literal;)+) => {
        /// What is wrong, one name for each meaning.
        ///
        /// Two pairs share a code: `PassRequired` and `AccountBlocked`, `InvalidSender` and
        /// `InvalidSenderForCountry`.
        ///
        /// Source: docs/contract.md, error codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = $when] $name,)+
        }

        impl Kind {
            /// Every kind, in the order of codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Everything the table says about this kind.
            #[must_use]
            pub fn row(self) -> &'static Row {
                &ROWS[self as usize]
            }
        }

        static ROWS: &[Row] = &[$(Row {
            kind: Kind::$name,
            name: stringify!($name),
            code: $code,
            blame: $blame,
            actions: $actions,
            texts: $texts,
            when: $when,
        },)+];
    };
}

faults! {
    InvalidRequest: "E100", Customer, Action::ALL,
        three(
            "Invalid request. Make a valid request via GET/POST/XML with all the required \
             variables.",
            "Invalid request, please make a valid XML Post request.",
            "Invalid request. Please make a valid JSON POST request with all the required \
             variables.",
        ),
        "Nothing in the body reads as a request; the action or the credential is missing in a \
         dialect without a code for it; a value has the wrong form and no code of its own \
         (boolean, half a custom text, discovery settings, merge data limits); not exactly one of \
         several fields; or the transport failed.";
    ActionRequired: "E101", Customer, Action::ALL,
        upper_only("'action' required/Invalid Action"),
        "A legacy request names no action or an unknown one.";
    CredentialRequired: "E102", Customer, Action::ALL,
        upper_only("'user' or 'api_key' required"),
        "A legacy request has neither user nor key.";
    PassRequired: "E103", Customer, Action::ALL,
        upper_only("'pass' md5(password) required"),
        "A legacy request has a user and no password digest.";
    AccountBlocked: "E103", Account, Action::ALL,
        json_only("API access is blocked for this account."),
        "The account or its parent is blocked, said in JSON; the other dialects say `NoApiRights`.";
    AuthFailed: "E104", Customer, Action::ALL,
        two("User Authentication Failed.", "Authentication failed, Invalid API-key."),
        "Key, or user and password, are not valid; JSON came without a key header; or a key came \
         in a URL while that is switched off.";
    NoApiRights: "E105", Account, Action::ALL,
        two("This account has no API rights.", "No API access to this user."),
        "The account has no API access; in every dialect but JSON also when it or its parent is \
         blocked.";
    CallTooSoon: "E106", Retry, Action::ALL,
        two(
            "You can call API every {seconds} seconds.",
            "Time interval between each API call should be at least {seconds} seconds.",
        ),
        "The account's last call is younger than its smallest interval between calls.";
    ActionNotAllowed: "E107", Account, Action::ALL,
        two(
            "This account has no rights to use this action.",
            "Invalid action. This API user is not allowed to use this action",
        ),
        "The action is unknown (not in legacy), never served here, or not among the rights of the \
         account.";
    ParseError: "E108", Customer, Action::ALL,
        three(
            "XML Parse error: {error}.",
            "Invalid XML. XML parsing failed: {error}.",
            "Invalid JSON. JSON parsing failed: {error}.",
        ),
        "The body is meant as XML or JSON and is not well formed.";
    ApiNotActivated: "E109", Account, Action::ALL,
        same("API not activated."),
        "The account exists and its API is not switched on yet.";
    InvalidReceiver: "E110", Customer, TO_ONE,
        two("Invalid receiver number.", "Invalid 'to' / receiver number."),
        "The receiver is no number, or a list where none may be; it is missing where the dialect \
         has no other code; a number to display only is bad or one of more than twenty; or a live \
         account names a number of the fiction block.";
    InvalidSender: "E111", Customer, &[SendMms, SendSavedMms, SendSms, CreateMmsCampaign],
        same("Invalid shortcode"),
        "The sender is missing, not the account's, inactive or without the needed route, or shared \
         where a dedicated one is needed; or the sender mask has a wrong form.";
    InvalidSenderForCountry: "E111", Customer, TO_ONE,
        same("Invalid Sender to {country}."),
        "The sender is valid and does not serve the receiver's country, with no default sender to \
         step in; or an SMS is forced and the sender has no SMS route there.";
    IpNotAllowed: "E112", Account, Action::ALL,
        same("IP was not whitelisted. API call rejected."),
        "The caller's address is not on the account's list.";
    ThroughputExceeded: "E113", Retry, Action::ALL,
        two(
            "Set throughput exceeded for this API action. API call rejected.",
            "Exceeded the allowed throughput for this API action.",
        ),
        "The account made more calls of this action in a second than it may.";
    ReceiverBlacklisted: "E114", Customer, TO_PEOPLE,
        same("Phone number is blacklisted. API call rejected."),
        "The receiver opted out.";
    SenderMaskTooLong: "E115", Customer, TO_ONE,
        json_only("Sender mask is limited to 50 characters."),
        "JSON only: the sender mask is over 50 characters; other dialects cut it.";
    RequestLimitReached: "E120", Account, Action::ALL,
        same("Account has reached the API request limit."),
        "The requests of the account's period are used up.";
    IdempotencyMismatch: "E130", Customer,
        &[SaveMms, SendMms, SendSavedMms, SendSavedMmsCampaign, SendSms, SendMessageBySubscriberRef],
        same("Idempotency-Key was used with another request."),
        "The idempotency key came before with another request.";
    IdempotencyInFlight: "E131", Retry,
        &[SaveMms, SendMms, SendSavedMms, SendSavedMmsCampaign, SendSms, SendMessageBySubscriberRef],
        same("A request with this Idempotency-Key is in progress."),
        "The first request with this idempotency key is still being worked on.";
    MmsExpiryInvalid: "E132", Customer, &[SendMms, SendSavedMms, SendMessageBySubscriberRef],
        two("mms_expiry_timestamp is invalid.", "mms-expiry-timestamp is invalid."),
        "The expiry of the message is no date and time, not in the future, or more than seven days \
         ahead.";
    ClientReferenceInvalid: "E133", Customer,
        &[SaveMms, SendMms, SendSavedMms, SendSms, SendMessageBySubscriberRef],
        two(
            "client_reference is limited to 64 characters.",
            "client-reference is limited to 64 characters.",
        ),
        "The customer's reference is over 64 characters or holds control characters.";
    CampaignNameRequired: "E170", Customer, &[CreateMmsCampaign],
        two("'campaignname' is required.", "'campaign-name' is required."),
        "The name of the new campaign is missing or over 255 characters.";
    BrandNameRequired: "E171", Customer, &[CreateMmsCampaign],
        two("'brandname' is required.", "'brand-name' is required."),
        "The brand of the new campaign is missing or over 255 characters.";
    CampaignNotCreated: "E172", Us, &[CreateMmsCampaign],
        same("Campaign was not created."),
        "The new campaign could not be stored.";
    NoTemplates: "E200", Customer, &[GetMmsIds],
        same("No MMS Templates were created in this account."),
        "The account has no template to list.";
    ReceiverRequired: "E201", Customer, &[SendMms, SendSms],
        same("The receiver number is required"),
        "The receiver is missing: in an SMS, and in a direct MMS of the legacy and kebab dialects.";
    PageNumberInvalid: "E212", Customer, &[GetMmsTemplates],
        two("pagenumber is invalid.", "page-number is invalid."),
        "The page number is not an integer of 1 or more.";
    ItemsPerPageInvalid: "E213", Customer, &[GetMmsTemplates],
        two("itemsperpage is invalid.", "items-per-page is invalid"),
        "The page length is not an integer from 1 to 1,000.";
    StartDateInvalid: "E214", Customer, &[GetMmsTemplates],
        two("startdate is invalid.", "start-date is invalid."),
        "The first day of the listing is no date.";
    TooManyObjects: "E223", Customer, CONTENT,
        same("More than one object is not allowed in the same slide."),
        "A slide holds two objects of different kinds; of two of one kind the first counts.";
    ObjectWithMedia: "E224", Customer, CONTENT,
        same("MMS audio/video/image are not allowed with object in the same slide."),
        "A slide holds an object together with an image, a sound or a film.";
    TooManySlides: "E225", Customer, CONTENT,
        two("Too many Slides.", "Exceeded number of slides allowed for the MMS."),
        "There are more slides than may be saved (8) or sent (9).";
    AudioWithVideo: "E226", Customer, CONTENT,
        two(
            "Audio and Video not allowed in same slide.",
            "MMS audio / video are not allowed in the same slide.",
        ),
        "A slide holds both a sound and a film.";
    VideoWithImage: "E227", Customer, CONTENT,
        two(
            "Video and Image not allowed in same slide.",
            "MMS video / image are not allowed in the same slide.",
        ),
        "A slide holds both a film and an image, and no sound.";
    TextTooLong: "E228", Customer,
        &[SaveMms, SendMms, SendSavedMms, SendSms, SendMessageBySubscriberRef],
        two("Text more than {limit} characters.", "MMS text cannot exceed {limit} characters."),
        "A fallback or discovery text is over its limit, or an SMS text over its number of parts; \
         slide texts have `TextTooLongInSlide`.";
    ContentNotAllowed: "E229", Account, CONTENT,
        same("Content not allowed."),
        "A kind or type of content is switched off for the account; a personalised image or a \
         spreadsheet is asked for.";
    BadDuration: "E230", Customer, CONTENT,
        two("Bad {slide} slide duration.", "Invalid / bad slide duration in slide {slide}."),
        "A slide's duration is not an integer from 1 to 60 seconds.";
    ContentNotFound: "E241", Customer,
        &[SendMms, SendSavedMms, SendSavedMmsCampaign, SendMessageBySubscriberRef, DeleteMmsId],
        two("This content does not exist.", "Invalid mms-id / MMS do not exist."),
        "The template is unknown, foreign, deleted, corrupt or only a one-off content; its id is \
         malformed (kebab, JSON); or a slide's address points at our own media host and that file \
         is gone.";
    NameRequired: "E311", Customer, CONTENT,
        two("The 'name' is required.", "Invalid MMS name / name is required."),
        "The name of the content is missing (JSON sends may leave it out) or over 255 characters.";
    NoSlides: "E312", Customer, CONTENT,
        same("No slides."),
        "There is no slide at all.";
    SlideEmpty: "E313", Customer, &[SaveMms, SendMms, SendSavedMms],
        same("Slide {slide} is empty."),
        "A slide has neither text nor file; or, when the account is strict about it, a custom text \
         names a slide that is not there.";
    SubjectRequired: "E314", Customer,
        &[SaveMms, SendMms, SendSavedMms, SendSavedMmsCampaign, SendMessageBySubscriberRef],
        two("The 'subject' is required.", "Invalid message-subject / message-subject is required."),
        "The account requires a subject and none results from request and template.";
    ImageTooBig: "E331", Customer, CONTENT,
        same("Image in slide {slide} is too big."),
        "An image or GIF is over its source limit, over 40 megapixels, over 12,000 pixels on a \
         side, or has more than 300 frames.";
    AudioTooBig: "E332", Customer, CONTENT,
        same("Audio in slide {slide} is too big."),
        "A sound is over its source limit in bytes or seconds.";
    VideoTooBig: "E333", Customer, CONTENT,
        same("Video in slide {slide} is too big."),
        "A film is over its source limit in bytes or seconds.";
    TextTooLongInSlide: "E334", Customer,
        &[SaveMms, SendMms, SendSavedMms, SendMessageBySubscriberRef],
        same("Text in slide {slide} is too long."),
        "A slide's text or custom text is over its limit, before or after merging.";
    VCardTooBig: "E335", Customer, CONTENT,
        same("vCard in slide {slide} is too big."),
        "A vCard is over the source limit of objects.";
    ICalTooBig: "E336", Customer, CONTENT,
        same("iCal in slide {slide} is too big."),
        "A calendar file is over the source limit of objects.";
    PdfTooBig: "E337", Customer, CONTENT,
        same("PDF in slide {slide} is too big."),
        "A PDF is over the source limit of objects.";
    PassbookTooBig: "E338", Customer, CONTENT,
        same("Passbook file in slide {slide} is too big."),
        "A pass is over the source limit of objects.";
    ImageCorrupted: "E341", Customer, CONTENT,
        same("Image file in slide {slide} is corrupted."),
        "The bytes begin like an image and cannot be decoded.";
    VideoCodecsMissing: "E343", Customer, &[SaveMms],
        same("Video in slide {slide} has missing codecs"),
        "A film to be saved has no video stream that can be decoded; a direct send says so by an \
         event.";
    ImageNotCopied: "E351", Customer, CONTENT,
        same("Could not copy Image in slide {slide}."),
        "The image could not be fetched.";
    AudioNotCopied: "E352", Customer, CONTENT,
        same("Could not copy Audio in slide {slide}."),
        "The sound could not be fetched.";
    VideoNotCopied: "E353", Customer, CONTENT,
        same("Could not copy Video in slide {slide}."),
        "The film could not be fetched.";
    VCardNotCopied: "E355", Customer, CONTENT,
        same("Could not copy vCard in slide {slide}."),
        "The vCard could not be fetched.";
    ICalNotCopied: "E356", Customer, CONTENT,
        same("Could not copy iCal in slide {slide}."),
        "The calendar file could not be fetched.";
    PdfNotCopied: "E357", Customer, CONTENT,
        same("Could not copy PDF in slide {slide}."),
        "The PDF could not be fetched.";
    PassbookNotCopied: "E358", Customer, CONTENT,
        same("Could not copy Passbook file in slide {slide}."),
        "The pass could not be fetched.";
    NoCampaigns: "E405", Customer, &[GetMmsCampaigns],
        same("No MMS Campaigns were created in this account"),
        "The account has no campaign to list.";
    InternalError: "E503", Us, Action::ALL,
        two("Internal error.", "Internal Error"),
        "Something of ours failed and was handled; nothing was accepted.";
    StoreFull: "E503", Us, Action::ALL,
        two("Internal error.", "Internal Error"),
        "There is no room to store the message; nothing was accepted.";
    StoreStopped: "E503", Us, Action::ALL,
        two("Internal error.", "Internal Error"),
        "The store has stopped, because its disk failed; nothing was accepted.";
    PeriodRequired: "E506", Customer, &[GetSendingStatus],
        two("'start_date'/'end_date' is required.", "'start-date'/'end-date' is required."),
        "One end of the report's period is missing.";
    PeriodPatternInvalid: "E507", Customer, &[GetSendingStatus],
        two("Invalid 'start_date'/'end_date' format.", "Invalid 'start-date'/'end-date' format."),
        "One end of the report's period does not follow the pattern.";
    PeriodInvalid: "E508", Customer, &[GetSendingStatus],
        two("Invalid 'start_date'/'end_date' format.", "Invalid 'start-date'/'end-date' format."),
        "One end of the report's period is no real time, or the end is not after the start.";
    PeriodTooLong: "E509", Customer, &[GetSendingStatus],
        same("Lookup period is too long."),
        "The report's period is longer than the account may ask for.";
    LookupTooFrequent: "E510", Retry, &[GetSendingStatus],
        same("Lookup too frequent (you need to set time between the lookups)."),
        "The account's last report is younger than the interval between reports.";
    LinkExpiryInvalid: "E617", Customer,
        &[SaveMms, SendMms, SendSavedMms, SendMessageBySubscriberRef],
        two("mmslink_expiration_date is invalid.", "fallback-sms-link-expiration is invalid."),
        "The expiry of the hosted page is no date, in the past, or beyond its maximum.";
    CarrierLookupFailed: "E618", Retry, TO_PEOPLE,
        same("Carrier lookup failed. Please retry."),
        "The source of carrier lookups failed or did not answer in time.";
    CarrierNotProvisioned: "E619", Account, TO_PEOPLE,
        same("Carrier not provisioned."),
        "The operator is known and no link serves it for this sender.";
    MmsIdRequired: "E620", Customer,
        &[SendSavedMms, SendSavedMmsCampaign, SendMessageBySubscriberRef, DeleteMmsId],
        two("The 'mmsid' is required.", "mms-id is required."),
        "The template's id is missing.";
    ToRequired: "E621", Customer, &[SendSavedMms],
        upper_only("The 'to' is required."),
        "A send of saved content has no receiver, in the upper-case dialects.";
    FallbackTextRequired: "E622", Customer,
        &[SendMms, SendSavedMms, SendSavedMmsCampaign, SendMessageBySubscriberRef],
        two("The 'fallbacksmstext' is required.", "fallback-sms-text is required."),
        "The message could fall back to an SMS and nothing supplies its text.";
    TooManyReceivers: "E623", Customer, &[SendMms, SendSavedMms],
        same("The 'to' field can contain up to 100 numbers."),
        "A list of receivers holds more than 100 numbers.";
    ToCampaignRequired: "E624", Customer, &[SendSavedMmsCampaign],
        two("The 'tocampaign' is required.", "to-campaign is required."),
        "The campaign to send to is missing.";
    MmsIdMalformed: "E625", Customer,
        &[SendSavedMms, SendSavedMmsCampaign, SendMessageBySubscriberRef, DeleteMmsId],
        upper_only("The 'mmsid' provided was invalid."),
        "The template's id is not a positive integer, in the upper-case dialects.";
    EncodingInProgress: "E626", Retry,
        &[SendSavedMms, SendSavedMmsCampaign, SendMessageBySubscriberRef],
        two(
            "Content unavailable. Encoding in progress, try again later.",
            "MMS not available. Encoding in progress, try again later.",
        ),
        "The template is still being prepared.";
    ServiceIdInvalid: "E627", Customer, TO_ONE,
        two(
            "Invalid serviceid / serviceid is required",
            "Invalid service-id / service-id is required.",
        ),
        "The service id is missing where one is needed, or not one of the sender's.";
    OperatorNotSupported: "E628", Customer, TO_PEOPLE,
        two("Operator Not supported.", "Mobile operator / carrier not supported."),
        "The operator is known and unsupported, or takes SMS only while no fallback is possible.";
    UnrecognizedContentType: "E629", Customer,
        &[SaveMms, SendMms, SendSavedMms, SendSavedMmsCampaign, SendMessageBySubscriberRef],
        same("Unrecognized content type."),
        "A fetched file's type is not taken by this action or does not fit its element; or a \
         template holds a type no longer accepted.";
    InboxIdRequired: "E640", Customer, &[RemoveMmsInboxMessage],
        two("The 'mmsinboxid' is required.", "mms-inbox-id is required."),
        "The id of the inbound message is missing.";
    InboxIdInvalid: "E641", Customer, &[RemoveMmsInboxMessage],
        same("Invalid MMS Inbox Message ID."),
        "The inbound message is unknown or another account's.";
    InboxEmpty: "E642", Customer, &[RemoveMmsInboxMessage],
        same("MMS Inbox message has no content."),
        "The files of the inbound message are gone already.";
    InboxNotCleaned: "E643", Us, &[RemoveMmsInboxMessage],
        same("Could not clean up MMS Inbox message content."),
        "The files of the inbound message could not be deleted.";
    OperatorIdRequired: "E650", Customer, TO_ONE,
        two("The 'operator id' is required.", "Invalid operator-id / operator-id is required."),
        "The operator id is missing where the account requires it, or not 1 to 10 digits.";
    OperatorIdUnknown: "E651", Customer, &[SendMms, SendSavedMms, SendSms, Subscribe],
        two(
            "The 'operator id' passed was not found on our system.",
            "Invalid operator-id / operator-id not found in the system.",
        ),
        "The operator id is well formed and not in the operator table; for subscriptions also when \
         malformed.";
    ForceSmsInvalid: "E655", Customer, &[SendMms, SendSavedMms],
        two(
            "FORCE_SEND_AS_SMS node accepts only true/false values.",
            "force-send-as-sms accepts only true/false values.",
        ),
        "The switch that forces an SMS is neither true nor false.";
    SmsTextRequired: "E712", Customer, &[SendSms],
        two("The 'text' is required.", "message-text is required."),
        "The text of the SMS is missing.";
    BillingProblem: "E713", Account,
        &[SendMms, SendSavedMms, SendSavedMmsCampaign, SendSms, SendMessageBySubscriberRef],
        same("There is billing problem on your account"),
        "Billing refuses the message.";
    CampaignIdInvalid: "E714", Customer, &[SendMms, SendSavedMms, SendSavedMmsCampaign, SendSms],
        two("Missing/Invalid CampaignID", "Missing/Invalid campaign-id"),
        "The campaign to send to is unknown; in legacy sends under campaign check, missing or \
         unknown.";
    NotSubscribed: "E715", Customer, TO_PEOPLE,
        same("Number is not subscribed in this campaign"),
        "Campaign check is on and the receiver is not a confirmed subscriber.";
    CampaignRefRequired: "E718", Customer, TO_PEOPLE,
        two("The 'campaignref' is required", "campaign-ref is required"),
        "Campaign check is on and the campaign is missing (legacy: `CampaignIdInvalid`).";
    CampaignRefInvalid: "E721", Customer,
        &[SendMms, SendSavedMms, SendSms, SendMessageBySubscriberRef, CreateMmsCampaign],
        two("Invalid campaignref", "Invalid campaign-ref"),
        "Campaign check is on and the campaign is unknown (legacy: `CampaignIdInvalid`); or the \
         reference of a new campaign is taken or over 64 characters.";
    MobileRequired: "E901", Customer, &[Subscribe, Unsubscribe],
        two("The 'mobile' is required.", "mobile is required."),
        "The number to subscribe or unsubscribe is missing or no number.";
    CampaignIdRequired: "E902", Customer, &[Subscribe, Unsubscribe],
        two("The 'campaignid' is required.", "campaign-ref is required."),
        "The campaign to join or leave is missing.";
    CampaignUnknown: "E903", Customer, &[Subscribe, Unsubscribe],
        two("Invalid CAMPAIGNID", "Invalid campaign-ref"),
        "The campaign to join or leave is unknown.";
    NotSubscribable: "E904", Customer, &[Subscribe],
        same("Could not subscribe this number."),
        "The person opted out, the confirmation question has no text, or the subscription could \
         not be stored.";
    NotUnsubscribed: "E905", Us, &[Unsubscribe],
        same("Could not unsubscribe this number."),
        "The end of the subscription could not be stored.";
}
