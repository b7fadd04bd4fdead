//! A bridge on a mock, and a handler that plays the user.

use std::collections::VecDeque;

use beeper_bridge_login::clock::VirtualClock;
use beeper_bridge_login::cookies::{Browser, CookieStep};
use beeper_bridge_login::input::{FieldValues, InputStep};
use beeper_bridge_login::{AskedAgain, BridgeLoginExt, BridgeRef, Display, DisplayStep, LoginHandler, Stop};
use beeper_desktop_client::types::{FlowId, LoginFlow};
use beeper_desktop_client::{Client, Sleeper};
use beeper_desktop_mock::{MockBridge, MockDesktop};

pub const BRIDGE: &str = "local-whatsapp";

/// A client that does not pause between its own tries.
pub fn client(mock: &MockDesktop) -> Client {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .sleeper(NoPause)
        .build()
        .unwrap()
}

struct NoPause;

impl Sleeper for NoPause {
    fn sleep(&self, _: std::time::Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async {})
    }
}

/// A mock with one bridge, and that bridge as logins see it.
pub struct Stage {
    pub mock: MockDesktop,
    #[allow(dead_code, reason = "read by the scenarios to come")]
    pub clock: VirtualClock,
    pub bridge: BridgeRef,
}

impl Stage {
    pub async fn new(bridge: MockBridge) -> Self {
        let mock = MockDesktop::builder().empty().start().await.unwrap();
        mock.put_bridge(bridge);
        let clock = VirtualClock::new();
        let bridge = client(&mock).bridge(BRIDGE.parse().unwrap()).clock(clock.clone());
        Self { mock, clock, bridge }
    }
}

/// Answers what it was told to answer, and notes what it sees.
#[derive(Default)]
pub struct Player {
    pub answers: VecDeque<FieldValues>,
    pub browsers: VecDeque<Browser>,
    pub flow: Option<FlowId>,
    pub seen: Vec<String>,
}

impl Player {
    pub fn typing<'a>(answers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            answers: answers
                .into_iter()
                .map(|(field, value)| FieldValues::new().with(field, value))
                .collect(),
            ..Self::default()
        }
    }
}

impl LoginHandler for Player {
    async fn fill(&mut self, step: &InputStep, again: Option<&AskedAgain>) -> Result<FieldValues, Stop> {
        self.seen.push(match again {
            None => format!("input {}", step.id()),
            Some(again) => format!("input {} again: {}", step.id(), name(again)),
        });
        self.answers.pop_front().ok_or(Stop::Cancel)
    }

    async fn collect(&mut self, step: &CookieStep, again: Option<&AskedAgain>) -> Result<Browser, Stop> {
        self.seen.push(match again {
            None => format!("cookies {}", step.id()),
            Some(again) => format!("cookies {} again: {}", step.id(), name(again)),
        });
        self.browsers.pop_front().ok_or(Stop::Cancel)
    }

    async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
        let stale = if step.is_stale() { " stale" } else { "" };
        self.seen.push(match step.display() {
            Display::Qr(data) => format!("qr {}{stale}", data.expose()),
            Display::Code(data) => format!("code {}{stale}", data.expose()),
            Display::Emoji(emoji) => format!("emoji {}{stale}", emoji.emoji().unwrap_or("-")),
            Display::Nothing => "nothing".to_owned(),
            _ => "unknown display".to_owned(),
        });
        Ok(())
    }

    fn hide(&mut self) {
        self.seen.push("hidden".to_owned());
    }

    async fn choose_flow(&mut self, flows: &[LoginFlow]) -> Result<FlowId, Stop> {
        self.seen.push(format!("{} flows", flows.len()));
        self.flow.clone().ok_or(Stop::Unsupported)
    }
}

fn name(again: &AskedAgain) -> &'static str {
    match again {
        AskedAgain::InvalidInput(_) => "invalid",
        AskedAgain::MissingValues(_) => "missing",
        AskedAgain::Refused { .. } => "refused",
        AskedAgain::Unclear => "unclear",
        AskedAgain::NotSent => "not sent",
        _ => "for another reason",
    }
}
