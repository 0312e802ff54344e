//! The default against the structs, and what is said about mistakes.

use super::*;

/// A configuration as somebody wrote it, with variables.
fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.toml");
    std::fs::write(&path, text).unwrap();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let environment: Environment = variables.iter().map(owned).collect();
    let layers = Layers::read(Some(&path), &environment);
    layers
        .and_then(|layers| layers.config())
        .map_err(|problems| plain(&problems, folder.path()))
}

/// The problems without their first line and without the folder.
fn plain(problems: &Problems, folder: &Path) -> String {
    let folder = format!("{}/", folder.display());
    let lines = problems
        .0
        .iter()
        .map(|it| it.to_string().replace(&folder, ""));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_default_file_holds_every_key_of_the_structs_and_nothing_else() {
    // No field has a default in code and unknown keys are refused, so parsing proves both ways.
    let config: Config = toml::from_str(DEFAULT).unwrap();
    assert_eq!(config.link.len(), 2);
}

#[test]
fn every_key_of_the_default_is_explained() {
    let table: toml::Table = toml::from_str(&all_switched_on("")).unwrap();
    let of_section = |(section, value): (&String, &toml::Value)| {
        let keys = value.as_table().or_else(|| value[0].as_table()).unwrap();
        keys.keys()
            .map(|key| format!("{section}.{key}"))
            .collect::<Vec<_>>()
    };
    let mut expected: Vec<String> = table.iter().flat_map(of_section).collect();
    let mut found = keys();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    let bare = |key: &String| explain(key).unwrap().0.is_empty();
    assert_eq!(
        found.into_iter().filter(bare).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

/// The default with the keys switched on that have no default, but one.
fn all_switched_on(but: &str) -> String {
    let on = |line: &str| match line.strip_prefix('#') {
        Some(key) if !key.starts_with(' ') && !key.starts_with(&format!("{but} =")) => {
            key.to_owned()
        }
        _ => line.to_owned(),
    };
    DEFAULT.lines().map(on).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_keys_without_a_default_are_those_of_the_protocol() {
    let client = net::Client::new(&net::Settings::default()).unwrap();
    // A token and a password exclude each other.
    for but in ["bearer", "user"] {
        let text = all_switched_on(but);
        let text = if but == "user" {
            text.replace("\npassword =", "\n#")
        } else {
            text
        };
        let open = |text: &str| {
            let config: Config = toml::from_str(text).unwrap();
            carriers::open(config.link[0].clone(), client.clone())
        };
        // They are known, but the simulated carrier speaks no TLS.
        let error = open(&text).err().unwrap().to_string();
        assert!(error.contains("tls_certificate: the url"), "{error}");
        open(&text.replace("\ntls_", "\n#")).unwrap();
    }
}

#[test]
fn an_explanation_is_the_comment_and_the_default() {
    let (comment, default) = explain("api.max_headers").unwrap();
    assert_eq!(
        comment,
        "All headers of a request together; more is answered 431."
    );
    assert_eq!(default, "\"16KB\"");
    assert_eq!(explain("api.nothing"), None);
}

#[test]
fn the_file_outranks_the_default_and_a_variable_outranks_the_file() {
    let text = "[api]\nmax_body = \"2MB\"\nmax_headers = \"8KB\"\n[fetch]\nports = [8081]";
    let variables = [
        ("WIREPHOTO_API_MAX_BODY", "3MB"),
        ("WIREPHOTO_FETCH_PORTS", "81, 82"),
    ];
    let config = read(text, &variables).unwrap();
    assert_eq!(config.api.max_body, 3 * 1_048_576);
    assert_eq!(config.api.max_headers, 8_192);
    assert_eq!(config.fetch.ports, [81, 82]);
    assert_eq!(config.api.body_timeout, Duration::from_secs(30));
}

#[test]
fn links_of_the_file_replace_those_of_the_default() {
    let text = "[[link]]\nname = \"main-1\"\nprotocol = \"mm7\"\nurl = \"http://a/\"\nwindow = 3";
    let variables = [
        ("WIREPHOTO_LINK_MAIN_1_PASSWORD", "12345"),
        ("WIREPHOTO_LINK_MAIN_1_WINDOW", "5"),
    ];
    let config = read(text, &variables).unwrap();
    assert_eq!(config.link.len(), 1);
    assert_eq!(config.link[0].window, 5);
    assert_eq!(
        config.link[0].protocol_keys["password"].as_str(),
        Some("12345")
    );
}

#[test]
fn a_variable_that_names_no_key_is_told_and_no_error() {
    let variable = |name: &str| (name.to_owned(), "x".to_owned());
    let names = ["WIREPHOTO_CONFIG", "WIREPHOTO_SERVICE_HOST", "PATH"];
    let environment: Environment = names.map(variable).into_iter().collect();
    let layers = Layers::read(None, &environment).unwrap();
    assert_eq!(layers.strange_variables(), ["WIREPHOTO_SERVICE_HOST"]);
    assert!(layers.config().is_ok());
}

#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let said = read(text, &[]).unwrap_err();
    assert!(said.starts_with(expected), "{said}\nis not\n{expected}");
}

#[test]
fn mistakes_are_told_with_line_key_and_remedy() {
    check_refused(
        "[api]\n\nmax_body = \"1GB\"",
        "w.toml:3: api.max_body: \"1GB\" is not a size above zero, such as",
    );
    check_refused(
        "[api]\nbody_timeout = 30",
        "w.toml:2: api.body_timeout: invalid type: integer `30`",
    );
    check_refused(
        "[api]\nidle_timeout = \"0s\"",
        "w.toml:2: api.idle_timeout: \"0s\" is not a time above zero",
    );
    check_refused(
        "[api]\nmaxbody = 1",
        "w.toml:2: api.maxbody: no such key; [api] has bad_key_limit, ",
    );
    check_refused(
        "[apis]\nx = 1",
        "w.toml:1: apis: no such section; there are admin, api, billing, ",
    );
    check_refused(
        "[apis]",
        "w.toml:1: apis: no such section; there are admin, api, billing, ",
    );
    check_refused(
        "listen = 1",
        "w.toml:1: listen: no such section; there are admin, api, ",
    );
    check_refused(
        "[link]\nname = 1",
        "w.toml:1: link: links are written [[link]], with two brackets",
    );
    check_refused(
        "[[link]]\nname = \"a\"",
        "w.toml:1: link: missing field `protocol`",
    );
    check_refused(
        "[store]\naddress = \"oracle:x\"",
        "w.toml:2: store.address: \"oracle:x\" is not one of sqlite and a place",
    );
    check_refused(
        "[store]\ndurability = \"no\"",
        "w.toml:2: store.durability: unknown variant `no`, expected `committed` or `relaxed`",
    );
    check_refused("[api\n", "w.toml:1: ");
}

#[test]
fn values_that_read_well_and_mean_nothing_are_refused() {
    check_refused(
        "[server]\nlisten = \"8080\"",
        "w.toml:2: server.listen: \"8080\" is not an IP address with a port; write it as \"127.0.0.1:8080\"",
    );
    check_refused(
        "[fetch]\nallow_private = [\"here\"]",
        "w.toml:2: fetch.allow_private: \"here\" is not networks such as",
    );
    check_refused("[log]\nlevel = \"=,\"", "w.toml:2: log.level: ");
    check_refused(
        "[log]\nlevel = \"loud\"",
        "w.toml:2: log.level: \"loud\" is not a level",
    );
    check_refused(
        "[delivery]\nmessage_validity = \"30d\"",
        "w.toml:2: delivery.message_validity: \"30d\" is not a time of at most 7 days",
    );
    check_refused(
        "[trace]\nexchanges = 0",
        "w.toml:2: trace.exchanges: \"0\" is not a number from 1 to 10000",
    );
    check_refused(
        "[trace]\nbytes = \"2MB\"",
        "w.toml:2: trace.bytes: \"2MB\" is not a size from 1B to 1MB",
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let said = read(
        "[api]\nmax_body = \"x\"\n[log]\nformat = \"x\"",
        &[("WIREPHOTO_SERVER_DRAIN", "x")],
    );
    let said = said.unwrap_err();
    let places: Vec<_> = said
        .lines()
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    assert_eq!(places, ["w.toml:2", "w.toml:4", "WIREPHOTO_SERVER_DRAIN"]);
}
