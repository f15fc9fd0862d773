//! Configuration of the SDK: one HTTP client, short timeouts, a dated behaviour.

use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpClient;

use crate::settings::Settings;

/// One call may take so long …
const ATTEMPT: Duration = Duration::from_secs(1);
/// … and all its attempts together so long: less than any function's timeout.
pub const OPERATION: Duration = Duration::from_millis(2_500);
const ATTEMPTS: u32 = 3;
/// Engines on the same machine have no crowd of other clients to keep out of step with.
const NEARBY_BACKOFF: Duration = Duration::from_millis(5);

/// What the clients of the store and of the queues are built from; both share one pool of connections.
#[derive(Debug, Clone)]
pub struct Config {
    /// For `aws_sdk_dynamodb`.
    pub dynamodb: SdkConfig,
    /// For `aws_sdk_sqs`.
    pub sqs: SdkConfig,
}

/// Configuration from the environment, as Lambda sets it: region and credentials are variables there. The SDK's whole
/// chain of other places to look would make every binary a sixth larger.
pub fn config(settings: &Settings) -> Config {
    let tls = Provider::Rustls(CryptoMode::Ring);
    let client = aws_smithy_http_client::Builder::new().tls_provider(tls).build_https();
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let region = crate::settings::region_from_env().map(Region::new);
    by_service(settings, &shared(client, retries(), region, SharedCredentialsProvider::new(credentials)))
}

/// Configuration for engines inside the process: everything goes through `client`, and nothing is asked of the
/// environment.
pub fn config_with_http_client(settings: &Settings, client: impl HttpClient + 'static) -> Config {
    let anyone =
        SharedCredentialsProvider::new(Credentials::new("local", "local", None, None, "one process"));
    let retries = retries().with_initial_backoff(NEARBY_BACKOFF);
    by_service(settings, &shared(client, retries, Some(Region::new("local")), anyone))
}

fn shared(
    client: impl HttpClient + 'static,
    retries: RetryConfig,
    region: Option<Region>,
    credentials: SharedCredentialsProvider,
) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(behaviour())
        .retry_config(retries)
        .timeout_config(timeouts())
        .sleep_impl(TokioSleep::new())
        .time_source(SystemTimeSource::new())
        .region(region)
        .credentials_provider(credentials)
        .http_client(client)
        .build()
}

/// The SDK's behaviour of this date, so that an update of the crate alone changes none.
fn behaviour() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build()
}

fn by_service(settings: &Settings, shared: &SdkConfig) -> Config {
    let at = |endpoint: &Option<String>| {
        let mut builder = shared.clone().into_builder();
        if endpoint.is_some() {
            builder.set_endpoint_url(endpoint.clone());
        }
        builder.build()
    };
    Config { dynamodb: at(&settings.dynamodb_endpoint), sqs: at(&settings.sqs_endpoint) }
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::http::http_client_fn;

    use super::*;

    fn local(settings: &Settings) -> Config {
        config_with_http_client(settings, http_client_fn(|_, _| unreachable!("nothing is sent here")))
    }

    #[test]
    fn an_operation_is_given_up_before_any_function_is_stopped() {
        let config = local(&Settings::default());
        let timeouts = config.sqs.timeout_config().unwrap();
        assert_eq!(timeouts.operation_attempt_timeout(), Some(ATTEMPT));
        assert_eq!(timeouts.operation_timeout(), Some(OPERATION));
        assert_eq!(config.dynamodb.retry_config().unwrap().max_attempts(), 3);
    }

    #[test]
    fn each_service_has_its_own_endpoint() {
        let settings = Settings { sqs_endpoint: Some("http://127.0.0.1:9324".into()), ..Settings::default() };
        let config = local(&settings);
        assert_eq!(config.sqs.endpoint_url(), Some("http://127.0.0.1:9324"));
        assert_eq!(config.dynamodb.endpoint_url(), None);
    }
}
