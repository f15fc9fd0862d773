//! A function described as data: the template, the one-process system and the tests all read it.

use contracts::{QueueName, Schedule};

/// One function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Directory, package, binary, log field and metric dimension.
    pub name: &'static str,
    /// What starts it.
    pub trigger: Trigger,
    /// After so many seconds it is stopped.
    pub timeout_s: u32,
    /// Its memory in megabytes.
    pub memory_mb: u32,
    /// What it touches, which is what its role allows and its environment names.
    pub uses: &'static [Use],
}

/// What starts a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// A request.
    Http {
        /// Which requests.
        routes: &'static [Route],
    },
    /// A batch from a queue.
    Queue {
        /// Which queue.
        queue: QueueName,
        /// The most records in a batch.
        batch: u32,
        /// How long a batch is gathered.
        window_s: u32,
        /// How many records of one batch are handled at once.
        concurrency: u32,
        /// How many batches are handled at once (the mapping's `MaximumConcurrency`).
        invocations: u32,
    },
    /// Time.
    Schedule {
        /// When: `rate(5 minutes)`, `cron(15 1 * * ? *)` in each time zone.
        expression: &'static str,
        /// What it is told.
        event: Schedule,
    },
}

/// A method that a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Any method: the function decides.
    Any,
    /// `GET`, and `HEAD` with it.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// The word in the template.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    fn takes(self, method: &http::Method) -> bool {
        match self {
            Self::Any => true,
            Self::Get => method == http::Method::GET || method == http::Method::HEAD,
            Self::Post => method == http::Method::POST,
        }
    }
}

/// Requests that a function answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// By which method.
    pub method: Method,
    /// At which path: `/hooks/{page}`, `/v1/{rest+}`.
    pub path: &'static str,
}

impl Route {
    /// A route.
    pub const fn new(method: Method, path: &'static str) -> Self {
        Self { method, path }
    }

    /// Whether the request is for this route.
    pub fn matches(&self, method: &http::Method, path: &str) -> bool {
        self.method.takes(method) && self.matches_path(path)
    }

    /// Whether the path is this route's, by whatever method.
    pub fn matches_path(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        for pattern in self.path.split('/') {
            if pattern.ends_with("+}") {
                return parts.next().is_some_and(|part| !part.is_empty());
            }
            let fits = match parts.next() {
                Some(part) if pattern.starts_with('{') => !part.is_empty(),
                Some(part) => part == pattern,
                None => false,
            };
            if !fits {
                return false;
            }
        }
        parts.next().is_none()
    }
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Incidents, voices, tombstones, authors.
    Incidents,
    /// Regions, agencies, pages, rules, policies.
    Directory,
    /// Roll-ups and briefs.
    Stats,
}

/// One thing that a function touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A table, by these actions of the store: `GetItem`, `PutItem`, `UpdateItem`, `Query`, …
    Table {
        /// Which.
        table: Table,
        /// How.
        actions: &'static [&'static str],
    },
    /// A queue it sends to.
    Send(QueueName),
    /// The key that names messages and authors.
    IdKey,
    /// The network outside: agencies, platforms.
    Outside,
}

impl Function {
    const fn new(name: &'static str, trigger: Trigger, timeout_s: u32, memory_mb: u32) -> Self {
        Self { name, trigger, timeout_s, memory_mb, uses: &[] }
    }

    /// A function that answers requests: 10 s, 256 MB.
    pub const fn on_http(name: &'static str, routes: &'static [Route]) -> Self {
        Self::new(name, Trigger::Http { routes }, 10, 256)
    }

    /// A function that takes batches of up to 100 records gathered for a second, 16 at once: 20 s, 256 MB.
    pub const fn on_queue(name: &'static str, queue: QueueName) -> Self {
        let trigger = Trigger::Queue { queue, batch: 100, window_s: 1, concurrency: 16, invocations: 20 };
        Self::new(name, trigger, 20, 256)
    }

    /// A function that time starts: 300 s, 256 MB.
    pub const fn on_schedule(name: &'static str, expression: &'static str, event: Schedule) -> Self {
        Self::new(name, Trigger::Schedule { expression, event }, 300, 256)
    }

    /// The same with another timeout.
    #[must_use]
    pub const fn timeout_s(mut self, seconds: u32) -> Self {
        self.timeout_s = seconds;
        self
    }

    /// The same with other memory.
    #[must_use]
    pub const fn memory_mb(mut self, megabytes: u32) -> Self {
        self.memory_mb = megabytes;
        self
    }

    /// The same with another queue mapping; changes nothing on other triggers.
    #[must_use]
    pub const fn batches(mut self, batch: u32, window_s: u32, concurrency: u32, invocations: u32) -> Self {
        if let Trigger::Queue { queue, .. } = self.trigger {
            self.trigger = Trigger::Queue { queue, batch, window_s, concurrency, invocations };
        }
        self
    }

    /// The same with what it touches.
    #[must_use]
    pub const fn uses(mut self, uses: &'static [Use]) -> Self {
        self.uses = uses;
        self
    }

    /// How many records of a batch it handles at once; 1 for other triggers.
    pub const fn concurrency(&self) -> usize {
        match self.trigger {
            Trigger::Queue { concurrency, .. } => concurrency as usize,
            Trigger::Http { .. } | Trigger::Schedule { .. } => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_a_constant() {
        const FUNCTION: Function = Function::on_queue("sorter", QueueName::Messages)
            .timeout_s(30)
            .memory_mb(512)
            .batches(10, 0, 4, 2)
            .uses(&[Use::Send(QueueName::Deliveries)]);
        assert_eq!((FUNCTION.timeout_s, FUNCTION.memory_mb, FUNCTION.concurrency()), (30, 512, 4));
        assert_eq!(FUNCTION.uses, [Use::Send(QueueName::Deliveries)]);
    }

    #[test]
    fn a_parameter_stands_for_one_part_and_a_greedy_one_for_the_rest() {
        let hook = Route::new(Method::Post, "/hooks/{page}");
        for (path, fits) in [("/hooks/a", true), ("/hooks/", false), ("/hooks", false), ("/hooks/a/b", false)]
        {
            assert_eq!(hook.matches_path(path), fits, "{path}");
        }
        let api = Route::new(Method::Any, "/v1/{rest+}");
        for (path, fits) in
            [("/v1/a", true), ("/v1/a/b", true), ("/v1/", false), ("/v1", false), ("/v2/a", false)]
        {
            assert_eq!(api.matches_path(path), fits, "{path}");
        }
    }

    #[test]
    fn a_route_takes_its_own_method() {
        let hook = Route::new(Method::Post, "/hooks/{page}");
        assert!(hook.matches(&http::Method::POST, "/hooks/a"));
        assert!(!hook.matches(&http::Method::GET, "/hooks/a"));
        assert!(Route::new(Method::Get, "/").matches(&http::Method::HEAD, "/"));
        assert!(Route::new(Method::Any, "/").matches(&http::Method::DELETE, "/"));
    }
}
