//! The first page of the handbook.

use crate::page::Page;

/// What there is: address, name, what it is for.
pub(crate) const DOCUMENTS: &[(&str, &str, &str)] = &[
    (
        "/codes",
        "Codes of answers",
        "What each refusal means and how to get past it.",
    ),
    ("/codes/events", "Events", "What each postback means."),
    ("/codes.json", "Both tables as JSON", "For programs."),
    (
        "/openapi.json",
        "OpenAPI 3.1",
        "The JSON dialect: requests, answers, postbacks.",
    ),
    ("/schemas/wxml-request.rng", "WXML requests", "RELAX NG."),
    (
        "/schemas/legacy-request.rng",
        "LEGACY requests",
        "RELAX NG.",
    ),
    ("/schemas/kebab-request.rng", "KEBAB requests", "RELAX NG."),
    (
        "/schemas/upper-reply.rng",
        "Answers in upper-case XML",
        "RELAX NG; LEGACY, WXML and GET.",
    ),
    (
        "/schemas/kebab-reply.rng",
        "Answers in lower-case XML",
        "RELAX NG; KEBAB.",
    ),
    (
        "/schemas/wxml-postback.rng",
        "Postbacks in upper-case XML",
        "RELAX NG.",
    ),
    (
        "/schemas/kebab-postback.rng",
        "Postbacks in lower-case XML",
        "RELAX NG.",
    ),
    (
        "/collection.json",
        "A collection of requests",
        "Every action in every dialect, for Postman, Bruno and others.",
    ),
];

/// The page.
pub(crate) fn page() -> String {
    let mut page = Page::new("Wirephoto: documents of the API");
    page.text(
        "Everything here is made by this gateway from the tables that it works by, and belongs to \
         the version that is running.",
    );
    let rows: Vec<_> = DOCUMENTS
        .iter()
        .map(|(href, name, what)| {
            (
                (*href).to_owned(),
                vec![(*name).to_owned(), (*what).to_owned()],
            )
        })
        .collect();
    page.table(&["Document", "What it is"], &rows);
    page.finish()
}
