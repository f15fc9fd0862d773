//! The Lambda function `watch`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), kit::Error> {
    let settings = kit::Settings::from_env(&watch::FUNCTION)?;
    let deps = watch::Deps::connect(&settings, &kit::aws::config(&settings), kit::Clock::system());
    kit::serve_schedule(&watch::FUNCTION, |event| watch::handle(&deps, event)).await
}
