//! Makes the models that come with Otklik from the text that it writes itself.
//!
//! `make_default` writes `data/topic.model`, `data/kind.model` and `data/tone.model`; the same bytes every time.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use language::teach;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let lessons = teach::lessons();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} texts", lessons.len())?;
    for subject in teach::Subject::ALL {
        let trained = teach::train(&lessons, subject)?;
        let bytes = trained.model.to_bytes();
        std::fs::write(folder.join(subject.file()), &bytes)?;
        let held = trained.held_out;
        writeln!(
            out,
            "{}: {} bytes, {} labels; held out: accuracy {:.3}, macro-F1 {:.3}, calibration error {:.3}",
            subject.file(),
            bytes.len(),
            trained.model.labels().len(),
            held.accuracy,
            held.macro_f1,
            held.calibration_error,
        )?;
    }
    Ok(())
}
