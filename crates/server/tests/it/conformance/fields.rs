//! Every field of a send, in every dialect: that it is read, by what comes of it.

use crate::conformance::request::Dialect::{self, Get, Json, Kebab, Legacy, Wxml};
use crate::conformance::request::{Request, Slide, text};
use crate::conformance::table::{Table, same, stage};
use crate::gateway::Gateway;
use crate::pictures::sample;
use domain::message::Message;
use mmsc::Submission;
use testkit::Resource;

/// What shows that a field was read.
enum Effect {
    /// This code.
    Refused(&'static str),
    /// `Success`, and this to be seen at the carrier.
    Arrives(fn(&Submission) -> String, &'static str),
    /// `Success`, and this to be seen in the store.
    Kept(fn(&Message) -> Option<String>, Option<&'static str>),
    /// `Success`.
    Taken,
}

use Effect::{Arrives, Kept, Refused, Taken};

/// A field of one request, in all dialects.
struct Row {
    items: &'static str,
    request: Request,
    effect: Effect,
}

async fn check(gateway: &Gateway, rows: Vec<Row>) {
    let mut table = Table::default();
    for row in rows {
        for dialect in Dialect::ALL {
            let outcome = outcome(gateway, dialect, &row).await;
            let about = |fault| format!("{fault}\n{dialect:?}: {:?}", row.request);
            table.row(row.items, outcome.map_err(about));
        }
    }
    table.end();
}

async fn outcome(gateway: &Gateway, dialect: Dialect, row: &Row) -> Result<(), String> {
    let answer = gateway.call(row.request.call(dialect)).await;
    let (code, _) = dialect.fault(&answer);
    let expected = match row.effect {
        Refused(code) => code,
        Arrives(..) | Kept(..) | Taken => "",
    };
    same("the code", code.as_str(), expected)?;
    let tracking = dialect.read(&answer, "TRACKINGID");
    match row.effect {
        Refused(_) | Taken => Ok(()),
        Arrives(look, expected) => {
            gateway.until_final(&tracking).await;
            let one = gateway.submissions().pop().ok_or("nothing arrived")?;
            same("violations", one.violations.len(), 0)?;
            same("what arrived", look(&one).as_str(), expected)
        }
        Kept(look, expected) => {
            let life = gateway.life(&tracking).await;
            same("what is kept", look(&life.message).as_deref(), expected)
        }
    }
}

fn send(items: &'static str, field: &'static str, value: &str, effect: Effect) -> Row {
    let request = Request::send().with(field, value);
    Row {
        items,
        request,
        effect,
    }
}

fn slides(items: &'static str, slides: &[Slide], effect: Effect) -> Row {
    let request = Request::send().slides(slides);
    Row {
        items,
        request,
        effect,
    }
}

/// Types of all parts but the presentation.
fn types(one: &Submission) -> String {
    let parts = one.parts.iter().skip(1);
    let types: Vec<&str> = parts.map(|part| part.content_type.as_str()).collect();
    types.join(" ")
}

fn texts(one: &Submission) -> String {
    let texts: Vec<&str> = one
        .parts
        .iter()
        .skip(1)
        .filter_map(mmsc::Part::text)
        .collect();
    texts.join("|")
}

fn seconds(one: &Submission) -> String {
    let seconds = one
        .slides
        .iter()
        .map(|it| it.duration.as_secs().to_string());
    seconds.collect::<Vec<_>>().join(" ")
}

fn receiver(one: &Submission) -> String {
    one.recipient().to_owned()
}

/// Digits of those who are only shown.
fn shown(one: &Submission) -> String {
    let shown = one.recipients.iter().filter(|it| it.display_only);
    let digits: Vec<&str> = shown.map(|it| it.digits.as_str()).collect();
    digits.join(" ")
}

fn sender(one: &Submission) -> String {
    one.sender.clone().unwrap_or_default()
}

fn subject(one: &Submission) -> String {
    one.subject.clone().unwrap_or_default()
}

#[tokio::test]
async fn the_receiver() {
    let digits = Arrives(receiver, "12025550199");
    let ids = "S0-7 S0-9 S0-16 S1-3 S1-5 S2-1 S2-49 S3-19 S3-45";
    let foreign = "S0-9 S0-44 S1-5 S1-42 S2-49 S2-136 S3-2 S3-97 S3-147";
    let rows = vec![
        send(ids, "TO", "12025550199", digits),
        send(foreign, "TO", "+1 202", Refused("E110")),
        send(foreign, "TO", "21055501000", Refused("E110")),
        send(foreign, "TO", "0012025550100", Refused("E110")),
    ];
    check(&stage(|_| ()).await, rows).await;
}

#[tokio::test]
async fn the_others_of_the_group() {
    let field = "TO_DISPLAYONLY";
    let two = Arrives(shown, "12025550101 447911123456");
    let rows = vec![
        send("", field, "+12025550101, 447911123456", two),
        send("", "NAME", "news", Arrives(shown, "")),
        send("", field, "12025550101,nobody", Refused("E110")),
    ];
    check(&stage(|_| ()).await, rows).await;
}

#[tokio::test]
async fn the_sender() {
    let ids = "S0-14 S2-43 S3-20 S3-46";
    let foreign = "S0-14 S0-45 S1-43 S2-43 S2-137 S3-98";
    let shared = "S0-11 S3-4";
    let masked = "S2-28 S2-55 S3-21 S3-39 S3-47";
    let letters = Arrives(sender, "Wirephoto");
    let long_code = Arrives(sender, "+447700900123");
    let rows = vec![
        send(ids, "FROM", "60856", Arrives(sender, "60856")),
        send(foreign, "FROM", "99999", Refused("E111")),
        send(shared, "FROM", "60857", Refused("E111")),
        to_britain(send("S2-43 S3-143", "NAME", "news", long_code)),
        to_britain(send(masked, "FROM_MASK", "Wirephoto", letters)),
        send(masked, "FROM_MASK", "Wirephoto", Arrives(sender, "60856")),
        send("S3-21 S3-47", "FROM_MASK", "no mask!", Refused("E111")),
    ];
    check(&stage(|_| ()).await, rows).await;
}

/// The same send to a British number from the British sender.
fn to_britain(mut row: Row) -> Row {
    let request = row.request.with("TO", "447911123456");
    row.request = request.with("FROM", "447700900123");
    row
}

#[tokio::test]
async fn the_operator_and_the_campaign() {
    let operator = |it: &Message| it.operator.clone();
    let campaign = |it: &Message| it.campaign_ref.clone();
    let verizon = Kept(operator, Some("Verizon"));
    let metro = Kept(operator, Some("MetroPCS"));
    let spring = Kept(campaign, Some("Spring26"));
    let malformed = "S2-172 S3-22 S3-48 S3-134";
    let rows = vec![
        send("S0-15 S2-54 S3-22 S3-48", "OPERATORID", "000189", verizon),
        send("S1-29 S2-54", "OPERATORID", "31062", metro),
        send(malformed, "OPERATORID", "abc", Refused("E650")),
        send("S3-22 S3-48", "OPERATORID", "999999", Refused("E651")),
        send("S0-17 S1-30 S3-23 S3-49", "CAMPAIGNREF", "Spring26", spring),
    ];
    check(&stage(|_| ()).await, rows).await;
}

#[tokio::test]
async fn the_texts_beside_the_content() {
    let reference = |it: &Message| it.client_reference.clone();
    let order = Kept(reference, Some("order-4711"));
    let long = |length: usize| "x".repeat(length);
    let gift = Arrives(subject, "A gift!");
    let text = "S2-31 S3-36 S3-61";
    let rows = vec![
        send("S0-18 S1-31 S2-50 S3-24 S3-50", "SUBJECT", "A gift!", gift),
        send("S0-20 S3-25 S3-51", "NAME", &long(256), Refused("E311")),
        send(text, "FALLBACKSMSTEXT", &long(1_001), Refused("E228")),
        send(text, "FALLBACKSMSTEXT", &long(1_000), Taken),
        send("S2-74", "CLIENT_REFERENCE", "order-4711", order),
        send("S2-76", "CLIENT_REFERENCE", &long(64), Taken),
        send("S2-76", "CLIENT_REFERENCE", &long(65), Refused("E133")),
    ];
    check(&stage(|_| ()).await, rows).await;
}

#[tokio::test]
async fn the_switches_and_the_end_of_the_link() {
    let link = "DISABLEFALLBACKSMSLINK";
    let yes = "S2-17 S2-59 S3-9 S3-37 S3-62";
    let expiry = "MMSLINK_EXPIRATION_DATE";
    let date = "S2-67 S3-38 S3-63";
    let no_date = "S2-66 S2-67 S2-165 S3-127";
    let force = "FORCE_SEND_AS_SMS";
    let rows = vec![
        send(yes, link, "yes", Taken),
        send(yes, link, "TRUE", Taken),
        send("S2-59 S3-37 S3-62", link, "false", Taken),
        send("S2-59 S3-37 S3-62", link, "perhaps", Refused("E100")),
        send(date, expiry, "2026-12-31", Taken),
        send(date, expiry, "20261231 23:00:00+0200", Taken),
        send(date, expiry, "2027-05-04T07:27:29Z", Taken),
        send(no_date, expiry, "2027-05-07", Refused("E617")),
        send(no_date, expiry, "31.12.2026", Refused("E617")),
        send(no_date, expiry, "2026-05-03", Refused("E617")),
        send("S2-27 S2-73", force, "FALSE", Arrives(texts, "Hello")),
        send("S2-27 S2-173", force, "yes", Refused("E655")),
        // The sender has no route for an SMS, so that true is understood shows in its refusal.
        send("S2-27 S2-72", force, "true", Refused("E111")),
    ];
    check(&stage(|_| ()).await, rows).await;
}

/// Puts a sample on the customer's server; the slide that shows it.
fn file(gateway: &Gateway, element: &'static str, name: &str) -> Slide {
    let url = gateway.media.put(
        &format!("/{name}"),
        Resource::of("application/octet-stream", sample(name)),
    );
    vec![(element, url)]
}

/// A slide with a file and a text.
fn with_text(gateway: &Gateway, element: &'static str, name: &str) -> [Slide; 1] {
    [[file(gateway, element, name), text("Look")].concat()]
}

#[tokio::test]
async fn pictures_sound_and_film() {
    let gateway = stage(|_| ()).await;
    let slide = |element, name| with_text(&gateway, element, name);
    let photo = slide("IMAGE", "photos/rocket.jpg");
    let image = "S0-5 S0-24 S1-32 S2-61 S2-63 S2-90 S2-91 S3-27 S3-52";
    let sound = slide("AUDIO", "sound/speech.mp3");
    let audio = "S0-4 S0-25 S1-32 S2-117 S3-28 S3-53";
    let video = "S0-3 S1-9 S1-32 S2-100 S2-118 S3-29 S3-54";
    let film = |name| slide("VIDEO", name);
    let both = vec![[photo[0].clone(), sound[0].clone()].concat()];
    let both = [vec![text("a")], both].concat();
    let types_of_both = "text/plain image/jpeg audio/mpeg text/plain";
    let arrives = |expected| Arrives(types, expected);
    let rows = vec![
        slides(image, &photo, arrives("image/jpeg text/plain")),
        slides(audio, &sound, arrives("audio/mpeg text/plain")),
        slides(
            video,
            &film("film/pan-h263-aac.3gp"),
            arrives("video/3gpp text/plain"),
        ),
        slides(
            video,
            &film("film/pan-h264-aac.mp4"),
            arrives("video/mp4 text/plain"),
        ),
        slides("S1-2 S2-3 S2-98 S3-1", &both, arrives(types_of_both)),
    ];
    check(&gateway, rows).await;
}

#[tokio::test]
async fn objects() {
    let gateway = stage(|_| ()).await;
    let row = |items, element, name, expected| {
        let slide = with_text(&gateway, element, name);
        slides(items, &slide, Arrives(types, expected))
    };
    let card = "S1-35 S2-102 S2-103 S2-119 S3-30 S3-55";
    let date = "S1-36 S1-50 S2-102 S2-103 S2-120 S3-31 S3-56";
    let page = "S1-37 S2-102 S2-103 S2-121 S3-32 S3-57";
    let pass = "S1-38 S2-102 S3-33 S3-58";
    let pass_types = "text/plain application/vnd.apple.pkpass";
    let rows = vec![
        row(
            card,
            "VCARD",
            "objects/contact.vcf",
            "text/plain text/vcard",
        ),
        row(
            date,
            "ICAL",
            "objects/invitation.ics",
            "text/plain text/calendar",
        ),
        row(
            page,
            "PDF",
            "objects/coupon.pdf",
            "text/plain application/pdf",
        ),
        row(pass, "PASSBOOK", "objects/coupon.pkpass", pass_types),
    ];
    check(&gateway, rows).await;
}

#[tokio::test]
async fn texts_and_durations() {
    let lasting = |seconds: &str| [text("a"), vec![("DURATION", seconds.to_owned())]].concat();
    let letters = "Grüße, 你好, 🎁";
    let written = "S0-6 S0-26 S2-90 S2-107 S2-109 S2-115 S3-34 S3-60";
    let several = [text("a"), text("b"), text("c")];
    let order = "S0-21 S1-8 S2-4 S2-5 S3-26 S3-64";
    let rows = vec![
        slides(written, &[text(letters)], Arrives(texts, letters)),
        slides(
            "S0-22 S1-34 S2-42 S3-35 S3-59 S3-142",
            &[lasting("7")],
            Arrives(seconds, "7"),
        ),
        slides("S2-42 S2-146 S3-106", &[lasting("7.5")], Refused("E230")),
        slides("S0-23 S0-39", &[text("a")], Arrives(seconds, "10")),
        slides(order, &several, Arrives(texts, "a|b|c")),
    ];
    check(&stage(|_| ()).await, rows).await;
}

#[tokio::test]
async fn what_may_be_left_out() {
    let gateway = stage(|_| ()).await;
    let bare = Request::send()
        .with("FALLBACKSMSTEXT", "Look:")
        .without("SUBJECT");
    let photo = file(&gateway, "IMAGE", "photos/rocket.jpg");
    let row = |items, request, effect| Row {
        items,
        request,
        effect,
    };
    let rows = vec![
        row(
            "S0-34 S0-36 S0-37 S0-39 S0-40 S2-50 S3-72",
            bare.clone(),
            Arrives(subject, ""),
        ),
        row(
            "S0-38 S2-47 S2-61 S3-72",
            bare.slides(&[photo]),
            Arrives(types, "image/jpeg"),
        ),
    ];
    check(&gateway, rows).await;
}

#[tokio::test]
async fn names_in_any_spelling_and_elements_in_any_order() {
    let gateway = stage(|_| ()).await;
    let key = crate::gateway::KEY;
    let xml = |body: &str| format!("<request>{body}<api_key>{key}</api_key></request>");
    let prose = xml(
        "<slide><duration>5</duration><text>a</text></slide><subject>s</subject><name>n</name>
         <FallbackSmsText>f</FallbackSmsText><operatorid>31062</operatorid><campaignRef>c</campaignRef>
         <To>12025550100</To><from>60856</from><Action>SEND_MMS</Action>
         <slide><message-text>b</message-text><duration>6</duration></slide>",
    );
    let answer = gateway
        .call(crate::call::Call::post(prose).at("/ep/v1"))
        .await;
    let tracking = Kebab.read(&answer, "TRACKINGID");
    let life = gateway.until_final(&tracking).await;
    let one = gateway.submissions().pop().expect("a submission");
    assert_eq!((texts(&one), seconds(&one)), ("a|b".into(), "5 6".into()));
    assert_eq!(subject(&one), "s");
    assert_eq!(life.message.operator.as_deref(), Some("MetroPCS"));
    assert_eq!(life.message.campaign_ref.as_deref(), Some("c"));
    crate::cites::covers("S1-7 S1-33 S1-39 S1-48");

    let legacy = format!(
        "<REQUEST><CONTENT><SEQUENCE><SLIDE duration=\"5\"><TEXT>a</TEXT></SLIDE></SEQUENCE><name>n</name>
         </CONTENT><Campaignref>c</Campaignref><pass>{}</pass><FROM>60856</FROM><TO>12025550100</TO>
         <User>{}</User><ACTION>sendMMS</ACTION></REQUEST>",
        crate::conformance::request::PASS,
        crate::conformance::request::USER,
    );
    let answer = gateway.post_xml(legacy).await;
    let life = gateway.until_final(answer.tracking()).await;
    assert_eq!(life.message.campaign_ref.as_deref(), Some("c"));
    crate::cites::covers("S0-28 S0-41");
}

#[tokio::test]
async fn parameters_of_one_number_make_one_slide_in_whatever_order_they_come() {
    let gateway = stage(|_| ()).await;
    let query = format!(
        "slide_text_value_7=c&slide_duration_7=3&slide_duration_1=1&slide_text_value_2=b&action=sendmms\
         &slide_text_value_1=a&to=12025550100&from=60856&subject=s&name=n&api_key={}&slide_duration_2=2",
        crate::gateway::KEY
    );
    let answer = gateway.get(&query).await;
    gateway.until_final(answer.tracking()).await;
    let one = gateway.submissions().pop().expect("a submission");
    assert_eq!(
        (texts(&one), seconds(&one)),
        ("a|b|c".into(), "1 2 3".into())
    );
    crate::cites::covers("S3-64 S3-79");
}

#[tokio::test]
async fn loose_text_is_no_slide_and_a_blank_in_a_tag_is_harmless() {
    let gateway = stage(|_| ()).await;
    let request = |slide: &str| {
        Request::send()
            .slides(&[text("SLIDE")])
            .call_with(Legacy, |xml| xml.replace("<TEXT>SLIDE</TEXT>", slide))
    };
    let answer = gateway.call(request("just so")).await;
    assert_eq!(answer.fault(), ("E313", "Slide 1 is empty."));
    let sound = file(&gateway, "AUDIO", "sound/speech.mp3");
    let sound = format!("<AUDIO ><URL>{}</URL></AUDIO>", sound[0].1);
    let answer = gateway.call(request(&sound)).await;
    gateway.until_final(answer.tracking()).await;
    assert_eq!(types(&gateway.submissions()[0]), "audio/mpeg");
    crate::cites::covers("S0-25 S0-27");
}

#[tokio::test]
async fn actions_and_credentials() {
    let gateway = stage(|_| ()).await;
    let mut table = Table::default();
    let wrong = Request::send().with_wrong_credential();
    let unknown = Request::send().act("fly");
    let upper = ("E104", "User Authentication Failed.");
    let no_right = ("E107", "This account has no rights to use this action.");
    for dialect in [Legacy, Wxml, Get] {
        let items = "S0-13 S2-35 S2-125 S3-18 S3-44 S3-86 S3-140";
        table
            .refused(&gateway, items, (dialect, &wrong), upper)
            .await;
    }
    for dialect in [Wxml, Get] {
        let items = "S2-33 S2-128 S3-17 S3-43 S3-89 S3-139";
        table
            .refused(&gateway, items, (dialect, &unknown), no_right)
            .await;
    }
    let lower = ("E104", "Authentication failed, Invalid API-key.");
    let not_allowed = "Invalid action. This API user is not allowed to use this action";
    for dialect in [Kebab, Json] {
        table.refused(&gateway, "", (dialect, &wrong), lower).await;
        let asked = (dialect, &unknown);
        table
            .refused(&gateway, "S4-43", asked, ("E107", not_allowed))
            .await;
    }
    table.end();
    assert_eq!(gateway.store().states().await.unwrap(), []);
}
