//! Reads the user's input: key by key from a terminal, line by line from other inputs.
//!
//! A terminal is in raw mode all the time. So it echoes only what the program prints, and lines may be longer than a terminal's
//! own editor allows, which would cut off a pasted cURL command. Ctrl-C is an ordinary key, after which the program restores
//! the terminal.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::{process, thread};

use beeper_bridge_login::CancellationToken;
use crossterm::event::KeyModifiers;
use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind};
use crossterm::{execute, terminal};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::screen::{Screen, leave_panel};

/// Asks questions and reads the answers.
pub struct Console {
    pub screen: Arc<Screen>,
    typed: UnboundedReceiver<Typed>,
    /// Restores the terminal when dropped; `None` if the input is not a terminal.
    raw_mode: Option<RawMode>,
}

enum Typed {
    Line(String),
    Key(KeyEvent),
    Paste(String),
}

/// Whether the terminal shows what the user types.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Echo {
    On,
    Off,
}

impl Console {
    /// Starts reading. Ctrl-C and termination signals cancel the token; the second one ends the program at once.
    ///
    /// The reading thread waits for keys even if no question is open. It ends with the program.
    pub fn open(cancel: &CancellationToken) -> io::Result<Self> {
        let screen = Arc::new(Screen::new());
        let (sender, typed) = mpsc::unbounded_channel();
        let raw_mode = io::stdin().is_terminal().then(|| RawMode::begin(&screen)).transpose()?;
        tokio::spawn(cancel_on_signals(cancel.clone()));
        let (cancel, redrawn) = (cancel.clone(), Arc::clone(&screen));
        let reader = thread::Builder::new().name("input".to_owned());
        match raw_mode {
            Some(_) => reader.spawn(move || read_keys(&sender, &cancel, &redrawn))?,
            None => reader.spawn(move || read_lines(&sender))?,
        };
        Ok(Self {
            screen,
            typed,
            raw_mode,
        })
    }

    /// Discards what the user typed before the question appeared.
    pub fn forget_typed_ahead(&mut self) {
        if self.raw_mode.is_some() {
            while self.typed.try_recv().is_ok() {}
        }
    }

    /// Asks for one line. `None` at the end of the input, or after Ctrl-D.
    pub async fn line(&mut self, prompt: &str, echo: Echo) -> Option<String> {
        if self.raw_mode.is_none() {
            self.screen.say(prompt.trim_end());
            return match self.typed.recv().await? {
                Typed::Line(line) => Some(line),
                Typed::Key(_) | Typed::Paste(_) => None,
            };
        }
        let mut text = String::new();
        let prompt = self.begin_line(prompt);
        let done = loop {
            match self.typed.recv().await? {
                Typed::Key(key) => match edit(&mut text, key) {
                    Edit::More => {}
                    Edit::Done => break Some(text),
                    Edit::Ended => break None,
                },
                Typed::Paste(pasted) => {
                    text.push_str(&pasted.trim_end_matches(['\r', '\n']).replace(['\r', '\n'], " "))
                }
                Typed::Line(_) => {}
            }
            if echo == Echo::On {
                let seen: String = text.chars().map(|c| if c.is_control() { '·' } else { c }).collect();
                self.draw_line(prompt, &seen);
            }
        };
        self.screen.end_line();
        done
    }

    /// Reads text up to an empty line, or one paste if the terminal marks it. Does not show the text, because cookies are
    /// secret. `None` as for [`line`](Self::line).
    pub async fn text(&mut self, prompt: &str) -> Option<String> {
        let mut text = String::new();
        if self.raw_mode.is_none() {
            self.screen.say(prompt.trim_end());
            while let Some(Typed::Line(line)) = self.typed.recv().await {
                if line.trim().is_empty() {
                    return Some(text);
                }
                text.push_str(&line);
                text.push('\n');
            }
            return (!text.is_empty()).then_some(text);
        }
        let mut line = String::new();
        let prompt = self.begin_line(prompt);
        let done = loop {
            match self.typed.recv().await? {
                Typed::Key(key) => match edit(&mut line, key) {
                    Edit::More => {}
                    Edit::Done if line.trim().is_empty() => break Some(text),
                    Edit::Done => {
                        text.push_str(&line);
                        text.push('\n');
                        line.clear();
                    }
                    Edit::Ended => break (!text.is_empty()).then_some(text),
                },
                Typed::Paste(pasted) => {
                    text.push_str(&line);
                    text.push_str(&pasted.replace("\r\n", "\n").replace('\r', "\n"));
                    break Some(text);
                }
                Typed::Line(_) => {}
            }
            let count = text.chars().count() + line.chars().count();
            self.draw_line(
                prompt,
                &format!("({count} characters, not shown; Enter in an empty line when done)"),
            );
        };
        self.screen.end_line();
        done
    }

    /// Returns the prompt with which to draw the line.
    fn begin_line<'a>(&self, prompt: &'a str) -> &'a str {
        if self.screen.is_terminal() && self.screen.has_room_behind(prompt) {
            self.screen.rewrite(prompt, "");
            return prompt;
        }
        self.screen.say(prompt.trim_end());
        self.draw_line("> ", "");
        "> "
    }

    // If the output is not a terminal, the program does not echo the input.
    fn draw_line(&self, prompt: &str, typed: &str) {
        if self.screen.is_terminal() {
            self.screen.rewrite(prompt, typed);
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.screen.hide();
        self.screen.end_line();
    }
}

enum Edit {
    More,
    Done,
    Ended,
}

/// Works as a terminal's own line editor does, except for Ctrl-C, which never arrives here.
fn edit(text: &mut String, key: KeyEvent) -> Edit {
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter => return Edit::Done,
        KeyCode::Char('j' | 'm') if is_control => return Edit::Done,
        KeyCode::Char('d') if is_control && text.is_empty() => return Edit::Ended,
        KeyCode::Char('u') if is_control => text.clear(),
        KeyCode::Char('w') if is_control => {
            let kept = text.trim_end();
            let kept = kept.rfind(char::is_whitespace).map_or(0, |at| at + 1);
            text.truncate(kept);
        }
        KeyCode::Backspace => drop(text.pop()),
        KeyCode::Char(_) if is_control && !key.modifiers.contains(KeyModifiers::ALT) => {}
        KeyCode::Char(character) => text.push(character),
        KeyCode::Tab => text.push('\t'),
        _ => {}
    }
    Edit::More
}

fn read_keys(sender: &UnboundedSender<Typed>, cancel: &CancellationToken, screen: &Screen) {
    while let Ok(event) = event::read() {
        let typed = match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => continue,
            Event::Key(key) if key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL => {
                interrupt(cancel);
                continue;
            }
            Event::Key(key) => Typed::Key(key),
            Event::Paste(text) => Typed::Paste(text),
            Event::Resize(..) => {
                screen.redraw();
                continue;
            }
            _ => continue,
        };
        if sender.send(typed).is_err() {
            return;
        }
    }
}

fn read_lines(sender: &UnboundedSender<Typed>) {
    for line in io::stdin().lock().lines() {
        match line {
            Ok(line) => {
                if sender.send(Typed::Line(line)).is_err() {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}

/// The first time, lets the program end in order: it cancels the session on the server, which can take seconds.
fn interrupt(cancel: &CancellationToken) {
    if cancel.is_cancelled() {
        restore();
        let _ = writeln!(
            io::stdout(),
            "\nStopped. A login session may remain on the server; it ends by itself."
        );
        process::exit(1);
    }
    cancel.cancel();
}

async fn cancel_on_signals(cancel: CancellationToken) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
        if let [Ok(mut interrupted), Ok(mut terminated), Ok(mut hung_up)] = signals {
            loop {
                tokio::select! {
                    _ = interrupted.recv() => {}
                    _ = terminated.recv() => {}
                    _ = hung_up.recv() => {}
                }
                interrupt(&cancel);
            }
        }
    }
    #[cfg(not(unix))]
    while tokio::signal::ctrl_c().await.is_ok() {
        interrupt(&cancel);
    }
}

/// Returns the item with this number in the list, counted from 1, or with this ID.
pub fn choose<'a, T>(list: &'a [T], typed: &str, id: impl Fn(&T) -> &str) -> Option<&'a T> {
    let typed = typed.trim();
    let by_number = || list.get(typed.parse::<usize>().ok()?.checked_sub(1)?);
    list.iter().find(|entry| id(entry) == typed).or_else(by_number)
}

struct RawMode;

impl RawMode {
    fn begin(screen: &Screen) -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        let raw_mode = Self;
        if screen.is_terminal() {
            execute!(io::stdout(), EnableBracketedPaste)?;
        }
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            report(panic);
        }));
        Ok(raw_mode)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        restore();
    }
}

/// Restores the terminal in any state of the program.
fn restore() {
    leave_panel();
    let _ = terminal::disable_raw_mode();
    if io::stdout().is_terminal() {
        let _ = execute!(io::stdout(), DisableBracketedPaste);
    }
}
