//! `cargo xtask bench`: measures the client, the login crate, the builds and the tests, and prints figures beside goals.

mod builds;
mod chart;
mod features;
mod figures;
mod goals;
mod parts;
mod table;
mod test_times;

use clap::Args;

use crate::bench::figures::Figures;
use crate::bench::parts::{PARTS, Part};
use crate::bench::table::Row;
use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::document::problem::Problem;

/// Measures figures and prints each beside its goal.
#[derive(Args)]
pub struct Bench {
    /// Measure only these parts
    #[arg(value_name = "PART")]
    parts: Vec<String>,
    /// Print the parts, and measure nothing
    #[arg(long, conflicts_with_all = ["parts", "saved", "svg"])]
    list: bool,
    /// Measure nothing, and print the figures that earlier runs saved
    #[arg(long, conflicts_with_all = ["parts", "svg"])]
    saved: bool,
    /// Draw the saved ratios into the client's folder, after measuring the named parts, if any
    #[arg(long)]
    svg: bool,
}

impl Verb for Bench {
    fn run(&self) -> u8 {
        if self.list {
            for part in PARTS {
                say(format_args!("{:<14} {}", part.name, part.about));
            }
            return FINE;
        }
        match self.measure_and_report() {
            Ok(status) => status,
            Err(problem) => {
                say_problems("bench", &[problem], "");
                BAD_INPUT
            }
        }
    }
}

impl Bench {
    fn measure_and_report(&self) -> Result<u8, Problem> {
        let named = self.parts.iter().map(|name| part_named(name));
        let named = named.collect::<Result<Vec<_>, _>>()?;
        let saved_only = self.saved || (self.svg && named.is_empty());
        let parts = match named.is_empty() {
            true => PARTS.iter().collect(),
            false => named,
        };
        let mut figures = Figures::new();
        if saved_only {
            figures = figures::load()?;
        } else {
            for part in &parts {
                let measured = part.measure()?;
                // A later part may fail, so each part is saved when it is measured.
                figures::save(&measured)?;
                figures.extend(measured);
            }
        }
        let status = report(&parts, &figures);
        if self.svg {
            chart::draw(&figures::load()?)?;
        }
        Ok(status)
    }
}

fn part_named(name: &str) -> Result<&'static Part, Problem> {
    Part::named(name).ok_or_else(|| {
        let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        let help = format!("name one of: {}", names.join(", "));
        Problem::new("bench", format!("no part has the name `{name}`"), help)
    })
}

fn report(parts: &[&Part], figures: &Figures) -> u8 {
    let goals = parts.iter().flat_map(|part| part.goals);
    let rows: Vec<Row<'_>> = goals.map(|goal| Row::of(goal, figures)).collect();
    say(table::HEAD);
    rows.iter().for_each(say);
    match rows.iter().all(|row| row.is_met() != Some(false)) {
        true => FINE,
        false => FAILED,
    }
}
