//! From a message to bytes.
//!
//! Its guarantees: the same message gives the same bytes, the length is exact, and media are not
//! copied unless the profile wants them in base64.

use bytes::Bytes;
use multipart::{ContentType, Multipart, Part};

use crate::content::Content;
use crate::envelope::{Envelope, Header, Message};
use crate::profile::{Profile, SoapAction};
use crate::soap::{write, write_fault, write_status};
use crate::submit::SubmitReq;

/// A message that is ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Value of the `Content-Type` header.
    pub content_type: String,
    /// Value of the `SOAPAction` header, quotes included.
    pub soap_action: String,
    /// The body in pieces, in order.
    pub body: Vec<Bytes>,
    /// Bytes of all pieces together. Send it as `Content-Length`: several MMSCs refuse chunks.
    pub length: u64,
}

/// Content identifier of the SOAP part.
const SOAP_ID: &str = "mm7-soap";
/// Content identifier of the content.
const CONTENT_ID: &str = "mm7-content";
/// How the SOAP part refers to the content.
const CONTENT_HREF: &str = "cid:mm7-content";

/// Writes a message for submission.
///
/// Keep `transaction_id` for every attempt at the same message: it is all that a peer could tell
/// a repetition by.
pub fn encode_submit(transaction_id: &str, submit: &SubmitReq, profile: &Profile) -> Encoded {
    let header = header_of(transaction_id, profile);
    let soap = submit_soap(&header, submit, profile);
    finish(&header, soap, submit.content.as_ref(), profile)
}

/// Bytes that [`encode_submit`] would give, in their transfer encoding; nothing is encoded.
pub fn submit_length(transaction_id: &str, submit: &SubmitReq, profile: &Profile) -> u64 {
    let header = header_of(transaction_id, profile);
    let soap = submit_soap(&header, submit, profile);
    match &submit.content {
        Some(content) => with_content(soap, content, profile).length(transaction_id),
        None => soap.len() as u64,
    }
}

/// Writes any message. Version and namespace are the envelope's, the rest is the profile's.
pub fn encode(envelope: &Envelope, profile: &Profile) -> Encoded {
    let Envelope { header, message } = envelope;
    let name = message.name();
    let status_only = |status| write(header, profile, name, |fields| write_status(fields, status));
    let (soap, content) = match message {
        Message::SubmitReq(it) => (submit_soap(header, it, profile), it.content.as_ref()),
        Message::DeliverReq(it) => {
            let soap = write(header, profile, name, |fields| {
                it.write(fields, profile, CONTENT_HREF);
            });
            (soap, it.content.as_ref())
        }
        Message::SubmitRsp(it) => {
            let soap = write(header, profile, name, |fields| {
                write_status(fields, &it.status);
                fields.optional("MessageID", it.message_id.as_deref());
            });
            (soap, None)
        }
        Message::DeliverRsp(it) => {
            let soap = write(header, profile, name, |fields| {
                write_status(fields, &it.status);
                fields.optional("ServiceCode", it.service_code.as_deref());
            });
            (soap, None)
        }
        Message::DeliveryReportReq(it) => {
            let soap = write(header, profile, name, |fields| it.write(fields, profile));
            (soap, None)
        }
        Message::ReadReplyReq(it) => {
            let soap = write(header, profile, name, |fields| it.write(fields, profile));
            (soap, None)
        }
        Message::CancelReq(it) => {
            let soap = write(header, profile, name, |fields| it.write(fields, profile));
            (soap, None)
        }
        Message::ExtendedCancelReq(it) => {
            let soap = write(header, profile, name, |fields| it.write(fields, profile));
            (soap, None)
        }
        Message::ReplaceReq(it) => {
            let soap = write(header, profile, name, |fields| {
                it.write(fields, profile, CONTENT_HREF);
            });
            (soap, it.content.as_ref())
        }
        Message::CancelRsp(it) | Message::ExtendedCancelRsp(it) | Message::ReplaceRsp(it) => {
            (status_only(&it.status), None)
        }
        Message::DeliveryReportRsp(it) => (status_only(&it.status), None),
        Message::ReadReplyRsp(it) => (status_only(&it.status), None),
        Message::RsErrorRsp(it) | Message::VaspErrorRsp(it) => {
            (write_fault(header, profile, name, it), None)
        }
        Message::Other(_) => (write(header, profile, name, |_| {}), None),
    };
    finish(header, soap, content, profile)
}

fn header_of(transaction_id: &str, profile: &Profile) -> Header {
    Header {
        transaction_id: transaction_id.to_owned(),
        version: profile.version.clone(),
        namespace: profile.namespace.clone(),
    }
}

fn submit_soap(header: &Header, submit: &SubmitReq, profile: &Profile) -> String {
    write(header, profile, "SubmitReq", |fields| {
        submit.write(fields, profile, CONTENT_HREF);
    })
}

fn finish(header: &Header, soap: String, content: Option<&Content>, profile: &Profile) -> Encoded {
    let soap_action = match profile.soap_action {
        SoapAction::Empty => "\"\"".to_owned(),
        SoapAction::Namespace => format!("\"{}\"", header.namespace),
    };
    match content {
        Some(content) => {
            let encoded = with_content(soap, content, profile).encode(&header.transaction_id);
            Encoded {
                content_type: encoded.content_type.to_string(),
                soap_action,
                body: encoded.segments,
                length: encoded.length,
            }
        }
        None => Encoded {
            content_type: xml_type().to_string(),
            soap_action,
            length: soap.len() as u64,
            body: vec![soap.into()],
        },
    }
}

/// The SOAP part and behind it the content. The boundary is made of the transaction identifier.
fn with_content(soap: String, content: &Content, profile: &Profile) -> Multipart {
    let content_type = ContentType::new("multipart/related")
        .with("type", "text/xml")
        .with("start", &format!("<{SOAP_ID}>"));
    let mut body = Multipart::new(content_type);
    body.push(Part::new(xml_type(), soap.into()).content_id(SOAP_ID));
    let inner = content.to_multipart(profile.transfer);
    body.push(Part::nested(inner).content_id(CONTENT_ID));
    body
}

fn xml_type() -> ContentType {
    ContentType::new("text/xml").with("charset", "utf-8")
}
