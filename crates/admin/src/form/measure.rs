//! Times and sizes as people write them: `30s`, `300KB`.

/// Milliseconds of the units of a time, in their order.
const TIMES: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Bytes of the units of a size, in their order.
const SIZES: [(&str, u64); 3] = [("B", 1), ("KB", 1_024), ("MB", 1_048_576)];

/// Digits of a time or size. Ours: so many of the largest unit still fit into 64 bits.
const MEASURE_DIGITS: usize = 10;

/// Milliseconds of a time as written: `30s`.
#[must_use]
pub(crate) fn millis(text: &str) -> Option<u64> {
    measure(text, &TIMES)
}

/// Bytes of a size as written: `300KB`.
#[must_use]
pub(crate) fn bytes(text: &str) -> Option<u64> {
    measure(text, &SIZES)
}

/// Days are written from a week on: 72h says more than 3d.
const DAYS_FROM_MS: u64 = 7 * 86_400_000;

/// A time in the largest unit that divides it.
pub(crate) fn write_millis(millis: u64) -> String {
    let days = usize::from(millis >= DAYS_FROM_MS);
    write(millis, &TIMES[..4 + days])
}

/// A size in the largest unit that divides it.
pub(crate) fn write_bytes(bytes: u64) -> String {
    write(bytes, &SIZES)
}

/// An amount in the largest unit that divides it; the units stand in their order.
fn write(amount: u64, units: &[(&str, u64)]) -> String {
    let divides = |(_, factor): &&(&str, u64)| amount >= *factor && amount.is_multiple_of(*factor);
    let (unit, factor) = units.iter().rev().find(divides).unwrap_or(&units[0]);
    format!("{}{unit}", amount / factor)
}

fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    let number = Some(number).filter(|number| number.len() <= MEASURE_DIGITS)?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}
