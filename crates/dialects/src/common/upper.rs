//! Answers and postbacks in upper-case XML.
//!
//! Speaks the spelling that several dialects share. Knows nothing of what is said; that comes as
//! words. Guarantee: what comes out is well-formed, and a postback stays under 20 KB.
//!
//! Source: docs/contract.md, names of replies and postbacks, framing of replies.

use crate::Document;
use crate::common::word::{Line, Word};
use crate::common::{notice, reply};
use domain::answer::Outcome;
use domain::manners::Manners;
use domain::notice::Notice;
use xml::Writer;

/// Answers say they are HTML, because a client in production hands XML-typed answers to the
/// parser of its HTTP library and fails on the result.
///
/// Source: docs/contract.md, response content type, and decision D2.
const REPLY_TYPE: &str = "text/html; charset=UTF-8";

/// Source: docs/contract.md, transport of postbacks.
const NOTICE_TYPE: &str = "text/xml; charset=UTF-8";

/// A postback is shorter than this.
///
/// Source: docs/contract.md, transport of postbacks.
const NOTICE_BYTES: usize = 20 * 1024;

/// The answer to a call: one element a line, no declaration.
pub(crate) fn reply(outcome: &Outcome, manners: &Manners) -> Document {
    let mut writer = Writer::indented();
    writer.open("RESPONSE");
    write(&mut writer, &reply::lines(outcome, manners.wording));
    Document {
        content_type: REPLY_TYPE,
        body: writer.finish().into_bytes(),
    }
}

/// The body of a postback: a declaration, then everything on one line. The longest values are
/// cut until it is short enough.
pub(crate) fn notice(notice: &Notice, manners: &Manners) -> Option<Document> {
    let mut lines = notice::lines(notice, manners)?;
    let mut body = postback(&lines);
    while body.len() >= NOTICE_BYTES && halve_longest(&mut lines) {
        body = postback(&lines);
    }
    Some(Document {
        content_type: NOTICE_TYPE,
        body: body.into_bytes(),
    })
}

fn postback(lines: &[Line]) -> String {
    let mut writer = Writer::compact();
    writer.declaration().open("POSTBACK");
    write(&mut writer, lines);
    writer.finish()
}

fn write(writer: &mut Writer, lines: &[Line]) {
    for (word, value) in lines {
        writer.leaf(name(*word), value);
    }
}

/// Whether there was anything left to cut.
fn halve_longest(lines: &mut [Line]) -> bool {
    let Some((_, longest)) = lines.iter_mut().max_by_key(|(_, value)| value.len()) else {
        return false;
    };
    let half = longest.floor_char_boundary(longest.len() / 2);
    longest.truncate(half);
    half > 0
}

/// The element of a word.
const fn name(word: Word) -> &'static str {
    match word {
        Word::Status => "STATUS",
        Word::To => "TO",
        Word::From => "FROM",
        Word::FromMask => "FROM_MASK",
        Word::MmsId => "MMSID",
        Word::TrackingId => "TRACKINGID",
        Word::StatusDetails => "STATUSDETAILS",
        Word::ErrorCode => "ERRORCODE",
        Word::ErrorInfo => "ERRORINFO",
        Word::Origin => "ORIGIN",
        Word::Code => "CODE",
        Word::SentAs => "SENTAS",
        Word::ClientReference => "CLIENT_REFERENCE",
        Word::CampaignRef => "CAMPAIGNREF",
        Word::OperatorId => "SPID",
        Word::Timestamp => "TIMESTAMP",
        Word::Handset => "HANDSET",
        Word::AggregatorId => "AGGREGATORID",
        Word::AudioName => "AUDIONAME",
        Word::VideoName => "VIDEONAME",
        Word::ImageName => "IMAGENAME",
        Word::Seq => "SEQ",
        Word::EventId => "EVENTID",
    }
}
