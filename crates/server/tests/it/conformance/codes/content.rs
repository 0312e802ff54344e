//! Faults of content: slides, files and the texts beside them.

use super::{Row, check, row};
use crate::cites::covers;
use crate::conformance::request::Dialect::{Json, Kebab, Legacy, Wxml};
use crate::conformance::request::{Dialect, Request, Slide, text};
use crate::conformance::table::stage;
use crate::gateway::Gateway;
use crate::pictures::sample;
use domain::account::Account;
use domain::element::Element;
use domain::fault::Kind;
use testkit::{Length, Resource};

const ALL: [Dialect; 5] = Dialect::ALL;

/// Those with a body: parameters know no empty slides, and an address holds no long texts.
const DOCUMENTS: [Dialect; 4] = [Legacy, Wxml, Kebab, Json];

/// What holds when both kinds of request raise all codes of content.
const SHARED: &str = "S0-10 S0-43 S1-6 S1-41 S2-46 S2-177 S3-3 S3-138";

pub(super) fn rows(gateway: &Gateway) -> Vec<Row> {
    let mut rows = composition();
    rows.extend(files(gateway));
    rows.extend(beside());
    rows
}

/// The same fault in a send and in content to be saved: what one raises the other raises too.
fn both(kind: Kind, items: &'static str, slides: &[Slide]) -> [Row; 2] {
    [Request::send(), Request::save()].map(|it| row(kind, items, it.slides(slides)).only(&ALL))
}

fn composition() -> Vec<Row> {
    let away = "http://127.0.0.1:9/none";
    let slide = |names: &[&'static str]| {
        let parts = names.iter().map(|name| (*name, away.to_owned()));
        [parts.collect::<Slide>()]
    };
    let lasting = |seconds: &str| [text("Hello"), vec![("DURATION", seconds.to_owned())]].concat();
    let long = text(&"é".repeat(5_001));
    let rows = [
        both(
            Kind::TooManyObjects,
            "S2-139 S3-99",
            &slide(&["VCARD", "PDF"]),
        ),
        both(
            Kind::ObjectWithMedia,
            "S2-140 S3-100",
            &slide(&["ICAL", "IMAGE"]),
        ),
        both(
            Kind::AudioWithVideo,
            "S2-142 S3-102",
            &slide(&["AUDIO", "VIDEO"]),
        ),
        both(
            Kind::VideoWithImage,
            "S2-143 S3-103",
            &slide(&["VIDEO", "IMAGE"]),
        ),
        both(
            Kind::TooManySlides,
            "S2-141 S3-101",
            &vec![text("Hello"); 10],
        ),
        both(Kind::NoSlides, "S2-149 S3-109", &[]),
        both(Kind::SlideEmpty, "S2-150 S3-110", &[text("a"), text(" ")])
            .map(|it| it.gap("2").only(&DOCUMENTS)),
        both(Kind::BadDuration, "S2-146 S3-106", &[lasting("61")]).map(|it| it.gap("1")),
        both(Kind::TextTooLongInSlide, "S2-154 S3-114", &[long])
            .map(|it| it.gap("1").only(&DOCUMENTS)),
    ];
    rows.into_iter().flatten().collect()
}

/// The kinds of files: element, and what is said of one that is too big and of one that is away.
const FILES: [(&str, [Kind; 2], [&str; 2]); 7] = [
    (
        "IMAGE",
        [Kind::ImageTooBig, Kind::ImageNotCopied],
        ["S2-151 S3-111", "S2-159 S3-120"],
    ),
    (
        "AUDIO",
        [Kind::AudioTooBig, Kind::AudioNotCopied],
        ["S2-152 S3-112", "S2-160 S3-121"],
    ),
    (
        "VIDEO",
        [Kind::VideoTooBig, Kind::VideoNotCopied],
        ["S2-153 S3-113", "S2-161 S3-122"],
    ),
    (
        "VCARD",
        [Kind::VCardTooBig, Kind::VCardNotCopied],
        ["S2-155 S3-115", "S2-162 S3-123"],
    ),
    (
        "ICAL",
        [Kind::ICalTooBig, Kind::ICalNotCopied],
        ["S2-156 S3-116", "S2-163 S3-124"],
    ),
    (
        "PDF",
        [Kind::PdfTooBig, Kind::PdfNotCopied],
        ["S2-157 S3-117", "S2-164 S3-125"],
    ),
    (
        "PASSBOOK",
        [Kind::PassbookTooBig, Kind::PassbookNotCopied],
        ["S3-118", "S3-126"],
    ),
];

fn files(gateway: &Gateway) -> Vec<Row> {
    let put = |path, resource| gateway.media.put(path, resource);
    let big = Resource::of("image/jpeg", sample("photos/rocket.jpg"));
    let big = put("/big", big.with_length(Length::Claimed(60 << 20)));
    let away = put("/away", Resource::status(404));
    let half = put(
        "/half",
        Resource::of("image/jpeg", sample("bad/truncated.jpg")),
    );
    let page = put(
        "/page",
        Resource::of("image/jpeg", sample("bad/html-as-image.jpg")),
    );
    let on_slide_2 =
        |element: &'static str, url: &str| [text("a"), vec![(element, url.to_owned())]];
    let mut rows = Vec::new();
    for (element, [too_big, not_copied], [big_items, away_items]) in FILES {
        rows.extend(both(too_big, big_items, &on_slide_2(element, &big)));
        rows.extend(both(not_copied, away_items, &on_slide_2(element, &away)));
    }
    rows.extend(both(
        Kind::ImageCorrupted,
        "S2-158 S3-119",
        &on_slide_2("IMAGE", &half),
    ));
    let mut rows: Vec<Row> = rows.into_iter().map(|it| it.gap("2")).collect();
    rows.extend(both(
        Kind::UnrecognizedContentType,
        "S2-171 S3-133",
        &on_slide_2("IMAGE", &page),
    ));
    let switched_off = both(
        Kind::ContentNotAllowed,
        "S2-145 S3-105",
        &on_slide_2("PDF", &big),
    );
    rows.extend(switched_off.map(|it| it.account(without_pdf)));
    rows
}

fn without_pdf(account: &mut Account) {
    account.policy.refused_elements = [Element::Pdf].into();
}

fn beside() -> Vec<Row> {
    let both = |kind, items, name, value: &str| {
        [Request::send(), Request::save()]
            .map(|it| row(kind, items, it.with(name, value)).only(&ALL))
    };
    let long = "x".repeat(1_001);
    let name = "x".repeat(256);
    let expiry = "MMSLINK_EXPIRATION_DATE";
    let subject = [Request::send(), Request::save()].map(|it| it.without("SUBJECT"));
    let subject = subject.map(|it| row(Kind::SubjectRequired, "S4-71", it));
    let requires = |account: &mut Account| account.policy.require_subject = true;
    let rows = [
        both(Kind::NameRequired, "S2-148 S3-108", "NAME", &name),
        both(Kind::TextTooLong, "S2-144 S3-104", "FALLBACKSMSTEXT", &long).map(|it| it.gap("1000")),
        both(Kind::LinkExpiryInvalid, "S2-165 S3-127", expiry, "never"),
        both(
            Kind::ClientReferenceInvalid,
            "S2-76",
            "CLIENT_REFERENCE",
            &name,
        ),
        subject.map(|it| it.account(requires)),
    ];
    rows.into_iter().flatten().collect()
}

#[tokio::test]
async fn faults_of_slides() {
    check(&stage(|_| ()).await, &composition()).await;
    covers(SHARED);
}

#[tokio::test]
async fn faults_of_files() {
    let gateway = stage(|_| ()).await;
    check(&gateway, &files(&gateway)).await;
    covers(SHARED);
    covers("S2-122");
}

#[tokio::test]
async fn faults_of_what_stands_beside_the_slides() {
    check(&stage(|_| ()).await, &beside()).await;
    covers(SHARED);
}
