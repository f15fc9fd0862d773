//! A resident's words, names and numbers appear in no log line, metric, error or dead letter.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use http::StatusCode;
use kit::telemetry::{Style, dispatch};
use serde_json::json;
use tests::{Vk, World, telegram_message};
use tracing_subscriber::fmt::MakeWriter;

const CANARY: &str = "Канарейкин";
const NUMBER: i64 = 777_000_777_123;

#[derive(Debug, Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

async fn live(world: &World) {
    let comment = Vk { id: NUMBER, date: 1_794_992_400 };
    let text = format!("Яма на дороге, звоните +7 900 000-00-00, {CANARY}");
    for body in
        [comment.written(&text), comment.edit(&format!("{text}!")), comment.under(3, &text), comment.delete()]
    {
        world.deliver("zar-vk", &body).await;
    }
    let mut private = telegram_message(NUMBER, 1_794_992_400, &text);
    private["message"]["from"]["first_name"] = json!(CANARY);
    world.deliver("zar-telegram", &private).await;
    let broken = format!("{{\"update_id\":1,\"message\":{{\"text\":\"{CANARY}\",");
    assert_eq!(world.post_bytes("zar-telegram", broken.into()).await.status(), StatusCode::OK);
    world.agency.will_answer(&[500, 404, 302]);
    world.drain().await;
}

#[tokio::test]
async fn no_log_line_shows_anything_of_a_resident() {
    // One log for all tests of the binary: whatever any of them writes is looked at.
    let paper = Paper::default();
    tracing::dispatcher::set_global_default(dispatch(Style::Machine, "debug", paper.clone())).unwrap();
    let world = World::new().await;
    live(&world).await;
    let text = String::from_utf8(paper.0.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap();
    assert!(text.contains("delivery parked"), "the log is empty or not captured: {text}");
    for secret in [CANARY, "900 000", "Яма", "invented_zar", &NUMBER.to_string()] {
        let line = text.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in {line:?}");
    }
}

#[tokio::test]
async fn nothing_that_is_stored_can_be_printed_by_accident() {
    let world = World::new().await;
    live(&world).await;
    let record = world.record(&world.vk_key(NUMBER)).await.unwrap();
    let shown = format!("{record:?}");
    assert!(!shown.contains(CANARY) && !shown.contains("900 000"), "{shown}");
}
