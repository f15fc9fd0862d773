//! The VK page of the test region on a stub of its platform, so that answers can be published.

use std::sync::Arc;

use domain::Platform;
use otklik::stubs::{Faults, Identity, Listening, Place, Published, Stub};

use crate::world::World;

/// The post under which the test region's residents comment.
const POST: i64 = 10;
/// The first number that the stub gives; the next ones follow it.
pub const FIRST_COMMENT: i64 = 10_001;

/// The platform of the test region's VK page.
#[derive(Debug)]
pub struct OnVk {
    stub: Arc<Stub>,
    _listening: Listening,
}

impl OnVk {
    /// Connects the page of a world to a platform on which `comments` comments stand.
    ///
    /// # Panics
    /// If the machine has no port left.
    pub async fn open(world: &World, comments: i64, faults: Faults) -> Self {
        let identity = Identity {
            external: 999_100_001,
            token: "vk1.a.invented-token-of-the-page".into(),
            user_token: "vk1.a.invented-token-of-a-person".into(),
            confirmation: "invented101".into(),
        };
        let stub = Stub::new(Platform::Vk, identity, faults, world.system.clock().clone());
        for number in 0..comments {
            let written = stub.comment(600_000_000 + FIRST_COMMENT + number, POST, None, "слова");
            assert_eq!(written, FIRST_COMMENT + number);
        }
        let listening = stub.listen().await.expect("a port is free");
        let mut files = world.files();
        let pages = files.get_mut("pages.csv").expect("the test region has pages");
        *pages = with_tokens(pages, &listening.url());
        world.load(&files).await;
        Self { stub, _listening: listening }
    }

    /// The platform.
    pub fn stub(&self) -> &Stub {
        &self.stub
    }

    /// What stands under a comment, oldest first.
    pub fn under(&self, comment: i64) -> Vec<Published> {
        let stands = |reply: &Published| {
            !reply.removed && reply.place == Place::Post(POST) && reply.answers == Some(comment)
        };
        self.stub.published().into_iter().filter(stands).collect()
    }

    /// Everything that stands, in a text that does not depend on the order.
    pub fn standing(&self) -> String {
        let mut lines: Vec<String> = self
            .stub
            .published()
            .iter()
            .map(|reply| {
                let words = if reply.removed { "" } else { reply.text.as_str() };
                format!("\nunder {:?} {:?} stands {words:?}", reply.place, reply.answers)
            })
            .collect();
        lines.sort();
        lines.concat()
    }
}

fn with_tokens(pages: &str, api: &str) -> String {
    let line = |line: &str| {
        if line.starts_with("id,") {
            format!("{line},token,user_token,api\n")
        } else if line.starts_with("zar-vk,") {
            format!("{line},vk1.a.invented-token-of-the-page,vk1.a.invented-token-of-a-person,{api}\n")
        } else {
            format!("{line},,,\n")
        }
    };
    pages.lines().map(line).collect()
}
