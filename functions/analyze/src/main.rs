//! The Lambda function `analyze`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), kit::Error> {
    let settings = kit::Settings::from_env(&analyze::FUNCTION)?;
    let deps = analyze::Deps::connect(&settings, &kit::aws::config(&settings), kit::Clock::system());
    kit::serve_schedule(&analyze::FUNCTION, |event| analyze::handle(&deps, event)).await
}
