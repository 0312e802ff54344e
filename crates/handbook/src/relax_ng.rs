//! RELAX NG schemas of the XML dialects, made from the tables of calls and shapes.
//!
//! Requests are described in the documented spelling; the gateway reads more than that (any case,
//! other names), which no schema can say. Replies and postbacks are described whole: an element
//! that is not here is not sent. The order of fields is that of the samples and means nothing, so
//! the schemas allow any.
//!
//! Speaks RELAX NG 1.0 (OASIS, 2001) with the datatypes of XML Schema.

use crate::calls::{CALLS, Call};
use crate::fields::{Form, row};
use crate::postbacks;
use crate::replies;
use crate::requests::Spelling;
use crate::shapes::{Is, Occurs, Part, pattern};
use domain::action::Action;
use domain::event::{Event, FallbackCode};
use domain::fault::Wording;
use domain::order::{Element, Field};
use xml::Writer;

/// The namespace of the schema language.
const NAMESPACE: &str = "http://relaxng.org/ns/structure/1.0";

/// Where the types of values come from.
const TYPES: &str = "http://www.w3.org/2001/XMLSchema-datatypes";

/// Which of two spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Upper,
    Lower,
}

impl Case {
    const fn of(self, name: (&'static str, &'static str)) -> &'static str {
        match self {
            Self::Upper => name.0,
            Self::Lower => name.1,
        }
    }

    const fn wording(self) -> Wording {
        match self {
            Self::Upper => Wording::Upper,
            Self::Lower => Wording::Kebab,
        }
    }
}

fn begin() -> Writer {
    let mut rng = Writer::indented();
    rng.declaration();
    let attributes = [("xmlns", NAMESPACE), ("datatypeLibrary", TYPES)];
    rng.open_with("grammar", &attributes);
    rng.open("start").open("choice");
    rng
}

/// What the gateway answers.
pub(crate) fn replies(case: Case) -> String {
    let mut rng = begin();
    let answers = Action::ALL
        .iter()
        .flat_map(|action| replies::answers(*action));
    let mut seen: Vec<*const [Part]> = Vec::new();
    for shape in replies::REFUSALS.iter().chain(answers) {
        // Actions that share a shape share a pattern too.
        if !seen.contains(&std::ptr::from_ref(*shape)) {
            seen.push(std::ptr::from_ref(*shape));
            let root = case.of(("RESPONSE", "response"));
            rng.open_with("element", &[("name", root)]);
            parts(&mut rng, case, shape.iter());
            rng.close();
        }
    }
    rng.finish()
}

/// What the gateway posts.
pub(crate) fn postbacks(case: Case) -> String {
    let mut rng = begin();
    for event in Event::all() {
        let root = case.of(("POSTBACK", "postback"));
        let wording = case.wording();
        for fallback in [FallbackCode::OfSms, FallbackCode::OfMms] {
            let words = event.words(wording, fallback);
            if fallback == FallbackCode::OfMms && words == event.words(wording, FallbackCode::OfSms)
            {
                continue;
            }
            rng.open_with("element", &[("name", root)]);
            let origins: Vec<&str> = event.origins().iter().map(|it| it.word()).collect();
            rng.open("interleave");
            rng.open_with("element", &[("name", case.of(("ORIGIN", "origin")))]);
            words_of(&mut rng, &origins);
            rng.close();
            part(&mut rng, case, &postbacks::code(words.code));
            if let Some(status) = words.status {
                rng.open_with("element", &[("name", case.of(("STATUS", "status")))]);
                words_of(&mut rng, &[status]);
                rng.close();
            }
            let fields = postbacks::fields(event)
                .iter()
                .filter(|part| case == Case::Upper || part.name().0 != "AGGREGATORID");
            for each in fields.chain(&postbacks::EXTRAS) {
                part(&mut rng, case, each);
            }
            rng.close().close();
        }
    }
    rng.finish()
}

/// What the gateway is asked, in one spelling.
pub(crate) fn requests(spelling: Spelling) -> String {
    let mut rng = begin();
    for call in CALLS {
        let root = if spelling == Spelling::Kebab {
            "request"
        } else {
            "REQUEST"
        };
        rng.open_with("element", &[("name", root)]);
        request(&mut rng, call, spelling);
        rng.close();
    }
    rng.finish()
}

fn request(rng: &mut Writer, call: &Call, spelling: Spelling) {
    let name = call.action.name();
    let lower = name.to_lowercase();
    let kebab = spelling == Spelling::Kebab;
    rng.open("interleave");
    rng.open_with(
        "element",
        &[("name", if kebab { "action" } else { "ACTION" })],
    );
    words_of(rng, &[name, &lower]);
    rng.close();
    credentials(rng, spelling);
    let wrapped = spelling == Spelling::Legacy && call.slides;
    for (fields, needed) in [(call.needed, true), (call.allowed, false)] {
        for field in fields
            .iter()
            .filter(|field| !(wrapped && **field == Field::Name))
        {
            let row = row(*field);
            let name = match spelling {
                Spelling::Legacy => row.legacy(),
                Spelling::Kebab => row.lower,
                Spelling::Wxml | Spelling::Get | Spelling::Json => row.upper,
            };
            if !needed {
                rng.open("optional");
            }
            rng.open_with("element", &[("name", name)]);
            form(rng, form_of(call.action, *field));
            rng.close();
            if !needed {
                rng.close();
            }
        }
    }
    if wrapped {
        rng.open_with("element", &[("name", "CONTENT")])
            .open("interleave");
        rng.open_with("element", &[("name", "NAME")]);
        form(rng, row(Field::Name).form);
        rng.close().open_with("element", &[("name", "SEQUENCE")]);
        slides(rng, kebab);
        rng.close().close().close();
    } else if call.slides {
        slides(rng, kebab);
    }
    if call.custom_texts {
        custom_texts(rng, kebab);
    }
    if call.data {
        rng.open("optional");
        rng.open_with("element", &[("name", if kebab { "data" } else { "DATA" })]);
        rng.open("zeroOrMore")
            .open("element")
            .open("anyName")
            .close();
        rng.open_with("data", &[("type", "string")]);
        rng.leaf_with("param", &[("name", "maxLength")], "1000");
        rng.close().close().close().close().close();
    }
    rng.close();
}

/// The form of a field in an action: the ends of a report's period are moments.
pub(crate) fn form_of(action: Action, field: Field) -> Form {
    match (action, field) {
        (Action::GetSendingStatus, Field::StartDate | Field::EndDate) => Form::Moment,
        _ => row(field).form,
    }
}

fn credentials(rng: &mut Writer, spelling: Spelling) {
    let key = if spelling == Spelling::Kebab {
        "api-key"
    } else {
        "API_KEY"
    };
    let legacy = spelling == Spelling::Legacy;
    if legacy {
        rng.open("choice").open("interleave");
        rng.open_with("element", &[("name", "USER")]);
        string(rng, 1, None);
        rng.close().open_with("element", &[("name", "PASS")]);
        pattern_of(rng, "[0-9A-Fa-f]{32}");
        rng.close().close();
    }
    rng.open_with("element", &[("name", key)]);
    pattern_of(rng, "[!-~]{1,128}");
    rng.close();
    if legacy {
        rng.close();
    }
}

fn slides(rng: &mut Writer, kebab: bool) {
    let name = |upper: &'static str, lower: &'static str| if kebab { lower } else { upper };
    rng.open("oneOrMore");
    rng.open_with("element", &[("name", name("SLIDE", "slide"))]);
    rng.open("optional")
        .open_with("attribute", &[("name", "duration")]);
    form(rng, Form::Integer(1, 60));
    rng.close().close().open("interleave");
    rng.open("optional");
    rng.open_with("element", &[("name", name("TEXT", "message-text"))]);
    string(rng, 0, Some(5_000));
    rng.close().close().open("optional");
    rng.open_with("element", &[("name", name("DURATION", "duration"))]);
    form(rng, Form::Integer(1, 60));
    rng.close().close();
    for element in Element::ALL {
        let word = element.word();
        let upper = word.to_uppercase();
        rng.open("optional");
        rng.open_with("element", &[("name", if kebab { word } else { &upper })]);
        rng.open_with("element", &[("name", name("URL", "url"))]);
        string(rng, 1, Some(2_048));
        rng.close().close().close();
    }
    rng.close().close().close();
}

fn custom_texts(rng: &mut Writer, kebab: bool) {
    let name = |upper: &'static str, lower: &'static str| if kebab { lower } else { upper };
    rng.open("zeroOrMore");
    rng.open_with("element", &[("name", name("CUSTOMTEXT", "custom-text"))]);
    rng.open("interleave");
    rng.open_with("element", &[("name", name("VALUE", "value"))]);
    string(rng, 1, Some(5_000));
    rng.close()
        .open_with("element", &[("name", name("SLIDE", "slide"))]);
    form(rng, Form::Integer(1, 999));
    rng.close().close().close().close();
}

/// The type of a value in a request.
fn form(rng: &mut Writer, form: Form) {
    match form {
        Form::Text(most) => string(rng, 0, Some(most)),
        Form::Free => string(rng, 0, None),
        Form::Switch => pattern_of(rng, SWITCH),
        form => match form_pattern(form) {
            Some(pattern) => pattern_of(rng, &pattern),
            None => string(rng, 0, None),
        },
    }
}

/// Yes and no as the gateway reads them.
pub(crate) const SWITCH: &str =
    "([Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|1|0)?";

/// The pattern of a value in a request; empty values count as absent.
pub(crate) fn form_pattern(form: Form) -> Option<String> {
    let date = "[0-9]{4}-?[0-9]{2}-?[0-9]{2}";
    let pattern = match form {
        Form::Text(_) | Form::Free => return None,
        Form::Number => "\\+?[1-9][0-9]{7,14}".to_owned(),
        Form::Numbers => "\\+?[1-9][0-9]{7,14}( *, *\\+?[1-9][0-9]{7,14})*".to_owned(),
        Form::Digits(least, most) => format!("\\+?[0-9]{{{least},{most}}}"),
        Form::Integer(_, most) => format!("[0-9]{{1,{}}}", most.to_string().len()),
        Form::Switch => SWITCH.to_owned(),
        Form::TrueFalse => "([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])".to_owned(),
        Form::Date => format!(
            "{date}([T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\\.[0-9]+)?)?\
             (Z|[+\\-][0-9]{{2}}(:?[0-9]{{2}})?)?)?"
        ),
        Form::Moment => "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}".to_owned(),
        Form::Id => "[0-9]{1,19}".to_owned(),
    };
    Some(pattern)
}

fn parts<'a>(rng: &mut Writer, case: Case, parts: impl Iterator<Item = &'a Part>) {
    rng.open("interleave");
    for each in parts {
        part(rng, case, each);
    }
    rng.close();
}

fn part(rng: &mut Writer, case: Case, each: &Part) {
    let wrapper = match each.occurs() {
        Occurs::Once => None,
        Occurs::AtMostOnce => Some("optional"),
        Occurs::Often => Some("zeroOrMore"),
    };
    if let Some(wrapper) = wrapper {
        rng.open(wrapper);
    }
    rng.open_with("element", &[("name", case.of(each.name()))]);
    match each {
        Part::Leaf(_, is, _) => value(rng, *is),
        Part::Block(_, inner, _) => parts(rng, case, inner.iter()),
        Part::List(_, item, inner) => {
            rng.open("zeroOrMore");
            rng.open_with("element", &[("name", case.of(*item))]);
            parts(rng, case, inner.iter());
            rng.close().close();
        }
        Part::Values(_, item, is) => {
            rng.open("zeroOrMore");
            rng.open_with("element", &[("name", case.of(*item))]);
            value(rng, *is);
            rng.close().close();
        }
        Part::Ids(_) => pattern_of(rng, "[0-9]+(,[0-9]+)*"),
    }
    rng.close();
    if wrapper.is_some() {
        rng.close();
    }
}

fn value(rng: &mut Writer, is: Is) {
    match is {
        Is::Word(word) => words_of(rng, &[word]),
        Is::OneOf(words) => words_of(rng, words),
        Is::Text => string(rng, 1, None),
        Is::Maybe => string(rng, 0, None),
        other => match pattern(other) {
            Some(pattern) => pattern_of(rng, &pattern),
            None => string(rng, 0, None),
        },
    }
}

fn words_of(rng: &mut Writer, words: &[&str]) {
    rng.open("choice");
    for word in words {
        rng.leaf("value", word);
    }
    rng.close();
}

fn string(rng: &mut Writer, least: usize, most: Option<usize>) {
    rng.open_with("data", &[("type", "string")]);
    rng.leaf_with("param", &[("name", "minLength")], &least.to_string());
    if let Some(most) = most {
        rng.leaf_with("param", &[("name", "maxLength")], &most.to_string());
    }
    rng.close();
}

fn pattern_of(rng: &mut Writer, pattern: &str) {
    rng.open_with("data", &[("type", "string")]);
    rng.leaf_with("param", &[("name", "pattern")], pattern)
        .close();
}
