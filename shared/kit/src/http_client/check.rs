//! Whether an address that a person wrote down may be called, asked when it is saved and before each call.

use url::{Host, Url};

use super::address::AddressPolicy;

const MOST_BYTES: usize = 2_048;

/// Below the ports that programs may open for themselves only these two serve the web.
const WEB_PORTS: [u16; 2] = [80, 443];
const FIRST_FREE_PORT: u16 = 1_024;

/// Why an address may not be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlProblem {
    /// It is none.
    #[error("the address is not a URL")]
    NotUrl,
    /// It is longer than any real one.
    #[error("the address is too long")]
    TooLong,
    /// Another scheme than https, or http where it is allowed.
    #[error("the address must begin with https://")]
    Scheme,
    /// It holds a user name or a password.
    #[error("the address holds a user name or password")]
    UserInfo,
    /// A port where no web service listens.
    #[error("the port is not one of a web service")]
    Port,
    /// It leads into a network.
    #[error("the address is not a public one")]
    NotPublic,
}

/// Reads `text` as an address that may be called.
pub fn check_url(text: &str, policy: AddressPolicy) -> Result<Url, UrlProblem> {
    if text.len() > MOST_BYTES {
        return Err(UrlProblem::TooLong);
    }
    let mut url = Url::parse(text).map_err(|_| UrlProblem::NotUrl)?;
    let local = policy == AddressPolicy::PublicAndPrivate;
    match url.scheme() {
        "https" => {}
        "http" if local => {}
        _ => return Err(UrlProblem::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlProblem::UserInfo);
    }
    let port = url.port_or_known_default().ok_or(UrlProblem::Port)?;
    if port < FIRST_FREE_PORT && !WEB_PORTS.contains(&port) {
        return Err(UrlProblem::Port);
    }
    let public = match url.host().ok_or(UrlProblem::NotUrl)? {
        Host::Ipv4(address) => policy.allows(address.into()),
        Host::Ipv6(address) => policy.allows(address.into()),
        Host::Domain(name) => local || is_public_name(name),
    };
    if !public {
        return Err(UrlProblem::NotPublic);
    }
    url.set_fragment(None);
    // The two standards differ in a few characters, and the call needs both.
    url.as_str().parse::<http::Uri>().map_err(|_| UrlProblem::NotUrl)?;
    Ok(url)
}

/// A name of at least two parts whose last is no name of a machine or a home. What it leads to is asked at the call.
fn is_public_name(name: &str) -> bool {
    const INSIDE: [&str; 7] = ["localhost", "local", "internal", "lan", "home", "intranet", "arpa"];
    let name = name.strip_suffix('.').unwrap_or(name);
    name.rsplit_once('.').is_some_and(|(_, last)| !last.is_empty() && !INSIDE.contains(&last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_written_is_refused_or_can_be_called(
            host in "[a-z0-9.:@%\\[\\]!_-]{1,20}|\\PC{1,8}",
            rest in "\\PC{0,20}",
        ) {
            if let Ok(url) = check_url(&format!("https://{host}/{rest}"), AddressPolicy::Public) {
                prop_assert!(url.as_str().parse::<http::Uri>().unwrap().host().is_some());
                prop_assert_eq!((url.scheme(), url.username(), url.fragment()), ("https", "", None));
            }
        }
    }

    #[test]
    fn an_agencys_address_is_accepted_as_it_is() {
        for text in [
            "https://agency.example/hook?key=1",
            "https://agency.example:8443/hook",
            "https://xn--80aswg.xn--p1ai/",
            "https://77.88.55.242/hook",
            "https://[2a02:6b8::2:242]/hook",
        ] {
            assert_eq!(check_url(text, AddressPolicy::Public).unwrap().as_str(), text);
        }
        assert_eq!(
            check_url("https://a.example/x#y", AddressPolicy::Public).unwrap().as_str(),
            "https://a.example/x"
        );
    }

    #[test]
    fn disguises_of_inside_addresses_are_seen_through() {
        for text in [
            "https://169.254.169.254/latest/meta-data/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://server/",
            "https://db.internal/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://0/",
            "https://１２７.０.０.１/",
            "https://127。0。0。1/",
            "https://%31%32%37.0.0.1/",
            "https://ⓛocalhost/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:a9fe:a9fe]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[64:ff9b::a00:1]/",
            "https://10.0.0.1:8443/",
            "https://100.64.0.1/",
            "https://192.168.0.1/",
            "https://255.255.255.255/",
            "https://224.0.0.1/",
        ] {
            assert_eq!(check_url(text, AddressPolicy::Public), Err(UrlProblem::NotPublic), "{text}");
        }
    }

    #[test]
    fn other_schemes_users_and_ports_are_refused() {
        for (text, problem) in [
            ("http://agency.example/", UrlProblem::Scheme),
            ("gopher://agency.example/", UrlProblem::Scheme),
            ("file:///etc/passwd", UrlProblem::Scheme),
            ("javascript:alert(1)", UrlProblem::Scheme),
            ("https://user:pass@agency.example/", UrlProblem::UserInfo),
            ("https://agency.example@10.0.0.1/", UrlProblem::UserInfo),
            ("https://agency.example:22/", UrlProblem::Port),
            ("https://agency.example:25/", UrlProblem::Port),
            ("https://agency.example:0/", UrlProblem::Port),
            ("agency.example/hook", UrlProblem::NotUrl),
            ("https://", UrlProblem::NotUrl),
            ("https://[::1", UrlProblem::NotUrl),
            ("", UrlProblem::NotUrl),
        ] {
            assert_eq!(check_url(text, AddressPolicy::Public), Err(problem), "{text}");
        }
        let long = format!("https://agency.example/{}", "x".repeat(MOST_BYTES));
        assert_eq!(check_url(&long, AddressPolicy::Public), Err(UrlProblem::TooLong));
    }

    #[test]
    fn a_system_on_one_machine_may_call_itself_and_still_not_the_metadata() {
        for text in [
            "http://127.0.0.1:9000/hook",
            "http://localhost:9000/",
            "https://10.0.0.1/",
            "http://[::1]:9000/",
        ] {
            assert!(check_url(text, AddressPolicy::PublicAndPrivate).is_ok(), "{text}");
        }
        for text in ["http://169.254.169.254/", "http://[::ffff:169.254.169.254]/", "http://0.0.0.0:9000/"] {
            assert_eq!(
                check_url(text, AddressPolicy::PublicAndPrivate),
                Err(UrlProblem::NotPublic),
                "{text}"
            );
        }
    }
}
