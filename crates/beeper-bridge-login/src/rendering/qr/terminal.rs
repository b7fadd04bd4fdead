//! Draws QR codes with block characters.

use beeper_desktop_client::Secret;

use super::code::Qr;
use crate::rendering::text::{Lines, printable};

/// Returns text that shows a payload in a terminal, as a QR code or, if it is too long for one, as text.
///
/// Every line ends in a line feed, and the text is as secret as the payload. A payload shown as text has no line breaks, is not
/// shortened, and contains nothing that controls the terminal. [`Qr::encode`] and [`Qr::to_terminal`] let the application
/// decide more, for instance what to do if the code does not fit into the window.
///
/// ```
/// use beeper_bridge_login::qr;
/// use beeper_bridge_login::{Display, DisplayStep, LoginHandler, Stop};
///
/// struct Terminal;
///
/// impl LoginHandler for Terminal {
///     async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
///         if let Display::Qr(payload) = step.display() {
///             print!("{}", qr::to_terminal(payload, Default::default()));
///         }
///         Ok(())
///     }
/// }
/// ```
pub fn to_terminal(payload: &Secret, style: TerminalStyle) -> String {
    match Qr::encode(payload) {
        Ok(qr) => qr.to_terminal(style),
        Err(_) => {
            let text = printable(payload.expose(), Lines::Flatten, usize::MAX);
            format!("This QR code is too large to draw. It contains:\n{text}\n")
        }
    }
}

/// The colours of a QR code in a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TerminalStyle {
    /// Black on white, whatever the terminal's colours are. This scans best.
    ///
    /// Escape sequences set the colours and reset them at the end of each line. They use black and white of the 256 colours,
    /// not of the first 16, because themes change those.
    #[default]
    Ansi,
    /// No escape sequences, for terminals with light text on a dark background.
    ///
    /// On other terminals the code appears inverted, and some scanners do not detect it.
    OnDark,
    /// No escape sequences, for terminals with dark text on a light background.
    ///
    /// On other terminals the code appears inverted, and some scanners do not detect it. Nor do they if the font leaves gaps
    /// between lines.
    OnLight,
}

const WHITE_FOREGROUND: &str = "\u{1b}[38;5;231m";
const WHITE_BACKGROUND: &str = "\u{1b}[48;5;231m";
const BLACK_BACKGROUND: &str = "\u{1b}[48;5;16m";
const RESET: &str = "\u{1b}[0m";

impl Qr {
    /// Returns the width of the lines of [`to_terminal`](Self::to_terminal), in characters.
    pub fn terminal_columns(&self) -> usize {
        self.full_width()
    }

    /// Returns the number of lines of [`to_terminal`](Self::to_terminal).
    pub fn terminal_lines(&self) -> usize {
        self.full_width().div_ceil(2)
    }

    /// Draws the code with block characters, which all common terminal fonts contain.
    ///
    /// Every line ends in a line feed. Print at the left edge. If line feeds do not return there, as in a terminal's raw mode,
    /// print the [`lines`](str::lines) one by one. The text is as secret as the payload.
    ///
    /// ```
    /// # use beeper_bridge_login::qr::{Qr, TerminalStyle};
    /// # let qr = Qr::encode(&"payload".into())?;
    /// let drawing = qr.to_terminal(TerminalStyle::OnLight);
    /// assert_eq!(drawing.lines().count(), qr.terminal_lines());
    /// assert!(drawing.lines().all(|line| line.chars().count() == qr.terminal_columns()));
    /// # Ok::<(), beeper_bridge_login::qr::QrError>(())
    /// ```
    pub fn to_terminal(&self, style: TerminalStyle) -> String {
        draw(self, style)
    }
}

fn draw(qr: &Qr, style: TerminalStyle) -> String {
    let mut drawing = String::new();
    for line in 0..qr.terminal_lines() {
        // The last line has no lower half; modules outside the code are light.
        let cells = (0..qr.terminal_columns()).map(|x| [2 * line, 2 * line + 1].map(|y| qr.is_dark_in_full(x, y)));
        match style {
            TerminalStyle::Ansi => draw_coloured(&mut drawing, cells),
            TerminalStyle::OnDark => drawing.extend(cells.map(|[upper, lower]| block(!upper, !lower))),
            TerminalStyle::OnLight => drawing.extend(cells.map(|[upper, lower]| block(upper, lower))),
        }
        drawing.push('\n');
    }
    drawing
}

/// Draws dark modules as background, never as foreground, because the block characters of many fonts leave gaps between lines.
///
/// Scanners tolerate dark gaps in light modules, but some detect no code if there are light gaps in its dark corners.
fn draw_coloured(drawing: &mut String, cells: impl Iterator<Item = [bool; 2]>) {
    drawing.push_str(WHITE_FOREGROUND);
    let mut background = "";
    for [upper, lower] in cells {
        let (wanted, character) = if upper || lower {
            (BLACK_BACKGROUND, block(!upper, !lower))
        } else {
            (WHITE_BACKGROUND, ' ')
        };
        if wanted != background {
            background = wanted;
            drawing.push_str(background);
        }
        drawing.push(character);
    }
    drawing.push_str(RESET);
}

fn block(upper: bool, lower: bool) -> char {
    match (upper, lower) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}
