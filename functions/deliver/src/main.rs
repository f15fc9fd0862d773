//! The Lambda function `deliver`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), kit::Error> {
    let settings = kit::Settings::from_env(&deliver::FUNCTION)?;
    let deps = deliver::Deps::connect(&settings, &kit::aws::config(&settings), kit::Clock::system());
    kit::serve_queue(&deliver::FUNCTION, |record| deliver::handle(&deps, record)).await
}
