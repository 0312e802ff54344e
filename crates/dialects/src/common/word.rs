//! The words of replies and postbacks, with their spelling in upper and in lower case.
//!
//! Knows neither order nor layout; which event or answer carries which word is said elsewhere.
//! Guarantee: every word has a spelling in both cases.
//!
//! Source: docs/contract.md, names of replies and postbacks.

macro_rules! words {
    ($($word:ident: $upper:literal, $lower:literal, $meaning:literal;)+) => {
        /// One field of a reply or a postback.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word {
            $(#[doc = $meaning] $word,)+
        }

        impl Word {
            /// As upper-case XML spells it.
            pub(crate) const fn upper(self) -> &'static str {
                match self {
                    $(Self::$word => $upper,)+
                }
            }

            /// As lower-case XML and JSON spell it.
            pub(crate) const fn lower(self) -> &'static str {
                match self {
                    $(Self::$word => $lower,)+
                }
            }
        }
    };
}

words! {
    // Replies and postbacks.
    Status: "STATUS", "status", "`Success` or `Failure`; in a postback what became of the message.";
    To: "TO", "to", "The receiver.";
    From: "FROM", "from", "The sender really used.";
    MmsId: "MMSID", "mms-id", "Content concerned.";
    TrackingId: "TRACKINGID", "tracking-id", "Names the message.";
    StatusDetails: "STATUSDETAILS", "status-details", "Words to the status, or why it is so.";
    SentAs: "SENTAS", "sent-as", "By which way a message goes or went.";
    CampaignId: "CAMPAIGNID", "campaign-id", "Number of a campaign.";
    CampaignRef: "CAMPAIGNREF", "campaign-ref", "The customer's own name of a campaign.";
    BrandName: "BRANDNAME", "brand-name", "Brand of a campaign.";
    Mobile: "MOBILE", "mobile", "Number of a subscriber.";
    SubscriberRef: "SUBSCRIBERREF", "subscriber-ref", "The customer's own name of a subscriber.";
    ScheduledId: "SCHEDULEDID", "scheduled-id", "Number of a campaign's run.";

    // Replies.
    ErrorCode: "ERRORCODE", "error-code", "Code of a refusal.";
    ErrorInfo: "ERRORINFO", "error-info", "Text of a refusal.";
    Sending: "SENDING", "sending", "What one receiver of several got.";
    Subscriber: "SUBSCRIBER", "subscriber", "What one subscriber of several got.";
    MmsIds: "MMSIDS", "mms-ids", "Numbers of all templates.";
    StartDate: "START_DATE", "start-date", "Only what was made since then.";
    PageNumber: "PAGE_NUMBER", "page-number", "Which page, from 1.";
    ItemsPerPage: "ITEMS_PER_PAGE", "items-per-page", "Most entries of a page.";
    TotalResults: "TOTAL_RESULTS", "total-results", "Entries on all pages.";
    Template: "MMS_TEMPLATE", "mms-template", "One template of a list.";
    TemplateName: "NAME", "mms-name", "Label of a template.";
    TemplateSubject: "SUBJECT", "mms-subject", "Subject of a template.";
    FallbackText: "FALLBACK_SMS_TEXT", "fallback-sms-text", "Text of a fallback SMS.";
    DateCreated: "DATE_CREATED", "date-created", "When a template was made.";
    TotalSlides: "TOTAL_SLIDES", "total-slides", "Slides of a template.";
    TemplateSize: "SIZE", "mms-size", "Bytes of a template.";
    PosterUrl: "POSTER_URL", "poster-url", "A picture of a template.";
    Campaigns: "MMSCAMPAIGNS", "mms-campaigns", "The campaigns of an account.";
    Campaign: "CAMPAIGN", "campaign", "One campaign of a list.";
    ListedId: "ID", "id", "Number of a campaign in a list.";
    ListedRef: "REF", "ref", "Reference of a campaign in a list.";
    ListedName: "NAME", "name", "Title of a campaign in a list.";
    CampaignName: "CAMPAIGNNAME", "campaign-name", "Title of a campaign that was made.";
    InboxId: "MMSINBOXID", "mms-inbox-id", "Names an inbound message.";
    ReportUrl: "REPORTURL", "report-url", "Where a report is.";
    SessionId: "SESSIONID", "session-id", "Opens the console.";
    Preview: "PREVIEW", "preview", "What one operator would get.";
    Operator: "OPERATOR", "operator", "Name of the operator of a preview.";
    PreviewSize: "SIZE", "size", "Bytes that it would get.";
    WireSize: "WIRESIZE", "wire-size", "The same on its way to the operator, estimated.";
    Limit: "LIMIT", "limit", "Bytes that it takes.";
    Dropped: "DROPPED", "dropped", "A part that it would not get.";
    Reason: "REASON", "reason", "Why it would not get an MMS.";

    // Postbacks.
    Origin: "ORIGIN", "origin", "Where an event comes from.";
    Code: "CODE", "code", "Code of an event.";
    FromMask: "FROM_MASK", "from-mask", "Alphanumeric sender.";
    ClientReference: "CLIENT_REFERENCE", "client-reference", "The customer's own id.";
    OperatorId: "SPID", "operator-id", "The receiver's operator.";
    OperatorName: "OPERATORNAME", "operator-name", "The same by its name; JSON only.";
    Timestamp: "TIMESTAMP", "timestamp", "When it happened.";
    Handset: "HANDSET", "handset", "The receiver's phone.";
    AggregatorId: "AGGREGATORID", "aggregator-id", "The carrier's own id of the message; upper case only.";
    AudioName: "AUDIONAME", "audio-name", "Address of a sound that failed.";
    VideoName: "VIDEONAME", "video-name", "Address of a film that failed.";
    ImageName: "IMAGENAME", "image-name", "Address of a picture that failed.";
    HistoryId: "HISTORYID", "history-id", "Number of the message; the old form only.";
    MessageText: "TEXT", "message-text", "The text of an inbound SMS.";
    Received: "RECEIVED", "timestamp", "When an inbound SMS came.";
    TransactionId: "TRANSACTIONID", "tracking-id", "Names an inbound SMS.";
    Keyword: "KEYWORD", "keyword", "What an inbound message begins with.";
    Subject: "SUBJECT", "message-subject", "Subject of an inbound MMS.";
    Content: "CONTENT", "content", "The files of an inbound MMS.";
    File: "FILE", "file", "Address of a file.";
    CopyTo: "COPYTO", "copy-to", "The other members of a group.";
    Number: "NUMBER", "number", "One of them.";
    SubId: "SUBID", "sub-id", "Number of a membership; the old form only.";
    ShortCode: "SHORTCODE", "short-code", "The sender of a campaign.";
    CampaignTitle: "CAMPAIGNTITLE", "campaign-title", "Title of a campaign.";
    Source: "SOURCE", "source", "Who changed a membership.";
    Seq: "SEQ", "seq", "Number of the event within its message.";
    EventId: "EVENTID", "event-id", "Names the event.";
}
