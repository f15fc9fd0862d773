//! Writes `functions/api/openapi.json` anew.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions/api/openapi.json");
    std::fs::write(file, client::openapi::text())
}
