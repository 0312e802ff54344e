//! The SOAP envelope.
//!
//! Speaks SOAP 1.1, written under the prefix `soap`, read by local names.

use xml::{Element, Writer};

use crate::envelope::{ErrorRsp, Header, Message};
use crate::fields::{Fields, text};
use crate::profile::Profile;
use crate::status::{Status, StatusCode};

/// Source: SOAP 1.1 §3.
const NAMESPACE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Writes an envelope around what `write` writes into the element `name`.
pub(crate) fn write(
    header: &Header,
    profile: &Profile,
    name: &str,
    write: impl FnOnce(&mut Fields),
) -> String {
    write_body(header, profile, |fields| {
        fields.open_declaring(name, &header.namespace);
        fields.leaf("MM7Version", &header.version);
        write(fields);
        fields.close();
    })
}

/// Writes a refusal, which SOAP wants in a fault.
pub(crate) fn write_fault(
    header: &Header,
    profile: &Profile,
    name: &str,
    error: &ErrorRsp,
) -> String {
    let theirs = error.status.code.0 / 1000 == 2;
    write_body(header, profile, |fields| {
        fields.writer.open("soap:Fault");
        let code = if theirs { "soap:Client" } else { "soap:Server" };
        fields.writer.leaf("faultcode", code);
        fields.writer.leaf("faultstring", &error.fault);
        fields.writer.open("detail");
        fields.open_declaring(name, &header.namespace);
        fields.leaf("MM7Version", &header.version);
        write_status(fields, &error.status);
        fields.close();
        fields.writer.close().close();
    })
}

fn write_body(header: &Header, profile: &Profile, write: impl FnOnce(&mut Fields)) -> String {
    let mut fields = Fields::new(Writer::compact(), profile.prefix.as_deref());
    fields.writer.declaration();
    fields
        .writer
        .open_with("soap:Envelope", &[("xmlns:soap", NAMESPACE)]);
    fields.writer.open("soap:Header");
    let declaration = fields.declaration();
    let attributes = [
        (declaration.as_str(), header.namespace.as_str()),
        ("soap:mustUnderstand", "1"),
    ];
    fields.leaf_with("TransactionID", &attributes, &header.transaction_id);
    fields.writer.close();
    fields.writer.open("soap:Body");
    write(&mut fields);
    fields.writer.finish()
}

pub(crate) fn write_status(fields: &mut Fields, status: &Status) {
    fields.open("Status");
    fields.leaf("StatusCode", &status.code.0.to_string());
    fields.optional("StatusText", status.text.as_deref());
    fields.optional("Details", status.details.as_deref());
    fields.close();
}

/// The status in `element`, at whatever depth; `None` without a numeric code.
pub(crate) fn read_status(element: &Element) -> Option<Status> {
    let code = element.descendant_ignoring_case("StatusCode")?;
    let code = code.deep_text().trim().parse().ok()?;
    let around = element
        .descendant_ignoring_case("Status")
        .unwrap_or(element);
    Some(Status {
        code: StatusCode(code),
        text: text(around, "StatusText"),
        details: text(around, "Details"),
    })
}

/// The message's element and what is around it. `None` when this is no SOAP.
pub(crate) fn open(root: &Element) -> Option<(Header, &Element)> {
    if !root.name.eq_ignore_ascii_case("Envelope") {
        return None;
    }
    let body = root.child_ignoring_case("Body")?;
    let message = body.elements().next()?;
    let transaction = root
        .child_ignoring_case("Header")
        .and_then(|header| header.descendant_ignoring_case("TransactionID"));
    // In a fault the message proper is further inside.
    let version = message.descendant_ignoring_case("MM7Version");
    let with_namespace = [version, Some(message), transaction];
    let is_ours = |element: &&Element| {
        let namespace = element.namespace.as_deref();
        namespace.is_some_and(|namespace| namespace != NAMESPACE)
    };
    let namespace = with_namespace
        .into_iter()
        .flatten()
        .find(is_ours)
        .and_then(|element| element.namespace.as_deref());
    let trimmed = |element: Option<&Element>| {
        let text = element.map(Element::deep_text).unwrap_or_default();
        text.trim().to_owned()
    };
    let header = Header {
        transaction_id: trimmed(transaction),
        version: trimmed(version),
        namespace: namespace.unwrap_or_default().to_owned(),
    };
    Some((header, message))
}

/// Reads a fault. Without a refusal inside it counts as one of the MMSC, the code after
/// `faultcode`.
pub(crate) fn read_fault(fault: &Element) -> Message {
    let name = "VASPErrorRsp";
    let by_provider =
        fault.name.eq_ignore_ascii_case(name) || fault.descendant_ignoring_case(name).is_some();
    let code = text(fault, "faultcode").unwrap_or_default();
    let theirs = code.to_ascii_lowercase().ends_with("client");
    let guess = if theirs {
        StatusCode::CLIENT_ERROR
    } else {
        StatusCode::SERVER_ERROR
    };
    let error = ErrorRsp {
        fault: text(fault, "faultstring").unwrap_or_default(),
        status: read_status(fault).unwrap_or(Status {
            code: guess,
            text: None,
            details: None,
        }),
    };
    if by_provider {
        Message::VaspErrorRsp(error)
    } else {
        Message::RsErrorRsp(error)
    }
}
