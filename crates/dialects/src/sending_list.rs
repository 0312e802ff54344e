//! The document of a sending report: the same XML whatever the dialect of the request.
//!
//! Written piece by piece, because a period may hold any number of messages. Guarantee: head,
//! entries and tail together are well-formed.
//!
//! Source: docs/contract.md, getSendingStatus.

use domain::sending::{Sending, Status, What};
use xml::Writer;

/// Content type of the document.
pub const CONTENT_TYPE: &str = "text/xml; charset=UTF-8";

/// What stands before the entries.
pub const HEAD: &str = "<RESPONSE>\n<SENDING_LIST>\n";

/// What stands behind them.
pub const TAIL: &str = "</SENDING_LIST>\n</RESPONSE>\n";

/// One message, on a line of its own.
#[must_use]
pub fn entry(sending: &Sending) -> String {
    let mut writer = Writer::compact();
    match &sending.what {
        What::Content { id, name, as_link } => content(&mut writer, sending, (*id, name, *as_link)),
        What::Text(text) => sms(&mut writer, sending, text),
    }
    let mut entry = writer.finish();
    entry.push('\n');
    entry
}

fn content(writer: &mut Writer, sending: &Sending, (id, name, as_link): (i64, &str, bool)) {
    let id = id.to_string();
    let mut attributes = whom(sending);
    attributes.push(("contentid", &id));
    if !name.is_empty() {
        attributes.push(("contentname", name));
    }
    attributes.push(("from", &sending.from));
    let delivery = if as_link { "xhtml" } else { "binary" };
    attributes.push(("delivery", delivery));
    writer.open_with("CONTENT", &attributes);
    for status in &sending.statuses {
        let name = ("name", status.name.word());
        let values = Values::of(status);
        let attributes: Vec<_> = std::iter::once(name).chain(values.attributes()).collect();
        writer.empty("MSG_STATUS", &attributes);
    }
    if let Some(handset) = &sending.handset {
        writer.leaf("MM7_HANDSETID", handset);
    }
    writer.close();
}

fn sms(writer: &mut Writer, sending: &Sending, text: &str) {
    let mut attributes = whom(sending);
    attributes.push(("from", &sending.from));
    attributes.push(("text", text));
    writer.open_with("TEXT", &attributes);
    for status in &sending.statuses {
        let values = Values::of(status);
        let attributes: Vec<_> = values.attributes().collect();
        writer.empty(status.name.word(), &attributes);
    }
    writer.close();
}

fn whom(sending: &Sending) -> Vec<(&str, &str)> {
    let mut attributes = vec![("id", &*sending.tracking), ("to", &*sending.to)];
    let carrier = sending.carrier.as_deref();
    attributes.extend(carrier.map(|carrier| ("carrier", carrier)));
    attributes
}

/// The values of a status, as text.
struct Values<'a> {
    gw: Option<String>,
    time: String,
    status: &'a Status,
}

impl<'a> Values<'a> {
    fn of(status: &'a Status) -> Self {
        Self {
            gw: status.gw.map(|gw| gw.to_string()),
            time: status.at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
            status,
        }
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let gw = self.gw.as_deref().map(|gw| ("gw", gw));
        let net = self.status.net.as_deref().map(|net| ("net", net));
        let info = self.status.info.as_deref().map(|info| ("info", info));
        let time = Some(("time", self.time.as_str()));
        [gw, net, time, info].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sending::Name;

    fn status(name: Name, gw: Option<u8>, net: &str) -> Status {
        Status {
            name,
            gw,
            net: Some(net.to_owned()),
            at: "2026-05-04T07:27:29Z".parse().unwrap(),
            info: None,
        }
    }

    fn sending(what: What, statuses: Vec<Status>) -> Sending {
        Sending {
            tracking: "MMS_597879".into(),
            to: "12025550100".into(),
            from: "60856".into(),
            carrier: Some("0001890".into()),
            what,
            statuses,
            handset: None,
        }
    }

    #[test]
    fn an_entry_is_that_of_the_contract() {
        let what = What::Content {
            id: 35_674,
            name: "menu".into(),
            as_link: false,
        };
        let statuses = vec![
            status(Name::Ack, Some(9), "1000"),
            status(Name::Dlr, Some(20), "Retrieved"),
        ];
        let mut told = sending(what, statuses);
        told.handset = Some("iphone14".into());
        let expected = "<CONTENT id=\"MMS_597879\" to=\"12025550100\" carrier=\"0001890\" \
            contentid=\"35674\" contentname=\"menu\" from=\"60856\" delivery=\"binary\">\
            <MSG_STATUS name=\"ACK\" gw=\"9\" net=\"1000\" time=\"2026-05-04T07:27:29+00:00\"/>\
            <MSG_STATUS name=\"DLR\" gw=\"20\" net=\"Retrieved\" \
            time=\"2026-05-04T07:27:29+00:00\"/>\
            <MM7_HANDSETID>iphone14</MM7_HANDSETID></CONTENT>\n";
        assert_eq!(entry(&told), expected);
    }

    #[test]
    fn a_text_names_its_statuses_itself() {
        let statuses = vec![status(Name::Ack, Some(10), "0")];
        let told = sending(What::Text("Hi & <bye>".into()), statuses);
        let expected = "<TEXT id=\"MMS_597879\" to=\"12025550100\" carrier=\"0001890\" \
            from=\"60856\" text=\"Hi &amp; &lt;bye&gt;\">\
            <ACK gw=\"10\" net=\"0\" time=\"2026-05-04T07:27:29+00:00\"/></TEXT>\n";
        assert_eq!(entry(&told), expected);
    }

    #[test]
    fn what_is_not_known_is_left_out_and_an_error_says_why() {
        let what = What::Content {
            id: 1,
            name: String::new(),
            as_link: true,
        };
        let failed = Status {
            net: None,
            info: Some("No route to carrier".into()),
            ..status(Name::Error, None, "")
        };
        let told = Sending {
            carrier: None,
            ..sending(what, vec![failed])
        };
        let expected = "<CONTENT id=\"MMS_597879\" to=\"12025550100\" contentid=\"1\" \
            from=\"60856\" delivery=\"xhtml\"><MSG_STATUS name=\"ERROR\" \
            time=\"2026-05-04T07:27:29+00:00\" info=\"No route to carrier\"/></CONTENT>\n";
        assert_eq!(entry(&told), expected);
    }
}
