//! One call to a platform, ready to be made by whoever has a network.

use std::fmt::{self, Write};

use data_encoding::HEXLOWER;
use domain::{Page, Platform, Private};
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use md5::{Digest, Md5};

use super::Unsendable;

/// The version of VK's API that everything here is written for.
pub(crate) const VK_VERSION: &str = "5.199";

/// A call. Its address, headers and body hold tokens and words, so `Debug` shows none of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The HTTP method.
    pub method: Method,
    /// The address; Telegram's and OK's hold the token.
    pub url: Private<String>,
    /// The headers, one of which may be the token.
    pub headers: Vec<(HeaderName, Private<String>)>,
    /// The body; empty if there is none.
    pub body: Private<String>,
    /// Whether the same call may be made again when its answer is lost: it will not be done twice.
    pub idempotent: bool,
    /// The name of the platform's method, for logs.
    pub name: &'static str,
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("name", &self.name)
            .field("idempotent", &self.idempotent)
            .finish_non_exhaustive()
    }
}

impl Call {
    pub(crate) fn new(name: &'static str, method: Method, url: String) -> Self {
        let idempotent = method == Method::GET;
        Self { method, url: url.into(), headers: Vec::new(), body: String::new().into(), idempotent, name }
    }

    pub(crate) fn header(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn form(self, parameters: &[(&str, String)]) -> Self {
        let form = self.header(CONTENT_TYPE, "application/x-www-form-urlencoded".to_owned());
        Self { body: encoded(parameters).into(), ..form }
    }

    pub(crate) fn json(self, value: &serde_json::Value) -> Self {
        let json = self.header(CONTENT_TYPE, "application/json;charset=utf-8".to_owned());
        Self { body: value.to_string().into(), ..json }
    }

    /// Marks a call that does no harm when it is made twice.
    pub(crate) fn repeatable(self) -> Self {
        Self { idempotent: true, ..self }
    }
}

/// A call of a VK method. It is always a form: VK takes no JSON.
pub(crate) fn vk(page: &Page, token: &str, method: &'static str, parameters: &[(&str, String)]) -> Call {
    let mut all = parameters.to_vec();
    all.push(("v", VK_VERSION.to_owned()));
    Call::new(method, Method::POST, format!("{}/method/{method}", base(page)))
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .form(&all)
}

/// A call of a Telegram method, whose address holds the token.
pub(crate) fn telegram(page: &Page, token: &str, method: &'static str, value: &serde_json::Value) -> Call {
    Call::new(method, Method::POST, format!("{}/bot{token}/{method}", base(page))).json(value)
}

/// A call to MAX; the token goes into a header as it is.
pub(crate) fn max(page: &Page, token: &str, name: &'static str, method: Method, path: &str) -> Call {
    Call::new(name, method, format!("{}{path}", base(page))).header(AUTHORIZATION, token.to_owned())
}

/// A call of OK's graph, whose address holds the token.
pub(crate) fn ok_graph(
    page: &Page,
    token: &str,
    (name, method): (&'static str, Method),
    path: &str,
    more: &[(&str, String)],
) -> Call {
    let mut query = vec![("access_token", token.to_owned())];
    query.extend_from_slice(more);
    Call::new(name, method, format!("{}/graph/me/{path}?{}", base(page), encoded(&query)))
}

/// What OK wants to see for its older interface.
pub(crate) struct OkKeys<'a> {
    application: &'a str,
    secret: &'a str,
    token: &'a str,
}

impl<'a> OkKeys<'a> {
    /// The application's public key, its secret key and the access token, with colons between them.
    pub(crate) fn of(page: &'a Page) -> Result<Self, Unsendable> {
        let mut parts = user_token(page)?.splitn(3, ':');
        let mut next = || parts.next().filter(|part| !part.is_empty()).ok_or(Unsendable::NoUserToken);
        Ok(Self { application: next()?, secret: next()?, token: next()? })
    }

    /// A signed call.
    pub(crate) fn call(
        &self,
        page: &Page,
        method: &'static str,
        mut parameters: Vec<(&'static str, String)>,
    ) -> Call {
        parameters.push(("application_key", self.application.to_owned()));
        parameters.push(("format", "json".to_owned()));
        parameters.push(("method", method.to_owned()));
        parameters.sort();
        parameters.push(("sig", self.signature(&parameters)));
        parameters.push(("access_token", self.token.to_owned()));
        Call::new(method, Method::POST, format!("{}/fb.do", base(page))).form(&parameters)
    }

    /// MD5 over the sorted parameters and a secret of the session, as OK defines it.
    fn signature(&self, sorted: &[(&str, String)]) -> String {
        let session = md5(&[self.token, self.secret].concat());
        let pairs: Vec<_> = sorted.iter().flat_map(|(name, value)| [*name, "=", value]).collect();
        md5(&(pairs.concat() + &session))
    }
}

fn md5(text: &str) -> String {
    HEXLOWER.encode(&Md5::digest(text))
}

/// The address of the platform's API, or the one that the page names instead.
pub(crate) fn base(page: &Page) -> &str {
    let own = page.api.as_deref().map(|api| api.trim_end_matches('/')).filter(|api| !api.is_empty());
    own.unwrap_or(match page.platform {
        Platform::Vk => "https://api.vk.ru",
        Platform::Telegram => "https://api.telegram.org",
        Platform::Max => "https://platform-api2.max.ru",
        _ => "https://api.ok.ru",
    })
}

/// The token of a page.
pub(crate) fn token(page: &Page) -> Result<&str, Unsendable> {
    secret(page.token.as_ref()).ok_or(Unsendable::NoToken)
}

/// The token of a person who may do what a page's own token may not.
pub(crate) fn user_token(page: &Page) -> Result<&str, Unsendable> {
    secret(page.user_token.as_ref()).ok_or(Unsendable::NoUserToken)
}

fn secret(token: Option<&Private<String>>) -> Option<&str> {
    token.map(|token| token.expose().trim()).filter(|token| !token.is_empty())
}

/// Parameters as in a form or behind the question mark of an address.
pub(crate) fn encoded(parameters: &[(&str, String)]) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Everything but letters, digits and `-._~` as `%XX`.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            all.push(char::from(byte));
        } else {
            write!(all, "%{byte:02X}").expect("a text takes what is written to it");
        }
        all
    })
}
