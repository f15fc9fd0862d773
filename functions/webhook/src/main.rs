//! The Lambda function `webhook`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), kit::Error> {
    let settings = kit::Settings::from_env(&webhook::FUNCTION)?;
    let deps = webhook::Deps::connect(&settings, &kit::aws::config(&settings), kit::Clock::system());
    kit::serve_http(&webhook::FUNCTION, |request| webhook::handle(&deps, request)).await
}
