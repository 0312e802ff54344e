//! The words of replies and postbacks, before a dialect spells them.
//!
//! Knows neither order nor spelling. A dialect has one name for each word.
//!
//! Source: docs/contract.md, names of replies and postbacks.

/// One field of a reply or a postback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// `Success` or `Failure`; in a postback what became of the message.
    Status,
    /// The receiver.
    To,
    /// The sender really used.
    From,
    /// Alphanumeric sender.
    FromMask,
    /// Content concerned.
    MmsId,
    /// Names the message.
    TrackingId,
    /// Words to the status, or the reason of a postback.
    StatusDetails,
    /// Code of a refusal.
    ErrorCode,
    /// Text of a refusal.
    ErrorInfo,
    /// Where an event comes from.
    Origin,
    /// Code of an event.
    Code,
    /// By which way a message went.
    SentAs,
    /// The customer's own id.
    ClientReference,
    /// Campaign named by the request.
    CampaignRef,
    /// The receiver's operator.
    OperatorId,
    /// When it happened.
    Timestamp,
    /// The receiver's phone.
    Handset,
    /// The carrier's own id of the message.
    AggregatorId,
    /// Address of a sound that failed.
    AudioName,
    /// Address of a film that failed.
    VideoName,
    /// Address of a picture that failed.
    ImageName,
    /// Number of the event within its message.
    Seq,
    /// Names the event.
    EventId,
}

/// Words with their values, in the order in which they are written.
pub(crate) type Line = (Word, String);
