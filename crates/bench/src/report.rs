//! What was measured, for people and for programs.

use crate::error::Error;
use crate::figures::{ALL, Figures};
use crate::workload::{Measured, Plan};
use clap::ValueEnum as _;
use serde::Serialize;
use std::path::Path;

/// Everything that was measured in one run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Processors of the machine, shared by all.
    processors: usize,
    /// Connections of the customers.
    connections: usize,
    /// Exchanges open with the carrier at the same time.
    window: usize,
    /// How long the carrier takes for each answer, at least.
    latency_ms: u128,
    /// One entry for each action.
    actions: Vec<Entry>,
}

/// One action.
#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    measured: Measured,
    /// Median of the gateway's rounds, figure by figure; of memory the highest.
    gateway_median: Figures,
    /// The same of the floor.
    floor_median: Figures,
    /// Gateway by floor.
    ratio: Figures,
}

impl Report {
    /// A report without results.
    pub(crate) fn new(plan: &Plan) -> Self {
        let processors = std::thread::available_parallelism();
        Self {
            processors: processors.map_or(1, std::num::NonZero::get),
            connections: plan.load.connections,
            window: plan.window,
            latency_ms: plan.latency.as_millis(),
            actions: Vec::new(),
        }
    }

    /// What holds for all actions.
    pub(crate) fn heading(&self, plan: &Plan) -> String {
        format!(
            "{}\n{} processors, shared by gateway, customers, carrier and receiver\n\
             {} connections, {} rounds of each side, {} exchanges with the carrier at a time, \
             {} ms each\n",
            plan.program.display(),
            self.processors,
            self.connections,
            plan.rounds,
            self.window,
            self.latency_ms,
        )
    }

    /// Adds an action; returns its table.
    pub(crate) fn add(&mut self, measured: Measured) -> String {
        let gateway_median = Figures::median(&measured.gateway);
        let floor_median = Figures::median(&measured.floor);
        let entry = Entry {
            measured,
            gateway_median,
            floor_median,
            ratio: gateway_median.ratio(&floor_median),
        };
        let table = entry.table();
        self.actions.push(entry);
        table
    }

    /// Writes all of it as JSON.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(Error::doing("write the figures as JSON"))?;
        let writing = Error::doing(format!("write {path:?} (--json)"));
        std::fs::write(path, text + "\n").map_err(writing)
    }
}

impl Entry {
    fn table(&self) -> String {
        let Measured {
            action,
            messages,
            disk,
            wire_bytes,
            ..
        } = &self.measured;
        let action = action.to_possible_value();
        let name = action.as_ref().map_or("", |value| value.get_name());
        let mut text = format!(
            "\n{name}: {messages} messages a round, {wire_bytes} bytes each to the carrier\n\
             the disk confirms {:.0} fdatasync a second \
             (p50 {:.2} ms, p99 {:.2} ms)\n{:<30}{:>12}{:>12}{:>10}   rounds of the gateway\n",
            disk.syncs_per_s, disk.sync_p50_ms, disk.sync_p99_ms, "", "gateway", "floor", "ratio",
        );
        for (name, read, places) in ALL {
            let [ours, floor] = [read(&self.gateway_median), read(&self.floor_median)];
            let rounds = self.measured.gateway.iter();
            let rounds: Vec<_> = rounds.map(|it| format!("{:.places$}", read(it))).collect();
            let (ratio, rounds) = (shown(read(&self.ratio)), rounds.join(" "));
            text.push_str(&format!(
                "{name:<30}{ours:>12.places$}{floor:>12.places$}{ratio:>10}   {rounds}\n"
            ));
        }
        text
    }
}

/// A ratio with as many places as say something.
fn shown(ratio: f64) -> String {
    match ratio {
        ..0.1 => format!("{ratio:.3}"),
        ..10.0 => format!("{ratio:.2}"),
        _ => format!("{ratio:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ratio: f64, expected: &str) {
        assert_eq!(shown(ratio), expected);
    }

    #[test]
    fn ratios_keep_about_three_figures() {
        check(0.0123, "0.012");
        check(0.5, "0.50");
        check(43.35, "43");
        check(f64::NAN, "NaN");
    }
}
