//! Tests with more messages at once than a watch remembers per chat, which it both fetches and gets as events.

use std::collections::VecDeque;
use std::time::Duration;

use crate::live::watch::event::WatchEvent;
use crate::live::watch::step::filter::Filter;
use crate::live::watch::step::state::{Action, Input, Settings, State};
use crate::live::watch::step::tests::server::Server;

const NOW: Duration = Duration::from_secs(1);

/// A watch, and the events about messages that it has returned.
struct Burst {
    server: Server,
    state: State,
    asked: VecDeque<Action>,
    told: Vec<String>,
}

impl Burst {
    fn step(&mut self, input: Input) {
        self.asked.extend(self.state.step(NOW, input));
        while let Some(event) = self.state.take() {
            self.told.extend(match event {
                WatchEvent::NewMessage(message) => Some(format!("new {}", message.id)),
                WatchEvent::ChangedMessage(message) => Some(format!("changed {}", message.id)),
                _ => None,
            });
        }
    }

    /// Carries out the oldest request of the watch.
    fn answer_one(&mut self) -> Option<()> {
        let input = match self.asked.pop_front()? {
            Action::Connect => Input::Connected,
            Action::Send(id, request) => Input::Answer(id, self.server.answer(&request)),
        };
        self.step(input);
        Some(())
    }

    fn answer_all(&mut self) {
        while self.answer_one().is_some() {}
    }
}

#[test]
fn what_is_fetched_and_told_by_an_event_too_comes_once() {
    for count in [100, 1020] {
        for is_older in [false, true] {
            for held in 0..3 {
                let told = told_of_burst(is_older, held, count);
                let expected: Vec<_> = (3..count + 3).map(|id| format!("new m{id}")).collect();
                assert!(told == expected, "{is_older} {held} {count}: {}", told.len());
            }
        }
    }
}

/// Returns the events for a burst of messages. The live events arrive after `answers_before` answers to requests.
fn told_of_burst(is_older: bool, answers_before: usize, count: usize) -> Vec<String> {
    let settings = Settings {
        filter: Filter::default(),
        poll_interval: Duration::from_secs(30),
        seed: 7,
    };
    let mut burst = Burst {
        server: Server::new(is_older, 200, &[3]),
        state: State::new(settings, None),
        asked: VecDeque::new(),
        told: Vec::new(),
    };
    burst.step(Input::Time);
    while burst.asked.front() != Some(&Action::Connect) {
        burst.answer_one().unwrap();
    }
    let ids: Vec<_> = (0..count).map(|_| burst.server.add(0, None)).collect();
    for _ in 0..=answers_before {
        burst.answer_one().unwrap();
    }
    for id in ids {
        let frame = burst.server.message_frame(0, id, true).frame;
        burst.step(Input::Frame(frame));
    }
    burst.answer_all();
    burst.told
}
