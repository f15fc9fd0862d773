//! Rows of a CSV file as entries.

use toml::Value;

use super::entry::{Entry, Field};
use super::source::{Loader, Spot};

impl Loader<'_> {
    /// The rows of a file whose first line names exactly these columns, in any order.
    pub(super) fn rows(&mut self, file: &'static str, columns: &[&str]) -> Vec<Entry> {
        let Some(text) = self.text(file) else { return Vec::new() };
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        self.check_header(Spot { file, line: Some(line_at(&header)) }, &header, columns);
        reader.into_records().filter_map(|record| self.row(file, &header, &record.ok()?)).collect()
    }

    fn check_header(&mut self, spot: Spot, header: &csv::StringRecord, columns: &[&str]) {
        for column in columns.iter().filter(|column| header.iter().all(|name| name != **column)) {
            self.complain(spot, column, "the column is missing");
        }
        for name in header.iter().filter(|name| !columns.contains(name)) {
            self.complain(spot, name, "is not a column of this file");
        }
    }

    fn row(
        &mut self,
        file: &'static str,
        header: &csv::StringRecord,
        record: &csv::StringRecord,
    ) -> Option<Entry> {
        let spot = Spot { file, line: Some(line_at(record)) };
        if record.len() != header.len() {
            self.complain(spot, "", format!("expected {} cells, found {}", header.len(), record.len()));
            return None;
        }
        let field = |cell: &str| Field { line: spot.line, value: Value::String(cell.to_owned()) };
        let fields = header.iter().zip(record).map(|(name, cell)| (name.to_owned(), field(cell))).collect();
        Some(Entry { spot, fields })
    }
}

fn line_at(record: &csv::StringRecord) -> usize {
    let line = record.position().map_or(1, csv::Position::line);
    usize::try_from(line).unwrap_or(usize::MAX)
}
