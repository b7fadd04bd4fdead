//! Prints lines, and shows a panel with a code while it is valid.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use beeper_bridge_login::qr::{Qr, TerminalStyle};
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::style::Print;
use crossterm::terminal::{self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use crossterm::{execute, queue};

use crate::wrapping::{LongWords, width, wrap};

/// Whether the terminal shows the panel's screen. Code can read this without waiting for a lock.
static SHOWS_PANEL: AtomicBool = AtomicBool::new(false);

/// Standard output. Write errors are ignored, because there is no other place to report them.
pub struct Screen {
    is_terminal: bool,
    /// Whether the line with the cursor contains text.
    is_in_line: AtomicBool,
    panel: Mutex<Option<Panel>>,
}

/// A panel that is visible while the session is waited on.
pub struct Panel {
    /// The lines before the code.
    pub above: Vec<String>,
    pub code: Option<QrContent>,
    /// The lines after the code.
    pub below: Vec<String>,
}

/// A QR code.
pub enum QrContent {
    Drawn(Qr),
    /// A payload that is too long to draw.
    Text(String),
}

impl QrContent {
    fn of_text(text: &str) -> String {
        format!("The QR code is too large to draw. It contains:\n{text}")
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

    /// Prints lines below the current one.
    pub fn say(&self, text: &str) {
        self.end_line();
        let mut out = io::stdout().lock();
        if self.is_terminal {
            // Do not break an address longer than a line, so that the user can copy it.
            for line in wrap(text, size().0, LongWords::Overflow) {
                // In raw mode, a line feed does not return to the left edge.
                let _ = write!(out, "{line}\r\n");
            }
        } else {
            let _ = writeln!(out, "{text}");
        }
        let _ = out.flush();
    }

    /// Continues in the next line, if the current one contains text.
    pub fn end_line(&self) {
        if self.is_in_line.swap(false, Ordering::SeqCst) {
            let _ = execute!(io::stdout(), Print("\r\n"));
        }
    }

    /// Returns `true` if the line has space after a prompt for the user's input.
    pub fn has_room_behind(&self, prompt: &str) -> bool {
        2 * width(prompt) <= size().0
    }

    /// Draws the line with the cursor again, and stays in it. Of a line that is too long, shows the end.
    pub fn rewrite(&self, prompt: &str, typed: &str) {
        let (columns, _) = size();
        // Keep two columns free: one for the cursor, and one because a new terminal width may become known too late.
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

    /// Shows a panel in place of the previous one.
    ///
    /// A terminal shows it on the alternate screen, so that the other screen and the scrollback stay unchanged.
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

    /// Draws the panel again after the window has changed its size.
    pub fn redraw(&self) {
        if let Some(panel) = &*self.lock() {
            let _ = draw(panel);
        }
    }

    /// Replaces the last line of the panel, or prints a line if there is none.
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

    /// Removes the panel.
    pub fn hide(&self) {
        self.lock().take();
        leave_panel();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Panel>> {
        self.panel.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns to the screen from before the panel.
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

/// Draws line by line. Erasing the whole screen would flicker, and some terminals would keep the erased text.
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

/// Returns the columns and rows of the terminal. Serial lines, for example, report 0 for both, which means that nobody knows them.
fn size() -> (usize, usize) {
    match terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns.into(), rows.into()),
        _ => (80, 24),
    }
}

impl Panel {
    /// Returns at most `rows` lines. If there is not enough space, the code has precedence.
    fn lay_out(&self, columns: usize, rows: usize) -> Vec<String> {
        let code = match &self.code {
            Some(QrContent::Drawn(qr)) if qr.terminal_columns() > columns || qr.terminal_lines() > rows => {
                let (wide, high) = (qr.terminal_columns(), qr.terminal_lines());
                let advice = format!(
                    "The QR code does not fit: it needs {wide} × {high} characters, and this window has \
                     {columns} × {rows}. Make the window larger, or its text smaller."
                );
                wrap(&advice, columns, LongWords::Break)
            }
            Some(QrContent::Text(text)) => {
                let lines = wrap(&QrContent::of_text(text), columns, LongWords::Break);
                if lines.len() > rows {
                    let advice = "The QR code is too large to draw, and its text does not fit. Make the window larger.";
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
