//! Writes lines, and shows a panel with a code for as long as it is good.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use beeper_bridge_login::qr::{Qr, TerminalStyle};
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::style::Print;
use crossterm::terminal::{self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use crossterm::{execute, queue};

use crate::wrapping::{LongWords, width, wrap};

/// Whether the terminal shows the screen that a panel has, to be known without waiting for anybody.
static SHOWS_PANEL: AtomicBool = AtomicBool::new(false);

/// Standard output. What cannot be written is lost: there is nowhere else to say so.
pub struct Screen {
    is_terminal: bool,
    /// Whether something stands in the line that the cursor is in.
    is_in_line: AtomicBool,
    panel: Mutex<Option<Panel>>,
}

/// Something to look at while the session is waited on.
pub struct Panel {
    /// Before the code.
    pub above: Vec<String>,
    pub code: Option<QrContent>,
    /// After the code.
    pub below: Vec<String>,
}

/// A QR code.
pub enum QrContent {
    Drawn(Qr),
    /// What is too long to be drawn.
    Text(String),
}

impl QrContent {
    fn of_text(text: &str) -> String {
        format!("The QR code is too large to be drawn. It says:\n{text}")
    }
}

impl Screen {
    pub fn new() -> Self {
        Self {
            is_terminal: io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
            is_in_line: AtomicBool::new(false),
            panel: Mutex::new(None),
        }
    }

    pub fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Writes lines, below what stands in the current one.
    pub fn say(&self, text: &str) {
        self.end_line();
        let mut out = io::stdout().lock();
        if self.is_terminal {
            // An address longer than a line stays whole, to be copied.
            for line in wrap(text, size().0, LongWords::Overflow) {
                // In raw mode, a line feed does not go back to the left edge.
                let _ = write!(out, "{line}\r\n");
            }
        } else {
            let _ = writeln!(out, "{text}");
        }
        let _ = out.flush();
    }

    /// Goes on to the next line, if something stands in this one.
    pub fn end_line(&self) {
        if self.is_in_line.swap(false, Ordering::SeqCst) {
            let _ = execute!(io::stdout(), Print("\r\n"));
        }
    }

    /// Whether there is room behind a prompt for what is typed.
    pub fn has_room_behind(&self, prompt: &str) -> bool {
        2 * width(prompt) <= size().0
    }

    /// Writes the line that the cursor is in anew, and stays in it. Of a line that is too long, the end is what is seen.
    pub fn rewrite(&self, prompt: &str, typed: &str) {
        let (columns, _) = size();
        // Two stay free: one for the cursor, and one because a terminal's width may be known too late.
        let room = columns.saturating_sub(width(prompt) + 2);
        let mut seen = typed;
        while width(seen) > room {
            let mut characters = seen.chars();
            characters.next();
            seen = characters.as_str();
        }
        let _ = execute!(
            io::stdout(),
            Print('\r'),
            Clear(ClearType::UntilNewLine),
            Print(prompt),
            Print(seen)
        );
        self.is_in_line
            .store(!prompt.is_empty() || !typed.is_empty(), Ordering::SeqCst);
    }

    /// Shows a panel in place of the one before.
    ///
    /// On a terminal it has a screen of its own: it leaves the other as it was, and nothing of it in what can be scrolled back
    /// to.
    pub fn show(&self, panel: Panel) {
        if !self.is_terminal {
            return self.say(&panel.plain());
        }
        let mut shown = self.lock();
        if shown.is_none() {
            SHOWS_PANEL.store(true, Ordering::SeqCst);
            let _ = execute!(io::stdout(), terminal::EnterAlternateScreen, Hide);
        }
        let _ = draw(shown.insert(panel));
    }

    /// Draws what is shown anew, for a window that has changed its size.
    pub fn redraw(&self) {
        if let Some(panel) = &*self.lock() {
            let _ = draw(panel);
        }
    }

    /// Replaces the last line of what is shown; a line like others if nothing is.
    pub fn set_status(&self, text: &str) {
        let mut shown = self.lock();
        match shown.as_mut() {
            Some(panel) => {
                panel.below.pop();
                panel.below.push(text.to_owned());
                let _ = draw(panel);
            }
            None => {
                drop(shown);
                self.say(text);
            }
        }
    }

    /// Takes away what is shown.
    pub fn hide(&self) {
        self.lock().take();
        leave_panel();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Panel>> {
        self.panel.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Goes back to what the terminal showed before the panel.
pub fn leave_panel() {
    if SHOWS_PANEL.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            io::stdout(),
            MoveTo(0, 0),
            Clear(ClearType::FromCursorDown),
            Show,
            terminal::LeaveAlternateScreen
        );
    }
}

/// Goes over the screen line by line: erasing all of it at once would make it flicker, and some terminals keep what was
/// erased that way.
fn draw(panel: &Panel) -> io::Result<()> {
    let (columns, rows) = size();
    let lines = panel.lay_out(columns, rows);
    let mut out = io::stdout().lock();
    queue!(out, BeginSynchronizedUpdate)?;
    for (row, line) in (0..).zip(&lines) {
        queue!(out, MoveTo(0, row), Clear(ClearType::CurrentLine), Print(line))?;
    }
    if lines.len() < rows {
        let below = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        queue!(out, MoveTo(0, below), Clear(ClearType::FromCursorDown))?;
    }
    queue!(out, EndSynchronizedUpdate)?;
    out.flush()
}

fn size() -> (usize, usize) {
    let (columns, rows) = terminal::size().unwrap_or((80, 24));
    (columns.into(), rows.into())
}

impl Panel {
    /// At most `rows` lines. What is beside the code makes room for it.
    fn lay_out(&self, columns: usize, rows: usize) -> Vec<String> {
        let code = match &self.code {
            Some(QrContent::Drawn(qr)) if qr.terminal_columns() > columns || qr.terminal_lines() > rows => {
                let (wide, high) = (qr.terminal_columns(), qr.terminal_lines());
                let advice = format!(
                    "The QR code does not fit: this window is {columns} × {rows} characters large, and has to be \
                     {wide} × {high} at least. Make it larger, or its letters smaller."
                );
                wrap(&advice, columns, LongWords::Break)
            }
            Some(QrContent::Text(text)) => {
                let lines = wrap(&QrContent::of_text(text), columns, LongWords::Break);
                if lines.len() > rows {
                    let advice = "The QR code is too large to be drawn, and its text for this window. Make it larger.";
                    wrap(advice, columns, LongWords::Break)
                } else {
                    lines
                }
            }
            Some(QrContent::Drawn(qr)) => {
                let drawing = qr.to_terminal(TerminalStyle::Ansi);
                drawing.lines().map(str::to_owned).collect()
            }
            None => Vec::new(),
        };
        let [above, below] = [&self.above, &self.below].map(|texts| {
            let lines = texts.iter().flat_map(|text| wrap(text, columns, LongWords::Break));
            lines.collect::<Vec<_>>()
        });
        let mut lines = Vec::new();
        if above.len() + code.len() <= rows {
            lines.extend(above);
        }
        lines.extend(code);
        if lines.len() + below.len() <= rows {
            lines.extend(below);
        }
        lines.truncate(rows);
        lines
    }

    fn plain(&self) -> String {
        let code = self.code.as_ref().map(|code| match code {
            QrContent::Drawn(qr) => qr.to_terminal(TerminalStyle::OnDark),
            QrContent::Text(text) => QrContent::of_text(text),
        });
        let parts = self.above.iter().chain(&code).chain(&self.below);
        let lines = parts.flat_map(|text| text.split('\n'));
        lines.collect::<Vec<_>>().join("\n")
    }
}
