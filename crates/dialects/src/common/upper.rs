//! Answers and postbacks in upper-case XML.
//!
//! Speaks the spelling that several dialects share. Knows nothing of what is said; that comes as
//! words. Guarantee: what comes out is well-formed, and a postback stays under 20 KB.
//!
//! Source: docs/contract.md, names of replies and postbacks, framing of replies.

use crate::Document;
use crate::common::markup;
use crate::common::node::Node;
use crate::common::notice::Times;
use crate::common::reply::{Details, Style};
use crate::common::word::Word;
use crate::common::{notice, reply, reply_types};
use domain::answer::Outcome;
use domain::fault::Wording;
use domain::manners::Manners;
use domain::notice::Notice;
use xml::Writer;

/// Source: docs/contract.md, transport of postbacks.
const NOTICE_TYPE: &str = "text/xml; charset=UTF-8";

/// The answer to a call: one element a line, no declaration.
pub(crate) fn reply(outcome: &Outcome, details: Details) -> Document {
    let style = Style {
        wording: Wording::Upper,
        details,
    };
    let mut writer = Writer::indented();
    writer.open("RESPONSE");
    markup::write(&mut writer, &reply::nodes(outcome, style), Word::upper);
    Document {
        content_type: reply_types::UPPER,
        body: writer.finish().into_bytes(),
    }
}

/// The body of a postback: a declaration, then everything on one line.
pub(crate) fn notice(notice: &Notice, manners: &Manners) -> Document {
    let nodes = notice::nodes(notice, manners, Times::Zoned);
    postback(notice::fitted(nodes, layout))
}

/// A postback that is laid out.
pub(crate) fn postback(text: String) -> Document {
    Document {
        content_type: NOTICE_TYPE,
        body: text.into_bytes(),
    }
}

fn layout(nodes: &[Node]) -> String {
    let mut writer = Writer::compact();
    writer.declaration().open("POSTBACK");
    markup::write(&mut writer, nodes, Word::upper);
    writer.finish()
}
