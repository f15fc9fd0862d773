//! Every environment variable, as data: the README and the template are compared with it.

use contracts::QueueName;

use crate::function::{Function, Table, Use};

/// Who must have a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Every function.
    Always,
    /// Functions that use the table.
    Table(Table),
    /// Functions that send to the queue.
    Send(QueueName),
    /// Functions that name messages and authors.
    IdKey,
    /// Nobody: there is a default.
    Optional,
}

/// An environment variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Who must have it.
    pub need: Need,
    /// What it says.
    pub meaning: &'static str,
}

impl Variable {
    const fn new(name: &'static str, need: Need, meaning: &'static str) -> Self {
        Self { name, need, meaning }
    }

    /// Whether `function` cannot start without it.
    pub fn needed_by(&self, function: &Function) -> bool {
        let uses = |wanted: &dyn Fn(&Use) -> bool| function.uses.iter().any(wanted);
        match self.need {
            Need::Always => true,
            Need::Table(table) => {
                uses(&|used| matches!(used, Use::Table { table: named, .. } if *named == table))
            }
            Need::Send(queue) => uses(&|used| *used == Use::Send(queue)),
            Need::IdKey => uses(&|used| *used == Use::IdKey),
            Need::Optional => false,
        }
    }

    /// The words of the README's column "needed by".
    pub const fn needed_by_words(&self) -> &'static str {
        match self.need {
            Need::Always => "every function",
            Need::Table(Table::Incidents) => "functions that use the table of incidents",
            Need::Table(Table::Directory) => "functions that use the directory",
            Need::Table(Table::Stats) => "functions that use the roll-ups",
            Need::Send(QueueName::Messages) => "functions that send to `messages`",
            Need::Send(QueueName::Deliveries) => "functions that send to `deliveries`",
            Need::IdKey => "functions that name messages and authors",
            Need::Optional => "optional",
        }
    }
}

/// Every variable that the system reads.
pub const VARIABLES: &[Variable] = &[
    Variable::new("OTKLIK_INCIDENTS_TABLE", Need::Table(Table::Incidents), "name of the table of incidents"),
    Variable::new(
        "OTKLIK_DIRECTORY_TABLE",
        Need::Table(Table::Directory),
        "name of the table of the directory",
    ),
    Variable::new("OTKLIK_STATS_TABLE", Need::Table(Table::Stats), "name of the table of roll-ups"),
    Variable::new(
        "OTKLIK_MESSAGES_QUEUE_URL",
        Need::Send(QueueName::Messages),
        "URL of the queue `messages`",
    ),
    Variable::new(
        "OTKLIK_DELIVERIES_QUEUE_URL",
        Need::Send(QueueName::Deliveries),
        "URL of the queue `deliveries`",
    ),
    Variable::new(
        "OTKLIK_ID_KEY",
        Need::IdKey,
        "secret of at least 32 bytes, hex or base64; names messages and authors, so it never changes",
    ),
    Variable::new("OTKLIK_REGIONS", Need::Always, "ids of the tenants, with commas between"),
    Variable::new(
        "OTKLIK_ALLOW_PRIVATE_ADDRESSES",
        Need::Optional,
        "`true` lets agencies have addresses inside the network and without TLS; `false` if not set",
    ),
    Variable::new(
        "OTKLIK_PUBLIC_URL",
        Need::Optional,
        "where platforms find this system, as `https://otklik.example.ru`; without it `watch` cannot tell our subscriptions from others",
    ),
    Variable::new("OTKLIK_DYNAMODB_ENDPOINT", Need::Optional, "URL of another `DynamoDB` than the region's"),
    Variable::new("OTKLIK_SQS_ENDPOINT", Need::Optional, "URL of another SQS than the region's"),
    Variable::new(
        "OTKLIK_LOG",
        Need::Optional,
        "what is logged: `info`, `info,triage=debug`; `info` if not set",
    ),
];
