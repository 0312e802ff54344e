//! Elements of one message, written and found.
//!
//! Knows the prefix of MM7 elements and that empty fields are left out; knows no message.

use xml::{Element, Writer};

/// Writes the elements of a message in the MM7 namespace.
pub(crate) struct Fields {
    pub(crate) writer: Writer,
    prefix: Option<String>,
}

impl Fields {
    pub(crate) fn new(writer: Writer, prefix: Option<&str>) -> Self {
        Self {
            writer,
            prefix: prefix.map(str::to_owned),
        }
    }

    fn name(&self, local: &str) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}:{local}"),
            None => local.to_owned(),
        }
    }

    /// Opens an element that declares the namespace of all that is in it.
    pub(crate) fn open_declaring(&mut self, local: &str, namespace: &str) {
        let declaration = self.declaration();
        let name = self.name(local);
        self.writer.open_with(&name, &[(&declaration, namespace)]);
    }

    /// The attribute that declares the MM7 namespace.
    pub(crate) fn declaration(&self) -> String {
        match &self.prefix {
            Some(prefix) => format!("xmlns:{prefix}"),
            None => "xmlns".to_owned(),
        }
    }

    pub(crate) fn open(&mut self, local: &str) {
        let name = self.name(local);
        self.writer.open(&name);
    }

    pub(crate) fn close(&mut self) {
        self.writer.close();
    }

    pub(crate) fn leaf(&mut self, local: &str, text: &str) {
        self.leaf_with(local, &[], text);
    }

    pub(crate) fn leaf_with(&mut self, local: &str, attributes: &[(&str, &str)], text: &str) {
        let name = self.name(local);
        self.writer.leaf_with(&name, attributes, text);
    }

    pub(crate) fn empty(&mut self, local: &str, attributes: &[(&str, &str)]) {
        let name = self.name(local);
        self.writer.empty(&name, attributes);
    }

    /// What a message carries: where it is, and whether it may be changed for the handset.
    pub(crate) fn content(&mut self, href: &str, allow_adaptations: Option<bool>) {
        let mut attributes = vec![("href", href)];
        if let Some(allowed) = allow_adaptations {
            attributes.push(("allowAdaptations", if allowed { "true" } else { "false" }));
        }
        self.empty("Content", &attributes);
    }

    pub(crate) fn optional(&mut self, local: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(local, text);
        }
    }

    pub(crate) fn flag(&mut self, local: &str, value: Option<bool>) {
        self.optional(
            local,
            value.map(|value| if value { "true" } else { "false" }),
        );
    }
}

/// Trimmed text of the first child of this name; `None` when it is missing or empty.
pub(crate) fn text(element: &Element, name: &str) -> Option<String> {
    let mut texts = element
        .children_ignoring_case(name)
        .map(|child| child.deep_text().trim().to_owned());
    texts.find(|text| !text.is_empty())
}

/// As [`text`], for truth values; `None` for anything else.
pub(crate) fn flag(element: &Element, name: &str) -> Option<bool> {
    match text(element, name)?.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
