//! Draws QR codes with block characters.

use beeper_desktop_client::Secret;

use super::code::Qr;
use crate::rendering::text::{Lines, printable};

/// Shows a payload in a terminal: as a QR code, or as text if it is too long for one.
///
/// Either way every line ends in a line feed, and what comes out is as secret as the payload. A text is as long as it has to
/// be and has no line breaks; it holds nothing that acts on the terminal. [`Qr::encode`] and [`Qr::to_terminal`] leave more
/// to the application: what to do if the code does not fit into the window, for instance.
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
            format!("This QR code is too large to be drawn. It says:\n{text}\n")
        }
    }
}

/// How a QR code is coloured in a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TerminalStyle {
    /// Black on white, whatever the terminal's colours are. Best for scanning.
    ///
    /// Escape sequences set the colours, and set everything back at each line's end. They take black and white from the
    /// 256 colours rather than the first 16, which themes change.
    #[default]
    Ansi,
    /// Without escape sequences, for terminals with light text on a dark background. On others the code comes out
    /// inverted, and some scanners don't see it.
    OnDark,
    /// Without escape sequences, for terminals with dark text on a light background. On others the code comes out
    /// inverted, and some scanners don't see it. Nor do they if the font leaves gaps between lines.
    OnLight,
}

const WHITE_FOREGROUND: &str = "\u{1b}[38;5;231m";
const WHITE_BACKGROUND: &str = "\u{1b}[48;5;231m";
const BLACK_BACKGROUND: &str = "\u{1b}[48;5;16m";
const RESET: &str = "\u{1b}[0m";

impl Qr {
    /// How many characters a line of [`to_terminal`](Self::to_terminal) is wide.
    pub fn terminal_columns(&self) -> usize {
        self.full_width()
    }

    /// How many lines [`to_terminal`](Self::to_terminal) has.
    pub fn terminal_lines(&self) -> usize {
        self.full_width().div_ceil(2)
    }

    /// The code as text for a terminal with a font that has block characters, as all in use do.
    ///
    /// Every line ends in a line feed. Begin at the left edge; where line feeds don't go back there, as in the raw mode
    /// of terminals, print the [`lines`](str::lines) one by one. What comes out is as secret as the payload.
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
        // The last line has no lower half: what lies beyond is light.
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

/// Dark is always background and never foreground: the blocks of many fonts leave gaps between lines, and while scanners put up with
/// dark gaps in what is light, light ones in the dark corners make the code disappear for some.
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
