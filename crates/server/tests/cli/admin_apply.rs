//! `wirephoto admin apply` and `export`.

use super::{check_in, folder, said, write};

const FILE: &str = r#"
[[account]]
name = "acme"
settings = { throughput = 10, test = true, class = "default" }
signing_secret_file = "acme.secret"

[[account.sender]]
address = "60856"
sms_route = true

[[account.key]]
label = "reports"
key_file = "acme.key"
ends = 2126-01-01T00:00:00Z

[[account.campaign]]
reference = "Spring26"
name = "Spring"
brand = "Acme"

[[account.block]]
number = "12025550100"
"#;

#[test]
fn a_file_is_compared_applied_and_then_equal() {
    let folder = folder();
    write(&folder, "a.toml", FILE);
    write(&folder, "acme.key", "0123456789abcdef0123456789abcdef\n");
    write(
        &folder,
        "acme.secret",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    );
    let expected = [
        "+ account acme",
        "throughput: default -> 10",
        "key ...cdef (reports)",
        "****",
    ];
    check_in(&folder, "admin apply a.toml --dry-run", 3, &expected);
    check_in(
        &folder,
        "admin apply a.toml",
        1,
        &["+ account acme", "say --yes"],
    );
    check_in(&folder, "admin account list", 0, &["no accounts yet"]);
    check_in(
        &folder,
        "admin apply a.toml --yes",
        0,
        &["+ account acme", "done"],
    );
    check_in(&folder, "admin apply a.toml --yes", 0, &["no difference"]);
    check_in(
        &folder,
        "admin apply a.toml --dry-run --prune",
        0,
        &["no difference"],
    );
    let shown = said(&folder, "admin apply a.toml --dry-run --json");
    assert!(shown.contains("\"applied\": false"), "{shown}");
    let exported = said(&folder, "admin export");
    assert!(
        exported.contains("[[account.sender]]") && !exported.contains("whsec"),
        "{exported}"
    );
    write(&folder, "b.toml", &exported);
    check_in(
        &folder,
        "admin apply b.toml --dry-run --prune",
        0,
        &["no difference"],
    );
    check_in(&folder, "admin account set acme throughput=20", 0, &[]);
    check_in(
        &folder,
        "admin apply b.toml --dry-run",
        3,
        &["throughput: 20 -> 10"],
    );
}

#[test]
fn a_file_that_cannot_be_is_refused_with_its_place() {
    let folder = folder();
    for (text, words) in [
        ("[[account]]\nname = acme\n", "a.toml:2: "),
        (
            "[[account]]\nname = \"acme\"\nsetting = {}\n",
            "account[0].setting: there is no such field",
        ),
        (
            "[[account]]\nname = \"a\"\nsettings = { throughput = \"fast\" }\n",
            "account[0].settings.throughput",
        ),
        (
            "[[account]]\nname = \"a\"\nsigning_secret = \"whsec_\"\n",
            "signing_secret_file",
        ),
        (
            "[[account]]\nname = \"a\"\n[[account.key]]\nkey_file = \"none\"\n",
            "(key_file)",
        ),
        (
            "[[account]]\nname = \"a\"\n[[account.key]]\nkey_file = 7\n",
            "key_file must be the path",
        ),
        (
            "[account]\nname = \"a\"\n",
            "account: an object is not a list",
        ),
    ] {
        write(&folder, "a.toml", text);
        check_in(&folder, "admin apply a.toml --yes", 1, &[words]);
    }
    check_in(&folder, "admin apply none.toml", 1, &["none.toml"]);
    check_in(
        &folder,
        "admin apply a.toml --yes --dry-run",
        2,
        &["cannot be used"],
    );
}
