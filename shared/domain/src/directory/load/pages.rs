//! Pages, the ways into them, and their secrets.

use chrono::{DateTime, Utc};

use super::agencies::Around;
use super::entry::Entry;
use super::secrets::{page_key, page_secret};
use super::source::{Entries, Loader, Placed, Spot};
use crate::agency::Agency;
use crate::directory::PageAccess;
use crate::directory::register::Named;
use crate::ids::PageId;
use crate::message::Platform;
use crate::page::{Page, PageSecret};
use crate::private::Private;

const PAGES: &str = "pages.csv";
const COLUMNS: [&str; 9] =
    ["id", "key", "platform", "external", "title", "municipality", "agency", "secrets", "confirmation"];
/// What a page needs only if it answers.
const OF_ANSWERS: [&str; 3] = ["token", "user_token", "api"];

/// A page with its way in.
#[derive(Debug)]
pub(super) struct OpenPage {
    pub(super) page: Page,
    pub(super) access: PageAccess,
}

impl Named for OpenPage {
    type Id = PageId;

    fn id(&self) -> &PageId {
        &self.page.id
    }
}

pub(super) fn read(
    loader: &mut Loader<'_>,
    around: Around<'_>,
    agencies: &Entries<Agency>,
) -> Entries<OpenPage> {
    let rows = loader.rows_with(PAGES, &COLUMNS, &OF_ANSWERS);
    let pages = Entries::read(loader, rows, "id", open_page);
    loader.refuse_repeats(&pages.list, "key", |open| Some(&open.access.key));
    loader.refuse_repeats(&pages.list, "external", |open| {
        open.page.external.as_ref().map(|external| (open.page.platform, external))
    });
    for Placed { spot, value: OpenPage { page, .. } } in &pages.list {
        if let Some(unit) = &page.municipality {
            let known = around.territory.municipalities.knows(unit);
            loader.refuse_unknown(known, *spot, "municipality", "municipality", unit);
        }
        if let Some(agency) = &page.agency {
            loader.refuse_unknown(agencies.knows(agency), *spot, "agency", "agency", agency);
        }
    }
    pages
}

fn open_page(row: &mut Entry, loader: &mut Loader<'_>) -> Option<OpenPage> {
    let (id, title) = (row.required::<PageId>(loader, "id"), row.required(loader, "title"));
    let platform = row.required(loader, "platform");
    let (municipality, agency) = (row.optional(loader, "municipality"), row.optional(loader, "agency"));
    let external: Option<String> = row.optional(loader, "external");
    let confirmation: Option<Private<String>> = row.optional(loader, "confirmation");
    let key = row.required(loader, "key").filter(|key| accept(loader, row.spot, "key", page_key(key)));
    let cells: Vec<String> = row.list(loader, "secrets");
    let (token, user_token) = (row.optional(loader, "token"), row.optional(loader, "user_token"));
    let api = row.optional(loader, "api").filter(|api: &String| check_api(loader, row.spot, api));
    let platform: Platform = platform?;
    if cells.is_empty() && shows_a_secret(platform) {
        loader.complain(row.spot, "secrets", "at least one is needed");
    }
    let secrets = cells.iter().filter_map(|cell| secret(cell, loader, row.spot, platform)).collect();
    if platform == Platform::Vk {
        check_vk(loader, row.spot, external.as_deref(), confirmation.as_ref());
    }
    let (id, title) = (id?, title?);
    let access = PageAccess { key: key?, page: id.clone() };
    let page = Page {
        id,
        platform,
        external,
        title,
        municipality,
        agency,
        secrets,
        confirmation,
        token,
        user_token,
        api,
    };
    Some(OpenPage { page, access })
}

/// Одноклассники show none, and lists and files are fetched, not delivered.
const fn shows_a_secret(platform: Platform) -> bool {
    !matches!(platform, Platform::Ok | Platform::Pos | Platform::Registry)
}

/// An address of methods, to which a path is added.
fn check_api(loader: &mut Loader<'_>, spot: Spot, api: &str) -> bool {
    let rest = api.strip_prefix("https://").or_else(|| api.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let good = !host.is_empty() && !api.ends_with('/') && !api.contains([' ', '?', '#', '@']);
    if !good {
        loader.complain(
            spot,
            "api",
            "expected https://host or https://host/path, without a slash at the end",
        );
    }
    good
}

/// VK names a community by a number, and opens a server only after the confirmation.
fn check_vk(
    loader: &mut Loader<'_>,
    spot: Spot,
    external: Option<&str>,
    confirmation: Option<&Private<String>>,
) {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !external.is_some_and(is_number) {
        loader.complain(spot, "external", "expected the number of the community, without a minus");
    }
    if confirmation.is_none() {
        loader.complain(spot, "confirmation", "a VK page needs one");
    }
}

/// A secret, or while it is being replaced `secret until 2026-01-31T21:00:00Z`.
fn secret(cell: &str, loader: &mut Loader<'_>, spot: Spot, platform: Platform) -> Option<PageSecret> {
    let (value, until) =
        cell.split_once(" until ").map_or((cell, None), |(value, until)| (value, Some(until)));
    let until = until.map(|until| until.trim().parse::<DateTime<Utc>>());
    let Ok(valid_until) = until.transpose() else {
        loader.complain(spot, "secrets", "expected a time like 2026-01-31T21:00:00Z after `until`");
        return None;
    };
    let value = Private::from(value.trim_end());
    let good = accept(loader, spot, "secrets", page_secret(platform, &value));
    good.then_some(PageSecret { value, valid_until })
}

fn accept<E: ToString>(loader: &mut Loader<'_>, spot: Spot, field: &str, checked: Result<(), E>) -> bool {
    checked.map_err(|error| loader.complain(spot, field, error.to_string())).is_ok()
}
