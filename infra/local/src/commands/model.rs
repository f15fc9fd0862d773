//! `otklik model`: a region's own models of topics: store them, list them, say which one is used.

use std::path::PathBuf;

use analyze::retrain::{self, Plan, Verdict};
use clap::{Args, Subcommand};
use domain::{RegionId, TopicCode, topics::Taxonomy};
use language::model::Model;
use language::teach::NO_TOPIC;
use serde_json::json;

use super::{Failed, Place, attach};

#[derive(Debug, Subcommand)]
pub(super) enum ModelCommand {
    /// Store a model that `train` wrote; it is not in use before `use` says so.
    Put(Put),
    /// List the stored models, and which one is in use.
    List(Named),
    /// Teach a model anew from corrections and closed incidents, judge it against the one in use on rows that neither has
    /// seen, and say what would be done. `analyze` does this every month, and applies it.
    Plan(Named),
    /// Do what the last plan says, if the model that it was judged against is still in use.
    Apply(Named),
    /// Let a region use one of its models within a minute, or `shipped` for the one that comes with the program.
    Use(Use),
}

#[derive(Debug, Args)]
pub(super) struct Put {
    region: RegionId,
    /// What `train` wrote.
    file: PathBuf,
    /// What to remember about it.
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// The region.
    region: RegionId,
}

#[derive(Debug, Args)]
pub(super) struct Use {
    region: RegionId,
    /// Its number in the list, or `shipped`.
    version: String,
}

pub(super) async fn run(place: &Place, command: ModelCommand) -> Result<(), Failed> {
    let attached = attach(place).await?;
    let store = attached.system.store();
    let region = match command {
        ModelCommand::Put(put) => {
            let bytes = std::fs::read(&put.file).map_err(super::at(&put.file))?;
            let model = Model::from_bytes(&bytes).map_err(super::at(&put.file))?;
            tells_topics(&model)?;
            store.put_model(&put.region, &bytes, &put.note, attached.system.clock().now()).await?;
            put.region
        }
        ModelCommand::List(named) => named.region,
        ModelCommand::Plan(named) => {
            let directory = super::import::load(&attached.system, &named.region).await?;
            let plan = retrain::plan(store, &directory, attached.system.clock().now()).await?;
            crate::texts::json(&json!({ "region": named.region, "plan": plan }));
            return Ok(());
        }
        ModelCommand::Apply(named) => {
            let plan: Option<Plan> = store.model_plan(&named.region).await?;
            let plan = plan.ok_or("there is no plan: make one with `otklik model plan`")?;
            if !retrain::apply(store, &named.region, &plan).await? {
                return Err(match plan.verdict {
                    Verdict::Keep => "the plan says to keep the model in use",
                    Verdict::Switch => "another model is in use since the plan was made: make a new one",
                }
                .into());
            }
            named.region
        }
        ModelCommand::Use(chosen) => {
            let version = match chosen.version.as_str() {
                "shipped" => None,
                number => Some(number.parse().map_err(|_| "version: a number of the list, or `shipped`")?),
            };
            if let Some(version) = version {
                let bytes = store.model(&chosen.region, version).await?;
                Model::from_bytes(&bytes.ok_or("version: the region has no such model")?)?;
            }
            store.use_model(&chosen.region, version).await?;
            chosen.region
        }
    };
    let in_use = store.model_in_use(&region).await?;
    let plan: Option<Plan> = store.model_plan(&region).await?;
    crate::texts::json(
        &json!({ "region": region, "in_use": in_use, "models": store.models(&region).await?, "last_plan": plan }),
    );
    Ok(())
}

/// A model of something else, or one that needs columns that a message has not, would leave every message to a person.
fn tells_topics(model: &Model) -> Result<(), Failed> {
    if !model.columns().is_empty() {
        return Err("the model was taught with columns beside the text, and messages have none".into());
    }
    let known = |label: &String| {
        label == NO_TOPIC
            || TopicCode::parse(label).is_ok_and(|code| Taxonomy::built_in().get(&code).is_some())
    };
    match model.labels().iter().find(|label| !known(label)) {
        Some(label) => Err(format!("label {label}: this is not a topic").into()),
        None => Ok(()),
    }
}
