//! What an administrator is told: what to paste where, and what to do when something is not right.

use std::fmt::Write as _;
use std::path::Path;

use domain::{Page, Platform};
use platforms::publish::{Reason, Verdict};
use platforms::watch;

/// How to ask for a page's name on its platform.
pub(super) const fn external(platform: Platform) -> &'static str {
    match platform {
        Platform::Vk => "Номер сообщества (число, без минуса)",
        Platform::Telegram => "Имя канала (@…) или числовой id бота",
        Platform::Ok => "Числовой id группы",
        _ => "Числовой id бота",
    }
}

/// What is left to do after a page has been written into the folder.
pub(super) fn after_adding(page: &Page, url: &str, folder: &Path) -> String {
    let folder = folder.display();
    let mut text = format!("1. Загрузите справочник: otklik directory load {folder} — и подождите минуту.\n");
    if page.token.is_some() && page.platform != Platform::Pos {
        let id = &page.id;
        writeln!(text, "2. Подпишите страницу и проверьте её одной командой:").expect(TAKES);
        writeln!(text, "   otklik page check {id} --folder {folder} --at https://АДРЕС --subscribe")
            .expect(TAKES);
        text.push_str("   Или вручную:\n");
    } else {
        text.push_str("2. Подключите:\n");
    }
    text.push_str(&by_hand(page, url));
    text
}

const TAKES: &str = "a text takes what is written to it";

/// What to paste where.
pub(super) fn by_hand(page: &Page, url: &str) -> String {
    let secret = watch::newest_secret(page).unwrap_or_default();
    let api = page.api.as_deref();
    match page.platform {
        Platform::Vk => vk(url, secret),
        Platform::Telegram => telegram(api.unwrap_or("https://api.telegram.org"), url, secret),
        Platform::Max => {
            let (api, kinds) = (api.unwrap_or("https://platform-api2.max.ru"), list(watch::MAX_UPDATES));
            format!(
                "   curl -X POST '{api}/subscriptions' -H \"Authorization: $TOKEN\" -H 'content-type: application/json' \\\n\
                 \x20    -d '{{\"url\":\"{url}\",\"secret\":\"{secret}\",\"update_types\":{kinds}}}'\n\
                 \x20  Адрес — только порт 443 и сертификат доверенного центра. В канале боту нужны права\n\
                 \x20  read_all_messages и write.\n"
            )
        }
        Platform::Ok => {
            let api = api.unwrap_or("https://api.ok.ru");
            format!(
                "   curl -X POST \"{api}/graph/me/subscribe?access_token=$TOKEN\" \\\n\
                 \x20    -H 'content-type: application/json;charset=utf-8' -d '{{\"url\":\"{url}\"}}'\n\
                 \x20  Секрета у ОК нет: адрес нельзя никому показывать. Комментарии не приходят сами, их читают по расписанию.\n"
            )
        }
        Platform::Standard => format!(
            "   Адрес: {url}\n   Ключ подписи (Standard Webhooks): {secret}\n   Поля сообщения описаны в shared/platforms/README.md.\n"
        ),
        Platform::CloudEvents => format!(
            "   Адрес: {url}\n   Заголовок: Authorization: Bearer {secret}\n   Поля события описаны в shared/platforms/README.md.\n"
        ),
        Platform::Open311 => {
            let base = url.split_once("/hooks/").map_or(url, |(base, _)| base);
            let area = page.external.as_deref().unwrap_or("—");
            format!("   Адрес: {base}/open311/v2/\n   api_key: {secret}\n   jurisdiction_id: {area}\n")
        }
        Platform::Pos => {
            let list = api.unwrap_or("впишите адрес списка в столбец api");
            let key = if page.token.is_some() {
                "есть"
            } else {
                "впишите его в столбец token"
            };
            format!(
                "   Ничего вставлять не надо: список спрашивают каждые пять минут.\n   Адрес списка: {list}\n   Ключ: {key}\n\
                 \x20  Файл вместо списка: otklik import ФАЙЛ --page {} --pos\n",
                page.id
            )
        }
        Platform::Registry => {
            format!("   Ничего вставлять не надо: файл загружает otklik import ФАЙЛ --page {}\n", page.id)
        }
    }
}

fn vk(url: &str, secret: &str) -> String {
    let mut text = String::from("   Управление → Работа с API → Callback API → Настройки сервера:\n");
    let rows = [("Версия API", watch::VK_VERSION), ("Адрес", url), ("Секретный ключ", secret)];
    for (name, value) in rows {
        writeln!(text, "     {name}: {value}").expect(TAKES);
    }
    text.push_str(
        "     Строка, которую должен вернуть сервер: если она другая, чем в pages.csv, впишите её в столбец confirmation,\n\
         \x20    загрузите справочник, подождите минуту и нажмите «Подтвердить».\n\
         \x20  Типы событий:\n",
    );
    for line in watch::VK_EVENTS.chunks(4) {
        writeln!(text, "     {}", line.join(", ")).expect(TAKES);
    }
    text
}

fn telegram(api: &str, url: &str, secret: &str) -> String {
    let kinds = list(watch::TELEGRAM_UPDATES);
    format!(
        "   curl \"{api}/bot$TOKEN/setWebhook\" -H 'content-type: application/json' \\\n\
         \x20    -d '{{\"url\":\"{url}\",\"secret_token\":\"{secret}\",\"allowed_updates\":{kinds}}}'\n\
         \x20  Чтобы видеть комментарии: у @BotFather /setprivacy → Disable, затем добавьте бота в группу обсуждений.\n"
    )
}

fn list(kinds: &[&str]) -> String {
    let kinds: Vec<_> = kinds.iter().map(|kind| format!("\"{kind}\"")).collect();
    format!("[{}]", kinds.join(","))
}

/// What to do about a platform's refusal.
pub(super) fn refused(platform: Platform, verdict: &Verdict) -> String {
    let what = match verdict {
        Verdict::Terminal { reason: Reason::TokenDead } => {
            "токен не действует: выпустите новый и впишите его в столбец token"
        }
        Verdict::Terminal { reason: Reason::NoPermission } => {
            "у токена нет нужных прав: выпустите его с правом управления"
        }
        Verdict::Terminal { reason: Reason::Captcha } => {
            "платформа просит подтвердить вход: сделайте это в браузере"
        }
        Verdict::Terminal { .. } => "вызов отклонён: проверьте столбец external и адрес",
        Verdict::Retry { .. } | Verdict::Flood { .. } => {
            "слишком много вызовов: повторите через несколько минут"
        }
        _ => "ответ платформы не удалось прочесть: проверьте адрес API и повторите",
    };
    format!("{platform}: {what}")
}

/// What to do about the answer of our own door.
pub(super) fn turned_away(status: u16) -> String {
    match status {
        404 => {
            "система не знает этой страницы: загрузите справочник (otklik directory load) и подождите минуту"
                .to_owned()
        }
        401 => "секрет в папке и в системе разный: загрузите справочник и подождите минуту".to_owned(),
        403 => "система ждёт другое имя страницы: проверьте столбец external".to_owned(),
        503 => "система не может принять сообщение сейчас: смотрите её журнал".to_owned(),
        0 => "система не отвечает: запущена ли она, верен ли адрес --at".to_owned(),
        other => format!("система ответила {other}: смотрите её журнал"),
    }
}
