//! The Lambda function `triage`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), kit::Error> {
    let settings = kit::Settings::from_env(&triage::FUNCTION)?;
    let deps = triage::Deps::connect(&settings, &kit::aws::config(&settings), kit::Clock::system());
    kit::serve_queue(&triage::FUNCTION, |record| triage::handle(&deps, record)).await
}
