//! A watch, the network between it and the model of a server, and a program that takes its events.

use std::collections::VecDeque;
use std::time::Duration;

use crate::live::watch::event::{Gap, WatchEvent};
use crate::live::watch::position::WatchPosition;
use crate::live::watch::step::calls::{Request, RequestId};
use crate::live::watch::step::filter::Filter;
use crate::live::watch::step::state::{Action, Answer, Input, Settings, State};
use crate::live::watch::step::tests::server::{MessageState, ModelFrame, ModelMessage, Server};

/// One step of a test.
#[derive(Clone, Debug)]
pub enum Op {
    Send(usize),
    Edit(usize, usize),
    React(usize, usize),
    Empty(usize, usize),
    Remove(usize, usize),
    Rename(usize),
    /// The server sends the event of an old message again, unchanged.
    Repeat(usize, usize),
    /// Sets whether the next events contain only the IDs of messages.
    NameAlone(bool),
    /// The network loses the next event.
    LoseNext,
    Disconnect,
    /// The watch connects, or fails to connect.
    Connect(bool),
    /// The watch reads events.
    Read(usize),
    /// The server handles a request.
    Work(usize),
    /// An answer arrives at the watch.
    Answer(usize),
    /// A request fails.
    Fail(usize, Option<u64>),
    /// The program takes events.
    Take(usize),
    Save,
    Crash,
    Wait(u64),
}

pub struct World {
    pub server: Server,
    pub state: State,
    now: Duration,
    wants_connection: bool,
    connection: Option<Connection>,
    is_connected_once: bool,
    names_alone: bool,
    lost: u32,
    sent: Vec<Sent>,
    /// The events that the program has taken since the watch started, or since the position that it continued from.
    pub log: Vec<WatchEvent>,
    saved: Saved,
    trace: Vec<String>,
}

#[derive(Default)]
struct Connection {
    seq: i64,
    frames: VecDeque<ModelFrame>,
}

struct Sent {
    id: RequestId,
    request: Request,
    answer: Option<Answer>,
}

#[derive(Default)]
struct Saved {
    position: Option<String>,
    log: usize,
}

fn settings() -> Settings {
    Settings {
        filter: Filter::default(),
        poll_interval: Duration::from_secs(30),
        seed: 7,
    }
}

impl World {
    pub fn new(server: Server) -> Self {
        let mut world = Self {
            server,
            state: State::new(settings(), None),
            now: Duration::ZERO,
            wants_connection: false,
            connection: None,
            is_connected_once: false,
            names_alone: false,
            lost: 0,
            sent: Vec::new(),
            log: Vec::new(),
            saved: Saved::default(),
            trace: Vec::new(),
        };
        world.begin_anew();
        world
    }

    fn begin_anew(&mut self) {
        self.is_connected_once = false;
        for message in self.server.chats.iter_mut().flat_map(|chat| &mut chat.messages) {
            message.baseline = Some(message.version);
            message.came_after_begin = false;
            message.changed_while_watched = false;
            (message.told, message.told_gone) = (None, false);
        }
        self.step(Input::Time);
    }

    fn step(&mut self, input: Input) {
        let had_begun = self.state.taken().is_some();
        self.trace.push(shown(&format!("{:?} {input:?}", self.now)));
        for action in self.state.step(self.now, input) {
            self.trace.push(format!("  -> {action:?}"));
            match action {
                Action::Connect => self.wants_connection = true,
                Action::Send(id, request) => self.sent.push(Sent {
                    id,
                    request,
                    answer: None,
                }),
            }
        }
        if !had_begun && self.state.taken().is_some() {
            for message in self.server.chats.iter_mut().flat_map(|chat| &mut chat.messages) {
                message.first_known = message.version;
            }
        }
        assert!(self.sent.len() <= 4, "{} requests at once", self.sent.len());
    }

    pub fn happen(&mut self, op: &Op) {
        self.trace.push(format!("{op:?}"));
        let chats = self.server.chats.len();
        match *op {
            Op::Send(chat) => {
                let message = self.server.add(chat % chats, None);
                self.server.message(chat % chats, message).came_after_begin = self.state.taken().is_some();
                self.change(chat % chats, message, |_| {});
            }
            Op::Edit(chat, number) => self.change_picked(chat % chats, number, |message| message.version += 1),
            Op::React(chat, number) => {
                let chat = chat % chats;
                let target = self.server.pick(chat, number);
                if let Some(target) = target.filter(|_| self.server.is_older) {
                    self.server.add(chat, Some(target));
                }
                self.change_picked(chat, number, |message| message.version += 1);
            }
            Op::Empty(chat, number) => self.delete(chat % chats, number, MessageState::Emptied),
            Op::Remove(chat, number) => self.delete(chat % chats, number, MessageState::Removed),
            Op::Rename(chat) => {
                self.server.chats[chat % chats].title += 1;
                self.announce(chat % chats, Server::chat_frame(chat % chats));
            }
            Op::Repeat(chat, number) => {
                if let Some(message) = self.server.pick(chat % chats, number) {
                    let frame = self.server.message_frame(chat % chats, message, true);
                    self.announce(chat % chats, frame);
                }
            }
            Op::NameAlone(alone) => self.names_alone = alone,
            Op::LoseNext => self.lost += u32::from(self.connection.is_some()),
            Op::Disconnect => self.disconnect(),
            Op::Connect(succeeds) => self.connect(succeeds),
            Op::Read(count) => (0..count).for_each(|_| _ = self.read()),
            Op::Work(at) => self.work(at),
            Op::Answer(at) => _ = self.deliver(at),
            Op::Fail(at, retry_after) => {
                if !self.sent.is_empty() {
                    let Sent { id, .. } = self.sent.remove(at % self.sent.len());
                    let retry_after = retry_after.map(Duration::from_millis);
                    self.step(Input::Answer(id, Answer::Failed { retry_after }));
                }
            }
            Op::Take(count) => (0..count).for_each(|_| _ = self.take()),
            Op::Save => self.save(),
            Op::Crash => self.crash(),
            Op::Wait(millis) => self.wait(Duration::from_millis(millis)),
        }
    }

    fn change_picked(&mut self, chat: usize, number: usize, change: impl FnOnce(&mut ModelMessage)) {
        if let Some(message) = self.server.pick(chat, number) {
            self.change(chat, message, change);
        }
    }

    fn change(&mut self, chat: usize, message: usize, change: impl FnOnce(&mut ModelMessage)) {
        let is_watched = self.is_connected_once;
        let changed = self.server.message(chat, message);
        change(changed);
        changed.changed_while_watched = is_watched;
        if self.server.is_older {
            self.announce(chat, Server::chat_frame(chat));
        }
        let is_whole = !self.names_alone || self.server.is_older;
        let frame = self.server.message_frame(chat, message, is_whole);
        self.announce(chat, frame);
    }

    fn delete(&mut self, chat: usize, number: usize, state: MessageState) {
        let Some(message) = self.server.pick(chat, number) else {
            return;
        };
        let is_watched = self.is_connected_once;
        let deleted = self.server.message(chat, message);
        (deleted.state, deleted.changed_while_watched) = (state, is_watched);
        if self.server.is_older {
            self.announce(chat, Server::chat_frame(chat));
        }
        self.announce(chat, Server::gone_frame(chat, message));
        if self.server.is_older
            && let Some(newest) = self.server.newest(chat)
        {
            let frame = self.server.message_frame(chat, newest, true);
            self.announce(chat, frame);
        }
    }

    fn announce(&mut self, chat: usize, mut frame: ModelFrame) {
        let Some(connection) = self.connection.as_mut().filter(|_| !self.server.chats[chat].is_silent) else {
            return;
        };
        connection.seq += 1;
        frame.frame.seq = Some(connection.seq);
        match self.lost {
            0 => connection.frames.push_back(frame),
            _ => self.lost -= 1,
        }
    }

    fn connect(&mut self, succeeds: bool) {
        if !std::mem::take(&mut self.wants_connection) {
            return;
        }
        if !succeeds {
            return self.step(Input::NotConnected {
                is_unsupported: false,
                retry_after: None,
            });
        }
        self.lost = 0;
        self.connection = Some(Connection::default());
        self.is_connected_once = true;
        self.step(Input::Connected);
    }

    fn disconnect(&mut self) {
        if self.connection.take().is_some() {
            self.step(Input::Disconnected(Gap::Disconnected));
        }
    }

    /// Reads one event, if the watch takes any.
    fn read(&mut self) -> Option<()> {
        if !self.state.takes_frames() {
            return None;
        }
        let frames = self.connection.as_mut().map(|connection| &mut connection.frames);
        let Some(ModelFrame { frame, tells }) = frames.and_then(VecDeque::pop_front) else {
            self.state.drained(self.now);
            return None;
        };
        if let Some((chat, message, version)) = tells {
            let told = self.server.message(chat, message);
            match version {
                Some(version) => told.told = told.told.max(Some(version)),
                None => told.told_gone = true,
            }
        }
        self.step(Input::Frame(frame));
        Some(())
    }

    fn work(&mut self, at: usize) {
        let count = self.sent.len().max(1);
        if let Some(sent) = self.sent.get_mut(at % count) {
            let server = &self.server;
            sent.answer.get_or_insert_with(|| server.answer(&sent.request));
        }
    }

    fn deliver(&mut self, at: usize) -> Option<()> {
        self.work(at);
        let count = self.sent.len().checked_sub(1)? + 1;
        let Sent { id, answer, .. } = self.sent.remove(at % count);
        self.step(Input::Answer(id, answer?));
        Some(())
    }

    fn take(&mut self) -> Option<()> {
        let event = self.state.take()?;
        self.trace.push(shown(&format!("  takes {event:?}")));
        self.log.push(event);
        Some(())
    }

    fn save(&mut self) {
        let position = WatchPosition {
            memory: self.state.taken().cloned(),
        };
        self.saved = Saved {
            position: Some(position.to_string()),
            log: self.log.len(),
        };
    }

    /// The program crashes, and starts again with the position that it has saved.
    fn crash(&mut self) {
        let position = self.saved.position.as_ref();
        let position: Option<WatchPosition> = position.map(|position| position.parse().unwrap());
        let memory = position.and_then(|position| position.memory);
        self.sent.clear();
        (self.connection, self.wants_connection, self.lost) = (None, false, 0);
        self.log.truncate(self.saved.log);
        let is_resumed = memory.is_some();
        self.state = State::new(settings(), memory);
        if !is_resumed {
            self.log.clear();
            return self.begin_anew();
        }
        // Events that the watch has read and the program has not taken may be lost.
        for message in self.server.chats.iter_mut().flat_map(|chat| &mut chat.messages) {
            (message.told, message.told_gone) = (None, false);
        }
        self.step(Input::Time);
    }

    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            let due = [self.state.pause(), self.state.limit()].into_iter().flatten().min();
            match due.filter(|due| *due <= end) {
                Some(due) => {
                    self.now = due.max(self.now);
                    self.step(Input::Time);
                }
                None => break,
            }
        }
        self.now = end;
    }

    /// Returns a readable log of what happened.
    pub fn trace(&self) -> String {
        self.trace.join("\n")
    }

    /// Runs until nothing is left to do.
    pub fn rest(&mut self) {
        for _ in 0..20_000 {
            if self.take().is_some() || self.read().is_some() || self.deliver(0).is_some() {
                continue;
            }
            if self.wants_connection {
                self.connect(true);
                continue;
            }
            match self.state.pause() {
                Some(until) => {
                    self.now = self.now.max(until);
                    self.step(Input::Time);
                }
                None => return,
            }
        }
        panic!("the watch does not come to rest: {:?}", self.state);
    }

    /// Lets polls find what no event reports, after a last event or a new connection.
    pub fn end(&mut self, by_disconnection: bool) {
        self.rest();
        self.lost = 0;
        match by_disconnection {
            true => self.disconnect(),
            false => self.happen(&Op::Send(0)),
        }
        self.rest();
        for _ in 0..2 {
            self.wait(Duration::from_secs(31));
            self.rest();
        }
    }
}

/// Removes the parts that all messages have in common.
fn shown(text: &str) -> String {
    let mut words: Vec<_> = text.split_inclusive(", ").collect();
    let wanted = [
        "id: MessageId",
        "text: Some",
        "is_deleted",
        "NewMessage",
        "ChangedMessage",
        "DeletedMessage",
        "Answer",
        "Input",
        "chat_id: ChatId",
        "Gone",
        "Chats",
        "seq",
    ];
    words.retain(|word| wanted.iter().any(|wanted| word.contains(wanted)));
    words.concat()
}
