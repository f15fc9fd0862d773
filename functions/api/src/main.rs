//! The Lambda function `api`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), kit::Error> {
    let settings = kit::Settings::from_env(&api::FUNCTION)?;
    let deps = api::Deps::connect(&settings, &kit::aws::config(&settings), kit::Clock::system());
    kit::serve_http(&api::FUNCTION, |request| api::handle(&deps, request)).await
}
