use super::Qr;

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

const WHITE_INK: &str = "\u{1b}[38;5;231m";
const WHITE_PAPER: &str = "\u{1b}[48;5;231m";
const BLACK_PAPER: &str = "\u{1b}[48;5;16m";
const RESET: &str = "\u{1b}[0m";

pub(super) fn draw(qr: &Qr, style: TerminalStyle) -> String {
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

/// Dark is always paper and never ink: the blocks of many fonts leave gaps between lines, and while scanners put up with
/// dark gaps in what is light, light ones in the dark corners make the code disappear for some.
fn draw_coloured(drawing: &mut String, cells: impl Iterator<Item = [bool; 2]>) {
    drawing.push_str(WHITE_INK);
    let mut paper = "";
    for [upper, lower] in cells {
        let (wanted, character) = if upper || lower {
            (BLACK_PAPER, block(!upper, !lower))
        } else {
            (WHITE_PAPER, ' ')
        };
        if wanted != paper {
            paper = wanted;
            drawing.push_str(paper);
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
