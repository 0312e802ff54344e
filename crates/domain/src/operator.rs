//! Mobile operators and the ids by which customers name them.
//!
//! Four generations of the API gave the same operator different ids. All are accepted always, as
//! exact texts; a postback carries one of its own generation. The table begins with the operators
//! we know; whoever runs the gateway may change them and add others. Knows nothing of links and
//! lookups. Guarantee: no id and no name is that of two operators.
//!
//! Source: docs/contract.md, operators and carrier lookup.

use crate::fault::Kind;
use crate::generation::Generation;
use crate::limits::Ceilings;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A row of the operator table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Its name, the key in storage and the `operator-name` of JSON postbacks.
    pub name: String,
    /// What the row stands for.
    pub role: Role,
    /// The ids by which it is named.
    pub ids: Ids,
    /// It takes MMS; else it has SMS only.
    pub mms: bool,
    /// We send to it at all.
    pub supported: bool,
    /// The largest message it takes, by kind of sender.
    pub ceilings: Ceilings,
}

/// What a row of the operator table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One mobile network.
    Network,
    /// All networks of a country: naming it is the same as naming none.
    All,
    /// The simulated carrier of test accounts.
    Emulator,
}

/// The ids of an operator by generation, any number; the first of a generation is the one that
/// its postbacks carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ids {
    /// Usually six digits; the id of seven digits without its last zero.
    pub legacy: Vec<String>,
    /// Usually seven digits.
    pub wxml: Vec<String>,
    /// Usually five digits.
    pub kebab: Vec<String>,
    /// Usually six digits: country and network code of ITU-T E.212.
    pub json: Vec<String>,
}

impl Ids {
    /// Those of a generation.
    #[must_use]
    pub fn of(&self, generation: Generation) -> &[String] {
        match generation {
            Generation::Legacy => &self.legacy,
            Generation::Wxml => &self.wxml,
            Generation::Kebab => &self.kebab,
            Generation::Json => &self.json,
        }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        let lists = [&self.legacy, &self.wxml, &self.kebab, &self.json];
        lists.into_iter().flatten()
    }
}

impl Operator {
    /// A network of that name with nothing special about it, and without ids.
    #[must_use]
    pub fn network(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            role: Role::Network,
            ids: Ids::default(),
            mms: true,
            supported: true,
            ceilings: Ceilings::OTHER,
        }
    }

    /// Whether the text is its name or one of its ids.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        self.name == text || self.ids.all().any(|id| id == text)
    }

    /// The id for postbacks of a generation.
    ///
    /// An operator without an id of that generation shows the one it has, newest first; `None`
    /// when it has none at all, and the field is left out.
    ///
    /// Source: docs/contract.md, which dialect and which URL, operator ids.
    #[must_use]
    pub fn id(&self, generation: Generation) -> Option<&str> {
        use Generation::{Json, Kebab, Legacy, Wxml};
        let wanted = [generation, Json, Kebab, Wxml, Legacy];
        let mut found = wanted.iter().filter_map(|it| self.ids.of(*it).first());
        found.next().map(String::as_str)
    }
}

/// Whether a text can be an operator's id at all.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Name, the first id of each generation (empty: none) and ceilings of the networks we know.
///
/// Source: docs/contract.md, operators and carrier lookup; ceilings: the same, carrier ceilings.
const KNOWN: &[(&str, [&str; 4], Ceilings)] = &[
    (
        "AT&T",
        ["000147", "0001470", "31002", "310410"],
        Ceilings::ATT,
    ),
    (
        "Verizon",
        ["000189", "0001890", "31003", "310012"],
        Ceilings::VERIZON,
    ),
    (
        "T-Mobile",
        ["000157", "0001570", "31004", "310260"],
        Ceilings::T_MOBILE,
    ),
    (
        "Sprint",
        ["000165", "0001650", "31005", "310120"],
        Ceilings::OTHER,
    ),
    (
        "MetroPCS",
        ["000177", "0001770", "31062", "311660"],
        Ceilings::METRO_PCS,
    ),
    (
        "US Cellular",
        ["000184", "0001840", "", "311580"],
        Ceilings::US_CELLULAR,
    ),
    ("Alltel", ["000128", "0001280", "", ""], Ceilings::OTHER),
    (
        "Vodafone UK",
        ["004464", "0044640", "", ""],
        Ceilings::OTHER,
    ),
    (
        "all US operators",
        ["000100", "0001000", "", ""],
        Ceilings::OTHER,
    ),
    ("emulator", ["100100", "1001000", "", ""], Ceilings::OTHER),
];

/// The row of the table that names all networks at once.
const ALL: &str = "all US operators";

/// The row of the table that is the simulated carrier.
const EMULATOR: &str = "emulator";

/// The operator table of a gateway; cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Operators {
    rows: Vec<Arc<Operator>>,
    by_id: HashMap<String, Arc<Operator>>,
    by_name: HashMap<String, Arc<Operator>>,
}

impl Default for Operators {
    /// The operators we know.
    fn default() -> Self {
        Self::new(known()).expect("the table is checked by a test")
    }
}

impl fmt::Debug for Operators {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(&self.rows).finish()
    }
}

/// Why rows make no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// Two rows have that name.
    Name(String),
    /// Two rows have that id.
    Id {
        /// The id.
        id: String,
        /// Names of the two.
        operators: [String; 2],
    },
}

impl fmt::Display for Clash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(out, "two operators are called {name:?}"),
            Self::Id {
                id,
                operators: [one, other],
            } => write!(out, "the id {id} is that of {one:?} and of {other:?}"),
        }
    }
}

impl std::error::Error for Clash {}

/// The operators we know, to be changed.
#[must_use]
pub fn known() -> Vec<Operator> {
    let row = |(name, ids, ceilings): &(&str, [&str; 4], Ceilings)| {
        let list = |id: &str| match id {
            "" => Vec::new(),
            id => vec![id.to_owned()],
        };
        let [legacy, wxml, kebab, json] = ids.map(list);
        Operator {
            role: match *name {
                ALL => Role::All,
                EMULATOR => Role::Emulator,
                _ => Role::Network,
            },
            ids: Ids {
                legacy,
                wxml,
                kebab,
                json,
            },
            ceilings: *ceilings,
            ..Operator::network(name)
        }
    };
    KNOWN.iter().map(row).collect()
}

impl Operators {
    /// A table of these rows.
    ///
    /// # Errors
    ///
    /// The first name or id that two rows have.
    pub fn new(rows: Vec<Operator>) -> Result<Self, Clash> {
        let rows: Vec<Arc<Operator>> = rows.into_iter().map(Arc::new).collect();
        let (mut by_id, mut by_name) = (HashMap::new(), HashMap::new());
        for row in &rows {
            if by_name.insert(row.name.clone(), Arc::clone(row)).is_some() {
                return Err(Clash::Name(row.name.clone()));
            }
            for id in row.ids.all() {
                match by_id.insert(id.clone(), Arc::clone(row)) {
                    // One operator may have one id in several generations.
                    Some(other) if other.name != row.name => {
                        return Err(Clash::Id {
                            id: id.clone(),
                            operators: [other.name.clone(), row.name.clone()],
                        });
                    }
                    Some(_) | None => {}
                }
            }
        }
        Ok(Self {
            rows,
            by_id,
            by_name,
        })
    }

    /// All rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Operator>> {
        self.rows.iter()
    }

    /// The operator of this name, as a message stores it.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Arc<Operator>> {
        self.by_name.get(name)
    }

    /// The operator that an id of any generation names, compared as exact text.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Arc<Operator>> {
        self.by_id.get(id)
    }

    /// The network that a table or a lookup of somebody else names, by id or by name; `None` for
    /// texts that name no single network.
    #[must_use]
    pub fn network(&self, text: &str) -> Option<&Arc<Operator>> {
        let found = self.by_name(text).or_else(|| self.by_id(text));
        found.filter(|operator| operator.role == Role::Network)
    }

    /// Reads the operator id of a request; `None` when it names all operators at once, which is
    /// the same as naming none.
    ///
    /// # Errors
    ///
    /// [`Kind::OperatorIdRequired`] when it is not 1 to 10 ASCII digits;
    /// [`Kind::OperatorIdUnknown`] when no operator has it.
    pub fn read(&self, id: &str) -> Result<Option<&Arc<Operator>>, Kind> {
        if !is_id(id) {
            return Err(Kind::OperatorIdRequired);
        }
        let operator = self.by_id(id).ok_or(Kind::OperatorIdUnknown)?;
        Ok(match operator.role {
            Role::Network | Role::Emulator => Some(operator),
            Role::All => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(id: &str, expected: Result<Option<&str>, Kind>) {
        let table = Operators::default();
        let found = table.read(id);
        let name = |found: Option<&Arc<Operator>>| found.map(|it| it.name.clone());
        let expected = expected.map(|name| name.map(str::to_owned));
        assert_eq!(found.map(name), expected);
    }

    #[track_caller]
    fn check_ids(name: &str, expected: [&str; 4]) {
        use Generation::{Json, Kebab, Legacy, Wxml};
        let table = Operators::default();
        let operator = table.by_name(name).unwrap();
        let ids = [Legacy, Wxml, Kebab, Json].map(|generation| operator.id(generation).unwrap());
        assert_eq!(ids, expected);
    }

    #[test]
    fn every_generation_of_ids_is_accepted() {
        check("000189", Ok(Some("Verizon")));
        check("0001890", Ok(Some("Verizon")));
        check("31003", Ok(Some("Verizon")));
        check("310012", Ok(Some("Verizon")));
        check("1001000", Ok(Some("emulator")));
    }

    #[test]
    fn all_operators_counts_as_none_given() {
        check("000100", Ok(None));
        check("0001000", Ok(None));
    }

    #[test]
    fn ids_are_compared_as_texts() {
        check("1890", Err(Kind::OperatorIdUnknown));
        check("00001890", Err(Kind::OperatorIdUnknown));
        check("12345678901", Err(Kind::OperatorIdRequired));
        check("", Err(Kind::OperatorIdRequired));
        check("31o03", Err(Kind::OperatorIdRequired));
    }

    #[test]
    fn a_postback_shows_the_id_of_its_generation_or_the_one_there_is() {
        check_ids("AT&T", ["000147", "0001470", "31002", "310410"]);
        check_ids("US Cellular", ["000184", "0001840", "311580", "311580"]);
        check_ids("Alltel", ["000128", "0001280", "0001280", "0001280"]);
    }

    #[test]
    fn legacy_ids_are_cut_from_the_wxml_ones() {
        for operator in Operators::default().iter() {
            let longer = |id: &String| format!("{id}0");
            let legacy: Vec<String> = operator.ids.legacy.iter().map(longer).collect();
            assert_eq!(operator.ids.wxml, legacy);
        }
    }

    fn row(name: &str, id: &str) -> Operator {
        let ids = Ids {
            kebab: vec![id.to_owned()],
            json: vec![id.to_owned()],
            ..Ids::default()
        };
        Operator {
            ids,
            ..Operator::network(name)
        }
    }

    #[test]
    fn no_id_and_no_name_is_that_of_two() {
        let table = Operators::new(vec![row("One", "1"), row("Two", "2")]).unwrap();
        assert_eq!(table.by_id("2").unwrap().name, "Two");
        let clash = Operators::new(vec![row("One", "1"), row("One", "2")]).unwrap_err();
        assert_eq!(clash, Clash::Name("One".into()));
        let clash = Operators::new(vec![row("One", "1"), row("Two", "1")]).unwrap_err();
        let said = "the id 1 is that of \"One\" and of \"Two\"";
        assert_eq!(clash.to_string(), said);
    }

    #[test]
    fn a_lookup_names_networks_by_id_or_name_and_nothing_else() {
        let table = Operators::default();
        let name = |text| table.network(text).map(|it| it.name.as_str());
        assert_eq!(name("Verizon"), Some("Verizon"));
        assert_eq!(name("310012"), Some("Verizon"));
        assert_eq!(name("0001000"), None);
        assert_eq!(name("emulator"), None);
        assert_eq!(name("verizon"), None);
    }
}
