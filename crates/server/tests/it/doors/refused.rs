//! Who is not let in: every action, by every way in, with every credential that does not do.

use crate::doors::rows::Rows;
use crate::doors::wire::{Shown, Way, Wish, ways};
use crate::gateway::{Gateway, KEY, account};
use domain::account::{Access, Account, Scope};
use domain::action::{Action, ActionKind};
use engine::clock::Clock as _;
use storage::account::{Key, LegacyUser};

/// MD5 of "password".
const PASS: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
const WRONG: &str = "fedcba9876543210fedcba9876543210";

/// Keys of the account that do not open everything.
const ENDED: &str = "ended-0123456789abcdef0123456789";
const SCOPED: &str = "scope-0123456789abcdef0123456789";
const READING: &str = "reads-0123456789abcdef0123456789";

/// What a refusal says: in upper case, in KEBAB, in JSON.
type Said = [(&'static str, &'static str); 3];

const INCOMPLETE: Said = [
    (
        "E100",
        "Invalid request. Make a valid request via GET/POST/XML with all the required variables.",
    ),
    (
        "E100",
        "Invalid request, please make a valid XML Post request.",
    ),
    AUTH_LOWER,
];
const AUTH_LOWER: (&str, &str) = ("E104", "Authentication failed, Invalid API-key.");
const AUTH: Said = [
    ("E104", "User Authentication Failed."),
    AUTH_LOWER,
    AUTH_LOWER,
];
const RIGHTS_LOWER: (&str, &str) = (
    "E107",
    "Invalid action. This API user is not allowed to use this action",
);
const RIGHTS: Said = [
    ("E107", "This account has no rights to use this action."),
    RIGHTS_LOWER,
    RIGHTS_LOWER,
];
const NO_API_LOWER: (&str, &str) = ("E105", "No API access to this user.");
const NO_API_UPPER: (&str, &str) = ("E105", "This account has no API rights.");
const NO_API: Said = [NO_API_UPPER, NO_API_LOWER, NO_API_LOWER];
const BLOCKED: Said = [
    NO_API_UPPER,
    NO_API_LOWER,
    ("E103", "API access is blocked for this account."),
];
const NOT_ACTIVATED: Said = [("E109", "API not activated."); 3];
const ADDRESS: Said = [("E112", "IP was not whitelisted. API call rejected."); 3];

/// What is told in LEGACY alone.
const NO_USER: (&str, &str) = ("E102", "'user' or 'api_key' required");
const NO_PASS: (&str, &str) = ("E103", "'pass' md5(password) required");

/// A refusal of the table.
struct Refusal {
    what: &'static str,
    /// What is shown on that way; `None`: it is no case there.
    shown: fn(&Way) -> Option<Shown<'static>>,
    said: Said,
    in_legacy: Option<(&'static str, &'static str)>,
    /// The actions that it is about.
    actions: fn(&Action) -> bool,
}

fn refusal(what: &'static str, said: Said, shown: fn(&Way) -> Option<Shown<'static>>) -> Refusal {
    Refusal {
        what,
        shown,
        said,
        in_legacy: None,
        actions: |_| true,
    }
}

fn is_legacy(way: &Way) -> bool {
    way.dialect == "legacy"
}

/// The user of an account in LEGACY, and its key elsewhere.
macro_rules! either {
    ($name:literal) => {
        |way| {
            Some(match is_legacy(way) {
                true => Shown::Pass($name, PASS),
                false => Shown::Key(concat!($name, "-0123456789abcdef")),
            })
        }
    };
}

fn credentials() -> Vec<Refusal> {
    let misplaced = |way: &Way| (way.dialect == "json").then_some(Shown::Misplaced(KEY));
    let header = |way: &Way| (way.dialect != "json").then_some(Shown::Header(KEY));
    vec![
        Refusal {
            in_legacy: Some(NO_USER),
            ..refusal("nothing", INCOMPLETE, |_| Some(Shown::Nothing))
        },
        Refusal {
            in_legacy: Some(NO_USER),
            ..refusal("a key in a header of another dialect", INCOMPLETE, header)
        },
        refusal("a key where JSON looks for none", AUTH, misplaced),
        Refusal {
            in_legacy: Some(NO_PASS),
            ..refusal("a user without password", AUTH, |way| {
                is_legacy(way).then_some(Shown::User("customer"))
            })
        },
        refusal("a wrong password", AUTH, |way| {
            is_legacy(way).then_some(Shown::Pass("customer", WRONG))
        }),
        refusal("the password of nobody", AUTH, |way| {
            is_legacy(way).then_some(Shown::Pass("nobody", PASS))
        }),
        refusal("a wrong key", AUTH, |_| Some(Shown::Key(WRONG))),
        refusal("a key that has ended", AUTH, |_| Some(Shown::Key(ENDED))),
        refusal("a key without the right", RIGHTS, |_| {
            Some(Shown::Key(SCOPED))
        }),
        Refusal {
            actions: |action| action.kind() != ActionKind::Read,
            ..refusal("a key that only reads", RIGHTS, |_| {
                Some(Shown::Key(READING))
            })
        },
    ]
}

fn accounts() -> Vec<Refusal> {
    vec![
        refusal("an account without the right", RIGHTS, either!("bound")),
        refusal("a blocked account", BLOCKED, either!("blocked")),
        refusal("an account without API", NO_API, either!("silent")),
        refusal("an account not activated", NOT_ACTIVATED, either!("new")),
        refusal("a caller from elsewhere", ADDRESS, either!("distant")),
        refusal("a key in the URL", AUTH, |way| {
            let shown: Option<Shown<'static>> = either!("discreet")(way);
            shown.filter(|_| way.shows_in_url())
        }),
    ]
}

type Change = fn(&mut Account);

/// Accounts that are in the way of their own calls.
const ACCOUNTS: [(&str, Change); 6] = [
    ("bound", |it| it.policy.actions = Some([].into())),
    ("blocked", |it| it.access = Access::Blocked),
    ("silent", |it| it.access = Access::NoApi),
    ("new", |it| it.access = Access::NotActivated),
    ("distant", |it| {
        it.policy.ip_allow = vec!["192.0.2.0/24".parse().unwrap()];
    }),
    ("discreet", |it| it.policy.refuse_key_in_url = true),
];

async fn stage() -> Gateway {
    let gateway = Gateway::with(|setup| setup.config.api.bad_key_limit = 1_000_000).await;
    user(&gateway, gateway.account, "customer").await;
    let now = gateway.clock.now();
    let only = |actions: Option<&[Action]>, read_only| Scope {
        actions: actions.map(|it| it.iter().copied().collect()),
        read_only,
    };
    for (key, ends, scope) in [
        (ENDED, Some(now), Scope::default()),
        (SCOPED, None, only(Some(&[]), false)),
        (READING, None, only(None, true)),
    ] {
        let key = Key {
            digest: engine::digest(key),
            account: gateway.account,
            label: "test".into(),
            last4: "cdef".into(),
            created: now,
            ends,
            scope,
        };
        gateway.store().add_key(&key).await.unwrap();
    }
    for (name, change) in ACCOUNTS {
        let mut account = account(name, &gateway.receiver);
        change(&mut account);
        let key = format!("{name}-0123456789abcdef");
        let id = gateway.customer(&account, &key).await;
        user(&gateway, id, name).await;
    }
    gateway
}

async fn user(gateway: &Gateway, account: domain::id::AccountId, name: &str) {
    let user = LegacyUser {
        account,
        name: name.into(),
        pass: engine::pass_digest([7; 32], PASS),
    };
    gateway.store().set_legacy_user(&user).await.unwrap();
}

/// An order of the action that lacks nothing: only who orders can be wrong.
fn wish(action: Action) -> Wish {
    let fields = [
        ("TO", "12025550150"),
        ("MOBILE", "12025550150"),
        ("FROM", "60856"),
        ("NAME", "news"),
        ("SUBJECT", "Good news"),
        ("TEXT", "Hello"),
        ("FALLBACKSMSTEXT", "Look:"),
        ("MMSID", "10000"),
        ("CAMPAIGNREF", "Spring"),
        ("CAMPAIGNNAME", "Spring"),
        ("BRANDNAME", "Shop"),
        ("SUBSCRIBERREF", "person-7"),
        ("MMSINBOXID", "MMS_MO_iG7Ksa31"),
        ("START_DATE", "2026-05-01 00:00:00"),
        ("END_DATE", "2026-05-02 00:00:00"),
    ];
    Wish {
        action,
        fields: fields.map(|(name, value)| (name, value.to_owned())).into(),
    }
}

async fn check(gateway: &Gateway, refusal: &Refusal) -> usize {
    let before = (Rows::of(gateway), gateway.media_files());
    let mut times = 0;
    for way in ways() {
        let Some(shown) = (refusal.shown)(&way) else {
            continue;
        };
        for action in way.actions().iter().filter(|it| (refusal.actions)(it)) {
            let answer = gateway.call(way.call(&wish(*action), shown)).await;
            let of_dialect = match way.answered_in() {
                "kebab" => refusal.said[1],
                "json" => refusal.said[2],
                "legacy" => refusal.in_legacy.unwrap_or(refusal.said[0]),
                _ => refusal.said[0],
            };
            let (code, text) = way.fault(&answer);
            let about = format!("{}: {action:?} by {way:?}: {}", refusal.what, answer.body);
            assert_eq!((code.as_str(), text.as_str()), of_dialect, "{about}");
            assert_eq!(answer.status, 200, "{about}");
            assert_eq!(way.read(&answer, "STATUS"), "Failure", "{about}");
            for absent in ["MMSID", "TRACKINGID"] {
                assert_eq!(way.read(&answer, absent), "", "{about}");
            }
            times += 1;
        }
    }
    let after = (Rows::of(gateway), gateway.media_files());
    assert_eq!(before, after, "{}", refusal.what);
    times
}

#[tokio::test]
async fn no_action_is_open_by_any_way_to_who_shows_no_right_credential() {
    let gateway = stage().await;
    for refusal in credentials() {
        assert_ne!(check(&gateway, &refusal).await, 0, "{}", refusal.what);
    }
    assert_eq!(gateway.submissions().len() + gateway.postbacks().len(), 0);
}

#[tokio::test]
async fn no_action_is_open_by_any_way_to_an_account_that_may_not_call_it() {
    let gateway = stage().await;
    for refusal in accounts() {
        assert_ne!(check(&gateway, &refusal).await, 0, "{}", refusal.what);
    }
    assert_eq!(gateway.submissions().len() + gateway.postbacks().len(), 0);
}

#[tokio::test]
async fn the_same_orders_are_open_by_every_way_to_who_shows_the_right_one() {
    let gateway = stage().await;
    for way in ways() {
        let shown = match is_legacy(&way) {
            true => Shown::Pass("customer", PASS),
            false => Shown::Key(KEY),
        };
        for action in [Action::SaveMms, Action::SendMms, Action::LoginUser] {
            let answer = gateway.call(way.call(&wish(action), shown)).await;
            let status = way.read(&answer, "STATUS");
            assert_eq!(status, "Success", "{action:?} by {way:?}: {}", answer.body);
        }
    }
}
