//! Draws the measured ratios, their goals and those of Progenitor's client as SVG.

use std::fmt::Display;
use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{BLACK, Color, IntoFont, RGBColor, TextStyle, WHITE};

use crate::bench::figures::Figures;
use crate::bench::goals::{Goal, Limit};
use crate::bench::parts::PARTS;
use crate::bench::table::rounded;
use crate::cli::say;
use crate::document::problem::Problem;
use crate::workspace::folder_copy::write_if_changed;
use crate::workspace::{paths, process};

/// The units of the ratios that are drawn. The peer in the unit is at 1 on the axis.
const PEERS: &[&str] = &["x handwritten", "x the same calls", "x borrowed structs"];

const WIDTH: i32 = 880;
const ROW: i32 = 24;
/// The two ends of the axis, in pixels from the left.
const AXIS: (i32, i32) = (410, 830);
const TOP: i32 = 64;
/// The ratio at the end of the axis.
const END: f64 = 2.25;

/// Plotters divides the size of a font by this.
const PLOTTERS_FONT_SCALE: f64 = 1.24;

const WITHIN_GOAL: RGBColor = RGBColor(72, 132, 190);
const OVER_GOAL: RGBColor = RGBColor(205, 92, 60);
const LINES: RGBColor = RGBColor(200, 200, 200);

/// Draws the ratios among these figures, and writes the picture into the client's folder.
///
/// # Errors
///
/// Fails if one of the ratios was not measured, or if the file cannot be written.
pub fn draw(figures: &Figures) -> Result<(), Problem> {
    let file = file();
    let shown = paths::display(&file);
    let bars = bars(figures)?;
    let svg = svg(&bars).map_err(|error| process::problem(&shown, format!("it cannot be drawn: {error}")))?;
    write_if_changed(&file, &svg)?;
    write_if_changed(&file.with_file_name("ratios-in-rustdoc.md"), &link_definition(&svg))?;
    say(format_args!("drawn: {shown}"));
    Ok(())
}

fn file() -> PathBuf {
    paths::workspace_path("crates/beeper-desktop-client/ratios.svg")
}

/// Returns the definition of the link `ratios` with the picture itself as its address.
///
/// The README defines the same link as the path of the file, which rustdoc does not copy. In the documentation that rustdoc
/// renders, this definition is before that of the README and therefore wins.
fn link_definition(svg: &str) -> String {
    format!("[ratios]: data:image/svg+xml;base64,{}\n", BASE64_STANDARD.encode(svg))
}

/// A ratio to draw.
struct Bar {
    label: String,
    ratio: f64,
    goal: f64,
    /// The ratio of Progenitor's own client, if the bench measured it.
    progenitor: Option<f64>,
}

fn bars(figures: &Figures) -> Result<Vec<Bar>, Problem> {
    let goals = PARTS
        .iter()
        .flat_map(|part| part.goals.iter().map(move |goal| (part.name, goal)));
    goals.filter_map(|(part, goal)| bar(part, goal, figures)).collect()
}

/// Returns the ratio of a goal, or `None` if its unit is not one of [`PEERS`].
fn bar(part: &str, goal: &Goal, figures: &Figures) -> Option<Result<Bar, Problem>> {
    let Limit::AtMost(limit, unit) = goal.limit else {
        return None;
    };
    PEERS.contains(&unit).then(|| {
        let missing = || {
            let message = format!("the figure `{}` has not been measured yet", goal.name);
            Problem::new(
                "bench",
                message,
                format!("run `cargo xtask bench {part}`, then draw again"),
            )
        };
        Ok(Bar {
            label: format!("{} ({unit})", goal.what.trim_end_matches(", instructions")),
            ratio: figures.get(goal.name).ok_or_else(missing)?.median,
            goal: limit,
            progenitor: figures
                .get(&format!("{}@progenitor", goal.name))
                .map(|figure| figure.median),
        })
    })
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn svg(bars: &[Bar]) -> Result<String, String> {
    let mut text = String::new();
    let bottom = TOP + ROW * i32::try_from(bars.len()).unwrap_or(i32::MAX / ROW / 2);
    {
        let size = (WIDTH.unsigned_abs(), (bottom + 40).unsigned_abs());
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        drawn(area.fill(&WHITE))?;
        draw_axis(&area, bottom)?;
        for (row, bar) in (0..).zip(bars) {
            draw_bar(&area, TOP + ROW * row, bar)?;
        }
        draw_legend(&area, bottom + 24)?;
        drawn(area.present())?;
    }
    Ok(text)
}

fn drawn<E: Display>(result: Result<(), E>) -> Result<(), String> {
    result.map_err(|error| error.to_string())
}

/// Returns the position of a ratio on the axis, in pixels from the left.
fn place(ratio: f64) -> i32 {
    let width = f64::from(AXIS.1 - AXIS.0);
    AXIS.0 + (ratio.clamp(0.0, END) / END * width).round() as i32
}

fn style(size: i32, from: HPos) -> TextStyle<'static> {
    let anchor = Pos::new(from, VPos::Center);
    ("sans-serif", f64::from(size) * PLOTTERS_FONT_SCALE)
        .into_font()
        .color(&BLACK)
        .pos(anchor)
}

fn draw_axis(area: &Area<'_>, bottom: i32) -> Result<(), String> {
    let title = "Work relative to the peer in parentheses; less is better";
    drawn(area.draw(&Text::new(title, (AXIS.0, 18), style(14, HPos::Left))))?;
    for tenths in (0..=20).step_by(5) {
        let ratio = f64::from(tenths) / 10.0;
        let x = place(ratio);
        let width = if tenths == 10 { 2 } else { 1 };
        let line = PathElement::new([(x, TOP - 8), (x, bottom)], LINES.stroke_width(width));
        drawn(area.draw(&line))?;
        drawn(area.draw(&Text::new(
            format!("{ratio:.1} x"),
            (x, TOP - 18),
            style(12, HPos::Center),
        )))?;
    }
    Ok(())
}

fn draw_bar(area: &Area<'_>, top: i32, bar: &Bar) -> Result<(), String> {
    let middle = top + ROW / 2;
    let color = if bar.ratio <= bar.goal { WITHIN_GOAL } else { OVER_GOAL };
    let corners = [(AXIS.0, top + 5), (place(bar.ratio), top + ROW - 5)];
    drawn(area.draw(&Text::new(
        bar.label.as_str(),
        (AXIS.0 - 10, middle),
        style(12, HPos::Right),
    )))?;
    drawn(area.draw(&Rectangle::new(corners, color.filled())))?;
    let figure = Text::new(
        rounded(bar.ratio),
        (AXIS.0 + 6, middle),
        style(12, HPos::Left).color(&WHITE),
    );
    drawn(area.draw(&figure))?;
    draw_goal(area, place(bar.goal), middle)?;
    match bar.progenitor {
        Some(ratio) => draw_progenitor(area, place(ratio), middle),
        None => Ok(()),
    }
}

fn draw_goal(area: &Area<'_>, x: i32, middle: i32) -> Result<(), String> {
    drawn(area.draw(&PathElement::new(
        [(x, middle - 10), (x, middle + 10)],
        BLACK.stroke_width(2),
    )))
}

fn draw_progenitor(area: &Area<'_>, x: i32, middle: i32) -> Result<(), String> {
    drawn(area.draw(&Circle::new((x, middle), 5, WHITE.filled())))?;
    drawn(area.draw(&Circle::new((x, middle), 5, BLACK.stroke_width(2))))
}

fn draw_legend(area: &Area<'_>, middle: i32) -> Result<(), String> {
    draw_goal(area, AXIS.0, middle)?;
    drawn(area.draw(&Text::new("goal", (AXIS.0 + 10, middle), style(12, HPos::Left))))?;
    draw_progenitor(area, AXIS.0 + 80, middle)?;
    let label = "Progenitor's own client, from the same document";
    drawn(area.draw(&Text::new(label, (AXIS.0 + 92, middle), style(12, HPos::Left))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::Figure;

    /// A figure for each ratio.
    fn all_ratios() -> Figures {
        let goals = PARTS.iter().flat_map(|part| part.goals);
        goals.map(|goal| (goal.name.to_owned(), Figure::once(1.25))).collect()
    }

    #[test]
    fn each_ratio_is_drawn_with_its_figure() {
        let bars = bars(&all_ratios()).unwrap();
        assert!(bars.len() >= 10, "{}", bars.len());
        let svg = svg(&bars).unwrap();
        assert!(svg.starts_with("<svg "));
        assert!(svg.contains("one small call (x handwritten)"));
        assert_eq!(svg.matches("1.25").count(), bars.len());
    }

    #[test]
    fn other_peers_are_drawn_where_they_were_measured() {
        let circles = |figures: &Figures| svg(&bars(figures).unwrap()).unwrap().matches("<circle").count();
        let mut figures = all_ratios();
        let before = circles(&figures);
        figures.insert("session@progenitor".to_owned(), Figure::once(1.1));
        assert_eq!(circles(&figures), before + 2);
    }

    #[test]
    fn a_ratio_that_was_not_measured_is_a_problem_that_names_its_part() {
        let mut figures = all_ratios();
        figures.remove("session");
        let problem = bars(&figures)
            .err()
            .map(|problem| problem.to_string())
            .unwrap_or_default();
        assert!(problem.contains("`session` has not been measured yet"), "{problem}");
        assert!(problem.contains("cargo xtask bench calls"), "{problem}");
    }
}
