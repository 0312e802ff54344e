//! The frame of a page: plain HTML that needs no script and reads well on a phone and in print.

use xml::Writer;

/// One style for all pages; light and dark as the reader has it.
pub(crate) const STYLE: &str = include_str!("../pages/style.css");

/// A page in the making.
pub(crate) struct Page(Writer);

impl Page {
    /// Begins a page; `title` is its heading too.
    pub(crate) fn new(title: &str) -> Self {
        let mut html = Writer::compact();
        html.open_with("html", &[("lang", "en-GB")]).open("head");
        html.empty("meta", &[("charset", "utf-8")]);
        let fits = [
            ("name", "viewport"),
            ("content", "width=device-width, initial-scale=1"),
        ];
        html.empty("meta", &fits);
        html.leaf("title", &format!("{title} - Wirephoto"));
        html.empty(
            "link",
            &[("rel", "stylesheet"), ("href", "/docs/style.css")],
        );
        html.close().open("body");
        html.open("nav");
        for (href, text) in [
            ("/docs", "Documents"),
            ("/codes", "Codes"),
            ("/codes/events", "Events"),
        ] {
            html.leaf_with("a", &[("href", href)], text);
        }
        html.close();
        html.open("main").leaf("h1", title);
        Self(html)
    }

    /// A heading of the second level that can be linked to.
    pub(crate) fn head_at(&mut self, id: &str, text: &str) {
        self.0.leaf_with("h2", &[("id", id)], text);
    }

    /// A paragraph.
    pub(crate) fn text(&mut self, text: &str) {
        self.0.leaf("p", text);
    }

    /// Names with their values.
    pub(crate) fn facts(&mut self, facts: &[(&str, &str)]) {
        self.0.open("dl");
        for (name, value) in facts {
            self.0.leaf("dt", name).leaf("dd", value);
        }
        self.0.close();
    }

    /// Text as it is, with a caption.
    pub(crate) fn sample(&mut self, caption: &str, text: &str) {
        self.0.open("figure").leaf("figcaption", caption);
        self.0.leaf_with("pre", &[("tabindex", "0")], text).close();
    }

    /// A table; the first cell of a row is a link.
    pub(crate) fn table(&mut self, heads: &[&str], rows: &[(String, Vec<String>)]) {
        self.0
            .open_with("div", &[("class", "wide"), ("tabindex", "0")]);
        self.0.open("table").open("thead").open("tr");
        for head in heads {
            self.0.leaf_with("th", &[("scope", "col")], head);
        }
        self.0.close().close().open("tbody");
        for (href, cells) in rows {
            self.0.open("tr");
            for (index, cell) in cells.iter().enumerate() {
                match index {
                    0 => {
                        self.0.open_with("th", &[("scope", "row")]);
                        self.0.leaf_with("a", &[("href", href)], cell).close();
                    }
                    _ => drop(self.0.leaf("td", cell)),
                }
            }
            self.0.close();
        }
        self.0.close().close().close();
    }

    /// Ends the page.
    pub(crate) fn finish(self) -> String {
        format!("<!DOCTYPE html>\n{}\n", self.0.finish())
    }
}
