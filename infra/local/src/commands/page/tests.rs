use std::sync::Arc;

use domain::{Platform, Private, RegionId};
use kit::Clock;
use kit::http_client::AddressPolicy;
use tokio::sync::watch;

use super::*;
use crate::listener;
use crate::stubs::{Faults, Identity, Listening, Stub};
use crate::system::{Engines, Options, System};

const GROUP: i64 = 999_700_001;

/// A running system, a platform, and the folder of a region.
struct Rig {
    folder: tempfile::TempDir,
    system: Arc<System>,
    stub: Arc<Stub>,
    platform: Platform,
    listening: Listening,
    at: String,
    http: HttpClient,
    _stop: watch::Sender<bool>,
}

impl Rig {
    async fn new(platform: Platform) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in region::built_in() {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        std::fs::write(folder.path().join(".token"), "bot-token\n").unwrap();
        let identity = Identity {
            external: GROUP,
            token: "bot-token".into(),
            user_token: "CPUBLIC:SECRETKEY:session".into(),
            confirmation: "c0ffee12".into(),
        };
        let stub = Stub::new(platform, identity, Faults::default(), Clock::system());
        let options = Options {
            engines: Engines::Memory,
            clock: Clock::system(),
            id_key: Private::new(vec![7; 32]),
            regions: vec![RegionId::parse("nizhny-novgorod").unwrap()],
            allow_private_addresses: true,
            public_url: None,
        };
        let system = Arc::new(System::start(options).await.unwrap());
        let door = listener::open("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let at = format!("http://{}", door.local_addr().unwrap());
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(listener::serve(door, Arc::clone(&system), stopped));
        let listening = stub.listen().await.unwrap();
        let http = HttpClient::new(AddressPolicy::PublicAndPrivate);
        Self { folder, system, stub, platform, listening, at, http, _stop: stop }
    }

    /// What is said while a page is added, with these answers typed in.
    async fn add(&self, with_token: bool, typed: &str) -> (Result<(), Failed>, String) {
        let add = add::Add {
            folder: self.folder.path().to_owned(),
            platform: Some(self.platform),
            external: Some(GROUP.to_string()),
            title: Some("Заречье: новости".to_owned()),
            municipality: Some("22502000".to_owned()),
            id: Some("new-page".to_owned()),
            token_file: with_token.then(|| self.folder.path().join(".token")),
            api: Some(self.listening.url()),
            at: self.at.clone(),
            yes: typed.is_empty(),
            ..add::Add::default()
        };
        let (mut input, mut output) = (typed.as_bytes(), Vec::new());
        let mut talk = Talk { input: &mut input, output: &mut output };
        let outcome = add::run(add, &self.http, &mut talk).await;
        (outcome, String::from_utf8(output).unwrap())
    }

    async fn load(&self) {
        let files = region::read_folder(self.folder.path()).unwrap();
        let plan = region::plan(self.system.store(), &files).await.unwrap();
        let now = self.system.clock().now();
        region::apply(self.system.store(), &self.system.id_key(), &plan, now).await.unwrap();
    }

    async fn check(&self, subscribe: bool) -> (Result<(), Failed>, String) {
        let check = check::Check {
            page: "new-page".parse().unwrap(),
            folder: self.folder.path().to_owned(),
            at: self.at.clone(),
            through: None,
            subscribe,
        };
        let (mut input, mut output) = (&b""[..], Vec::new());
        let mut talk = Talk { input: &mut input, output: &mut output };
        let outcome = check::run(check, &self.http, &mut talk).await;
        (outcome, String::from_utf8(output).unwrap())
    }
}

#[tokio::test]
async fn a_page_is_added_loaded_subscribed_and_found_connected() {
    for platform in [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Ok] {
        let rig = Rig::new(platform).await;
        let (outcome, said) = rig.add(true, "").await;
        outcome.unwrap();
        assert!(said.contains("--subscribe") && !said.contains("bot-token"), "{platform}: {said}");
        rig.load().await;
        let (outcome, said) = rig.check(false).await;
        assert!(outcome.is_err() && said.contains("платформа не шлёт события сюда"), "{platform}: {said}");
        let (outcome, said) = rig.check(true).await;
        if platform == Platform::Vk {
            // VK asks for its confirmation only now.
            assert!(outcome.is_err(), "{said}");
            rig.stub.deliver(&rig.http).await;
            let (outcome, said) = rig.check(false).await;
            assert!(outcome.is_ok() && rig.stub.is_subscribed(), "{said}");
        } else {
            assert!(outcome.is_ok(), "{platform}: {said}");
        }
        rig.stub.message(600_000_105, "Не горят фонари");
        let delivered = rig.stub.deliver(&rig.http).await;
        assert_eq!(delivered.taken, 1, "{platform}");
    }
}

#[tokio::test]
async fn a_page_that_the_system_does_not_know_yet_says_what_to_do() {
    let rig = Rig::new(Platform::Max).await;
    rig.add(true, "").await.0.unwrap();
    let (outcome, said) = rig.check(true).await;
    assert!(outcome.is_err() && said.contains("загрузите справочник"), "{said}");
    assert!(!rig.stub.is_subscribed(), "a page that is not ready is not subscribed");
}

#[tokio::test]
async fn without_a_token_it_is_said_what_to_paste_where() {
    for (platform, words) in [
        (Platform::Vk, ["Версия API: 5.199", "wall_reply_restore"]),
        (Platform::Telegram, ["setWebhook", "allowed_updates"]),
        (Platform::Max, ["/subscriptions", "comment_created"]),
        (Platform::Ok, ["/graph/me/subscribe", "адрес нельзя никому показывать"]),
    ] {
        let rig = Rig::new(platform).await;
        let (outcome, said) = rig.add(false, "").await;
        outcome.unwrap();
        assert!(words.iter().all(|word| said.contains(word)), "{platform}: {said}");
        assert!(said.contains(&format!("{}/hooks/", rig.at)), "{platform}: {said}");
    }
}

#[tokio::test]
async fn channels_that_are_no_social_network_say_how_they_are_fed() {
    for (platform, words) in [
        (Platform::CloudEvents, "Authorization: Bearer "),
        (Platform::Open311, "/open311/v2/"),
        (Platform::Pos, "список спрашивают каждые пять минут"),
        (Platform::Registry, "otklik import ФАЙЛ --page new-page"),
    ] {
        let rig = Rig::new(platform).await;
        let (outcome, said) = rig.add(platform == Platform::Pos, "").await;
        outcome.unwrap();
        assert!(said.contains(words) && !said.contains("--subscribe"), "{platform}: {said}");
    }
}

#[tokio::test]
async fn nothing_is_written_without_a_yes_and_nothing_that_does_not_load() {
    let rig = Rig::new(Platform::Telegram).await;
    let before = std::fs::read_to_string(rig.folder.path().join("pages.csv")).unwrap();
    let (outcome, said) = rig.add(true, "нет\n").await;
    outcome.unwrap();
    assert!(said.contains("Ничего не записано"), "{said}");
    assert_eq!(std::fs::read_to_string(rig.folder.path().join("pages.csv")).unwrap(), before);
    rig.add(true, "да\n").await.0.unwrap();
    let after = std::fs::read_to_string(rig.folder.path().join("pages.csv")).unwrap();
    assert_ne!(after, before);
    assert!(rig.add(true, "").await.0.is_err(), "the same page twice does not load");
    assert_eq!(std::fs::read_to_string(rig.folder.path().join("pages.csv")).unwrap(), after);
}

#[tokio::test]
async fn a_dead_token_is_named_as_such() {
    let rig = Rig::new(Platform::Vk).await;
    std::fs::write(rig.folder.path().join(".token"), "old-token").unwrap();
    let (outcome, _) = rig.add(true, "").await;
    assert!(outcome.unwrap_err().to_string().contains("токен не действует"));
}

#[test]
fn the_pages_of_a_folder_are_listed_with_what_they_can_do() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in region::built_in() {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let (mut input, mut output) = (&b""[..], Vec::new());
    list(folder.path(), &mut Talk { input: &mut input, output: &mut output }).unwrap();
    let said = String::from_utf8(output).unwrap();
    assert!(said.contains("ardatov-vk\tvk\t999000001\tнет токена"), "{said}");
}
