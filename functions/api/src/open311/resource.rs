//! Which resource a path names, and in which format.

use super::document::Format;

/// A resource of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resource<'a> {
    Discovery,
    Services,
    Service(&'a str),
    Requests,
    Request(&'a str),
    Token(&'a str),
}

impl<'a> Resource<'a> {
    /// The resource of the path below the prefix. Where there is none, the format is still that of the refusal.
    pub(super) fn of(path: &'a str) -> (Option<Self>, Format) {
        let Some((name, format)) =
            path.rsplit_once('.').and_then(|(name, end)| Some((name, Format::of(end)?)))
        else {
            return (None, Format::Xml);
        };
        let resource = match name.split_once('/') {
            None => match name {
                "discovery" => Some(Self::Discovery),
                "services" => Some(Self::Services),
                "requests" => Some(Self::Requests),
                _ => None,
            },
            Some((_, "")) => None,
            Some((_, rest)) if rest.contains('/') => None,
            Some(("services", code)) => Some(Self::Service(code)),
            Some(("requests", id)) => Some(Self::Request(id)),
            Some(("tokens", token)) => Some(Self::Token(token)),
            Some(_) => None,
        };
        (resource, format)
    }

    /// Its name in the log.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Services => "services",
            Self::Service(_) => "service",
            Self::Requests => "requests",
            Self::Request(_) => "request",
            Self::Token(_) => "token",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_one_resource_and_its_format() {
        for (path, resource, format) in [
            ("discovery.xml", Some(Resource::Discovery), Format::Xml),
            ("services.json", Some(Resource::Services), Format::Json),
            ("services/roads.potholes.xml", Some(Resource::Service("roads.potholes")), Format::Xml),
            ("requests/0123.json", Some(Resource::Request("0123")), Format::Json),
            ("tokens/0123.json", Some(Resource::Token("0123")), Format::Json),
            ("services", None, Format::Xml),
            ("services/.json", None, Format::Json),
            ("services/a/b.json", None, Format::Json),
            ("tokens.json", None, Format::Json),
            ("requests.html", None, Format::Xml),
        ] {
            assert_eq!(Resource::of(path), (resource, format), "{path}");
        }
    }
}
