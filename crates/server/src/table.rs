//! Columns of text.

/// Lines with their columns aligned, two blanks apart; `indent` blanks before each.
pub(crate) fn table(indent: usize, rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(&" ".repeat(indent));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A number of things for people: `1 link`, `2 links`.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}

/// A number of bytes for people: `740 KB`.
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0..1_024 => format!("{count} B"),
        1_024..10_240 => {
            let tenths = count * 10 / 1_024;
            format!("{}.{} KB", tenths / 10, tenths % 10)
        }
        _ => format!("{} KB", count / 1_024),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows = [
            row(&["id", "name"]),
            row(&["12", "a", "z"]),
            row(&["345", "bc"]),
        ];
        assert_eq!(table(1, &rows), " id   name\n 12   a     z\n 345  bc\n");
    }

    #[test]
    fn one_thing_is_not_many() {
        let said = [0, 1, 2].map(|count| counted(count, "link"));
        assert_eq!(said, ["0 links", "1 link", "2 links"]);
    }

    #[track_caller]
    fn check(count: u64, expected: &str) {
        assert_eq!(bytes(count), expected);
    }

    #[test]
    fn small_numbers_of_bytes_are_exact() {
        check(1_023, "1023 B");
        check(1_536, "1.5 KB");
        check(757_945, "740 KB");
    }
}
