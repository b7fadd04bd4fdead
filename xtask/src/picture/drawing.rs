//! Draws lines of a terminal as SVG.

use std::fmt::Display;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, IntoFont, RGBColor};
use vt100::{Cell, Color};

use crate::picture::terminal_run::Line;

/// The width of a character, in pixels. Half a character is a square, like the modules of a QR code.
const WIDTH: i32 = 8;
const HEIGHT: i32 = 16;
const MARGIN: i32 = 16;
/// The font size, which Plotters divides by 1.24. At the result of 13.3 pixels, characters of most fonts are 8 pixels wide.
const FONT_SIZE: f64 = 16.5;

const BACKGROUND: RGBColor = RGBColor(30, 32, 38);
const FOREGROUND: RGBColor = RGBColor(220, 222, 226);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Returns an SVG picture of these lines.
pub fn svg(lines: &[Line]) -> Result<String, String> {
    let columns = lines.iter().map(used_columns).max().unwrap_or_default();
    let size = (pixels(columns, WIDTH), pixels(lines.len(), HEIGHT));
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        drawn(area.fill(&BACKGROUND))?;
        for (row, line) in (0..).zip(lines) {
            let top = MARGIN + row * HEIGHT;
            draw_blocks(&area, top, line)?;
            draw_words(&area, top, line)?;
        }
        drawn(area.present())?;
    }
    Ok(text)
}

fn drawn<E: Display>(result: Result<(), E>) -> Result<(), String> {
    result.map_err(|error| error.to_string())
}

/// Returns the number of columns up to the last one that is visible.
fn used_columns(line: &Line) -> usize {
    let is_used = |cell: &Cell| !cell.contents().trim().is_empty() || cell.bgcolor() != Color::Default;
    line.iter().rposition(is_used).map_or(0, |last| last + 1)
}

fn pixels(count: usize, each: i32) -> u32 {
    let count = i32::try_from(count).unwrap_or(i32::MAX / each / 2);
    (count * each + 2 * MARGIN).unsigned_abs()
}

/// Draws the backgrounds and block characters of a line, as rectangles that touch in every font.
fn draw_blocks(area: &Area<'_>, top: i32, line: &Line) -> Result<(), String> {
    let halves = [(top, 0), (top + HEIGHT / 2, 1)];
    for (half_top, half) in halves {
        let colors: Vec<RGBColor> = line.iter().map(|cell| colors_of(cell)[half]).collect();
        let mut column = 0;
        for run in colors.chunk_by(|one, next| one == next) {
            let width = i32::try_from(run.len()).unwrap_or_default();
            let corners = [
                (MARGIN + column * WIDTH, half_top),
                (MARGIN + (column + width) * WIDTH, half_top + HEIGHT / 2),
            ];
            if let Some(color) = run.first().filter(|color| **color != BACKGROUND) {
                drawn(area.draw(&Rectangle::new(corners, color.filled())))?;
            }
            column += width;
        }
    }
    Ok(())
}

/// Returns the colors of the upper and the lower half of a character.
fn colors_of(cell: &Cell) -> [RGBColor; 2] {
    let back = rgb(cell.bgcolor(), BACKGROUND);
    let front = rgb(cell.fgcolor(), FOREGROUND);
    match cell.contents() {
        "▀" => [front, back],
        "▄" => [back, front],
        "█" => [front, front],
        _ => [back, back],
    }
}

/// Draws the words of a line, each at its own column, so that a wider or narrower font does not shift them.
fn draw_words(area: &Area<'_>, top: i32, line: &Line) -> Result<(), String> {
    let font = ("monospace", FONT_SIZE).into_font().color(&FOREGROUND);
    let style = font.pos(Pos::new(HPos::Left, VPos::Center));
    let mut column = 0;
    let is_text = |cell: &Cell| !matches!(cell.contents(), "" | " " | "▀" | "▄" | "█");
    for run in line.chunk_by(|one, next| is_text(one) == is_text(next)) {
        if run.first().is_some_and(is_text) {
            let word: String = run.iter().map(Cell::contents).collect();
            let place = (MARGIN + column * WIDTH, top + HEIGHT / 2);
            drawn(area.draw(&Text::new(word, place, style.clone())))?;
        }
        column += i32::try_from(run.len()).unwrap_or_default();
    }
    Ok(())
}

/// Returns the RGB value of a terminal color. The 16 colors that depend on the user's theme become the default color.
fn rgb(color: Color, default: RGBColor) -> RGBColor {
    // Terminals define these values for the six steps of each channel of the color cube.
    let step = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    match color {
        Color::Rgb(red, green, blue) => RGBColor(red, green, blue),
        Color::Idx(index @ 16..=231) => {
            let index = index - 16;
            RGBColor(step(index / 36), step(index / 6 % 6), step(index % 6))
        }
        Color::Idx(index @ 232..) => {
            let gray = 8 + 10 * (index - 232);
            RGBColor(gray, gray, gray)
        }
        Color::Default | Color::Idx(_) => default,
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use super::*;

    fn picture(output: &str) -> String {
        let mut parser = vt100::Parser::new(NonZero::<u16>::MIN, NonZero::<u16>::MIN.saturating_add(19), 0);
        parser.process(output.as_bytes());
        let cells = (0..20).filter_map(|column| parser.screen().cell(0, column).cloned());
        svg(&[cells.collect()]).unwrap()
    }

    #[test]
    fn words_are_drawn_at_their_columns_and_escaped() {
        let svg = picture("a <b>");
        assert!(svg.contains(">\na\n</text>"), "{svg}");
        assert!(svg.contains("&lt;b&gt;"), "{svg}");
        assert!(svg.contains(&format!("x=\"{}\"", MARGIN + 2 * WIDTH)), "{svg}");
    }

    #[test]
    fn halves_of_blocks_are_rectangles_of_their_colors() {
        let svg = picture("\x1b[38;5;231m\x1b[48;5;16m▀▀\x1b[0m");
        let rectangle = |y: i32, color: &str| {
            format!(
                "x=\"{MARGIN}\" y=\"{y}\" width=\"{}\" height=\"8\" opacity=\"1\" fill=\"{color}\"",
                2 * WIDTH
            )
        };
        assert!(svg.contains(&rectangle(MARGIN, "#FFFFFF")), "{svg}");
        assert!(svg.contains(&rectangle(MARGIN + 8, "#000000")), "{svg}");
        assert!(!svg.contains('▀'), "{svg}");
    }
}
