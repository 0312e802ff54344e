//! The wire to our words: what an MMSC tells of a message.
//!
//! Speaks DeliveryReportReq, ReadReplyReq and DeliverReq of 3GPP TS 23.140 §8.7.4. Knows nothing
//! of which messages there are. Guarantees: no I/O, nothing is read of a caller without the agreed
//! credentials, and a report names its message by the carrier's MessageID and nothing else: one
//! widespread MMSC swaps recipient and sender.

use bytes::Bytes;
use domain::report::{Fate, Report};
use mm7::{
    Address, DeliverReq, DeliverRsp, DeliveryReportReq, DeliveryReportRsp, ErrorRsp, Header,
    Message, MmStatus, ReadReplyReq, ReadReplyRsp, Status, StatusCode,
};

use super::settings::Settings;
use crate::common::charset::decode;
use crate::{Answer, Heard, Part, Received, TEXT, Told, Understood};
use domain::notice::SentAs;

/// Source: 3GPP TS 23.140 §8.7.8.
const SERVICE_UNAVAILABLE: StatusCode = StatusCode(4006);
/// Source: 3GPP TS 23.140 §8.7.8.
const ADDRESS_NOT_FOUND: StatusCode = StatusCode(2003);
/// Source: 3GPP TS 23.140 §8.7.8.
const MESSAGE_FORMAT_CORRUPT: StatusCode = StatusCode(2007);

/// Words for a message under way that are in no schema. Any other unknown word counts as a final
/// refusal.
const UNDER_WAY: [&str; 7] = [
    "accepted",
    "buffered",
    "enroute",
    "intransit",
    "pending",
    "queued",
    "sent",
];

/// Understands a request that came in on the callback address of `link`.
///
/// # Errors
///
/// The answer to give to a caller that may not report, or whose request is none that we serve.
pub(super) fn hear(
    heard: &Heard<'_>,
    link: &str,
    settings: &Settings,
) -> Result<Understood, Answer> {
    let mouth = Mouth { settings };
    if let Some(callers) = &settings.callers
        && !callers.shown_in(heard.authorization)
    {
        return Err(mouth.refuse(401, nobody(), StatusCode::IMPROPER_IDENTIFICATION));
    }
    let body = Bytes::copy_from_slice(heard.body);
    let envelope = match mm7::decode(heard.content_type.unwrap_or_default(), &body) {
        Ok(envelope) => envelope,
        Err(mm7::Error::Incomplete { header, .. }) => {
            return Err(mouth.refuse(400, header, MESSAGE_FORMAT_CORRUPT));
        }
        Err(mm7::Error::Multipart(_) | mm7::Error::Xml(_) | mm7::Error::NotSoap) => {
            return Err(mouth.refuse(400, nobody(), MESSAGE_FORMAT_CORRUPT));
        }
    };
    let header = envelope.header;
    match envelope.message {
        Message::DeliveryReportReq(told) => {
            let answer = |code| Message::DeliveryReportRsp(DeliveryReportRsp { status: of(code) });
            let mut report = delivery(*told, link, heard);
            mouth.note_operator(&mut report, heard);
            let told = Told::Report(report);
            Ok(mouth.understood(header, told, answer))
        }
        Message::ReadReplyReq(told) => {
            let answer = |code| Message::ReadReplyRsp(ReadReplyRsp { status: of(code) });
            let told = reading(*told, link, heard).map_or(Told::Nothing, Told::Report);
            Ok(mouth.understood(header, told, answer))
        }
        Message::DeliverReq(told) => {
            let answer = |code| {
                Message::DeliverRsp(DeliverRsp {
                    status: of(code),
                    service_code: None,
                })
            };
            let mut message = message(*told, &header);
            message.operator = mouth
                .operator(heard)
                .and_then(|(_, name)| name)
                .map(str::to_owned);
            let told = Told::Message(Box::new(message));
            Ok(mouth.understood(header, told, answer))
        }
        Message::SubmitReq(_)
        | Message::SubmitRsp(_)
        | Message::CancelReq(_)
        | Message::CancelRsp(_)
        | Message::ExtendedCancelReq(_)
        | Message::ExtendedCancelRsp(_)
        | Message::ReplaceReq(_)
        | Message::ReplaceRsp(_)
        | Message::DeliverRsp(_)
        | Message::DeliveryReportRsp(_)
        | Message::ReadReplyRsp(_)
        | Message::RsErrorRsp(_)
        | Message::VaspErrorRsp(_)
        | Message::Other(_) => Err(mouth.refuse(400, header, StatusCode::UNSUPPORTED_OPERATION)),
    }
}

fn delivery(told: DeliveryReportReq, link: &str, heard: &Heard<'_>) -> Report {
    let text = match (told.status_text, told.status_extension) {
        (Some(text), Some(extension)) => Some(format!("{text} ({extension})")),
        (text, extension) => text.or(extension),
    };
    Report {
        link: link.to_owned(),
        carrier_message_id: told.message_id,
        fate: fate(&told.status),
        word: told.status.word().to_owned(),
        text,
        handset: told.ua_capabilities.map(|it| it.profile),
        at: told.date,
        received: heard.at,
    }
}

/// Whether a message was read is worth telling; that it was deleted unread, or that nobody knows,
/// says nothing about its delivery.
fn reading(told: ReadReplyReq, link: &str, heard: &Heard<'_>) -> Option<Report> {
    told.status.eq_ignore_ascii_case("Read").then(|| Report {
        link: link.to_owned(),
        carrier_message_id: told.message_id,
        fate: Fate::Read,
        word: told.status,
        text: told.status_text,
        handset: None,
        at: told.time_stamp,
        received: heard.at,
    })
}

fn message(told: DeliverReq, header: &Header) -> Received {
    let parts = told.content.map(|content| content.parts);
    let part = |(part, number): (mm7::Part, usize)| {
        let name = part.content_location.unwrap_or_else(|| number.to_string());
        let charset = part.content_type.parameter("charset");
        match part.content_type.media_type() {
            "text/plain" => Part {
                content_type: TEXT.to_owned(),
                bytes: decode(&part.bytes, charset).into(),
                name,
            },
            _ => Part {
                content_type: part.content_type.to_string(),
                bytes: part.bytes,
                name,
            },
        }
    };
    let shown = |part: &mm7::Part| part.content_type.media_type() != "application/smil";
    let parts = parts.unwrap_or_default().into_iter().filter(shown).zip(1..);
    Received {
        kind: SentAs::Mms,
        exchange: header.transaction_id.clone(),
        from: spelled(told.sender),
        operator: None,
        to: told.to.into_iter().map(|it| spelled(it.address)).collect(),
        subject: told.subject,
        text: None,
        parts: parts.map(part).collect(),
        handset: told.ua_capabilities.map(|it| it.profile),
    }
}

fn spelled(address: Address) -> String {
    let (Address::Number(text) | Address::ShortCode(text) | Address::Mail(text)) = address;
    text
}

/// Source: docs/contract.md, carrier's words to events.
fn fate(status: &MmStatus) -> Fate {
    match status {
        MmStatus::Retrieved | MmStatus::Delivered => Fate::Delivered,
        MmStatus::Expired => Fate::Expired,
        MmStatus::Rejected => Fate::Rejected,
        MmStatus::Unrecognised | MmStatus::NotSupported => Fate::Unrecognised,
        MmStatus::Unreachable
        | MmStatus::Cancelled
        | MmStatus::Replaced
        | MmStatus::DeliveryConditionNotMet => Fate::Failed,
        MmStatus::Deferred
        | MmStatus::Forwarded
        | MmStatus::Indeterminate
        | MmStatus::Processing => Fate::Held,
        MmStatus::Other(word) if UNDER_WAY.iter().any(|it| it.eq_ignore_ascii_case(word)) => {
            Fate::Held
        }
        MmStatus::Other(_) => Fate::Failed,
    }
}

fn of(code: StatusCode) -> Status {
    Status::of(code)
}

/// The header of a request that could not be read.
fn nobody() -> Header {
    Header {
        transaction_id: String::new(),
        version: String::new(),
        namespace: String::new(),
    }
}

/// Answers in the manner of the link.
struct Mouth<'a> {
    settings: &'a Settings,
}

impl Mouth<'_> {
    /// The carrier's id of the operator that a request is about, and our name of it.
    fn operator<'h>(&'h self, heard: &'h Heard<'_>) -> Option<(&'h str, Option<&'h str>)> {
        self.settings.carrier_ids.as_ref()?.read(heard.headers)
    }

    /// Keeps the operator that the carrier names with the words of its report.
    fn note_operator(&self, report: &mut Report, heard: &Heard<'_>) {
        let Some((id, name)) = self.operator(heard) else {
            return;
        };
        let said = match name {
            Some(name) => format!("carrier {id}, {name}"),
            None => format!("carrier {id}"),
        };
        report.text = Some(match report.text.take() {
            Some(text) => format!("{text} ({said})"),
            None => said,
        });
    }

    /// The answers to a request that is understood; `answer` makes one of a status code.
    ///
    /// The one that asks to try again goes out with HTTP 500, because some MMSCs look at nothing
    /// but the HTTP status and would take any 200 for a confirmation; those that read the body find
    /// 4006 there. HTTP 503 is not used: load balancers take it for the failure of the instance.
    fn understood(
        &self,
        header: Header,
        told: Told,
        answer: impl Fn(StatusCode) -> Message,
    ) -> Understood {
        Understood {
            told,
            kept: self.say(200, header.clone(), answer(StatusCode::SUCCESS)),
            later: self.say(500, header.clone(), answer(SERVICE_UNAVAILABLE)),
            nobody: self.say(200, header, answer(ADDRESS_NOT_FOUND)),
        }
    }

    /// A fault with VASPErrorRsp.
    fn refuse(&self, http: u16, header: Header, code: StatusCode) -> Answer {
        let error = ErrorRsp {
            fault: code.name().unwrap_or("Error").to_owned(),
            status: Status::of(code),
        };
        self.say(http, header, Message::VaspErrorRsp(error))
    }

    /// An answer under the peer's own transaction, version and namespace; under the link's where
    /// the peer named none.
    fn say(&self, http: u16, mut header: Header, message: Message) -> Answer {
        let profile = &self.settings.profile;
        if header.version.is_empty() {
            header.version.clone_from(&profile.version);
        }
        if header.namespace.is_empty() {
            header.namespace.clone_from(&profile.namespace);
        }
        let encoded = mm7::encode(&header.reply(message), profile);
        Answer {
            status: http,
            content_type: encoded.content_type,
            body: encoded.body.concat(),
        }
    }
}

#[cfg(test)]
mod tests;
