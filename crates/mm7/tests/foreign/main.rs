//! Our bodies in the hands of readers that are not ours, and theirs in ours.
//!
//! The others are the MIME and XML readers and writers of Python's own library, in a process of
//! their own.

#![cfg(test)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use bytes::Bytes;
use mm7::{
    Address, Content, ContentTransfer, ContentType, Identity, Message, NumberFormat, Part, Profile,
    Recipient, ShortCodeFormat, SubmitReq, decode, encode_submit,
};

/// What the program prints for this input.
fn python(script: &str, input: &[u8]) -> Vec<u8> {
    let script = format!("{}/tests/foreign/{script}", env!("CARGO_MANIFEST_DIR"));
    let child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.expect("python3 is needed; ./test installs it");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    output.stdout
}

const SUBJECT: &str = "Tom & <Jerry> für 5 € 👋";
const TEXT: &str = "Grüße 👋\r\n.\r\n--tx-1\r\n";

/// Every byte, and line ends and boundaries where they could be taken for those of the body.
fn picture() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).collect();
    bytes.extend_from_slice(b"\r\n--tx_1-0-00000000\r\n\r\r\n\n");
    bytes
}

/// A way to write a message.
#[derive(Clone)]
struct Manner {
    profile: Profile,
    smil: bool,
    sender: Address,
    group: bool,
}

impl Manner {
    fn parts(&self) -> Vec<(&'static str, &'static str, Vec<u8>)> {
        let presentation = ("application/smil", "s.smil", b"<smil/>".to_vec());
        let text = ("text/plain", "t.txt", TEXT.as_bytes().to_vec());
        let picture = ("image/jpeg", "a.jpg", picture());
        match self.smil {
            true => vec![presentation, text, picture],
            false => vec![text, picture],
        }
    }

    fn submit(&self) -> SubmitReq {
        let typed = |media_type: &str| match media_type {
            "image/jpeg" => ContentType::new(media_type).with("name", "a.jpg"),
            _ => ContentType::new(media_type).with("charset", "utf-8"),
        };
        let part = |(kind, name, bytes): (&str, &str, Vec<u8>)| {
            Part::named(typed(kind), name, bytes.into())
        };
        let mut to = vec![Recipient::of(Address::Number("12025550100".to_owned()))];
        if self.group {
            to.push(Recipient {
                address: Address::Number("12025550101".to_owned()),
                display_only: true,
            });
        }
        SubmitReq {
            identity: Identity {
                vasp_id: Some("vasp".to_owned()),
                sender: Some(self.sender.clone()),
                ..Identity::default()
            },
            to,
            delivery_report: Some(true),
            subject: Some(SUBJECT.to_owned()),
            allow_adaptations: Some(false),
            content: Some(Content {
                parts: self.parts().into_iter().map(part).collect(),
                start: self.smil.then(|| "s.smil".to_owned()),
            }),
            ..SubmitReq::default()
        }
    }

    fn number(&self, digits: &str) -> String {
        match self.profile.numbers {
            NumberFormat::Digits => digits.to_owned(),
            NumberFormat::WithPlus => format!("+{digits}"),
            NumberFormat::Plmn => format!("+{digits}/TYPE=PLMN"),
        }
    }

    /// What a reader must find, in its words.
    fn meaning(&self) -> String {
        let sender = match (&self.sender, self.profile.short_codes) {
            (Address::ShortCode(code), ShortCodeFormat::ShortCode) => format!("ShortCode = {code}"),
            (Address::ShortCode(code), ShortCodeFormat::Number) => format!("Number = {code}"),
            (Address::Number(digits), _) => format!("Number = {}", self.number(digits)),
            (Address::Mail(mail), _) => format!("RFC2822Address = {mail}"),
        };
        let mut to = format!("Number = {}", self.number("12025550100"));
        if self.group {
            let shown = self.number("12025550101");
            let _ = write!(
                to,
                "\nsoap /Envelope/Body/SubmitReq/Recipients/To/Number displayOnly=true = {shown}"
            );
        }
        let inner = match self.smil {
            true => "multipart/related [start=<s.smil> type=application/smil]",
            false => "multipart/mixed []",
        };
        let (namespace, version) = (&self.profile.namespace, &self.profile.version);
        let mut text = format!(
            "body multipart/related [start=<mm7-soap> type=text/xml] id=- location=-\n\
             message text/xml [charset=utf-8] id=<mm7-soap> location=-\n\
             namespaces ['{namespace}']\n\
             soap /Envelope/Header/TransactionID mustUnderstand=1 = tx-1\n\
             soap /Envelope/Body/SubmitReq/MM7Version = {version}\n\
             soap /Envelope/Body/SubmitReq/SenderIdentification/VASPID = vasp\n\
             soap /Envelope/Body/SubmitReq/SenderIdentification/SenderAddress/{sender}\n\
             soap /Envelope/Body/SubmitReq/Recipients/To/{to}\n\
             soap /Envelope/Body/SubmitReq/DeliveryReport = true\n\
             soap /Envelope/Body/SubmitReq/Subject = {SUBJECT}\n\
             soap /Envelope/Body/SubmitReq/Content href=cid:mm7-content allowAdaptations=false = \n\
             body {inner} id=<mm7-content> location=-\n"
        );
        for (media_type, name, bytes) in self.parts() {
            let parameter = match media_type {
                "image/jpeg" => "name=a.jpg",
                _ => "charset=utf-8",
            };
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(
                text,
                "part {media_type} [{parameter}] id=<{name}> location={name} {hex}"
            );
        }
        text
    }
}

/// Every version, with and without a prefix, in both encodings, with and without a presentation,
/// for a group and for one, from each kind of sender.
fn manners() -> Vec<Manner> {
    let spellings = [
        NumberFormat::WithPlus,
        NumberFormat::Digits,
        NumberFormat::Plmn,
    ];
    let senders = [
        (
            Address::ShortCode("60856".to_owned()),
            ShortCodeFormat::ShortCode,
        ),
        (
            Address::ShortCode("60856".to_owned()),
            ShortCodeFormat::Number,
        ),
        (
            Address::Number("12025550199".to_owned()),
            ShortCodeFormat::ShortCode,
        ),
    ];
    let mut all = Vec::new();
    for version in Profile::versions() {
        let usual = Profile::of_version(version).expect("a version");
        for number in 0..24_usize {
            let (sender, short_codes) = senders[number % 3].clone();
            all.push(Manner {
                profile: Profile {
                    prefix: (number % 2 == 0).then(|| "mm7".to_owned()),
                    transfer: match number / 2 % 2 {
                        0 => ContentTransfer::Base64,
                        _ => ContentTransfer::Binary,
                    },
                    numbers: spellings[number / 3 % 3],
                    short_codes,
                    ..usual.clone()
                },
                smil: number / 4 % 2 == 0,
                sender,
                group: number / 8 % 2 == 0,
            });
        }
    }
    all
}

#[test]
fn a_submission_means_to_another_reader_what_was_meant() {
    let manners = manners();
    let mut input = Vec::new();
    for manner in &manners {
        let request = encode_submit("tx-1", &manner.submit(), &manner.profile);
        let mut entity = format!("Content-Type: {}\r\n\r\n", request.content_type).into_bytes();
        entity.extend(request.body.concat());
        input.extend(format!("{}\n", entity.len()).into_bytes());
        input.extend(entity);
    }
    let found = String::from_utf8(python("read.py", &input)).expect("UTF-8");
    let found: Vec<&str> = found.split_terminator("end\n").collect();
    assert_eq!(found.len(), manners.len());
    assert_eq!(found.len(), 240);
    for (manner, found) in manners.iter().zip(found) {
        assert_eq!(found, manner.meaning(), "{:?}", manner.profile);
    }
}

/// A request of the other writer: the name of its form, its type, its body.
fn requests() -> Vec<(String, String, Bytes)> {
    let mut data = Bytes::from(python("write.py", b""));
    let mut all = Vec::new();
    let line = |data: &mut Bytes| {
        let end = data.iter().position(|byte| *byte == b'\n').expect("a line");
        let line = data.split_to(end + 1);
        String::from_utf8(line[..end].to_vec()).expect("UTF-8")
    };
    while !data.is_empty() {
        let (form, content_type) = (line(&mut data), line(&mut data));
        let length = line(&mut data).parse().expect("a length");
        all.push((form, content_type, data.split_to(length)));
    }
    all
}

/// The picture of the other writer.
fn their_picture() -> Vec<u8> {
    let every: Vec<u8> = (0..=255).collect();
    [b"GIF89a", &*every.repeat(20), b"\r\n--x\r\n"].concat()
}

#[test]
fn what_another_writer_made_is_understood() {
    let requests = requests();
    assert_eq!(requests.len(), 18);
    let line = "Grüße =20 € und eine Zeile, die länger ist als achtundsiebzig Zeichen 👋\n";
    for (form, content_type, body) in requests {
        let envelope = decode(&content_type, &body).expect(&form);
        assert_eq!(envelope.header.transaction_id, "py-1", "{form}");
        assert_eq!(envelope.header.version, "5.5.0", "{form}");
        assert!(
            envelope.header.namespace.ends_with("REL-5-MM7-1-2"),
            "{form}"
        );
        match envelope.message {
            Message::DeliveryReportReq(report) => {
                assert_eq!(report.message_id, "m-<1>");
                assert_eq!(report.status, mm7::MmStatus::Retrieved);
                let text = report.status_text.as_deref();
                assert_eq!(text, Some("Zugestellt & geöffnet"));
                assert!(report.ua_capabilities.is_some());
            }
            Message::DeliverReq(message) => {
                assert_eq!(message.sender, Address::Number("12025550100".to_owned()));
                assert_eq!(message.subject.as_deref(), Some("Grüße 👋"), "{form}");
                let parts = message.content.expect("content").parts;
                let of = |kind: &str| {
                    let part = |part: &&Part| part.content_type.media_type() == kind;
                    parts.iter().find(part).expect(kind)
                };
                let text = String::from_utf8_lossy(&of("text/plain").bytes).replace("\r\n", "\n");
                assert_eq!(text, line.repeat(2), "{form}");
                assert_eq!(of("image/gif").bytes, their_picture(), "{form}");
                assert_eq!(of("image/gif").content_location.as_deref(), Some("a.gif"));
                let presented = form.ends_with("True");
                assert_eq!(parts.len(), 2 + usize::from(presented), "{form}");
            }
            other => panic!("{form}: {other:?}"),
        }
    }
}
