//! What to do about each fault, and a piece of a request that brings it about.
//!
//! The table of faults says when a code is answered; this one says how to get past it. A fault
//! without a row here does not pass the tests.

use domain::fault::Kind;

/// Help for one fault.
#[derive(Debug)]
pub(crate) struct Remedy {
    /// Which one.
    pub(crate) kind: Kind,
    /// What to do.
    pub(crate) fix: &'static str,
    /// What a request with this fault looks like, in WXML words where a dialect has to be chosen.
    pub(crate) example: &'static str,
}

/// The help for a fault.
pub(crate) fn remedy(kind: Kind) -> Option<&'static Remedy> {
    REMEDIES.iter().find(|remedy| remedy.kind == kind)
}

macro_rules! remedies {
    ($($kind:ident: $fix:literal, $example:literal;)+) => {
        static REMEDIES: &[Remedy] = &[$(Remedy {
            kind: Kind::$kind,
            fix: $fix,
            example: $example,
        },)+];
    };
}

remedies! {
    InvalidRequest:
        "Send one complete request: XML, parameters or JSON, with an action and a credential. \
         Check the form of switches (yes/no, true/false, 1/0), of merge data and of discovery \
         settings. With an HTTP status other than 200 the transport is at fault: its size, its \
         encoding, its time.",
        "<REQUEST><TO>12025550100</TO></REQUEST>: there is no ACTION";
    ActionRequired:
        "Name one of the actions of the contract in ACTION.",
        "<ACTION>sendPicture</ACTION> together with USER and PASS";
    CredentialRequired:
        "Send USER and PASS, or API_KEY.",
        "<REQUEST><ACTION>sendMMS</ACTION><CONTENT>…</CONTENT></REQUEST>: nobody is named";
    PassRequired:
        "Send PASS: the MD5 of the password as 32 hexadecimal digits.",
        "<USER>acme</USER> without <PASS>";
    AccountBlocked:
        "Ask the operator of the gateway why the account is blocked.",
        "Any call of a blocked account, in JSON";
    AuthFailed:
        "Compare the key with the one that was shown when it was made; its last four characters \
         are listed by the operator. Keys are case-sensitive. In JSON the key travels in the \
         header x-api-key only. If keys in URLs are switched off for the account, move it into \
         the body.",
        "<API_KEY>0123…</API_KEY> with one character changed";
    NoApiRights:
        "Ask the operator of the gateway to give the account access to the API, or to unblock it.",
        "Any call of an account without API access";
    CallTooSoon:
        "Wait the named seconds between the starts of two calls, or send several receivers in one \
         call.",
        "Two calls in the same second, with an interval of 5 seconds set for the account";
    ActionNotAllowed:
        "Check the spelling of the action. If it is right, ask for the right to use it, for the \
         account and for the key.",
        "<ACTION>getMmsIds</ACTION> of an account that may only send";
    ParseError:
        "Mend the document at the named line and column. It must be UTF-8, without DOCTYPE, every \
         element closed by its own name, & written as &amp;.",
        "<lastname>Doe</firstname>";
    ApiNotActivated:
        "Ask the operator of the gateway to activate the API of the account.",
        "Any call of an account that is not activated yet";
    InvalidReceiver:
        "Write the number with its country code, digits only, 8 to 15 of them; in North America \
         exactly 11. One number a call, unless lists are switched on. Numbers from 12025550100 to \
         12025550199 are for test accounts.",
        "<TO>0049170123456</TO>: 00 is not a country code";
    InvalidSender:
        "Use a short code, long code or toll-free number of the account, exactly as it is listed; \
         sendMMS needs one that is not shared, sendSMS one that can send SMS. A sender mask holds \
         letters, digits, _ and -, and at least one letter.",
        "<FROM>99999</FROM>: not a sender of the account";
    InvalidSenderForCountry:
        "Use a sender that serves the receiver's country, or have one set up as default for it. \
         FORCE_SEND_AS_SMS needs a sender with an SMS route.",
        "<FROM>60856</FROM><TO>447700900123</TO>: a sender of the United States, a receiver in \
         the United Kingdom";
    IpNotAllowed:
        "Call from an address of the account's list, or have the address added. Behind a proxy, \
         the operator names the proxy as trusted.",
        "A call from 198.51.100.7 while the list holds 203.0.113.0/24";
    ThroughputExceeded:
        "Send slower, or have the account's throughput raised. With status 429 the address made \
         too many failed calls or connections: wait as long as Retry-After says.",
        "The eleventh sendMMS within a second, with a throughput of 10";
    ReceiverBlacklisted:
        "Do not send to this number. Only its owner can change that, by sending START.",
        "<TO>12025550110</TO> of a test account";
    SenderMaskTooLong:
        "Shorten the mask to 50 characters.",
        "\"from-mask\": a text of 51 letters";
    RequestLimitReached:
        "Wait for the next period, or have the limit of the account raised.",
        "The call after the last one of the day's limit";
    IdempotencyMismatch:
        "Take a new key for a new request. A key stands for one request, byte for byte, for 24 \
         hours.",
        "Idempotency-Key: order-4711, first with TO 12025550100, then with TO 12025550101";
    IdempotencyInFlight:
        "Repeat the call after a second: the answer of the first one will be there.",
        "Two calls with the same Idempotency-Key at the same time";
    MmsExpiryInvalid:
        "Give a date and time in ISO 8601 that lies ahead, by seven days at most.",
        "<MMS_EXPIRY_TIMESTAMP>2020-01-01T00:00:00Z</MMS_EXPIRY_TIMESTAMP>";
    ClientReferenceInvalid:
        "Use at most 64 characters and no control characters.",
        "<CLIENT_REFERENCE>: a text of 65 characters";
    CampaignNameRequired:
        "Name the campaign, in at most 255 characters.",
        "<ACTION>createMMSCampaign</ACTION> without CAMPAIGNNAME";
    BrandNameRequired:
        "Name the brand, in at most 255 characters.",
        "<ACTION>createMMSCampaign</ACTION> without BRANDNAME";
    CampaignNotCreated:
        "Nothing was stored: repeat the call. If it stays so, tell the operator of the gateway.",
        "createMMSCampaign while the store cannot write";
    NoTemplates:
        "Save content with saveMMS first.",
        "<ACTION>getMmsIds</ACTION> in a new account";
    ReceiverRequired:
        "Name the receiver.",
        "<ACTION>sendSMS</ACTION> without TO";
    PageNumberInvalid:
        "Give an integer of 1 or more.",
        "<PAGE_NUMBER>0</PAGE_NUMBER>";
    ItemsPerPageInvalid:
        "Give an integer from 1 to 1000.",
        "<ITEMS_PER_PAGE>1001</ITEMS_PER_PAGE>";
    StartDateInvalid:
        "Give a date in ISO 8601, with or without a time.",
        "<START_DATE>yesterday</START_DATE>";
    TooManyObjects:
        "Spread the objects over slides: one vCard, calendar file, PDF or pass on each.",
        "<SLIDE><VCARD>…</VCARD><PDF>…</PDF></SLIDE>";
    ObjectWithMedia:
        "Give the object a slide of its own; a text beside it is welcome.",
        "<SLIDE><PDF>…</PDF><IMAGE>…</IMAGE></SLIDE>";
    TooManySlides:
        "Leave slides out, or send two messages: at most 8 slides are saved and 9 sent, unless \
         the account has limits of its own.",
        "sendMMS with ten SLIDE elements";
    AudioWithVideo:
        "Put sound and film on two slides.",
        "<SLIDE><AUDIO>…</AUDIO><VIDEO>…</VIDEO></SLIDE>";
    VideoWithImage:
        "Put film and picture on two slides.",
        "<SLIDE><VIDEO>…</VIDEO><IMAGE>…</IMAGE></SLIDE>";
    TextTooLong:
        "Shorten the text to the named number of characters, counted after merging.",
        "<FALLBACKSMSTEXT>: a text of 1001 characters";
    ContentNotAllowed:
        "Ask for the kind of content to be switched on for the account; personalised images and \
         spreadsheets are not served.",
        "<SLIDE><EXCEL>…</EXCEL></SLIDE>";
    BadDuration:
        "Give whole seconds from 1 to 60; 30 or less are advised.",
        "<DURATION>61</DURATION>";
    ContentNotFound:
        "Use an id that saveMMS answered to this account and that was not deleted. Ids of sendMMS \
         cannot be sent again. If a slide points at this gateway's own files, that file is gone.",
        "<MMSID>1</MMSID>";
    NameRequired:
        "Name the content, in at most 255 characters; receivers never see it.",
        "<ACTION>saveMMS</ACTION> without NAME";
    NoSlides:
        "Send at least one slide.",
        "<ACTION>sendMMS</ACTION> without SLIDE";
    SlideEmpty:
        "Give the slide a text or a file. Text that stands outside of TEXT does not count, and a \
         URL must not be empty.",
        "<SLIDE></SLIDE>";
    SubjectRequired:
        "Send a subject; one of emoji alone counts as none.",
        "sendMMS without SUBJECT, of an account that requires one";
    ImageTooBig:
        "Make the picture smaller: 3 MB (a GIF: 1 MB), 40 megapixels, 12,000 pixels a side, 300 \
         frames; for accounts of the class Standard 1 MB.",
        "<IMAGE><URL>: a photograph of 4 MB</URL></IMAGE>";
    AudioTooBig:
        "Shorten or compress the sound: 10 MB, 600 seconds; for accounts of the class Standard \
         1 MB.",
        "<AUDIO><URL>: a sound of 11 MB</URL></AUDIO>";
    VideoTooBig:
        "Shorten or compress the film: 50 MB, 600 seconds; for accounts of the class Standard \
         1 MB.",
        "<VIDEO><URL>: a film of 51 MB</URL></VIDEO>";
    TextTooLongInSlide:
        "Shorten the text of the slide to 5,000 characters, counted after merging.",
        "<TEXT>: a text of 5001 characters";
    VCardTooBig:
        "Make the card smaller: 2 MB; for accounts of the class Standard 1 MB.",
        "<VCARD><URL>: a card with a photograph of 3 MB</URL></VCARD>";
    ICalTooBig:
        "Make the calendar file smaller: 2 MB; for accounts of the class Standard 1 MB.",
        "<ICAL><URL>: a calendar of 3 MB</URL></ICAL>";
    PdfTooBig:
        "Make the PDF smaller: 2 MB; for accounts of the class Standard 1 MB.",
        "<PDF><URL>: a document of 3 MB</URL></PDF>";
    PassbookTooBig:
        "Make the pass smaller: 2 MB; for accounts of the class Standard 1 MB.",
        "<PASSBOOK><URL>: a pass of 3 MB</URL></PASSBOOK>";
    ImageCorrupted:
        "Open the picture with a program and save it again; the bytes that we got cannot be \
         decoded. Check that the server sends the whole file.",
        "<IMAGE><URL>: a JPEG that ends in its middle</URL></IMAGE>";
    VideoCodecsMissing:
        "Encode the film anew, with a video stream (H.264 or H.263 is safe).",
        "<VIDEO><URL>: an MP4 without a stream that can be decoded</URL></VIDEO>";
    ImageNotCopied:
        "Make the address public: http or https, port 80 or 443, no password, answered with 200 \
         and a body within 30 seconds, at most three redirects.",
        "<IMAGE><URL>https://cdn.example.com/gone.jpg</URL></IMAGE>: answered with 404";
    AudioNotCopied:
        "Make the address public: http or https, port 80 or 443, no password, answered with 200 \
         and a body within 30 seconds, at most three redirects. Parameters of sound addresses are \
         dropped in WXML and GET.",
        "<AUDIO><URL>https://cdn.example.com/a?id=1</URL></AUDIO>: the query is not sent";
    VideoNotCopied:
        "Make the address public: http or https, port 80 or 443, no password, answered with 200 \
         and a body within 30 seconds, at most three redirects. Parameters of film addresses are \
         dropped in WXML and GET.",
        "<VIDEO><URL>http://10.0.0.1/v.mp4</URL></VIDEO>: a private address";
    VCardNotCopied:
        "Make the address public: http or https, port 80 or 443, no password, answered with 200 \
         and a body within 30 seconds, at most three redirects.",
        "<VCARD><URL>/me.vcf</URL></VCARD>: not a whole address";
    ICalNotCopied:
        "Make the address public: http or https, port 80 or 443, no password, answered with 200 \
         and a body within 30 seconds, at most three redirects.",
        "<ICAL><URL>ftp://example.com/party.ics</URL></ICAL>";
    PdfNotCopied:
        "Make the address public: http or https, port 80 or 443, no password, answered with 200 \
         and a body within 30 seconds, at most three redirects.",
        "<PDF><URL>https://cdn.example.com/empty.pdf</URL></PDF>: an empty body";
    PassbookNotCopied:
        "Make the address public: http or https, port 80 or 443, no password, answered with 200 \
         and a body within 30 seconds, at most three redirects.",
        "<PASSBOOK><URL>https://user:pass@example.com/c.pkpass</URL></PASSBOOK>";
    NoCampaigns:
        "Make a campaign with createMMSCampaign first.",
        "<ACTION>getMmsCampaigns</ACTION> in a new account";
    InternalError:
        "Nothing was accepted: repeat the call, with the same Idempotency-Key if there was one. \
         Tell the operator the X-Request-Id of the answer.",
        "Any call while the gateway fails";
    StoreFull:
        "Nothing was accepted: repeat the call later. The operator has to free room on the disk.",
        "Any call that stores, while the disk is full";
    StoreStopped:
        "Nothing was accepted: repeat the call later. The operator has to look after the disk and \
         start the gateway again.",
        "Any call after the disk has failed";
    PeriodRequired:
        "Give both ends of the period.",
        "<START_DATE>2026-05-01 00:00:00</START_DATE> without END_DATE";
    PeriodPatternInvalid:
        "Write both ends as YYYY-MM-DD hh:mm:ss, in UTC.",
        "<START_DATE>2026-05-01</START_DATE>";
    PeriodInvalid:
        "Give two times that exist, the end after the start.",
        "<START_DATE>2026-02-30 00:00:00</START_DATE>";
    PeriodTooLong:
        "Ask for at most 31 days at once, unless the account has a bound of its own.",
        "A period from January to March";
    LookupTooFrequent:
        "Wait 60 seconds between two reports, unless the account has an interval of its own.",
        "Two calls of getSendingStatus in one minute";
    LinkExpiryInvalid:
        "Give a date in ISO 8601 that lies ahead, by one year at most; a date alone means the end \
         of that day.",
        "<MMSLINK_EXPIRATION_DATE>2020-01-01</MMSLINK_EXPIRATION_DATE>";
    CarrierLookupFailed:
        "Repeat the call, or give the receiver's OPERATORID, so that nothing is looked up.",
        "<TO>12025550120</TO> of a test account";
    CarrierNotProvisioned:
        "Have a link set up for this operator and sender, or use another sender.",
        "<TO>12025550121</TO> of a test account";
    MmsIdRequired:
        "Name the template.",
        "<ACTION>sendSavedMMS</ACTION> without MMSID";
    ToRequired:
        "Name the receiver.",
        "<ACTION>sendSavedMMS</ACTION> without TO";
    FallbackTextRequired:
        "Send a fallback text; in WXML and GET a subject will do. Or switch the fallback off with \
         DISABLEFALLBACKSMS.",
        "sendMMS with neither SUBJECT nor FALLBACKSMSTEXT";
    TooManyReceivers:
        "Send at most 100 numbers in one call.",
        "<TO>: a list of 101 numbers</TO>";
    ToCampaignRequired:
        "Name the campaign in TOCAMPAIGN.",
        "<ACTION>sendSavedMMSCampaign</ACTION> without TOCAMPAIGN";
    MmsIdMalformed:
        "Give the id as saveMMS answered it: digits only.",
        "<MMSID>menu</MMSID>";
    EncodingInProgress:
        "Wait for the event N003 of the template, then repeat the call.",
        "sendSavedMMS while the film of the template is being encoded";
    ServiceIdInvalid:
        "Send a service id of the sender, usually the short code followed by mms.",
        "<SERVICEID>unknown</SERVICEID>";
    OperatorNotSupported:
        "This operator cannot be reached; if it takes SMS only, allow the fallback.",
        "<TO>12025550122</TO> of a test account";
    UnrecognizedContentType:
        "Send a type that the contract lists for this action and element. The bytes decide, not \
         the name of the file or the header.",
        "<IMAGE><URL>: a page in HTML</URL></IMAGE>";
    InboxIdRequired:
        "Name the inbound message: the tracking-id of its event N401.",
        "<ACTION>removeMMSInboxMessage</ACTION> without MMSINBOXID";
    InboxIdInvalid:
        "Use the tracking-id of an event N401 of this account.",
        "<MMSINBOXID>MMS_MO_00000000</MMSINBOXID>";
    InboxEmpty:
        "Nothing is left to do: the files are gone.",
        "The same removeMMSInboxMessage twice";
    InboxNotCleaned:
        "Repeat the call. If it stays so, tell the operator of the gateway.",
        "removeMMSInboxMessage while the files cannot be deleted";
    OperatorIdRequired:
        "Send the receiver's operator id, 1 to 10 digits.",
        "<OPERATORID>verizon</OPERATORID>";
    OperatorIdUnknown:
        "Use an id of the operator table, in any of its four generations.",
        "<OPERATORID>999999</OPERATORID>";
    ForceSmsInvalid:
        "Write true or false.",
        "<FORCE_SEND_AS_SMS>yes</FORCE_SEND_AS_SMS>";
    SmsTextRequired:
        "Send a text.",
        "<ACTION>sendSMS</ACTION> without TEXT";
    BillingProblem:
        "Have credits added to the account, or its hold lifted.",
        "<TO>12025550123</TO> of a test account";
    CampaignIdInvalid:
        "Use the reference or number of a campaign of the account.",
        "<TOCAMPAIGN>unknown</TOCAMPAIGN>";
    NotSubscribed:
        "Subscribe the number to the campaign first; while a double opt-in is pending it is not \
         subscribed.",
        "<CAMPAIGNREF>Spring26</CAMPAIGNREF> and a TO that never joined";
    CampaignRefRequired:
        "Name the campaign that the receiver is subscribed to.",
        "sendMMS without CAMPAIGNREF, of an account with campaign check";
    CampaignRefInvalid:
        "Use the reference or number of a campaign of the account; a new campaign needs a \
         reference of its own, of at most 64 characters.",
        "<CAMPAIGNREF>unknown</CAMPAIGNREF>";
    MobileRequired:
        "Send the number with its country code, digits only.",
        "<ACTION>subscribe</ACTION> without MOBILE";
    CampaignIdRequired:
        "Name the campaign.",
        "<ACTION>subscribe</ACTION> without CAMPAIGNID";
    CampaignUnknown:
        "Use the reference or number of a campaign of the account.",
        "<CAMPAIGNID>unknown</CAMPAIGNID>";
    NotSubscribable:
        "A person who said STOP has to send START, unless the account may subscribe anew. A \
         double opt-in needs a campaign with a question.",
        "subscribe for a number that said STOP";
    NotUnsubscribed:
        "Repeat the call. If it stays so, tell the operator of the gateway.",
        "unsubscribe while the store cannot write";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_explained_once() {
        for kind in Kind::ALL {
            let rows = REMEDIES.iter().filter(|remedy| remedy.kind == *kind);
            assert_eq!(rows.count(), 1, "{kind:?}");
            let remedy = remedy(*kind).unwrap();
            assert!(
                remedy.fix.len() > 10 && remedy.fix.ends_with('.'),
                "{kind:?}"
            );
            assert!(!remedy.example.is_empty(), "{kind:?}");
            assert!(!kind.row().when.is_empty(), "{kind:?}");
        }
    }
}
