//! The documents that the MMSC writes: answers to submissions, reports, messages from handsets.
//!
//! Speaks SOAP 1.1 and 3GPP TS 23.140, as text templates on purpose: no code is shared with the
//! gateway that reads them. Guarantee: values are escaped; order is that of the schema.

use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::submission::Submission;

/// The picture that handsets send back: a sunset of 160 by 120 pixels, as JPEG.
static PICTURE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sunset = |x: u32, y: u32| {
        let is_sun = (x.abs_diff(80)).pow(2) + (y.abs_diff(70)).pow(2) < 900;
        let shade = u8::try_from(y).unwrap_or(u8::MAX);
        image::Rgb(if is_sun {
            [255, 220, 90]
        } else {
            [220, 60 + shade, 160 - shade]
        })
    };
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(160, 120, sunset);
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoding a small picture in memory cannot fail");
    bytes.into_inner()
});

/// Boundary of a DeliverReq with content.
const BOUNDARY: &str = "sim-mmsc-boundary";

/// Content-Type of documents without content.
pub(crate) const XML: &str = "text/xml; charset=utf-8";

/// What every MM7 document has.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) namespace: String,
    pub(crate) version: String,
    pub(crate) transaction: String,
}

impl Frame {
    /// The frame in which a submission is answered; the last schema where it named none.
    pub(crate) fn of(submission: &Submission) -> Self {
        let or = |text: &str, default: &str| {
            if text.is_empty() {
                default.to_owned()
            } else {
                text.to_owned()
            }
        };
        Self {
            namespace: or(
                &submission.namespace,
                "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4",
            ),
            version: or(&submission.version, "6.8.0"),
            transaction: submission.transaction.clone(),
        }
    }

    fn envelope(&self, body: &str) -> String {
        let header = if self.transaction.is_empty() {
            String::new()
        } else {
            format!(
                r#"<mm7:TransactionID xmlns:mm7="{}" env:mustUnderstand="1">{}</mm7:TransactionID>"#,
                escape(&self.namespace),
                escape(&self.transaction)
            )
        };
        format!(
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?>"#,
                "\n",
                r#"<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/">"#,
                "<env:Header>{}</env:Header><env:Body>{}</env:Body></env:Envelope>\n"
            ),
            header, body
        )
    }

    fn request(&self, name: &str, elements: &str) -> String {
        let (namespace, version) = (escape(&self.namespace), escape(&self.version));
        self.envelope(&format!(
            r#"<mm7:{name} xmlns:mm7="{namespace}"><mm7:MM7Version>{version}</mm7:MM7Version>{elements}</mm7:{name}>"#
        ))
    }
}

/// SubmitRsp with this status, and with a MessageID if the message was taken.
pub(crate) fn submit_response(frame: &Frame, status: u16, message_id: Option<&str>) -> String {
    let id = message_id
        .map(|id| element("MessageID", id))
        .unwrap_or_default();
    frame.request(
        "SubmitRsp",
        &format!("{}{id}", status_element(status, None)),
    )
}

/// The answer of that name to a request to change a message.
pub(crate) fn change_response(frame: &Frame, name: &str, status: u16) -> String {
    frame.request(name, &status_element(status, None))
}

/// A SOAP fault that holds RSErrorRsp with this status.
pub(crate) fn fault(frame: &Frame, status: u16, details: &str) -> String {
    let side = if (3000..4000).contains(&status) {
        "Server"
    } else {
        "Client"
    };
    let (namespace, version) = (escape(&frame.namespace), escape(&frame.version));
    let status_element = status_element(status, Some(details));
    frame.envelope(&format!(
        concat!(
            "<env:Fault><faultcode>env:{}</faultcode><faultstring>{}</faultstring><detail>",
            r#"<mm7:RSErrorRsp xmlns:mm7="{}"><mm7:MM7Version>{}</mm7:MM7Version>{}</mm7:RSErrorRsp>"#,
            "</detail></env:Fault>"
        ),
        side,
        escape(status_text(status)),
        namespace,
        version,
        status_element
    ))
}

/// A SOAP fault of a server that failed before it knew that this is MM7.
pub(crate) fn server_error() -> String {
    let frame = Frame {
        namespace: String::new(),
        version: String::new(),
        transaction: String::new(),
    };
    frame.envelope("<env:Fault><faultcode>env:Server</faultcode><faultstring>Internal error</faultstring></env:Fault>")
}

fn status_element(status: u16, details: Option<&str>) -> String {
    let details = details.map(|d| element("Details", d)).unwrap_or_default();
    format!(
        "<mm7:Status>{}{}{details}</mm7:Status>",
        element("StatusCode", &status.to_string()),
        element("StatusText", status_text(status))
    )
}

/// Texts of the status codes that this MMSC gives. Source: 3GPP TS 23.140 §8.4.
fn status_text(status: u16) -> &'static str {
    match status {
        1000 => "Success",
        1100 => "Partial success",
        2002 => "Address error",
        2004 => "Multimedia content refused",
        2005 => "Message ID not found",
        2007 => "Message format corrupt",
        2560 => "Message too large",
        2000..=2999 => "Client error",
        3001 => "Not possible",
        3002 => "Message rejected",
        3003 => "Multiple addresses not supported",
        3000..=3999 => "Server error",
        4001 => "Improper identification",
        4002 => "Unsupported version",
        4003 => "Unsupported operation",
        4004 => "Validation error",
        4006 => "Service unavailable",
        4007 => "Service denied",
        _ => "Service error",
    }
}

/// What a report is about.
#[derive(Debug, Clone)]
pub(crate) struct Subject<'a> {
    pub(crate) submission: &'a Submission,
    pub(crate) relay_id: &'a str,
    /// UAProf, where the network knows the handset.
    pub(crate) handset: Option<&'a str>,
    pub(crate) at: Timestamp,
}

impl Subject<'_> {
    fn relay(&self) -> String {
        element("MMSRelayServerID", self.relay_id)
    }

    fn recipient(&self) -> String {
        let address = self.submission.recipients.iter().find(|r| !r.display_only);
        address
            .map(|r| element("Number", &r.address))
            .unwrap_or_default()
    }

    /// The sender's address: a code of up to 8 digits is a short code.
    fn sender(&self) -> String {
        let address = self.submission.sender.as_deref().unwrap_or_default();
        element(
            if address.len() <= 8 {
                "ShortCode"
            } else {
                "Number"
            },
            address,
        )
    }

    fn capabilities(&self) -> String {
        let Some(handset) = self.handset else {
            return String::new();
        };
        format!(
            r#"<mm7:UACapabilities UAProf="{}" TimeStamp="{:.0}"/>"#,
            escape(handset),
            self.at
        )
    }

    fn of_message(&self) -> String {
        let id = element(
            "MessageID",
            self.submission.message_id.as_deref().unwrap_or_default(),
        );
        let (recipient, sender) = (self.recipient(), self.sender());
        format!(
            "{}{id}<mm7:Recipient>{recipient}</mm7:Recipient><mm7:Sender>{sender}</mm7:Sender>",
            self.relay()
        )
    }
}

/// DeliveryReportReq with this MMStatus.
pub(crate) fn delivery_report(frame: &Frame, subject: &Subject<'_>, word: &str) -> String {
    let (date, status) = (
        element("Date", &format!("{:.0}", subject.at)),
        element("MMStatus", word),
    );
    let capabilities = subject.capabilities();
    frame.request(
        "DeliveryReportReq",
        &format!("{}{date}{status}{capabilities}", subject.of_message()),
    )
}

/// ReadReplyReq with this MMStatus.
pub(crate) fn read_reply(frame: &Frame, subject: &Subject<'_>, word: &str) -> String {
    let (time, status) = (
        element("TimeStamp", &format!("{:.0}", subject.at)),
        element("MMStatus", word),
    );
    frame.request(
        "ReadReplyReq",
        &format!("{}{time}{status}", subject.of_message()),
    )
}

/// DeliverReq from the recipient of a message to its sender: Content-Type and body.
pub(crate) fn deliver(
    frame: &Frame,
    subject: &Subject<'_>,
    text: &str,
    picture: bool,
) -> (String, String) {
    let vasp = subject
        .submission
        .vaspid
        .as_deref()
        .map(|id| element("VASPID", id))
        .unwrap_or_default();
    let vas = subject
        .submission
        .vasid
        .as_deref()
        .map(|id| element("VASID", id))
        .unwrap_or_default();
    let linked = element(
        "LinkedID",
        subject.submission.message_id.as_deref().unwrap_or_default(),
    );
    let (relay, from, to) = (subject.relay(), subject.recipient(), subject.sender());
    let time = element("TimeStamp", &format!("{:.0}", subject.at));
    let capabilities = subject.capabilities();
    let soap = frame.request(
        "DeliverReq",
        &format!(
            concat!(
                "{}{}{}{}<mm7:Sender>{}</mm7:Sender><mm7:Recipients><mm7:To>{}</mm7:To></mm7:Recipients>",
                r#"{}{}<mm7:Content href="cid:content"/>"#
            ),
            relay, vasp, vas, linked, from, to, time, capabilities
        ),
    );
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Type: {XML}\r\nContent-ID: <soap>\r\n\r\n{soap}\r\n\
         --{BOUNDARY}\r\nContent-Type: multipart/mixed; boundary=\"{BOUNDARY}-2\"\r\nContent-ID: <content>\r\n\r\n\
         --{BOUNDARY}-2\r\nContent-Type: text/plain; charset=utf-8\r\nContent-ID: <text.txt>\r\n\
         Content-Location: text.txt\r\n\r\n{text}\r\n"
    );
    if picture {
        let encoded = STANDARD.encode(PICTURE.as_slice());
        let _ = write!(
            body,
            "--{BOUNDARY}-2\r\nContent-Type: image/jpeg\r\nContent-ID: <picture.jpg>\r\n\
             Content-Location: picture.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        );
        for line in encoded.as_bytes().chunks(76) {
            body.push_str(&String::from_utf8_lossy(line));
            body.push_str("\r\n");
        }
    }
    let _ = write!(body, "--{BOUNDARY}-2--\r\n--{BOUNDARY}--\r\n");
    (
        format!("multipart/related; type=\"text/xml\"; start=\"<soap>\"; boundary=\"{BOUNDARY}\""),
        body,
    )
}

fn element(name: &str, text: &str) -> String {
    format!("<mm7:{name}>{}</mm7:{name}>", escape(text))
}

/// Text for XML and HTML, in elements and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
