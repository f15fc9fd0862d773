//! A new line for `pages.csv`.

use super::Failed;

/// The columns that a page with answers has, in the order of a new file.
const COLUMNS: [&str; 12] = [
    "id",
    "key",
    "platform",
    "external",
    "title",
    "municipality",
    "agency",
    "secrets",
    "confirmation",
    "token",
    "user_token",
    "api",
];

/// The file with one page more. `cell` gives what stands in a column; notes at the beginning stay.
pub(super) fn with(text: &str, cell: impl Fn(&str) -> String) -> Result<String, Failed> {
    let notes: usize =
        text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum();
    let (notes, table) = text.split_at(notes);
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(table.as_bytes());
    let present = reader.headers()?.clone();
    let missing = COLUMNS.into_iter().filter(|column| !present.iter().any(|name| name == *column));
    let columns: Vec<&str> = present.iter().chain(missing).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns)?;
    for row in reader.records() {
        let row = row?;
        writer.write_record((0..columns.len()).map(|at| row.get(at).unwrap_or_default()))?;
    }
    writer.write_record(columns.iter().map(|column| cell(column)))?;
    Ok(notes.to_owned() + &String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_the_columns_of_answers_gets_them_and_keeps_its_rows() {
        let file = "# Заметка\nid,key,platform,external,title,municipality,agency,secrets,confirmation\n\
                    a,k,vk,1,\"Город, новости\",,,s,c\n";
        let text = with(file, |column| format!("new-{column}")).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "# Заметка");
        assert!(lines[1].ends_with("confirmation,token,user_token,api"));
        assert_eq!(lines[2], "a,k,vk,1,\"Город, новости\",,,s,c,,,");
        assert!(lines[3].starts_with("new-id,new-key,new-platform") && lines[3].ends_with("new-api"));
    }
}
