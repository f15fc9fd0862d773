//! `otklik page`: connects a page, step by step, and finds out whether it is connected.

mod add;
mod check;
mod guide;
mod row;
mod trial;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use domain::{Directory, PageAccess};
use http::{HeaderMap, HeaderValue, StatusCode};
use kit::HttpClient;
use platforms::publish::Call;

use super::Failed;
use crate::region;

/// Pages of a region.
#[derive(Debug, Subcommand)]
pub(super) enum PageCommand {
    /// Put a page into the folder of a region, with a new address and secret, and say what to paste where.
    Add(Box<add::Add>),
    /// Show the pages of a folder.
    List {
        /// The folder.
        #[arg(long)]
        folder: PathBuf,
    },
    /// Find out whether a page is connected: by a signed delivery to the running system and by asking the platform.
    Check(check::Check),
}

/// The two ends of a conversation.
struct Talk<'a> {
    input: &'a mut dyn BufRead,
    output: &'a mut dyn Write,
}

impl Talk<'_> {
    fn say(&mut self, text: &str) -> Result<(), Failed> {
        Ok(writeln!(self.output, "{text}")?)
    }

    /// The answer to a question; none if there is none.
    fn ask(&mut self, question: &str) -> Result<Option<String>, Failed> {
        write!(self.output, "{question}: ")?;
        self.output.flush()?;
        let mut line = String::new();
        self.input.read_line(&mut line)?;
        let line = line.trim();
        Ok((!line.is_empty()).then(|| line.to_owned()))
    }
}

pub(super) async fn run(command: PageCommand) -> Result<(), Failed> {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout());
    let mut talk = Talk { input: &mut input, output: &mut output };
    let http = HttpClient::new(kit::http_client::AddressPolicy::PublicAndPrivate);
    match command {
        PageCommand::Add(add) => add::run(*add, &http, &mut talk).await,
        PageCommand::List { folder } => list(&folder, &mut talk),
        PageCommand::Check(check) => check::run(check, &http, &mut talk).await,
    }
}

/// The directory of a folder, and the ways into its pages.
fn load(folder: &Path) -> Result<(Directory, Vec<PageAccess>), Failed> {
    let files = region::read_folder(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(Directory::load(&files).map_err(region::LoadError::Problems)?)
}

fn list(folder: &Path, talk: &mut Talk<'_>) -> Result<(), Failed> {
    let (directory, _) = load(folder)?;
    for page in &directory.pages {
        let answers = match (page.token.is_some(), directory.region.read_only.contains(&page.platform)) {
            (_, true) => "только чтение",
            (true, false) => "отвечает",
            (false, false) => "нет токена",
        };
        let external = page.external.as_deref().unwrap_or("—");
        talk.say(&format!("{}\t{}\t{external}\t{answers}\t{}", page.id, page.platform, page.title))?;
    }
    Ok(())
}

/// Makes a call to a platform.
async fn ask_platform(http: &HttpClient, call: &Call) -> Result<(StatusCode, HeaderMap, Vec<u8>), Failed> {
    let mut headers = HeaderMap::new();
    for (name, value) in &call.headers {
        headers.insert(name, HeaderValue::from_str(value.expose())?);
    }
    let body = call.body.expose().clone().into();
    let answer = http.call(call.method.clone(), call.url.expose(), headers, body).await?;
    Ok((StatusCode::from_u16(answer.status)?, answer.headers, answer.body))
}

/// The address that a platform delivers to.
fn address(at: &str, key: &str) -> String {
    format!("{}/hooks/{key}", at.trim_end_matches('/'))
}

#[cfg(test)]
mod tests;
