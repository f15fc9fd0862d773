//! `otklik page check`: whether a page is connected, step by step, with what to do about each that fails.

use std::path::PathBuf;

use clap::Args;
use domain::{Page, PageAccess, PageId, Platform};
use kit::{Clock, HttpClient};
use platforms::publish::Unsendable;
use platforms::watch::{self, State, Subscriptions};

use super::trial::{self, Trial};
use super::{Failed, Talk, address, ask_platform, guide, load};

/// Find out whether a page is connected.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The page.
    pub(super) page: PageId,
    /// The folder of the region.
    #[arg(long)]
    pub(super) folder: PathBuf,
    /// The address of the running system as the platform sees it.
    #[arg(long)]
    pub(super) at: String,
    /// The address of the running system from here, where it is another.
    #[arg(long)]
    pub(super) through: Option<String>,
    /// Subscribe the page by the platform's API if it is not, or if deliveries fail.
    #[arg(long)]
    pub(super) subscribe: bool,
}

/// What has been found, line by line.
struct Findings<'a, 'b> {
    talk: &'a mut Talk<'b>,
    bad: usize,
}

impl Findings<'_, '_> {
    fn good(&mut self, what: &str) -> Result<(), Failed> {
        self.talk.say(&format!("[да]  {what}"))
    }

    fn note(&mut self, what: &str) -> Result<(), Failed> {
        self.talk.say(&format!("[—]   {what}"))
    }

    fn bad(&mut self, what: &str, remedy: &str) -> Result<(), Failed> {
        self.bad += 1;
        self.talk.say(&format!("[НЕТ] {what}\n      Что делать: {remedy}"))
    }
}

pub(super) async fn run(check: Check, http: &HttpClient, talk: &mut Talk<'_>) -> Result<(), Failed> {
    let (directory, accesses) = load(&check.folder)?;
    let page = directory.page(&check.page).ok_or_else(|| format!("страницы {} в папке нет", check.page))?;
    let access = accesses.iter().find(|access| access.page == page.id).ok_or("the page has no address")?;
    let mut findings = Findings { talk, bad: 0 };
    door(&check, page, access, http, &mut findings).await?;
    platform(&check, page, access, http, &mut findings).await?;
    match findings.bad {
        0 => findings.talk.say("Страница подключена."),
        bad => Err(format!("не в порядке: {bad}").into()),
    }
}

/// Our own side: the page is known, a signed delivery is taken, one with another secret is not.
async fn door(
    check: &Check,
    page: &Page,
    access: &PageAccess,
    http: &HttpClient,
    findings: &mut Findings<'_, '_>,
) -> Result<(), Failed> {
    let through = address(check.through.as_deref().unwrap_or(&check.at), access.key.expose());
    let now = Clock::system().now().timestamp();
    let Some(trial) = trial::delivery(page, None, now)? else {
        return findings.note("этой платформе пробное сообщение послать нельзя");
    };
    let (status, body) = post(http, &through, trial).await;
    match (page.platform, status) {
        (Platform::Vk, 200) if body != "ok" => {
            findings
                .bad("система ответила ВКонтакте не «ok»", "проверьте, что адрес ведёт прямо к системе")?;
        }
        (_, 200) => findings.good("пробное сообщение с секретом принято")?,
        (Platform::Ok, 403) => {
            findings.good("адрес известен; чужим сетям система отказывает, как и должна")?;
        }
        _ => findings.bad("пробное сообщение не принято", &guide::turned_away(status))?,
    }
    if page.platform != Platform::Ok && status == 200 {
        let wrong = trial::delivery(page, Some(trial::wrong_secret(page.platform)), now)?;
        let (status, _) = post(http, &through, wrong.expect("the first was made")).await;
        match status {
            401 => findings.good("сообщение с чужим секретом отклонено")?,
            _ => findings.bad(
                "сообщение с чужим секретом не отклонено",
                "перед системой стоит что-то, что отвечает за неё: проверьте прокси",
            )?,
        }
    }
    if page.platform == Platform::Vk {
        let (status, body) = post(http, &through, trial::confirmation(page)).await;
        let expected = page.confirmation.as_ref().map(|code| code.expose().as_str());
        if status == 200 && Some(body.as_str()) == expected {
            findings.good("на подтверждение система отвечает строкой из pages.csv")?;
        } else {
            findings.bad("на подтверждение система отвечает не той строкой", &guide::turned_away(status))?;
        }
    }
    Ok(())
}

async fn post(http: &HttpClient, url: &str, trial: Trial) -> (u16, String) {
    match http.post(url, trial.headers, trial.body).await {
        Ok(answer) => (answer.status, String::from_utf8_lossy(&answer.body).into_owned()),
        Err(_) => (0, String::new()),
    }
}

/// The platform's side: whether it delivers here, asked of its API.
async fn platform(
    check: &Check,
    page: &Page,
    access: &PageAccess,
    http: &HttpClient,
    findings: &mut Findings<'_, '_>,
) -> Result<(), Failed> {
    let url = address(&check.at, access.key.expose());
    let found = match subscriptions(page, &url, http).await {
        Ok(found) => found,
        Err(Trouble::CannotAsk(Unsendable::NoToken)) => {
            findings.note("токена нет: подписку проверить нельзя. Подключите вручную:")?;
            return findings.talk.say(guide::by_hand(page, &url).trim_end());
        }
        Err(Trouble::CannotAsk(_)) => return findings.note("у этой платформы нет списка подписок"),
        Err(Trouble::Other(remedy)) => return findings.bad("платформа не показала подписки", &remedy),
    };
    if page.platform == Platform::Vk {
        vk_string(page, http, findings).await?;
    }
    let found = if check.subscribe && !found.is_good() && findings.bad == 0 {
        match subscribe(page, &url, &found, http).await {
            Ok(()) => findings.good("страница подписана")?,
            Err(Trouble::Other(remedy)) => findings.bad("подписать не удалось", &remedy)?,
            Err(Trouble::CannotAsk(why)) => findings.bad("подписать не удалось", &why.to_string())?,
        }
        subscriptions(page, &url, http).await.unwrap_or(found)
    } else {
        found
    };
    state(page, &url, &found, findings)
}

fn state(
    page: &Page,
    url: &str,
    found: &Subscriptions,
    findings: &mut Findings<'_, '_>,
) -> Result<(), Failed> {
    match (found.ours, found.state) {
        (true, State::Good) => findings.good("платформа шлёт события сюда")?,
        (true, State::Unconfirmed) => {
            findings.bad(
                "адрес ждёт подтверждения",
                "подождите минуту и проверьте ещё раз; затем нажмите «Подтвердить»",
            )?;
        }
        (true, State::Failing(_)) => findings.bad(
            "события до системы не доходят",
            "исправьте то, что отмечено выше, и повторите с --subscribe",
        )?,
        (false, _) => {
            findings
                .bad("платформа не шлёт события сюда", "повторите с --subscribe или подключите вручную:")?;
            findings.talk.say(guide::by_hand(page, url).trim_end())?;
        }
    }
    match found.others {
        0 => Ok(()),
        _ if page.platform == Platform::Telegram => {
            findings.note("бот уже шлёт события в другую систему: у бота Telegram только один адрес")
        }
        others => findings.note(&format!("ещё адресов у страницы: {others}")),
    }
}

enum Trouble {
    CannotAsk(Unsendable),
    Other(String),
}

impl From<Failed> for Trouble {
    fn from(error: Failed) -> Self {
        Self::Other(format!("{error}: проверьте связь с платформой и столбец api"))
    }
}

async fn subscriptions(page: &Page, url: &str, http: &HttpClient) -> Result<Subscriptions, Trouble> {
    let call = watch::list_subscriptions(page).map_err(Trouble::CannotAsk)?;
    let (status, headers, body) = ask_platform(http, &call).await?;
    watch::judge_subscriptions(page, url, status, &headers, &body)
        .map_err(|verdict| Trouble::Other(guide::refused(page.platform, &verdict)))
}

async fn subscribe(page: &Page, url: &str, known: &Subscriptions, http: &HttpClient) -> Result<(), Trouble> {
    let refused = |verdict| Trouble::Other(guide::refused(page.platform, &verdict));
    let call = watch::subscribe(page, url, Some(known)).map_err(Trouble::CannotAsk)?;
    let (status, headers, body) = ask_platform(http, &call).await?;
    let server = watch::judge_subscribed(page, status, &headers, &body).map_err(refused)?.or(known.server);
    let Some(server) = server.filter(|_| page.platform == Platform::Vk) else { return Ok(()) };
    let call = watch::choose_events(page, server).map_err(Trouble::CannotAsk)?;
    let (status, headers, body) = ask_platform(http, &call).await?;
    watch::judge_subscribed(page, status, &headers, &body).map(drop).map_err(refused)
}

/// VK confirms an address only if the page answers with the string that VK has now.
async fn vk_string(page: &Page, http: &HttpClient, findings: &mut Findings<'_, '_>) -> Result<(), Failed> {
    let Ok(call) = watch::confirmation_code(page) else { return Ok(()) };
    let (status, headers, body) = ask_platform(http, &call).await?;
    match watch::judge_confirmation_code(page, status, &headers, &body) {
        Ok(code) if Some(&code) == page.confirmation.as_ref() => {
            findings.good("строка подтверждения в pages.csv та же, что у ВКонтакте")
        }
        Ok(code) => findings.bad(
            "строка подтверждения у ВКонтакте другая",
            &format!("впишите {} в столбец confirmation и загрузите справочник", code.expose()),
        ),
        Err(verdict) => findings
            .bad("ВКонтакте не показал строку подтверждения", &guide::refused(page.platform, &verdict)),
    }
}
