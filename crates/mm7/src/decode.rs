//! From bytes to a message.
//!
//! Knows what real MMSCs send. Its guarantees: nothing is expanded or fetched, everything is
//! capped, time is linear, and no input panics.

use bytes::Bytes;
use multipart::{ContentType, Entity, related_root, resolve};
use xml::Element;

use crate::change::{CancelReq, ChangeRsp, ExtendedCancelReq, ReplaceReq};
use crate::content::Content;
use crate::deliver::{DeliverReq, DeliverRsp};
use crate::envelope::{Envelope, Header, Message};
use crate::fields::text;
use crate::report::{DeliveryReportReq, DeliveryReportRsp, ReadReplyReq, ReadReplyRsp};
use crate::soap::{open, read_fault, read_status};
use crate::status::Status;
use crate::submit::{SubmitReq, SubmitRsp};

/// A body is no MM7 message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The multipart body or one of its parts cannot be read.
    #[error("bad multipart body")]
    Multipart(#[from] multipart::Error),
    /// The SOAP part is not well-formed, or too large.
    #[error("bad XML")]
    Xml(#[from] xml::Error),
    /// The XML is not a SOAP envelope with a body.
    #[error("not a SOAP message")]
    NotSoap,
    /// The message lacks what makes it usable.
    #[error("message without {element}")]
    Incomplete {
        /// What is missing.
        element: &'static str,
        /// What an answer must repeat.
        header: Header,
    },
}

/// Reads a message.
///
/// `content_type` is the header's value, empty when there was none. A body that begins with `<`
/// is read as XML whatever it says. What is unknown in a known message is ignored; an unknown
/// message is [`Message::Other`].
///
/// # Errors
///
/// [`Error`] when there is no SOAP envelope, or the message has no status, message identifier or
/// sender where it must have one.
pub fn decode(content_type: &str, body: &Bytes) -> Result<Envelope, Error> {
    let content_type = ContentType::parse(content_type).ok();
    let content_type = content_type.filter(ContentType::is_multipart);
    match content_type {
        Some(content_type) if !begins_like_xml(body) => {
            let parts = multipart::read(&content_type, body, &multipart::Limits::DEFAULT)?;
            let soap = related_root(&content_type, &parts).ok_or(Error::NotSoap)?;
            read(&soap.body()?, &parts, Some(soap))
        }
        Some(_) | None => read(body, &[], None),
    }
}

fn begins_like_xml(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

/// Reads the SOAP text; `parts` are all parts of the body, `soap` is the one that holds the text.
fn read(text: &[u8], parts: &[Entity], soap: Option<&Entity>) -> Result<Envelope, Error> {
    let root = xml::parse(text, &xml::Limits::MMSC)?;
    let (header, element) = open(&root).ok_or(Error::NotSoap)?;
    let mut message = match read_message(element) {
        Ok(message) => message,
        Err(element) => return Err(Error::Incomplete { element, header }),
    };
    let content = || content_part(element, parts, soap).map(Content::from_entity);
    match &mut message {
        Message::SubmitReq(submit) => submit.content = content().transpose()?,
        Message::DeliverReq(deliver) => deliver.content = content().transpose()?,
        Message::ReplaceReq(replace) => replace.content = content().transpose()?,
        Message::SubmitRsp(_)
        | Message::CancelReq(_)
        | Message::CancelRsp(_)
        | Message::ExtendedCancelReq(_)
        | Message::ExtendedCancelRsp(_)
        | Message::ReplaceRsp(_)
        | Message::DeliverRsp(_)
        | Message::DeliveryReportReq(_)
        | Message::DeliveryReportRsp(_)
        | Message::ReadReplyReq(_)
        | Message::ReadReplyRsp(_)
        | Message::RsErrorRsp(_)
        | Message::VaspErrorRsp(_)
        | Message::Other(_) => {}
    }
    Ok(Envelope { header, message })
}

/// The part that the message refers to, else the first that is not the SOAP part: references that
/// lead nowhere are common.
fn content_part<'p>(
    message: &Element,
    parts: &'p [Entity],
    soap: Option<&Entity>,
) -> Option<&'p Entity> {
    let is_soap = |part: &&Entity| soap.is_some_and(|soap| std::ptr::eq(*part, soap));
    let href = message
        .child_ignoring_case("Content")
        .and_then(|content| content.attribute_ignoring_case("href"));
    let named = href.and_then(|href| resolve(parts, href));
    named
        .filter(|part| !is_soap(part))
        .or_else(|| parts.iter().find(|part| !is_soap(part)))
}

/// Reads a message's element, or names what it lacks.
fn read_message(element: &Element) -> Result<Message, &'static str> {
    let message = match element.name.to_ascii_lowercase().as_str() {
        "submitreq" => Message::SubmitReq(Box::new(SubmitReq::read(element))),
        "submitrsp" => Message::SubmitRsp(SubmitRsp {
            status: status(element)?,
            message_id: text(element, "MessageID"),
        }),
        "deliverreq" => Message::DeliverReq(Box::new(DeliverReq::read(element)?)),
        "deliverrsp" => Message::DeliverRsp(DeliverRsp {
            status: status(element)?,
            service_code: text(element, "ServiceCode"),
        }),
        "deliveryreportreq" => {
            Message::DeliveryReportReq(Box::new(DeliveryReportReq::read(element)?))
        }
        "deliveryreportrsp" => Message::DeliveryReportRsp(DeliveryReportRsp {
            status: status(element)?,
        }),
        "readreplyreq" => Message::ReadReplyReq(Box::new(ReadReplyReq::read(element)?)),
        "readreplyrsp" => Message::ReadReplyRsp(ReadReplyRsp {
            status: status(element)?,
        }),
        "cancelreq" => Message::CancelReq(Box::new(CancelReq::read(element)?)),
        "cancelrsp" => Message::CancelRsp(change(element)?),
        "extendedcancelreq" => {
            Message::ExtendedCancelReq(Box::new(ExtendedCancelReq::read(element)?))
        }
        "extendedcancelrsp" => Message::ExtendedCancelRsp(change(element)?),
        "replacereq" => Message::ReplaceReq(Box::new(ReplaceReq::read(element)?)),
        "replacersp" => Message::ReplaceRsp(change(element)?),
        // Some MMSCs send a refusal without the fault around it.
        "fault" | "rserrorrsp" | "vasperrorrsp" => read_fault(element),
        _ => Message::Other(element.name.clone()),
    };
    Ok(message)
}

fn change(element: &Element) -> Result<ChangeRsp, &'static str> {
    status(element).map(|status| ChangeRsp { status })
}

fn status(element: &Element) -> Result<Status, &'static str> {
    read_status(element).ok_or("StatusCode")
}
