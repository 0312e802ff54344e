//! What each event means to the customer, and what to do.
//!
//! The table of events says codes and words; this one says what follows from them. An event
//! without a row here does not pass the tests.

use domain::event::Event::{
    self, AudioInvalid, ContentInvalid, ContentReady, DeliveryFailed, DiscoveryDone,
    DiscoveryFailed, DiscoveryNotDelivered, DiscoverySent, ExpiredUnsent, FallbackDelivered,
    FallbackFailed, MessageDelivered, MessageRead, MessageSent, MmsReceived, NoReport, QueueError,
    SendFailed, SmsDelivered, SmsFailed, SmsNotDelivered, SmsReceived, SmsSent, Subscribed,
    TemplateAudioFailed, TemplateImageFailed, TemplateReady, TemplateVideoFailed, Unsubscribed,
    VideoInvalid,
};
use domain::event::How::{Expired, Failed, NotSupported, Rejected};

/// Who can do something about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Nobody has to: it is good news or plain news.
    Nobody,
    /// The customer.
    Customer,
    /// The person who receives, or the person's phone.
    Person,
    /// The carrier.
    Carrier,
    /// The operator of the gateway.
    Operator,
}

impl Side {
    /// In words for the page.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Nobody => "nobody has to act",
            Self::Customer => "the customer",
            Self::Person => "the person who receives, or the phone",
            Self::Carrier => "the carrier",
            Self::Operator => "the operator of this gateway",
        }
    }
}

/// Help for one event.
#[derive(Debug)]
pub(crate) struct Advice {
    event: Event,
    /// What has happened.
    pub(crate) meaning: &'static str,
    /// What to do.
    pub(crate) action: &'static str,
    /// Whose side it is on.
    pub(crate) side: Side,
}

/// The help for an event.
pub(crate) fn advice(event: Event) -> Option<&'static Advice> {
    ADVICE.iter().find(|advice| advice.event == event)
}

const fn row(event: Event, side: Side, meaning: &'static str, action: &'static str) -> Advice {
    Advice {
        event,
        meaning,
        action,
        side,
    }
}

const WAIT: &str = "Nothing: more events follow.";
const NOTHING: &str = "Nothing: this is the last event of the message.";
const AGAIN: &str =
    "Send again later if it still matters; the phone was off or out of reach for too long.";
const REFUSED: &str =
    "Do not repeat it unchanged. The reason, where the carrier gave one, stands in the details.";
const FAILED: &str =
    "The reason, where the carrier gave one, stands in the details. A later try may succeed.";
const OTHER_PHONE: &str = "Allow the fallback, so that such phones get an SMS with a link.";
const GOES_ON: &str = "Nothing: the message itself goes out now, for a phone of unknown type.";

static ADVICE: &[Advice] = &[
    row(
        TemplateReady,
        Side::Nobody,
        "The template is stored and prepared.",
        "Send it as often as you like.",
    ),
    row(
        TemplateAudioFailed,
        Side::Customer,
        "A sound of the template could not be encoded; the template cannot be sent.",
        "Encode the named file anew (MP3 or AMR is safe), save the content again, and delete this template.",
    ),
    row(
        TemplateVideoFailed,
        Side::Customer,
        "A film of the template could not be encoded; the template cannot be sent.",
        "Encode the named file anew (MP4 with H.264 and AAC is safe), save the content again, and delete this template.",
    ),
    row(
        TemplateImageFailed,
        Side::Customer,
        "A picture of the template could not be prepared; the template cannot be sent.",
        "Save the named picture with another program, save the content again, and delete this template.",
    ),
    row(
        ContentReady,
        Side::Nobody,
        "Sound and film of a direct send have passed their check; sending begins.",
        WAIT,
    ),
    row(
        ContentInvalid,
        Side::Customer,
        "Content of a direct send turned out bad after acceptance; nothing was sent.",
        "Mend the content and send anew.",
    ),
    row(
        AudioInvalid,
        Side::Customer,
        "A sound of a direct send failed its check; nothing was sent.",
        "Encode the named file anew, or save it with saveMMS, which encodes it.",
    ),
    row(
        VideoInvalid,
        Side::Customer,
        "A film of a direct send failed its check; nothing was sent.",
        "Encode the named file anew, or save it with saveMMS, which encodes it.",
    ),
    row(
        MessageSent,
        Side::Nobody,
        "The carrier has taken the message, as MMS or as SMS: see sent-as. With the details \
         \"Submission not confirmed by carrier\" its answer was lost, and the message is not sent \
         again, so that nobody gets it twice.",
        WAIT,
    ),
    row(
        MessageDelivered,
        Side::Nobody,
        "The message is on the phone.",
        NOTHING,
    ),
    row(
        SendFailed,
        Side::Customer,
        "The message could not be sent: it never left us, or the carrier refused it at once. The \
         details say why.",
        "Act on the reason in the details; a message of the same content to the same number may \
         fail again.",
    ),
    row(
        ExpiredUnsent,
        Side::Carrier,
        "The validity of the message ended before a carrier took it.",
        "Send again, with a longer validity if the carrier was out of order.",
    ),
    row(
        DeliveryFailed(Expired),
        Side::Person,
        "The carrier could not deliver the message in time.",
        AGAIN,
    ),
    row(
        DeliveryFailed(Rejected),
        Side::Person,
        "The receiver, or the network for the receiver, has refused the message.",
        REFUSED,
    ),
    row(
        DeliveryFailed(Failed),
        Side::Carrier,
        "The carrier took the message and could not deliver it.",
        FAILED,
    ),
    row(
        DeliveryFailed(NotSupported),
        Side::Person,
        "The phone or the network cannot take such a message.",
        OTHER_PHONE,
    ),
    row(
        FallbackDelivered,
        Side::Nobody,
        "The SMS with the link is on the phone.",
        NOTHING,
    ),
    row(
        FallbackFailed(Expired),
        Side::Person,
        "The carrier could not deliver the fallback SMS in time.",
        AGAIN,
    ),
    row(
        FallbackFailed(Rejected),
        Side::Person,
        "The receiver, or the network, has refused the fallback SMS.",
        REFUSED,
    ),
    row(
        FallbackFailed(Failed),
        Side::Carrier,
        "The carrier took the fallback SMS and could not deliver it.",
        FAILED,
    ),
    row(
        FallbackFailed(NotSupported),
        Side::Person,
        "The network cannot deliver the fallback SMS to this number.",
        REFUSED,
    ),
    row(
        SmsSent,
        Side::Nobody,
        "The carrier has taken the SMS.",
        WAIT,
    ),
    row(
        SmsDelivered,
        Side::Nobody,
        "The SMS is on the phone.",
        NOTHING,
    ),
    row(
        SmsFailed,
        Side::Customer,
        "The SMS could not be sent: it never left us, or the carrier refused it at once.",
        "Act on the reason in the details.",
    ),
    row(
        SmsNotDelivered(Expired),
        Side::Person,
        "The carrier could not deliver the SMS in time.",
        AGAIN,
    ),
    row(
        SmsNotDelivered(Rejected),
        Side::Person,
        "The receiver, or the network, has refused the SMS.",
        REFUSED,
    ),
    row(
        SmsNotDelivered(Failed),
        Side::Carrier,
        "The carrier took the SMS and could not deliver it.",
        FAILED,
    ),
    row(
        SmsNotDelivered(NotSupported),
        Side::Person,
        "The network cannot deliver SMS to this number.",
        REFUSED,
    ),
    row(
        DiscoverySent,
        Side::Nobody,
        "The carrier has taken the discovery message.",
        WAIT,
    ),
    row(
        DiscoveryDone,
        Side::Nobody,
        "The discovery message is on the phone, and the type of the phone may be known now.",
        WAIT,
    ),
    row(
        DiscoveryFailed,
        Side::Carrier,
        "The discovery message could not be sent.",
        GOES_ON,
    ),
    row(
        DiscoveryNotDelivered(Expired),
        Side::Person,
        "The carrier could not deliver the discovery message in time.",
        GOES_ON,
    ),
    row(
        DiscoveryNotDelivered(Rejected),
        Side::Person,
        "The receiver or the network has refused the discovery message.",
        GOES_ON,
    ),
    row(
        DiscoveryNotDelivered(Failed),
        Side::Carrier,
        "The carrier could not deliver the discovery message.",
        GOES_ON,
    ),
    row(
        DiscoveryNotDelivered(NotSupported),
        Side::Person,
        "The phone cannot take the discovery message.",
        GOES_ON,
    ),
    row(
        QueueError,
        Side::Operator,
        "We failed between acceptance and hand-over; nothing was sent.",
        "Send again, and tell the operator of the gateway the tracking-id.",
    ),
    row(
        NoReport,
        Side::Carrier,
        "The carrier took the message and has said nothing since, for as long as we wait.",
        "The message may be on the phone or not. If a report comes after all, its event follows.",
    ),
    row(
        MessageRead,
        Side::Nobody,
        "A person has opened the message.",
        "Nothing.",
    ),
    row(
        SmsReceived,
        Side::Nobody,
        "A person has sent an SMS to one of your senders. STOP and its like have taken effect \
         already.",
        "Read the text.",
    ),
    row(
        MmsReceived,
        Side::Nobody,
        "A person has sent a picture message to one of your senders.",
        "Fetch the files within 30 days, or delete them with removeMMSInboxMessage.",
    ),
    row(
        Subscribed,
        Side::Nobody,
        "A number has joined a campaign.",
        "Update your list.",
    ),
    row(
        Unsubscribed,
        Side::Nobody,
        "A number has left a campaign.",
        "Update your list.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_explained_once() {
        for event in Event::all() {
            let rows = ADVICE.iter().filter(|advice| advice.event == event);
            assert_eq!(rows.count(), 1, "{event:?}");
            let advice = advice(event).unwrap();
            assert!(
                advice.meaning.ends_with('.') && advice.action.ends_with('.'),
                "{event:?}"
            );
        }
        assert_eq!(ADVICE.len(), Event::all().count());
    }
}
