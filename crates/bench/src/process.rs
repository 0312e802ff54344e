//! What Linux says about a process: processor time and memory.
//!
//! Reads `/proc`; see proc(5). Guarantee: looks at no process but those it is asked about.

use crate::error::Error;

/// Ticks of processor time in a second. Linux shows 100 to programs on every machine of today.
const TICKS_PER_S: f64 = 100.0;

/// What a process has used so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Processor time of all its threads, in user and system mode, in seconds.
    pub(crate) cpu_s: f64,
    /// The most that it had in RAM (`VmHWM`), in MB of 1,048,576 bytes.
    pub(crate) peak_memory_mb: f64,
}

/// Usage of the process with that number.
pub(crate) fn usage(pid: u32) -> Result<Usage, Error> {
    let read = |name: &str| {
        let path = format!("/proc/{pid}/{name}");
        std::fs::read_to_string(&path).map_err(Error::doing(format!("read {path}")))
    };
    let strange = || Error::said(format!("/proc/{pid} is not as proc(5) says"));
    let ticks = ticks(&read("stat")?).ok_or_else(strange)?;
    let peak_kb = peak_kb(&read("status")?).ok_or_else(strange)?;
    Ok(Usage {
        cpu_s: ticks as f64 / TICKS_PER_S,
        peak_memory_mb: peak_kb as f64 / 1_024.0,
    })
}

/// Fields 14 and 15 of `stat`, counted behind the name, which may hold blanks and brackets.
fn ticks(stat: &str) -> Option<u64> {
    let (_, behind) = stat.rsplit_once(')')?;
    let mut fields = behind.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

/// The line `VmHWM` of `status`, in kB.
fn peak_kb(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let rest = "S 1 2 3 0 -1 4194560 900 0 5 0 250 31 7 8 20 0 5 0 99";
        for name in ["(serve)", "(a) b)", "(x y (z)"] {
            assert_eq!(ticks(&format!("42 {name} {rest}")), Some(281), "{name}");
        }
        assert_eq!(ticks("42 (short) S 1"), None);
        assert_eq!(ticks(""), None);
    }

    #[test]
    fn the_peak_of_memory_is_found_by_name() {
        let status = "Name:\tserve\nVmPeak:\t  900 kB\nVmHWM:\t   51200 kB\nVmRSS:\t 1 kB\n";
        assert_eq!(peak_kb(status), Some(51_200));
        assert_eq!(peak_kb("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn this_process_has_memory() {
        assert!(usage(std::process::id()).unwrap().peak_memory_mb > 0.0);
    }
}
