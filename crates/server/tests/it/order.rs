//! What a customer writes: WXML requests, field by field.
//!
//! Knows nothing of HTTP. Values go in as they are, so a test escapes what it wants escaped.

use crate::gateway::KEY;

/// A request, to be changed field by field.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    fields: Vec<(&'static str, String)>,
    slides: Vec<String>,
}

impl Order {
    /// A complete `sendMMS` with one slide of text.
    pub(crate) fn send(to: &str) -> Self {
        Self::of("sendMMS")
            .with("TO", to)
            .with("FROM", "60856")
            .with("SUBJECT", "Good news")
            .with("NAME", "news")
            .slides(&[text("Hello")])
    }

    /// A complete `saveMMS` with one slide of text.
    pub(crate) fn save() -> Self {
        Self::of("saveMMS")
            .with("SUBJECT", "Good news")
            .with("NAME", "news")
            .slides(&[text("Hello")])
    }

    /// A complete `sendSavedMMS`.
    pub(crate) fn send_saved(mms_id: &str, to: &str) -> Self {
        Self::of("sendSavedMMS")
            .with("TO", to)
            .with("FROM", "60856")
            .with("MMSID", mms_id)
    }

    /// A complete `sendSMS`.
    pub(crate) fn sms(to: &str) -> Self {
        Self::of("sendSMS")
            .with("TO", to)
            .with("FROM", "60856")
            .with("TEXT", "Hello")
    }

    /// An action with the key of the account and nothing else.
    pub(crate) fn of(action: &str) -> Self {
        Self {
            fields: vec![("ACTION", action.to_owned()), ("API_KEY", KEY.to_owned())],
            slides: Vec::new(),
        }
    }

    /// With this value, in place of another one of the same name.
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        self.without(name).also(name, value)
    }

    /// With this value, besides others of the same name.
    pub(crate) fn also(mut self, name: &'static str, value: &str) -> Self {
        self.fields.push((name, value.to_owned()));
        self
    }

    /// Without the field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| *field != name);
        self
    }

    /// With these slides and no others.
    pub(crate) fn slides(mut self, slides: &[String]) -> Self {
        self.slides = slides.to_vec();
        self
    }

    /// The request as KEBAB reads it, under the names of WXML in lower case.
    pub(crate) fn kebab(&self) -> String {
        let mut lower = self.clone();
        for (name, _) in &mut lower.fields {
            *name = name.to_ascii_lowercase().leak();
        }
        let slides = lower.xml().replace("SLIDE>", "slide>");
        slides.replace("REQUEST>", "request>")
    }

    /// The request as XML.
    pub(crate) fn xml(&self) -> String {
        let slides = self.slides.iter().map(|slide| ("SLIDE", slide));
        let fields = self.fields.iter().map(|(name, value)| (*name, value));
        let lines = fields
            .chain(slides)
            .map(|(name, value)| format!("    <{name}>{value}</{name}>\n"));
        format!("<REQUEST>\n{}</REQUEST>\n", lines.collect::<String>())
    }
}

/// A slide of text.
pub(crate) fn text(text: &str) -> String {
    format!("<TEXT>{text}</TEXT>")
}

/// An element with an address in it, as `IMAGE`.
pub(crate) fn file(element: &str, url: &str) -> String {
    format!("<{element}><URL>{url}</URL></{element}>")
}
