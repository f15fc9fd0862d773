//! How many messages a second one core understands: topic, kind, tone, urgency and place together, from the text.
//!
//! `cargo bench -p language --bench understand` reads invented messages;
//! `… -- --texts FILE.csv[.gz] --column TEXT` reads those of a file. Time is the processor's, so that what else runs on
//! the machine counts little; the best of several passes over all messages is shown.

mod messages;

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{Directory, Oktmo};
use language::model::{Model, Reader};
use language::{Gazetteer, Lexicon, Understander, mask, normalise, tokens};
use rustix::time::{ClockId, clock_gettime};

/// Different invented messages.
const INVENTED: usize = 20_000;

/// Passes over all messages, of which the best counts.
const PASSES: usize = 7;

const MODELS: [&[u8]; 3] = [
    include_bytes!("../data/topic.model"),
    include_bytes!("../data/kind.model"),
    include_bytes!("../data/tone.model"),
];

/// What is measured, and how a message is read for it.
type Part<'a> = (&'a str, &'a dyn Fn(&str));

fn gazetteer() -> Gazetteer {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/local/regions/nizhny-novgorod");
    let read = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).expect("the region's files are there");
        (name.to_owned(), text)
    };
    let (directory, _) = Directory::load(&Directory::FILES.into_iter().map(read).collect())
        .unwrap_or_else(|_| panic!("the region's files are right"));
    Gazetteer::of(&directory)
}

/// Time of the processor that this thread has had.
fn spent() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The best time of several.
fn best(times: usize, work: impl Fn()) -> Duration {
    let once = |_| {
        let start = spent();
        work();
        spent().saturating_sub(start)
    };
    (0..times).map(once).min().unwrap_or_default()
}

/// The texts that the command line names, or invented ones.
fn texts() -> Result<Vec<String>, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    match after("--texts") {
        Some(path) => {
            messages::of_file(&PathBuf::from(path), &after("--column").unwrap_or_else(|| "text".to_owned()))
        }
        None => Ok(messages::invented(INVENTED)),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let texts = texts()?;
    let gazetteer = gazetteer();
    let home = Oktmo::parse("22715000")?;
    let understander = Understander::built_in();
    let model = Model::from_bytes(MODELS[0])?;
    let reader = Reader::default();
    let parts: [Part<'_>; 8] = [
        ("topic, kind, tone, urgency and place", &|text| {
            let tokens = tokens(text);
            black_box(understander.read(text, &tokens));
            black_box(gazetteer.locate(&tokens, Some(&home)));
        }),
        ("tokens", &|text| {
            black_box(tokens(text));
        }),
        ("tokens, legible", &|text| {
            black_box(normalise::is_legible(text, &tokens(text)));
        }),
        ("tokens, lexicon", &|text| {
            black_box(Lexicon::built_in().hear(&tokens(text)));
        }),
        ("tokens, features", &|text| {
            black_box(reader.read(text, &tokens(text)));
        }),
        ("tokens, features, topic model", &|text| {
            black_box(model.predict(&reader.read(text, &tokens(text)), &[]));
        }),
        ("tokens, place", &|text| {
            black_box(gazetteer.locate(&tokens(text), Some(&home)));
        }),
        ("mask", &|text| {
            black_box(mask(text));
        }),
    ];
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let mut report = format!("{} messages of {} characters\n", texts.len(), characters / texts.len().max(1));
    for (name, read) in parts {
        let time = best(PASSES, || texts.iter().for_each(|text| read(black_box(text))));
        let each = time.as_secs_f64() / f64::from(u32::try_from(texts.len())?);
        writeln!(report, "{name}: {:.1} µs, {:.0} messages a second", each * 1e6, 1.0 / each)?;
    }
    let load = best(200, || {
        for bytes in MODELS {
            black_box(Model::from_bytes(black_box(bytes)).is_ok());
        }
    });
    let kilobytes = MODELS.map(<[u8]>::len).iter().sum::<usize>() / 1024;
    writeln!(report, "loading the three models of {kilobytes} KB: {:.0} µs", load.as_secs_f64() * 1e6)?;
    Ok(std::io::stdout().write_all(report.as_bytes())?)
}
