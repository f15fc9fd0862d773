//! What can be asked of the API: one table that routes requests, builds them and describes them.

use std::fmt;

use http::Method;

/// What can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Whether the function answers.
    Health,
    /// The description of the API.
    OpenApi,
    /// Incidents of a municipality or on a desk.
    ListIncidents,
    /// Brings an incident in.
    BringIn,
    /// Everything about one incident.
    Incident,
    /// Acts on an incident.
    Act,
    /// What is open on a desk.
    Queue,
    /// Numbers of a municipality.
    MunicipalityStats,
    /// Numbers of a centre.
    CentreStats,
    /// Numbers of a region.
    RegionStats,
    /// Replies that need a person.
    ListReplies,
    /// What a person decides about a reply.
    DecideReply,
    /// Declared outages.
    ListOutages,
    /// Declares an outage.
    DeclareOutage,
    /// Says that an outage is over.
    EndOutage,
    /// How the pages are connected.
    Pages,
    /// Who lives where, and who answers.
    Directory,
    /// What each number means.
    Formulas,
    /// A delivery that could not be read.
    Parked,
    /// Puts a delivery that could not be read back into the queue.
    Replay,
}

/// How an operation is asked for.
struct Address {
    method: Method,
    path: &'static str,
    name: &'static str,
}

const fn get(path: &'static str, name: &'static str) -> Address {
    Address { method: Method::GET, path, name }
}

const fn post(path: &'static str, name: &'static str) -> Address {
    Address { method: Method::POST, path, name }
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Health,
        Self::OpenApi,
        Self::ListIncidents,
        Self::BringIn,
        Self::Incident,
        Self::Act,
        Self::Queue,
        Self::MunicipalityStats,
        Self::CentreStats,
        Self::RegionStats,
        Self::ListReplies,
        Self::DecideReply,
        Self::ListOutages,
        Self::DeclareOutage,
        Self::EndOutage,
        Self::Pages,
        Self::Directory,
        Self::Formulas,
        Self::Parked,
        Self::Replay,
    ];

    const fn address(self) -> Address {
        match self {
            Self::Health => get("/v1/health", "health"),
            Self::OpenApi => get("/v1/openapi.json", "openapi"),
            Self::ListIncidents => get("/v1/incidents", "incidents"),
            Self::BringIn => post("/v1/incidents", "bring_in"),
            Self::Incident => get("/v1/incidents/{id}", "incident"),
            Self::Act => post("/v1/incidents/{id}/actions", "actions"),
            Self::Queue => get("/v1/desks/{desk}/queue", "queue"),
            Self::MunicipalityStats => get("/v1/municipalities/{oktmo}/stats", "municipality_stats"),
            Self::CentreStats => get("/v1/centres/{id}/stats", "centre_stats"),
            Self::RegionStats => get("/v1/regions/{id}/stats", "region_stats"),
            Self::ListReplies => get("/v1/replies", "replies"),
            Self::DecideReply => post("/v1/messages/{id}/replies", "reply"),
            Self::ListOutages => get("/v1/outages", "outages"),
            Self::DeclareOutage => post("/v1/outages", "declare_outage"),
            Self::EndOutage => post("/v1/outages/{id}/end", "end_outage"),
            Self::Pages => get("/v1/pages", "pages"),
            Self::Directory => get("/v1/directory", "directory"),
            Self::Formulas => get("/v1/formulas", "formulas"),
            Self::Parked => get("/v1/parked/{digest}", "parked"),
            Self::Replay => post("/v1/parked/{digest}/replay", "replay"),
        }
    }

    /// The method that it takes.
    pub fn method(self) -> Method {
        self.address().method
    }

    /// Its path, with the name in it in braces.
    pub fn path(self) -> &'static str {
        self.address().path
    }

    /// Its name in logs and in the description.
    pub fn name(self) -> &'static str {
        self.address().name
    }

    /// The path for one name. The name is percent-encoded where it has to be.
    pub fn path_of(self, name: &str) -> String {
        match self.path().split_once('{') {
            None => self.path().to_owned(),
            Some((before, rest)) => {
                let after = rest.split_once('}').map_or("", |(_, after)| after);
                format!("{before}{}{after}", encoded(name))
            }
        }
    }

    /// What a path asks for by this method, with the name in it.
    pub fn find<'a>(method: &Method, path: &'a str) -> Result<(Self, &'a str), NotFound> {
        let mut allow = Vec::new();
        for operation in Self::ALL {
            let Some(name) = named(operation.path(), path) else { continue };
            if operation.method() == *method {
                return Ok((operation, name));
            }
            allow.push(operation.method());
        }
        if allow.is_empty() { Err(NotFound::Path) } else { Err(NotFound::Method(allow)) }
    }
}

/// The name that `path` has where `pattern` has braces; empty where it has none.
fn named<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let (mut parts, mut name) = (path.split('/'), "");
    for expected in pattern.split('/') {
        let part = parts.next()?;
        if expected.starts_with('{') {
            name = part;
        } else if expected != part {
            return None;
        }
    }
    parts.next().is_none().then_some(name)
}

fn encoded(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Why a request asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// There is no such path.
    #[error("there is no such path")]
    Path,
    /// The path takes these methods only.
    #[error("the path takes other methods")]
    Method(Vec<Method>),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_finds_itself_with_the_name_that_was_put_in() {
        for operation in Operation::ALL {
            let path = operation.path_of("agency:roads");
            let found = Operation::find(&operation.method(), &path);
            let name = if operation.path().contains('{') { "agency:roads" } else { "" };
            assert_eq!(found, Ok((operation, name)), "{path}");
        }
    }

    #[test]
    fn no_two_operations_share_a_name_or_an_address() {
        let names: BTreeSet<_> = Operation::ALL.map(Operation::name).into();
        let addresses: BTreeSet<_> =
            Operation::ALL.map(|one| format!("{} {}", one.method(), one.path())).into();
        assert_eq!((names.len(), addresses.len()), (Operation::ALL.len(), Operation::ALL.len()));
    }

    #[test]
    fn another_path_or_method_finds_nothing() {
        for path in [
            "/",
            "/v1",
            "/v1/",
            "/v1/incidents/",
            "/v1/incidents/a/b",
            "/v1/healthy",
            "/v2/health",
            "v1/health",
        ] {
            assert!(Operation::find(&Method::PUT, path).is_err(), "{path}");
        }
        assert_eq!(Operation::find(&Method::GET, "/v1/health/x"), Err(NotFound::Path));
        assert_eq!(
            Operation::find(&Method::DELETE, "/v1/incidents"),
            Err(NotFound::Method(vec![Method::GET, Method::POST]))
        );
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_path() {
        assert_eq!(Operation::Incident.path_of("../keys?x#y z"), "/v1/incidents/..%2Fkeys%3Fx%23y%20z");
    }
}
