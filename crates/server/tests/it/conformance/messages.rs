//! What becomes of a direct send: what is fetched, fitted, shown and left out.

use crate::cites::covers;
use crate::conformance::request::Dialect::{self, Get, Json, Kebab, Legacy, Wxml};
use crate::conformance::request::{Request, Slide, text};
use crate::conformance::table::stage;
use crate::gateway::Gateway;
use crate::pictures::{decoded_size, jpeg, picture, sample};
use image::ImageFormat;
use mmsc::Submission;
use testkit::Resource;

/// Sends and returns what reached the carrier.
async fn sent(gateway: &Gateway, dialect: Dialect, request: &Request) -> Submission {
    let before = gateway.submissions().len();
    let answer = gateway.call(request.call(dialect)).await;
    let tracking = dialect.read(&answer, "TRACKINGID");
    assert_ne!(tracking, "", "{dialect:?} {request:?}: {}", answer.body);
    gateway.until_final(&tracking).await;
    let all = gateway.submissions();
    assert_eq!(all.len(), before + 1, "{dialect:?} {request:?}");
    let one = all.last().expect("a submission");
    assert_eq!(one.violations, []);
    one.clone()
}

fn of_file(element: &'static str, url: &str) -> Request {
    Request::send().slides(&[slide(element, url)])
}

fn slide(element: &'static str, url: &str) -> Slide {
    vec![(element, url.to_owned())]
}

fn photo() -> Resource {
    Resource::of("image/jpeg", jpeg(64, 48))
}

/// The answer to a list of which the second number has opted out.
const BLOCKS: &str = "\
<RESPONSE>
    <STATUS>Success</STATUS>
    <MMSID>10000</MMSID>
    <SENDING>
        <TRACKINGID>MMS_1</TRACKINGID>
        <TO>12025550100</TO>
    </SENDING>
    <SENDING>
        <ERRORCODE>E114</ERRORCODE>
        <TO>12025550110</TO>
        <ERRORINFO>Phone number is blacklisted. API call rejected.</ERRORINFO>
    </SENDING>
    <SENDING>
        <TRACKINGID>MMS_2</TRACKINGID>
        <TO>12025550101</TO>
    </SENDING>
</RESPONSE>";

/// The same in the names of KEBAB.
fn lower(upper: &str) -> String {
    let names = [
        "RESPONSE",
        "STATUS",
        "MMSID",
        "SENDING",
        "TRACKINGID",
        "TO",
        "ERRORCODE",
        "ERRORINFO",
    ];
    names.iter().fold(upper.to_owned(), |text, name| {
        let tag = |name: &str| [format!("<{name}>"), format!("</{name}>")];
        let [begin, end] = tag(name);
        let [own_begin, own_end] = tag(&Kebab.spell(name));
        text.replace(&begin, &own_begin).replace(&end, &own_end)
    })
}

#[tokio::test]
async fn a_list_of_receivers_goes_to_each_of_them() {
    let list = "12025550100, 12025550110, 12025550101";
    for (dialect, allowed) in [(Legacy, None), (Kebab, Some(true)), (Wxml, Some(true))] {
        let gateway = stage(|setup| setup.account.policy.multi_recipient = allowed).await;
        let answer = gateway
            .call(Request::send().with("TO", list).call(dialect))
            .await;
        assert_eq!(
            dialect.read(&answer, "STATUS"),
            "Success",
            "{}",
            answer.body
        );
        for tracking in ["MMS_1", "MMS_2"] {
            gateway.until_final(tracking).await;
            assert!(answer.body.contains(tracking), "{}", answer.body);
        }
        let mut reached: Vec<String> = gateway
            .submissions()
            .iter()
            .map(|it| it.recipient().to_owned())
            .collect();
        reached.sort();
        assert_eq!(reached, ["12025550100", "12025550101"]);
        let expected = match dialect {
            Kebab => lower(BLOCKS),
            _ => BLOCKS.to_owned(),
        };
        assert_eq!(answer.body.trim_end(), expected);
    }
    let gateway = stage(|_| ()).await;
    for dialect in [Wxml, Get, Kebab, Json] {
        let answer = gateway
            .call(Request::send().with("TO", list).call(dialect))
            .await;
        assert_eq!(dialect.fault(&answer).0, "E110");
    }
    covers("S0-8 S1-4");
}

#[tokio::test]
async fn files_are_fetched_in_the_call_and_anew_for_every_call() {
    let gateway = stage(|_| ()).await;
    let url = gateway.media.put("/photo", photo());
    for (dialect, asked) in Dialect::ALL.into_iter().zip(1..) {
        let answer = gateway.call(of_file("IMAGE", &url).call(dialect)).await;
        assert_eq!(
            dialect.read(&answer, "STATUS"),
            "Success",
            "{}",
            answer.body
        );
        // The server is asked no later than the answer comes, for each call once more.
        assert_eq!(gateway.media.asked("/photo"), asked);
    }
    covers("S1-10 S1-13 S2-11");
}

#[tokio::test]
async fn a_large_photograph_is_fitted() {
    let gateway = stage(|_| ()).await;
    let source = sample("photos/landscape.jpg");
    let url = gateway
        .media
        .put("/large", Resource::of("image/jpeg", source.clone()));
    let one = sent(&gateway, Wxml, &of_file("IMAGE", &url)).await;
    let fitted = one.parts[1].body.as_ref().expect("a body");
    let (width, height) = decoded_size(fitted);
    assert!(width <= 640 && height <= 1_138, "{width} x {height}");
    assert!(fitted.len() < source.len());
    covers("S2-8 S2-86");
}

#[tokio::test]
async fn pictures_of_four_types_are_taken() {
    let gateway = stage(|_| ()).await;
    for (format, mime) in [
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::WebP, "image/webp"),
    ] {
        let url = gateway
            .media
            .put("/picture", Resource::of(mime, picture(format, 64, 48)));
        let one = sent(&gateway, Wxml, &of_file("IMAGE", &url)).await;
        let arrived = one.parts[1].body.as_ref().expect("a body");
        assert_eq!(decoded_size(arrived), (64, 48), "{mime}");
    }
    // As much of it as an unknown operator takes; the format has no end of its own.
    let film = sample("film/pan-mpeg1.mpg").slice(..200_000);
    let film = gateway.media.put("/film", Resource::of("video/mpeg", film));
    let one = sent(&gateway, Wxml, &of_file("VIDEO", &film)).await;
    assert_eq!(one.parts[1].content_type, "video/mpeg");
    covers("S2-116 S2-118");
}

#[tokio::test]
async fn parameters_of_addresses_of_sound_and_film_are_dropped_and_of_no_others() {
    let gateway = stage(|_| ()).await;
    let put = |path: &str, mime: &str, name: &str| {
        gateway.media.put(path, Resource::of(mime, sample(name)));
        gateway.media.url(path)
    };
    put("/Track-4711/SOUND.mp3", "audio/mpeg", "sound/speech.mp3");
    put("/a.3gp", "video/3gpp", "film/pan-h263-aac.3gp");
    let picture = put("/a.jpg?id=1&x", "image/jpeg", "photos/rocket.jpg");
    let card = put("/a.vcf?id=2", "text/vcard", "objects/contact.vcf");
    let sound = gateway.media.url("/Track-4711/SOUND.mp3?id=3#begin");
    let film = gateway.media.url("/a.3gp?id=4");
    for dialect in [Wxml, Get] {
        for (element, url) in [
            ("IMAGE", &picture),
            ("VCARD", &card),
            ("AUDIO", &sound),
            ("VIDEO", &film),
        ] {
            sent(&gateway, dialect, &of_file(element, url)).await;
        }
    }
    let paths = [
        "/a.jpg?id=1&x",
        "/a.vcf?id=2",
        "/Track-4711/SOUND.mp3",
        "/a.3gp",
    ];
    assert_eq!(paths.map(|path| gateway.media.asked(path)), [2; 4]);
    // The others keep what stands there, so this file is not found.
    for dialect in [Legacy, Kebab, Json] {
        let answer = gateway.call(of_file("AUDIO", &sound).call(dialect)).await;
        assert_eq!(dialect.fault(&answer).0, "E352");
    }
    covers("S2-29 S2-30 S3-40 S3-41");
}

#[tokio::test]
async fn an_address_is_absolute() {
    let gateway = stage(|_| ()).await;
    gateway.media.put("/photo", photo());
    for address in [
        "/photo",
        "photo",
        "//localhost/photo",
        "www.example.com/photo",
    ] {
        for dialect in Dialect::ALL {
            let answer = gateway.call(of_file("IMAGE", address).call(dialect)).await;
            assert_eq!(dialect.fault(&answer).0, "E351", "{address}");
        }
    }
    assert_eq!(gateway.media.asked("/photo"), 0);
    covers("S2-110");
}

#[tokio::test]
async fn of_two_files_of_a_kind_the_first_counts_and_the_other_is_not_fetched() {
    let gateway = stage(|_| ()).await;
    let first = gateway.media.put("/first", photo());
    let second = gateway.media.put("/second", photo());
    let two = [slide("IMAGE", &first), slide("IMAGE", &second)].concat();
    let one = sent(&gateway, Wxml, &Request::send().slides(&[two])).await;
    assert_eq!(one.parts.len(), 2);
    assert_eq!(
        ["/first", "/second"].map(|it| gateway.media.asked(it)),
        [1, 0]
    );
    covers("S2-95 S2-96");
}

#[tokio::test]
async fn the_subject_is_cut_and_cleaned_and_may_be_dropped_by_its_sender() {
    let gateway = stage(|_| ()).await;
    for dialect in Dialect::ALL {
        let subject = async |request: Request| sent(&gateway, dialect, &request).await.subject;
        let with = |subject: &str| Request::send().with("SUBJECT", subject);
        let eighty = "é".repeat(80);
        assert_eq!(subject(with(&eighty)).await, Some(eighty.clone()));
        assert_eq!(subject(with(&(eighty.clone() + "x"))).await, Some(eighty));
        assert_eq!(
            subject(with("Sale 🎉 ends 👩‍🚀 today")).await.as_deref(),
            Some("Sale ends today")
        );
        assert_eq!(
            subject(with("Sale").with("FROM", "18885550100")).await,
            None
        );
    }
    covers("S2-52 S2-53 S2-92 S2-93");
}

#[tokio::test]
async fn texts_keep_their_line_breaks_and_the_name_is_shown_to_nobody() {
    let gateway = stage(|_| ()).await;
    let long = format!("Hello\n\n{}", "x".repeat(161));
    for dialect in Dialect::ALL {
        let request = Request::send()
            .slides(&[text(&long)])
            .with("NAME", "internal-label");
        let one = sent(&gateway, dialect, &request).await;
        assert_eq!(one.parts[1].text(), Some(long.as_str()));
        assert!(!format!("{one:?}").contains("internal-label"));
        let is_named = |part: &mmsc::Part| {
            let body = part.body.as_deref().unwrap_or_default();
            String::from_utf8_lossy(body).contains("internal-label")
        };
        assert!(!one.parts.iter().any(is_named));
    }
    covers("S2-25 S2-41 S2-48 S3-16 S3-146");
}

#[tokio::test]
async fn a_forced_sms_looks_up_no_operator_unless_one_is_named() {
    let with_route = |setup: &mut crate::gateway::Setup| setup.account.senders[0].sms_route = true;
    let gateway = stage(with_route).await;
    for dialect in Dialect::ALL {
        let lost = Request::send().with("TO", "12025550120");
        let code = async |request: &Request| {
            let answer = gateway.call(request.call(dialect)).await;
            dialect.fault(&answer).0
        };
        assert_eq!(code(&lost).await, "E618");
        let forced = lost.with("FORCE_SEND_AS_SMS", "true");
        assert_eq!(code(&forced).await, "");
        assert_eq!(code(&forced.with("OPERATORID", "999999")).await, "E651");
    }
    covers("S2-71 S2-72");
}

#[tokio::test]
async fn the_size_on_the_wire_is_what_is_estimated_from_base64() {
    let gateway = stage(|setup| setup.link_key("encoding", "base64")).await;
    let photo = Resource::of("image/jpeg", sample("photos/rocket.jpg"));
    let url = gateway.media.put("/photo", photo);
    let one = sent(&gateway, Wxml, &of_file("IMAGE", &url)).await;
    assert_eq!(one.parts[1].encoding, "base64");
    let estimate = (one.content_bytes * 137).div_ceil(100) + 814;
    assert!(
        one.wire_bytes.abs_diff(estimate) * 50 < estimate,
        "{} {estimate}",
        one.wire_bytes
    );
    covers("S2-123");
}
