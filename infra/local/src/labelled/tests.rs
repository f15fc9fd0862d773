use super::*;

const COLUMNS: Columns<'_> = Columns { text: "text", label: "topic", with: &[] };

fn error(input: &[u8]) -> String {
    read_rows(input, COLUMNS).err().map_or(String::new(), |error| error.to_string())
}

#[test]
fn rows_without_a_label_are_counted_and_left_out() {
    let found = read_rows(&b"topic,text\nroads,\"Hole, deep\"\n,Nothing\n"[..], COLUMNS).expect("two rows");
    assert_eq!(found.rows.len(), 1);
    assert_eq!((found.rows[0].text.as_str(), found.rows[0].label.as_str()), ("Hole, deep", "roads"));
    assert_eq!(found.without_label, 1);
}

#[test]
fn columns_beside_the_text_keep_the_order_in_which_they_are_asked_for() {
    let with = ["b".to_owned(), "a".to_owned()];
    let columns = Columns { with: &with, ..COLUMNS };
    let found = read_rows(&b"\xef\xbb\xbfa,text,b,topic\n1,Hole,2,roads\n"[..], columns).expect("one row");
    assert_eq!(found.rows[0].with, ["2", "1"]);
}

#[test]
fn what_is_wrong_is_named_by_its_column() {
    assert_eq!(error(b""), "the file is empty: a header with the names of the columns is expected");
    assert_eq!(error(b"\r\n\r\n"), error(b""));
    assert_eq!(error(b"text,label\n"), "column topic: the file has no such column; it has text, label");
    assert_eq!(error(b"text,topic\n"), "column topic: no row of the file has a value there");
    assert_eq!(error(b"text,topic\nHole,\n"), "column topic: no row of the file has a value there");
    assert_eq!(error(b"topic,text\nroads,\xff\xfe\n"), "column text, line 2: not UTF-8");
    assert_eq!(error(b"topic,text\nroads\n"), "line 2: 1 columns where the header has 2");
}

#[test]
fn quotes_and_lines_within_a_text_stay_in_it() {
    let input = "text,topic\r\n\"Он сказал: \"\"яма\"\",\nи ушёл\",roads\r\n";
    let found = read_rows(input.as_bytes(), COLUMNS).expect("one row");
    assert_eq!(found.rows[0].text, "Он сказал: \"яма\",\nи ушёл");
}

#[test]
fn a_packed_file_that_breaks_off_is_no_shorter_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv.gz");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let rows: Vec<_> = (0..2_000).map(|row| format!("яма номер {row},roads\n")).collect();
    let rows = rows.concat();
    std::io::Write::write_all(&mut packed, format!("text,topic\n{rows}").as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    std::fs::write(&path, &packed).expect("a file");
    assert_eq!(read(&path, COLUMNS).expect("whole").rows.len(), 2_000);
    for broken in [&packed[..packed.len() / 2], &b"text,topic\nno gzip,roads\n"[..]] {
        std::fs::write(&path, broken).expect("a file");
        assert!(read(&path, COLUMNS).is_err());
    }
}
