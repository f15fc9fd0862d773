//! Loading a region's directory: read the files, say what is wrong or what will change, then store it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use chrono::{DateTime, Days, Utc};
use domain::{Directory, DirectoryFiles, IdKey, PageAccess, Problem};
use store::{PageItem, RegionItem, Store, StoreError};

/// The region that comes with the program: real names and codes, invented agencies and pages.
pub fn built_in() -> DirectoryFiles {
    let files = [
        ("region.toml", include_str!("../regions/nizhny-novgorod/region.toml")),
        ("municipalities.csv", include_str!("../regions/nizhny-novgorod/municipalities.csv")),
        ("settlements.csv", include_str!("../regions/nizhny-novgorod/settlements.csv")),
        ("centres.csv", include_str!("../regions/nizhny-novgorod/centres.csv")),
        ("memberships.csv", include_str!("../regions/nizhny-novgorod/memberships.csv")),
        ("calendars.toml", include_str!("../regions/nizhny-novgorod/calendars.toml")),
        ("sla.toml", include_str!("../regions/nizhny-novgorod/sla.toml")),
        ("agencies.csv", include_str!("../regions/nizhny-novgorod/agencies.csv")),
        ("pages.csv", include_str!("../regions/nizhny-novgorod/pages.csv")),
        ("rules.toml", include_str!("../regions/nizhny-novgorod/rules.toml")),
        ("endpoints.toml", include_str!("../regions/nizhny-novgorod/endpoints.toml")),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Reads the files of a directory from a folder. Notes for people and hidden files are passed over.
pub fn read_folder(folder: &Path) -> std::io::Result<DirectoryFiles> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let notes = entry.path().extension().is_some_and(|extension| extension == "md");
        let for_people = notes || name.starts_with('.');
        if entry.file_type()?.is_file() && !for_people {
            files.insert(name, std::fs::read_to_string(entry.path())?);
        }
    }
    Ok(files)
}

/// Why a directory is not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The files have problems.
    #[error("the directory has {} problem(s):\n{}", .0.len(), Lines(.0))]
    Problems(Vec<Problem>),
    /// The document would not fit into one item.
    #[error("the directory is too large: {0} bytes, at most 390000")]
    TooLarge(usize),
    /// The store did not take it.
    #[error("the directory was not stored")]
    Store(#[from] StoreError),
}

struct Lines<'a>(&'a [Problem]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|problem| writeln!(formatter, "  {problem}"))
    }
}

/// What loading a directory will do.
#[derive(Debug)]
pub struct Plan {
    /// The directory.
    pub directory: Directory,
    pages: Vec<PageAccess>,
    document: String,
    present: Option<u64>,
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let directory = &self.directory;
        let present = self.present.map_or("none".to_owned(), |version| format!("load {version}"));
        writeln!(formatter, "{} ({}): now {present}", directory.region.name, directory.region.id)?;
        writeln!(
            formatter,
            "  {} municipalities, {} centres, {} agencies, {} pages, {} bytes",
            directory.territory.municipalities.iter().count(),
            directory.territory.centres.iter().count(),
            directory.agencies.iter().count(),
            self.pages.len(),
            self.document.len(),
        )
    }
}

/// The largest document that an item holds, with room for its key.
const LARGEST: usize = 390_000;

/// Says what loading `files` will do.
pub async fn plan(store: &Store, files: &DirectoryFiles) -> Result<Plan, LoadError> {
    let (directory, pages) = Directory::load(files).map_err(LoadError::Problems)?;
    let document = serde_json::to_string(&directory).expect("a directory has text keys");
    if document.len() > LARGEST {
        return Err(LoadError::TooLarge(document.len()));
    }
    let present = store.region(&directory.region.id).await?.map(|item| item.version);
    Ok(Plan { directory, pages, document, present })
}

/// Stores what was planned. Days before the first load are not counted.
pub async fn apply(store: &Store, id_key: &IdKey, plan: &Plan, now: DateTime<Utc>) -> Result<(), LoadError> {
    let region = &plan.directory.region;
    for access in &plan.pages {
        let Some(page) = plan.directory.page(&access.page) else { continue };
        let digest = webhook::page_digest(id_key, access.key.expose());
        store.put_page_key(&region.id, &page.id, &access.key).await?;
        store.put_page(&digest, &PageItem { region: region.id.clone(), page: page.clone() }).await?;
    }
    if store.progress(&region.id, analyze::WORK).await?.is_none() {
        let yesterday = now.with_timezone(&region.zone).date_naive() - Days::new(1);
        store.put_progress(&region.id, analyze::WORK, &yesterday.to_string()).await?;
    }
    let item = RegionItem { version: plan.present.unwrap_or(0) + 1, document: plan.document.clone() };
    Ok(store.put_region(&region.id, &item).await?)
}
