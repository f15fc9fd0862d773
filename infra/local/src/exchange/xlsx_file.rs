//! Spreadsheets.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, Xlsx};
use platforms::registry::{COLUMNS, Row, serial_text, span_of_days};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::table::FileError;

/// The cells of the first sheet as texts.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, FileError> {
    let unreadable =
        |source: calamine::XlsxError| FileError::Unreadable { kind: "XLSX", source: Box::new(source) };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = book.worksheet_range_at(0).transpose().map_err(unreadable)?;
    let sheet = sheet.unwrap_or_default();
    let first = sheet.start().map_or(0, |(row, _)| row);
    // Empty lines above the first cell count, so that a line has the number that people see.
    let above = (0..first).map(|_| Vec::new());
    Ok(above.chain(sheet.rows().map(|row| row.iter().map(text).collect())).collect())
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Bool(flag) => if *flag { "Да" } else { "Нет" }.to_owned(),
        Data::DateTime(at) => moment(at),
        other => other.to_string(),
    }
}

fn moment(at: &ExcelDateTime) -> String {
    let text = if at.is_duration() { span_of_days(at.as_f64()) } else { serial_text(at.as_f64()) };
    text.unwrap_or_else(|| at.as_f64().to_string())
}

/// Writes rows as a sheet of texts: nothing in it is a formula.
pub(super) fn write(rows: &[Row]) -> Result<Vec<u8>, FileError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let failed = |source: XlsxError| FileError::Unreadable { kind: "XLSX", source: Box::new(source) };
    let bold = Format::new().set_bold();
    for (name, column) in COLUMNS.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, column, *name, &bold).map_err(failed)?;
    }
    for (row, line) in rows.iter().zip(1_u32..) {
        for (cell, column) in row.cells().iter().zip(0_u16..).filter(|(cell, _)| !cell.is_empty()) {
            sheet.write_string(line, column, cell).map_err(|error| match error {
                XlsxError::MaxStringLengthExceeded => FileError::TooLong { row: line as usize },
                other => failed(other),
            })?;
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}
