//! Opening the engines, and making what the template would make on AWS.

use std::collections::HashMap;

use aws_sdk_sqs::types::QueueAttributeName;
use contracts::QueueName;
use dynoxide::Database;
use kit::{Function, Settings, Trigger};
use store::{Store, TableNames};

use super::{Engines, FUNCTIONS, Options, StartError, System};
use crate::engine::sqs::Place;
use crate::engine::{Clock as EngineClock, Connector, Sqs};

/// Deliveries of a record before it goes to the dead letters; the template says the same.
const MAX_RECEIVE_COUNT: u32 = 5;
/// How long queues keep a message: the most that SQS does.
const RETENTION_SECONDS: u32 = 14 * 24 * 3600;

pub(super) async fn start(options: Options) -> Result<System, StartError> {
    let engines = open(&options)?;
    let mut settings = settings(&options);
    let aws = match (&engines, &options.engines) {
        (Some(connector), _) => kit::aws::config_with_http_client(&settings, connector.http_client()),
        (None, Engines::Running(_)) => {
            let client = aws_smithy_http_client::Builder::new().build_http();
            kit::aws::config_with_http_client(&settings, client)
        }
        (None, _) => kit::aws::config(&settings),
    };
    let store = Store::connect(
        &aws.dynamodb,
        TableNames::new(&settings.incidents_table, &settings.directory_table, &settings.stats_table),
    );
    let sqs = aws_sdk_sqs::Client::new(&aws.sqs);
    if !matches!(options.engines, Engines::Outside(_)) {
        store.create_tables().await?;
        settings.messages_queue_url = create_queue(&sqs, QueueName::Messages).await?;
        settings.deliveries_queue_url = create_queue(&sqs, QueueName::Deliveries).await?;
    }
    let clock = options.clock;
    Ok(System {
        webhook: webhook::Deps::connect(&settings, &aws, clock.clone()),
        triage: triage::Deps::connect(&settings, &aws, clock.clone()),
        deliver: deliver::Deps::connect(&settings, &aws, clock.clone()),
        api: api::Deps::connect(&settings, &aws, clock.clone()),
        watch: watch::Deps::connect(&settings, &aws, clock.clone()),
        analyze: analyze::Deps::connect(&settings, &aws, clock.clone()),
        settings,
        clock,
        store,
        sqs,
        engines,
    })
}

fn settings(options: &Options) -> Settings {
    if let Engines::Outside(settings) = &options.engines {
        return (**settings).clone();
    }
    let names = TableNames::default();
    let endpoint = match &options.engines {
        Engines::Running(address) => Some(address.expose().clone()),
        _ => None,
    };
    Settings {
        incidents_table: names.incidents,
        directory_table: names.directory,
        stats_table: names.stats,
        id_key: options.id_key.clone(),
        regions: options.regions.clone(),
        allow_private_addresses: options.allow_private_addresses,
        public_url: options.public_url.clone(),
        dynamodb_endpoint: endpoint.clone(),
        sqs_endpoint: endpoint,
        ..Settings::default()
    }
}

fn open(options: &Options) -> Result<Option<Connector>, StartError> {
    let clock = options.clock.clone();
    let now = move || clock.now().timestamp_millis();
    let clock = if options.clock.is_manual() { EngineClock::by_hand(now) } else { EngineClock::ticking(now) };
    let (database, queues) = match &options.engines {
        Engines::Running(_) | Engines::Outside(_) => return Ok(None),
        Engines::Memory => (Database::memory(), Sqs::open(Place::Memory, clock)?),
        Engines::Folder(folder) => {
            let store = folder.join("store.db");
            let queues = folder.join("queues.db");
            (Database::new(&store.to_string_lossy()), Sqs::open(Place::File(&queues), clock)?)
        }
    };
    let database = database.map_err(|error| StartError::Database(error.to_string().into()))?;
    Ok(Some(Connector::new(database, queues)))
}

/// Makes a queue with its dead letters, as the function that reads it asks for.
async fn create_queue(sqs: &aws_sdk_sqs::Client, queue: QueueName) -> Result<String, StartError> {
    let retention = (QueueAttributeName::MessageRetentionPeriod, RETENTION_SECONDS.to_string());
    let dead = format!("{}-dead", queue.as_str());
    let dead_url = create(sqs, queue, &dead, HashMap::from([retention.clone()])).await?;
    let described = sqs
        .get_queue_attributes()
        .queue_url(dead_url)
        .attribute_names(QueueAttributeName::QueueArn)
        .send()
        .await
        .map_err(|error| StartError::Queue(queue.as_str(), Box::new(error)))?;
    let arn =
        described.attributes.unwrap_or_default().remove(&QueueAttributeName::QueueArn).unwrap_or_default();
    let redrive =
        serde_json::json!({ "deadLetterTargetArn": arn, "maxReceiveCount": MAX_RECEIVE_COUNT }).to_string();
    let attributes = HashMap::from([
        retention,
        (QueueAttributeName::VisibilityTimeout, visibility(reader(queue)).to_string()),
        (QueueAttributeName::RedrivePolicy, redrive),
    ]);
    create(sqs, queue, queue.as_str(), attributes).await
}

async fn create(
    sqs: &aws_sdk_sqs::Client,
    queue: QueueName,
    name: &str,
    attributes: HashMap<QueueAttributeName, String>,
) -> Result<String, StartError> {
    let created = sqs.create_queue().queue_name(name).set_attributes(Some(attributes)).send().await;
    let created = created.map_err(|error| StartError::Queue(queue.as_str(), Box::new(error)))?;
    Ok(created.queue_url.unwrap_or_default())
}

/// The function that reads a queue.
pub(super) fn reader(queue: QueueName) -> &'static Function {
    let reads = |function: &&&Function| matches!(function.trigger, Trigger::Queue { queue: read, .. } if read == queue);
    FUNCTIONS.iter().find(reads).expect("every queue has a reader")
}

/// Six times the function's time limit, as AWS recommends.
const fn visibility(function: &Function) -> u32 {
    function.timeout_s * 6
}
