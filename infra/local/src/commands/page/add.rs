//! `otklik page add`: plan, print, apply.

use std::path::{Path, PathBuf};

use clap::Args;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use domain::{Directory, Page, Platform, Private};
use kit::HttpClient;
use platforms::watch;

use super::super::attach::random_bytes;
use super::{Failed, Talk, address, ask_platform, guide, row};
use crate::region;

const PAGES: &str = "pages.csv";
/// Stands in for VK's string until it is known.
const UNKNOWN_YET: &str = "unknown-yet";

/// Put a page into the folder of a region. What is not given is asked for.
#[derive(Debug, Default, Args)]
pub(crate) struct Add {
    /// The folder of the region.
    #[arg(long)]
    pub(super) folder: PathBuf,
    /// vk, telegram, max, ok, standard, cloudevents or open311.
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// The name there: a community's number, a bot's id.
    #[arg(long)]
    pub(super) external: Option<String>,
    /// The title.
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The code of the municipality that the page speaks for.
    #[arg(long)]
    pub(super) municipality: Option<String>,
    /// The agency that the page belongs to.
    #[arg(long)]
    pub(super) agency: Option<String>,
    /// The name here; by default platform and external name.
    #[arg(long)]
    pub(super) id: Option<String>,
    /// A file with the token, so that it stands in no history of commands.
    #[arg(long)]
    pub(super) token_file: Option<PathBuf>,
    /// A file with a person's token; for OK `application key:secret key:access token`.
    #[arg(long)]
    pub(super) user_token_file: Option<PathBuf>,
    /// What VK's confirmation is answered with; asked of VK if there is a token.
    #[arg(long)]
    pub(super) confirmation: Option<String>,
    /// The base address of the platform's API, where it is not the platform's own.
    #[arg(long)]
    pub(super) api: Option<String>,
    /// The address of this system as the platform sees it.
    #[arg(long, default_value = "https://your-host")]
    pub(super) at: String,
    /// Write without asking.
    #[arg(long)]
    pub(super) yes: bool,
}

/// Everything that a new line says.
struct Planned {
    page: Page,
    key: Private<String>,
    file: String,
}

pub(super) async fn run(add: Add, http: &HttpClient, talk: &mut Talk<'_>) -> Result<(), Failed> {
    let planned = plan(&add, http, talk).await?;
    let (page, key) = (&planned.page, planned.key.expose());
    talk.say(&format!("В {} будет добавлена страница:", add.folder.join(PAGES).display()))?;
    talk.say(&format!("  {} · {} · {}", page.id, page.platform, page.title))?;
    let token = if page.token.is_some() {
        "есть"
    } else {
        "нет: отвечать и проверять подписку нельзя"
    };
    talk.say(&format!("  адрес и секрет: новые; токен: {token}"))?;
    if !add.yes {
        let answer = talk.ask("Записать? (да/нет)")?.unwrap_or_default().to_lowercase();
        if !matches!(answer.as_str(), "да" | "д" | "y" | "yes") {
            return talk.say("Ничего не записано.");
        }
    }
    write(&add.folder.join(PAGES), &planned.file)?;
    talk.say("Записано. Теперь этот файл — секрет: в нём ключ, секрет и токен.")?;
    talk.say("")?;
    talk.say(&guide::after_adding(page, &address(&add.at, key), &add.folder))
}

async fn plan(add: &Add, http: &HttpClient, talk: &mut Talk<'_>) -> Result<Planned, Failed> {
    let mut files =
        region::read_folder(&add.folder).map_err(|error| format!("{}: {error}", add.folder.display()))?;
    let known = files.get(PAGES).ok_or_else(|| format!("{}: файла {PAGES} нет", add.folder.display()))?;
    let mut page = asked(add, talk)?;
    let key = BASE64URL_NOPAD.encode(&random_bytes::<24>()?);
    let secret = secret(page.platform)?;
    page.confirmation = confirmation(add, &page, http, talk).await?;
    let file = row::with(known, |column| cell(&page, &key, secret.as_deref(), column))?;
    files.insert(PAGES.to_owned(), file.clone());
    let (directory, _) = Directory::load(&files).map_err(region::LoadError::Problems)?;
    let page = directory.page(&page.id).cloned().ok_or("the page is not in the file that was made")?;
    Ok(Planned { page, key: key.into(), file })
}

/// The page as far as it is told: from the command line, or asked for.
fn asked(add: &Add, talk: &mut Talk<'_>) -> Result<Page, Failed> {
    let platform = match add.platform {
        Some(platform) => platform,
        None => needed(
            talk,
            None,
            "Платформа (vk, telegram, max, ok, standard, cloudevents, open311, pos, registry)",
        )?
        .parse()?,
    };
    let external = match (platform, &add.external) {
        (Platform::Vk | Platform::Telegram | Platform::Max | Platform::Ok, given) => {
            Some(needed(talk, given.as_ref(), guide::external(platform))?)
        }
        (_, given) => given.clone(),
    };
    let title = needed(talk, add.title.as_ref(), "Название страницы")?;
    let municipality = match &add.municipality {
        Some(code) => Some(code.clone()),
        None => talk.ask("Код ОКТМО муниципалитета (Enter — вся область)")?,
    };
    let id = add.id.clone().unwrap_or_else(|| {
        let name = external.as_deref().unwrap_or(&title).to_lowercase();
        let name: String = name.chars().filter(|char| char.is_ascii_alphanumeric() || *char == '-').collect();
        format!("{platform}-{name}").trim_end_matches('-').to_owned()
    });
    let token = match &add.token_file {
        Some(file) => Some(secret_of(file)?),
        None if answers(platform) && !add.yes => {
            talk.ask("Токен (Enter — подключить только приём)")?.map(Private::new)
        }
        None => None,
    };
    Ok(Page {
        id: id.parse()?,
        platform,
        external,
        title,
        municipality: municipality.map(|code| code.parse()).transpose()?,
        agency: add.agency.as_deref().map(str::parse).transpose()?,
        secrets: Vec::new(),
        confirmation: None,
        token,
        user_token: add.user_token_file.as_deref().map(secret_of).transpose()?,
        api: add.api.clone(),
    })
}

fn needed(talk: &mut Talk<'_>, given: Option<&String>, question: &str) -> Result<String, Failed> {
    match given {
        Some(given) => Ok(given.clone()),
        None => Ok(talk.ask(question)?.ok_or_else(|| format!("нет ответа: {question}"))?),
    }
}

const fn answers(platform: Platform) -> bool {
    matches!(platform, Platform::Vk | Platform::Telegram | Platform::Max | Platform::Ok)
}

fn secret_of(file: &Path) -> Result<Private<String>, Failed> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Private::new(text.trim().to_owned()))
}

/// A secret of the shape that the platform takes.
fn secret(platform: Platform) -> Result<Option<String>, Failed> {
    let bytes = random_bytes::<24>()?;
    Ok(match platform {
        Platform::Ok | Platform::Pos | Platform::Registry => None,
        Platform::Standard => Some(format!("whsec_{}", BASE64.encode(&bytes))),
        _ => Some(BASE64URL_NOPAD.encode(&bytes)),
    })
}

/// What VK's confirmation is answered with: given, asked of VK, or asked of the person.
async fn confirmation(
    add: &Add,
    page: &Page,
    http: &HttpClient,
    talk: &mut Talk<'_>,
) -> Result<Option<Private<String>>, Failed> {
    if page.platform != Platform::Vk || add.confirmation.is_some() {
        return Ok(add.confirmation.clone().map(Private::new));
    }
    if let Ok(call) = watch::confirmation_code(page) {
        let (status, headers, body) = ask_platform(http, &call).await?;
        return match watch::judge_confirmation_code(page, status, &headers, &body) {
            Ok(code) => Ok(Some(code)),
            Err(verdict) => Err(guide::refused(page.platform, &verdict).into()),
        };
    }
    let asked = if add.yes {
        None
    } else {
        talk.ask("Строка, которую должен вернуть сервер (Enter — узнаю позже)")?
    };
    Ok(Some(Private::new(asked.unwrap_or_else(|| UNKNOWN_YET.to_owned()))))
}

fn cell(page: &Page, key: &str, secret: Option<&str>, column: &str) -> String {
    let shown =
        |value: &Option<Private<String>>| value.as_ref().map(|it| it.expose().clone()).unwrap_or_default();
    match column {
        "id" => page.id.to_string(),
        "key" => key.to_owned(),
        "platform" => page.platform.to_string(),
        "external" => page.external.clone().unwrap_or_default(),
        "title" => page.title.clone(),
        "municipality" => page.municipality.as_ref().map(ToString::to_string).unwrap_or_default(),
        "agency" => page.agency.as_ref().map(ToString::to_string).unwrap_or_default(),
        "secrets" => secret.unwrap_or_default().to_owned(),
        "confirmation" => shown(&page.confirmation),
        "token" => shown(&page.token),
        "user_token" => shown(&page.user_token),
        "api" => page.api.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// The old file stays whole until the new one is.
fn write(file: &Path, text: &str) -> Result<(), Failed> {
    let new = file.with_extension("csv.new");
    std::fs::write(&new, text)?;
    Ok(std::fs::rename(&new, file)?)
}
