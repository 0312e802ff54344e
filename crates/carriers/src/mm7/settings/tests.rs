//! Keys and complaints.

use std::time::Duration;

use mm7::{ContentTransfer, NumberFormat, ShortCodeFormat, SoapAction};

use super::Settings;
use crate::LinkSettings;

const URL: &str = "url = \"https://mmsc.example/mm7\"\n";

fn link(keys: &str) -> LinkSettings {
    let text = format!("name = \"north\"\nprotocol = \"mm7\"\n{keys}");
    toml::from_str(&text).unwrap()
}

fn read(keys: &str) -> Settings {
    Settings::read(&link(&format!("{URL}{keys}"))).unwrap()
}

/// The complaint about a link with these keys.
#[track_caller]
fn complaint(keys: &str) -> String {
    Settings::read(&link(keys)).unwrap_err().to_string()
}

/// The complaint about these keys besides the address holds all of `expected`.
#[track_caller]
fn check_wrong(keys: &str, expected: &[&str]) {
    let complaint = complaint(&format!("{URL}{keys}"));
    for word in expected.iter().chain(&["link \"north\""]) {
        assert!(complaint.contains(word), "{complaint}");
    }
    assert!(!complaint.contains("hush"), "{complaint}");
}

#[test]
fn an_address_is_enough() {
    let settings = read("");
    assert_eq!(settings.url, "https://mmsc.example/mm7");
    assert_eq!(settings.profile, mm7::Profile::default());
    assert_eq!(settings.timeout, Duration::from_secs(60));
    assert!(settings.allow_adaptations && settings.headers.is_empty());
    assert!(settings.callers.is_none() && settings.retry_statuses.is_empty());
}

#[test]
fn the_manners_of_an_operator_are_keys() {
    let settings = read(
        "version = \"5.3.0\"\nprefix = \"mm7\"\nsoap_action = \"namespace\"\nencoding = \"binary\"\n\
         number_format = \"plus_type\"\nshort_code_format = \"number\"\ntimeout = \"2m 30s\"\n\
         allow_adaptations = false\nretry_statuses = [2001, 4007]",
    );
    let profile = settings.profile;
    assert_eq!(profile.version, "5.3.0");
    assert!(profile.namespace.ends_with("REL-5-MM7-1-0"));
    assert_eq!(profile.prefix.as_deref(), Some("mm7"));
    assert_eq!(profile.soap_action, SoapAction::Namespace);
    assert_eq!(profile.transfer, ContentTransfer::Binary);
    assert_eq!(profile.numbers, NumberFormat::Plmn);
    assert_eq!(profile.short_codes, ShortCodeFormat::Number);
    assert_eq!(settings.timeout, Duration::from_secs(150));
    assert!(!settings.allow_adaptations);
    assert_eq!(settings.retry_statuses, [2001, 4007]);
}

#[test]
fn an_unknown_version_goes_with_a_namespace() {
    let profile = read("version = \"7.1.0\"\nnamespace = \"urn:mm7\"").profile;
    assert_eq!(
        (profile.version.as_str(), profile.namespace.as_str()),
        ("7.1.0", "urn:mm7")
    );
}

#[test]
fn credentials_become_a_header() {
    let header = |keys| read(keys).headers["authorization"].clone();
    let basic = header("user = \"wire\"\npassword = \"photo\"");
    assert_eq!(basic, "Basic d2lyZTpwaG90bw==");
    assert_eq!(header("bearer = \"abc\""), "Bearer abc");
    let custom = read("headers = { X-Carrier-Id = \"77\" }").headers;
    assert_eq!(custom["x-carrier-id"], "77");
}

#[test]
fn secrets_are_never_shown() {
    let link = link(&format!(
        "{URL}user = \"wire\"\npassword = \"hush1\"\ninbound_user = \"them\"\n\
         inbound_password = \"hush2\"\nheaders = {{ X-Key = \"hush3\" }}"
    ));
    let shown = format!("{link:?}{:?}", Settings::read(&link).unwrap());
    assert!(
        !shown.contains("hush") && !shown.contains("aHVza"),
        "{shown}"
    );
    assert!(shown.contains("password"), "{shown}");
}

#[test]
fn a_link_without_an_address_is_refused() {
    let complaint = complaint("");
    assert!(complaint.contains("url"), "{complaint}");
}

#[test]
fn addresses_that_cannot_be_are_refused() {
    let check = |url: &str, expected: &str| {
        let complaint = complaint(&format!("url = \"{url}\""));
        assert!(complaint.contains(expected), "{complaint}");
        assert!(!complaint.contains("hush"), "{complaint}");
    };
    check("mmsc.example/mm7", "give an address such as");
    check(
        "ftp://mmsc.example/mm7",
        "begin it with http:// or https://",
    );
    check(
        "https://wire:hush@mmsc.example/",
        "use the keys user and password",
    );
}

#[test]
fn a_complaint_names_key_and_remedy() {
    check_wrong("colour = \"red\"", &["colour", "expected one of", "vaspid"]);
    check_wrong("vaspid = 12", &["vaspid", "string"]);
    check_wrong("encoding = \"uu\"", &["encoding", "base64", "binary"]);
    check_wrong("number_format = \"e\"", &["number_format", "plus_type"]);
    check_wrong(
        "version = \"7.0.0\"",
        &["version", "6.8.0", "namespace too"],
    );
    check_wrong("namespace = \"a b\"", &["namespace", "copy it"]);
    check_wrong("prefix = \"soap\"", &["prefix", "such as \"mm7\""]);
    check_wrong("prefix = \"1a\"", &["prefix", "such as \"mm7\""]);
    check_wrong("timeout = \"soon\"", &["timeout", "\"60s\""]);
    check_wrong("timeout = \"2h\"", &["timeout", "4m"]);
    check_wrong("timeout = \"-5s\"", &["timeout", "100ms"]);
    check_wrong(
        "retry_statuses = [1000]",
        &["retry_statuses", "from 2000 on"],
    );
}

#[test]
fn credentials_that_cannot_be_are_refused_without_being_shown() {
    check_wrong("user = \"wire\"", &["password is missing"]);
    check_wrong("password = \"hush\"", &["user is missing"]);
    check_wrong("password = 12345", &["password", "text in quotes"]);
    check_wrong("inbound_user = \"them\"", &["inbound_password is missing"]);
    check_wrong("inbound_password = \"hush\"", &["inbound_user is missing"]);
    check_wrong("user = \"a:b\"\npassword = \"hush\"", &["user", "no colon"]);
    check_wrong("bearer = \"hush\\n\"", &["bearer", "visible characters"]);
    let both = "user = \"wire\"\npassword = \"hush\"\nbearer = \"hush\"";
    check_wrong(both, &["bearer", "keep one"]);
    let twice = "bearer = \"hush\"\nheaders = { Authorization = \"hush\" }";
    check_wrong(twice, &["headers.authorization", "keep one"]);
}

#[test]
fn headers_that_cannot_be_added_are_refused() {
    check_wrong(
        "headers = { Content-Length = \"1\" }",
        &["headers.Content-Length", "leave it out"],
    );
    check_wrong(
        "headers = { \"a b\" = \"1\" }",
        &["headers.a b", "leave it out"],
    );
    check_wrong(
        "headers = { X-Key = \"hush\\r\\n\" }",
        &["headers.X-Key", "visible characters"],
    );
}

#[test]
fn what_an_operator_wants_of_the_content_is_checked() {
    let settings = read("smil = false\ncontent_class = \"megapixel\"\nmax_recipients = 3");
    assert!(!settings.smil && read("").smil);
    assert_eq!(settings.content_class.as_deref(), Some("megapixel"));
    assert_eq!(
        (settings.max_recipients, read("").max_recipients),
        (Some(3), None)
    );
    check_wrong("content_class = \"huge\"", &["content_class", "image-rich"]);
    check_wrong("max_recipients = 0", &["max_recipients", "at least 1"]);
}

#[test]
fn digests_need_user_and_password() {
    let keys = "user = \"wire\"\npassword = \"hush\"\nauth = \"digest\"";
    let settings = read(keys);
    assert!(settings.digest.is_some() && settings.headers.is_empty());
    assert!(!format!("{settings:?}").contains("hush"));
    assert_eq!(settings.path, "/mm7");
    check_wrong("auth = \"digest\"", &["auth", "user and password"]);
    check_wrong("auth = \"ntlm\"", &["auth", "basic", "digest"]);
    check_wrong(
        &format!("{keys}\nbearer = \"hush\""),
        &["bearer", "keep one"],
    );
    let strange = keys.replace("wire", "w\\u0001");
    check_wrong(&strange, &["user", "visible characters"]);
}

#[test]
fn ids_of_operators_are_unique_and_have_a_header() {
    let ids = "carrier_ids = { \"AT&T\" = \"1\", \"Verizon\" = \"2\" }";
    let header = "carrier_id_header = \"X-Carrier-Id\"";
    assert!(read(&format!("{header}\n{ids}")).carrier_ids.is_some());
    check_wrong(ids, &["carrier_id_header is missing"]);
    check_wrong(
        &format!("{header}\n{}", ids.replace("\"2\"", "\" 1 \"")),
        &["carrier_ids", "AT&T", "Verizon", "its own"],
    );
    check_wrong(
        &format!("{header}\n{}", ids.replace("\"2\"", "\"\"")),
        &["carrier_ids", "Verizon", "copy the id"],
    );
    check_wrong(
        "carrier_id_header = \"Host\"",
        &["carrier_id_header", "leave it out"],
    );
    check_wrong(
        &format!("{header}\nheaders = {{ x-carrier-id = \"hush\" }}"),
        &["carrier_id_header", "keep one"],
    );
}
