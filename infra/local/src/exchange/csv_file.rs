//! Separated text: UTF-8 or Windows-1251, with commas, semicolons or tabs, as spreadsheets of this country write it.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1251;
use platforms::registry::{COLUMNS, Row};

use super::table::{FileError, Table, known, of_grid};

const BYTE_ORDER_MARK: &str = "\u{feff}";
const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];

pub(super) fn read(bytes: &[u8]) -> Result<Table, FileError> {
    let text = text(bytes);
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let names = |delimiter: &u8| {
        let head = grid(text, *delimiter).take(10).filter_map(Result::ok);
        head.map(|line| known(&line)).max().unwrap_or_default()
    };
    let delimiter = DELIMITERS.into_iter().max_by_key(names).unwrap_or(b';');
    let lines = grid(text, delimiter).collect::<Result<Vec<_>, _>>();
    let lines = lines.map_err(|source| FileError::Unreadable { kind: "CSV", source: Box::new(source) })?;
    of_grid(lines)
}

pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(|_| WINDOWS_1251.decode_without_bom_handling(bytes).0, Cow::Borrowed)
}

fn grid(text: &str, delimiter: u8) -> impl Iterator<Item = Result<Vec<String>, csv::Error>> {
    let mut builder = csv::ReaderBuilder::new();
    let builder = builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
        .from_reader(text.as_bytes())
        .into_records()
        .map(|record| Ok(record?.iter().map(unguarded).collect()))
}

/// Writes rows as a spreadsheet of this country opens them by itself.
pub(super) fn write(rows: &[Row]) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let mut line = |cells: Vec<Cow<'_, str>>| {
        writer.write_record(cells.iter().map(|cell| cell.as_bytes())).expect("memory takes all");
    };
    line(COLUMNS.iter().map(|name| Cow::Borrowed(*name)).collect());
    for row in rows {
        line(row.cells().iter().map(|cell| guarded(cell)).collect());
    }
    writer.into_inner().expect("memory takes all")
}

/// Goes before a cell that a spreadsheet would take for a formula. It is not seen, and unlike the usual apostrophe no
/// file of others has it there, so that reading takes away nothing but what writing put.
const GUARD: char = '\u{200b}';

fn guarded(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("{GUARD}{cell}")) } else { Cow::Borrowed(cell) }
}

fn unguarded(cell: &str) -> String {
    cell.strip_prefix(GUARD).filter(|rest| is_risky(rest)).unwrap_or(cell).to_owned()
}

/// A guard before such a cell counts as well, so that reading undoes writing exactly.
fn is_risky(cell: &str) -> bool {
    let bare = cell.trim_start_matches(GUARD);
    bare.starts_with(['=', '+', '-', '@', '\t', '\r']) && bare.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_is_guarded_and_a_number_is_not() {
        assert_eq!(guarded("=1+1"), "\u{200b}=1+1");
        assert_eq!(guarded("-5"), "-5");
        assert_eq!(unguarded("\u{200b}=1+1"), "=1+1");
        assert_eq!(unguarded("'=1+1"), "'=1+1");
    }

    #[test]
    fn each_delimiter_and_encoding_is_found() {
        let header = COLUMNS.map(|name| format!("\"{name}\""));
        for delimiter in [";", ",", "\t"] {
            let text = format!("{}\r\nотдел{delimiter}7\r\n", header.join(delimiter));
            let (cyrillic, _, _) = WINDOWS_1251.encode(&text);
            for bytes in
                [text.clone().into_bytes(), format!("\u{feff}{text}").into_bytes(), cyrillic.into_owned()]
            {
                let table = read(&bytes).unwrap();
                assert_eq!((table.rows.len(), table.rows[0].1.raw(0)), (1, "отдел"));
                assert!(table.missing.is_empty() && table.surplus.is_empty());
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cells in proptest::collection::vec("[\\PC\r\n\u{200b}=;\"]{0,8}", 47)) {
            let mut row = Row::of(cells);
            row.set(0, "x");
            let table = read(&write(std::slice::from_ref(&row))).unwrap();
            prop_assert_eq!(table.rows[0].1.cells(), row.cells());
        }
    }
}
