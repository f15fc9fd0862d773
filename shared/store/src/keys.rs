//! Keys of items. They are a wire format: what is written here stays readable for ever.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::agency::Desk;
use domain::{MessageKey, Oktmo, RegionId};

/// Sorts after every moment: an open incident without a deadline stands last on its desk.
pub(crate) const NO_DEADLINE: &str = "9999";

/// A message, a voice, a removal.
pub(crate) fn message(region: &RegionId, key: &MessageKey) -> String {
    format!("{region}#{key}")
}

/// A delivery that could not be read.
pub(crate) fn parked(region: &RegionId, digest: &str) -> String {
    format!("{region}#parked#{digest}")
}

/// The platform's identity of somebody who wrote privately.
pub(crate) fn author(region: &RegionId, pseudonym: &domain::Pseudonym) -> String {
    format!("{region}#author#{pseudonym}")
}

/// The partition of a municipality in `by_municipality`; `-` where nobody knows the place.
pub(crate) fn municipality(region: &RegionId, oktmo: Option<&Oktmo>) -> String {
    format!("{region}#{}", oktmo.map_or("-", Oktmo::as_str))
}

/// The partition of a desk in `open_by_desk`.
pub(crate) fn desk(region: &RegionId, desk: &Desk) -> String {
    format!("{region}#{desk}")
}

/// A list of incidents of one place and family of topics.
pub(crate) fn shelf(region: &RegionId, name: &str) -> String {
    format!("{region}#twins#{name}")
}

/// The partition of the voices of an incident in `open_by_desk`.
pub(crate) fn voices(region: &RegionId, incident: &MessageKey) -> String {
    format!("{region}#voices#{incident}")
}

/// A publication that a person must look at.
pub(crate) fn attention(region: &RegionId, message: &MessageKey, answer: u32) -> String {
    format!("{region}#attention#{message}#{answer}")
}

/// The partition of what a person must look at in `open_by_desk`.
pub(crate) fn attentions(region: &RegionId) -> String {
    format!("{region}#attention")
}

/// How long a page is silent towards its platform.
pub(crate) fn pause(region: &RegionId, page: &domain::PageId) -> String {
    format!("{region}#pause#{page}")
}

/// What a platform told beside messages.
pub(crate) fn memo(region: &RegionId, about: crate::About<'_>) -> String {
    match about {
        crate::About::Dialog(person) => format!("{region}#dialog#{person}"),
        crate::About::Thread(page, chat, thread) => format!("{region}#thread#{page}#{chat}#{thread}"),
        crate::About::Migration(page, chat) => format!("{region}#migration#{page}#{chat}"),
        crate::About::Membership(page, chat) => format!("{region}#membership#{page}#{chat}"),
        crate::About::Habits(page) => format!("{region}#habits#{page}"),
        crate::About::Outages => format!("{region}#outages"),
        crate::About::Numbers(page, book) => format!("{region}#numbers#{page}#{book}"),
        crate::About::BackFill(page) => format!("{region}#back-fill#{page}"),
    }
}

/// A moment as a sort key: it sorts as time does.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The stored directory of a region.
pub(crate) fn region(region: &RegionId) -> String {
    format!("region#{region}")
}

/// The version of a region's directory.
pub(crate) fn region_version(region: &RegionId) -> String {
    format!("version#{region}")
}

/// What models a region has.
pub(crate) fn models(region: &RegionId) -> String {
    format!("models#{region}")
}

/// Which of its models a region uses.
pub(crate) fn model_in_use(region: &RegionId) -> String {
    format!("model#{region}")
}

/// What the last retraining came to.
pub(crate) fn model_plan(region: &RegionId) -> String {
    format!("plan#{region}")
}

/// A part of a model.
pub(crate) fn model_part(region: &RegionId, version: u64, part: usize) -> String {
    format!("model#{region}#{version}#{part}")
}

/// A page, by the digest of the unguessable part of its address.
pub(crate) fn page(digest: &str) -> String {
    format!("page#{digest}")
}

/// The unguessable part of a page's address, by the page.
pub(crate) fn page_key(region: &RegionId, page: &domain::PageId) -> String {
    format!("address#{region}#{page}")
}

/// How the pages of a region are connected.
pub(crate) fn health(region: &RegionId) -> String {
    format!("{region}#health")
}

/// A key of the API, by its public half.
pub(crate) fn api_key(prefix: &str) -> String {
    format!("key#{prefix}")
}

/// An agency's endpoint that said it is gone.
pub(crate) fn gone_endpoint(region: &RegionId, agency: &domain::AgencyId) -> String {
    format!("gone#{region}#{agency}")
}

/// The numbers of one scope.
pub(crate) fn stats(region: &RegionId, scope: &str) -> String {
    format!("{region}#{scope}")
}

/// The numbers of one day by one version of the formulas.
pub(crate) fn day(day: NaiveDate, formula: u32) -> String {
    format!("day#{formula}#{day}")
}

/// Which incidents were corrected.
pub(crate) fn corrections(region: &RegionId) -> String {
    format!("{region}#corrections")
}

/// The days that are to be counted again.
pub(crate) fn touched(region: &RegionId) -> String {
    format!("{region}#touched")
}

/// How far a repeated work has come.
pub(crate) fn progress(region: &RegionId) -> String {
    format!("{region}#progress")
}
