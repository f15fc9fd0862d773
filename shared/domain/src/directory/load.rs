//! A directory from its plain files, with every problem of every file at once.

mod agencies;
mod clocks;
mod csv_file;
mod entry;
mod pages;
mod rules;
mod secrets;
mod source;
mod territory;
mod toml_file;
mod wording;

#[cfg(test)]
mod tests;

use self::agencies::Around;
use self::rules::Known;
use self::source::{Entries, Loader, Placed};
use self::territory::TerritoryFiles;
use super::{Directory, DirectoryFiles, PageAccess, Problem, Region};
use crate::calendar::WorkingCalendar;

const REGION: &str = "region.toml";

impl Directory {
    /// The files of a directory; the last may be absent.
    pub const FILES: [&str; 11] = [
        REGION,
        "municipalities.csv",
        "settlements.csv",
        "centres.csv",
        "memberships.csv",
        "calendars.toml",
        "sla.toml",
        "agencies.csv",
        "pages.csv",
        "rules.toml",
        "endpoints.toml",
    ];

    /// Files that a directory may have beside.
    pub const FURTHER_FILES: [&str; 2] = [wording::TEMPLATES, wording::KNOWLEDGE];

    /// Reads a directory from its files, or says everything that is wrong with them.
    ///
    /// A name that is in neither list of files is a problem too, for it may be a slip.
    pub fn load(files: &DirectoryFiles) -> Result<(Self, Vec<PageAccess>), Vec<Problem>> {
        let mut loader = Loader::new(files);
        refuse_strange_files(&mut loader, files);
        let complete = read(&mut loader);
        let mut problems = loader.problems;
        match complete {
            Some(complete) if problems.is_empty() => Ok(complete),
            _ => {
                problems.sort();
                Err(problems)
            }
        }
    }
}

fn read(loader: &mut Loader<'_>) -> Option<(Directory, Vec<PageAccess>)> {
    let territory = TerritoryFiles::read(loader);
    let calendars = clocks::read_calendars(loader);
    let sla = clocks::read_policies(loader);
    let around = Around { territory: &territory, calendars: &calendars };
    let agencies = agencies::read(loader, around);
    let pages = pages::read(loader, around, &agencies);
    let router = rules::read(loader, Known { around, agencies: &agencies, pages: &pages });
    let (templates, knowledge) = (wording::read_templates(loader), wording::read_knowledge(loader));
    let region = read_region(loader, &calendars);
    let (router, spots) = router.unzip();
    let (region, version) = region?;
    let (pages, access): (Vec<_>, _) =
        pages.list.into_iter().map(|Placed { value, .. }| (value.page, value.access)).unzip();
    let directory = Directory {
        region,
        version,
        territory: territory.finish(),
        agencies: agencies.into_register(),
        pages: pages.into(),
        router: router?,
        calendars: calendars.into_register(),
        sla: sla?,
        templates: templates.into_register(),
        knowledge: knowledge.into_register(),
    };
    if loader.problems.is_empty() {
        rules::check(loader, &directory, &spots.unwrap_or_default());
    }
    Some((directory, access))
}

fn read_region(loader: &mut Loader<'_>, calendars: &Entries<WorkingCalendar>) -> Option<(Region, u64)> {
    let mut top = loader.document(REGION, "")?.top;
    let (id, name) = (top.required(loader, "id"), top.required(loader, "name"));
    let (centre, zone) = (top.required(loader, "centre"), top.required(loader, "zone"));
    let (calendar, version) = (top.required(loader, "calendar"), top.required(loader, "version"));
    let read_only =
        if top.has("read_only") { top.list(loader, "read_only") } else { super::read_only_by_law() };
    let answers = top.optional(loader, "answers").unwrap_or_default();
    let duplicates = top.optional(loader, "duplicates").unwrap_or_default();
    let spot = top.spot;
    top.finish(loader);
    let calendar = calendar?;
    loader.refuse_unknown(calendars.knows(&calendar), spot, "calendar", "calendar", &calendar);
    let (id, name, centre, zone) = (id?, name?, centre?, zone?);
    Some((Region { id, name, centre, zone, calendar, read_only, answers, duplicates }, version?))
}

fn refuse_strange_files(loader: &mut Loader<'_>, files: &DirectoryFiles) {
    for name in files.keys().filter(|name| {
        let known = Directory::FILES.iter().chain(&Directory::FURTHER_FILES);
        !known.into_iter().any(|known| known == name)
    }) {
        let problem = Problem {
            file: name.clone(),
            line: None,
            field: String::new(),
            message: "is not a file of a directory".to_owned(),
        };
        loader.problems.push(problem);
    }
}
