//! Rows of a CSV file as entries.

use toml::Value;

use super::entry::{Entry, Field};
use super::source::{Loader, Spot};

impl Loader<'_> {
    /// The rows of a file whose first line names exactly these columns, in any order.
    pub(super) fn rows(&mut self, file: &'static str, columns: &[&str]) -> Vec<Entry> {
        self.rows_with(file, columns, &[])
    }

    /// The same for a file that may have some columns more.
    pub(super) fn rows_with(
        &mut self,
        file: &'static str,
        columns: &[&str],
        optional: &[&str],
    ) -> Vec<Entry> {
        let Some(text) = self.text(file) else { return Vec::new() };
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        self.check_header(spot_of(file, text, &header), &header, columns, optional);
        let columns = [columns, optional].concat();
        let mut rows = Vec::new();
        for record in reader.records().filter_map(Result::ok) {
            let spot = spot_of(file, text, &record);
            if record.len() == header.len() {
                rows.push(row(spot, &columns, &header, &record));
            } else {
                self.complain(spot, "", format!("expected {} cells, found {}", header.len(), record.len()));
            }
        }
        rows
    }

    fn check_header(&mut self, spot: Spot, header: &csv::StringRecord, columns: &[&str], optional: &[&str]) {
        for column in columns.iter().filter(|column| header.iter().all(|name| name != **column)) {
            self.complain(spot, column, "the column is missing");
        }
        for name in header.iter().filter(|name| !columns.contains(name) && !optional.contains(name)) {
            self.complain(spot, name, "is not a column of this file");
        }
    }
}

fn row(spot: Spot, columns: &[&str], header: &csv::StringRecord, record: &csv::StringRecord) -> Entry {
    let field = |cell: &str| Field { line: spot.line, value: Value::String(cell.to_owned()) };
    let known = header.iter().zip(record).filter(|(name, _)| columns.contains(name));
    Entry { spot, fields: known.map(|(name, cell)| (name.to_owned(), field(cell))).collect() }
}

/// The reader counts comments and empty lines before a record as a part of it.
fn spot_of(file: &'static str, text: &str, record: &csv::StringRecord) -> Spot {
    let (byte, line) = record.position().map_or((0, 1), |start| (start.byte(), start.line()));
    let start = usize::try_from(byte).ok().and_then(|byte| text.get(byte..)).unwrap_or_default();
    let skipped = start.lines().take_while(|line| line.trim().is_empty() || line.starts_with('#'));
    Spot { file, line: usize::try_from(line).ok().map(|line| line + skipped.count()) }
}
