//! A document in memory.
//!
//! Knows elements, attributes and text; comments, processing instructions, prefixes and the way
//! characters were escaped are gone. Its guarantee: no look-up recurses.

use std::sync::Arc;

/// One element with everything in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Local name as written; its prefix is gone.
    pub name: String,
    /// Name of its namespace; `None` without one, and when its prefix was never declared.
    pub namespace: Option<Arc<str>>,
    /// Local names and values in document order, namespace declarations left out. A local name
    /// may occur twice when the prefixes differed.
    pub attributes: Vec<(String, String)>,
    /// Content in document order; no text node follows another.
    pub children: Vec<Node>,
}

/// A piece of an element's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, never empty; white space between elements is text too.
    Text(String),
}

impl Element {
    /// The child elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child element of this local name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|child| child.name == name)
    }

    /// As [`Element::child`], ASCII case ignored.
    pub fn child_ignoring_case(&self, name: &str) -> Option<&Self> {
        self.elements()
            .find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// All child elements of this local name, in document order.
    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |child| child.name == name)
    }

    /// As [`Element::children_named`], ASCII case ignored.
    pub fn children_ignoring_case<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements()
            .filter(move |child| child.name.eq_ignore_ascii_case(name))
    }

    /// The first element of this local name below this one, in document order, ASCII case
    /// ignored; this element itself does not count.
    pub fn descendant_ignoring_case(&self, name: &str) -> Option<&Self> {
        let mut open: Vec<_> = self.children.iter().rev().collect();
        while let Some(node) = open.pop() {
            if let Node::Element(element) = node {
                if element.name.eq_ignore_ascii_case(name) {
                    return Some(element);
                }
                open.extend(element.children.iter().rev());
            }
        }
        None
    }

    /// Value of the first attribute of this local name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(key, _)| key == name).map(|(_, v)| v.as_str())
    }

    /// As [`Element::attribute`], ASCII case ignored.
    pub fn attribute_ignoring_case(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The element's own text, that of child elements left out; not trimmed.
    pub fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// The text of the element and of everything in it, in document order; not trimmed.
    pub fn deep_text(&self) -> String {
        let mut text = String::new();
        let mut open: Vec<_> = self.children.iter().rev().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) => open.extend(element.children.iter().rev()),
            }
        }
        text
    }
}
