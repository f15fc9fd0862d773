//! Which question a path asks, and by which method.

use http::Method;

use crate::refusal::Refusal;

/// A question, with the names that the path gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    Health,
    Incidents,
    Incident(&'a str),
    Actions(&'a str),
    MunicipalityStats(&'a str),
    CentreStats(&'a str),
    RegionStats(&'a str),
    Queue(&'a str),
    Replies,
    /// How the pages are connected.
    Pages,
    Reply(&'a str),
    /// Declared outages.
    Outages,
    OutageEnd(&'a str),
    Directory,
    Formulas,
    Parked(&'a str),
    Replay(&'a str),
}

impl<'a> Route<'a> {
    /// The question of a path.
    pub(crate) fn of(path: &'a str) -> Option<Self> {
        let mut parts = path.strip_prefix("/v1/")?.split('/');
        let all = [parts.next(), parts.next(), parts.next(), parts.next()];
        Some(match all {
            [Some("health"), None, ..] => Self::Health,
            [Some("incidents"), None, ..] => Self::Incidents,
            [Some("incidents"), Some(id), None, _] => Self::Incident(id),
            [Some("incidents"), Some(id), Some("actions"), None] => Self::Actions(id),
            [Some("municipalities"), Some(id), Some("stats"), None] => Self::MunicipalityStats(id),
            [Some("centres"), Some(id), Some("stats"), None] => Self::CentreStats(id),
            [Some("regions"), Some(id), Some("stats"), None] => Self::RegionStats(id),
            [Some("desks"), Some(id), Some("queue"), None] => Self::Queue(id),
            [Some("replies"), None, ..] => Self::Replies,
            [Some("pages"), None, ..] => Self::Pages,
            [Some("messages"), Some(id), Some("replies"), None] => Self::Reply(id),
            [Some("outages"), None, ..] => Self::Outages,
            [Some("outages"), Some(id), Some("end"), None] => Self::OutageEnd(id),
            [Some("directory"), None, ..] => Self::Directory,
            [Some("formulas"), None, ..] => Self::Formulas,
            [Some("parked"), Some(id), None, _] => Self::Parked(id),
            [Some("parked"), Some(id), Some("replay"), None] => Self::Replay(id),
            _ => return None,
        })
    }

    /// The methods that it takes, as `Allow` says them.
    const fn methods(self) -> &'static str {
        match self {
            Self::Incidents | Self::Outages => "GET, POST",
            Self::OutageEnd(_) | Self::Actions(_) | Self::Replay(_) | Self::Reply(_) => "POST",
            _ => "GET",
        }
    }

    /// Refuses a method that it does not take.
    pub(crate) fn check(self, method: &Method) -> Result<(), Refusal> {
        let taken = self.methods().split(", ").any(|name| name == method.as_str());
        if taken { Ok(()) } else { Err(Refusal::Method(self.methods())) }
    }

    /// Its name in the log: the pattern of its path, without the names in it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Incidents => "incidents",
            Self::Incident(_) => "incident",
            Self::Actions(_) => "actions",
            Self::MunicipalityStats(_) => "municipality_stats",
            Self::CentreStats(_) => "centre_stats",
            Self::RegionStats(_) => "region_stats",
            Self::Queue(_) => "queue",
            Self::Replies => "replies",
            Self::Pages => "pages",
            Self::Reply(_) => "reply",
            Self::Outages => "outages",
            Self::OutageEnd(_) => "outage_end",
            Self::Directory => "directory",
            Self::Formulas => "formulas",
            Self::Parked(_) => "parked",
            Self::Replay(_) => "replay",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_asks_one_question_or_none() {
        for (path, route) in [
            ("/v1/health", Some(Route::Health)),
            ("/v1/incidents", Some(Route::Incidents)),
            ("/v1/incidents/abc", Some(Route::Incident("abc"))),
            ("/v1/incidents/abc/actions", Some(Route::Actions("abc"))),
            ("/v1/desks/agency:grid/queue", Some(Route::Queue("agency:grid"))),
            ("/v1/regions/nn/stats", Some(Route::RegionStats("nn"))),
            ("/v1/parked/abc/replay", Some(Route::Replay("abc"))),
            ("/v1/replies", Some(Route::Replies)),
            ("/v1/pages", Some(Route::Pages)),
            ("/v1/outages", Some(Route::Outages)),
            ("/v1/outages/abc/end", Some(Route::OutageEnd("abc"))),
            ("/v1/outages/abc", None),
            ("/v1/messages/abc/replies", Some(Route::Reply("abc"))),
            ("/v1/incidents/abc/actions/x", None),
            ("/v1/incidents/abc/actions/", None),
            ("/v1/health/x", None),
            ("/v1/", None),
            ("/v2/health", None),
            ("/v1/../v1/health", None),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }

    #[test]
    fn only_the_methods_of_a_route_are_taken() {
        assert_eq!(Route::Incidents.check(&Method::POST), Ok(()));
        assert_eq!(Route::Incidents.check(&Method::DELETE), Err(Refusal::Method("GET, POST")));
        for method in [Method::HEAD, Method::OPTIONS, Method::TRACE, Method::PATCH] {
            assert_eq!(Route::Health.check(&method), Err(Refusal::Method("GET")));
        }
    }
}
