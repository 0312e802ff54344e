//! No cycles between the modules of a crate.
//!
//! A module and what lies below it are one thing, so edges between them are left out. A glob import of one of our own
//! modules is refused outside tests: it hides what is used. Test modules are not looked at.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::graph::{Edge, Module, edges};
use crate::tree::{Finding, Tree};

/// Groups of modules that name each other in a ring, and glob imports that could hide one.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in tree.crates() {
        let edges = edges(tree, name);
        for edge in edges
            .iter()
            .filter(|edge| edge.glob && !edge.to.starts_with(&edge.from))
        {
            let rule = format!(
                "glob import of `{}` hides what is used; name the items",
                shown(&edge.to)
            );
            findings.push(Finding::new(&edge.file, edge.line, rule));
        }
        rings(&edges, &mut findings);
    }
    findings
}

type Neighbours<'a> = BTreeMap<&'a Module, BTreeMap<&'a Module, &'a Edge>>;

fn rings(edges: &[Edge], findings: &mut Vec<Finding>) {
    let mut neighbours = Neighbours::new();
    for edge in edges {
        if !edge.to.starts_with(&edge.from) && !edge.from.starts_with(&edge.to) {
            neighbours
                .entry(&edge.from)
                .or_default()
                .entry(&edge.to)
                .or_insert(edge);
        }
    }
    let mut told: BTreeSet<&Module> = BTreeSet::new();
    for start in neighbours.keys() {
        let Some(ring) = shortest_ring(&neighbours, start) else {
            continue;
        };
        if ring.iter().any(|edge| told.contains(&edge.from)) {
            continue;
        }
        told.extend(ring.iter().map(|edge| &edge.from));
        let steps: Vec<String> = ring
            .iter()
            .map(|edge| {
                format!(
                    "{} names {} ({}:{})",
                    shown(&edge.from),
                    shown(&edge.to),
                    edge.file,
                    edge.line
                )
            })
            .collect();
        if let Some(first) = ring.first() {
            findings.push(Finding::new(
                &first.file,
                first.line,
                format!("modules in a ring: {}", steps.join(", ")),
            ));
        }
    }
}

/// The shortest way from `start` back to `start`, breadth first.
fn shortest_ring<'a>(neighbours: &Neighbours<'a>, start: &'a Module) -> Option<Vec<&'a Edge>> {
    let mut reached_by: BTreeMap<&Module, &Edge> = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(module) = waiting.pop_front() {
        for (next, edge) in neighbours.get(module).into_iter().flatten() {
            if reached_by.contains_key(*next) {
                continue;
            }
            reached_by.insert(next, edge);
            if *next == start {
                return Some(walk_back(&reached_by, start));
            }
            waiting.push_back(next);
        }
    }
    None
}

fn walk_back<'a>(reached_by: &BTreeMap<&'a Module, &'a Edge>, start: &Module) -> Vec<&'a Edge> {
    let mut ring = Vec::new();
    let mut at = start;
    while let Some(edge) = reached_by.get(at).copied() {
        ring.push(edge);
        at = &edge.from;
        if at == start {
            break;
        }
    }
    ring.reverse();
    ring
}

fn shown(module: &Module) -> String {
    if module.is_empty() {
        "the crate root".to_owned()
    } else {
        module.join("::")
    }
}
