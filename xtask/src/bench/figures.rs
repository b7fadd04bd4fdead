//! Reads measured figures from the output of benches, and saves them for later runs.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::problem;

/// A measured figure: the median, and the lowest and highest value if the bench measured several times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub median: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<(f64, f64)>,
}

impl Figure {
    /// Returns a figure that was measured once.
    pub fn once(median: f64) -> Self {
        Self { median, spread: None }
    }

    /// Returns the median and the spread of several measurements; `None` if there are none.
    pub fn of_several(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        Some(Self {
            median: *values.get(values.len() / 2)?,
            spread: Some((*values.first()?, *values.last()?)),
        })
    }
}

/// Figures by their names.
pub type Figures = BTreeMap<String, Figure>;

/// Reads the figures in the output of a bench: lines of the form `= NAME MEDIAN` or `= NAME MEDIAN LOWEST HIGHEST`.
pub fn figures_in(text: &str) -> impl Iterator<Item = (String, Figure)> {
    text.lines().filter_map(|line| {
        let mut words = line.strip_prefix("= ")?.split(' ');
        let name = words.next()?.to_owned();
        let values: Vec<f64> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
        let (median, spread) = match values[..] {
            [median] => (median, None),
            [median, lowest, highest] => (median, Some((lowest, highest))),
            _ => return None,
        };
        Some((name, Figure { median, spread }))
    })
}

/// Returns the figures that earlier runs saved, or no figures if no run saved any.
pub fn load() -> Result<Figures, Problem> {
    let file = file();
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Figures::new()),
        Err(error) => return Err(problem(&paths::display(&file), format!("it cannot be read: {error}"))),
    };
    serde_json::from_str(&text).map_err(|error| {
        let message = format!("it does not contain saved figures: {error}");
        Problem::new(&paths::display(&file), message, "delete the file, and measure again")
    })
}

/// Saves figures. They replace saved figures of the same names; others stay.
pub fn save(new: &Figures) -> Result<(), Problem> {
    let file = file();
    let mut figures = load()?;
    figures.extend(new.clone());
    let written = serde_json::to_string_pretty(&figures)
        .map_err(|error| error.to_string())
        .and_then(|text| {
            fs::create_dir_all(file.parent().unwrap_or(&file)).map_err(|error| error.to_string())?;
            fs::write(&file, text).map_err(|error| error.to_string())
        });
    written.map_err(|error| problem(&paths::display(&file), format!("it cannot be written: {error}")))
}

fn file() -> PathBuf {
    paths::target_folder().join("bench/figures.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_from_the_output_of_a_bench() {
        let text = "work by ratio\n= session 1.04\n= nothing\n= pair 1 2\nsession 3\n= delay 0.1 0.08 0.3\n";
        let figures: Vec<_> = figures_in(text).collect();
        let delay = Figure {
            median: 0.1,
            spread: Some((0.08, 0.3)),
        };
        assert_eq!(
            figures,
            [("session".to_owned(), Figure::once(1.04)), ("delay".to_owned(), delay)]
        );
    }

    #[test]
    fn the_median_of_several_values_is_the_middle_one() {
        let figure = Figure::of_several(vec![3.0, 1.0, 2.0, 9.0, 2.5]).unwrap();
        assert_eq!(figure.median, 2.5);
        assert_eq!(figure.spread, Some((1.0, 9.0)));
        assert_eq!(Figure::of_several(Vec::new()), None);
    }

    #[test]
    fn saved_figures_can_be_read_again() {
        let figures = Figures::from([
            ("a".to_owned(), Figure::once(1.5)),
            ("b".to_owned(), Figure::of_several(vec![1.0, 2.0]).unwrap()),
        ]);
        let text = serde_json::to_string(&figures).unwrap();
        assert_eq!(serde_json::from_str::<Figures>(&text).unwrap(), figures);
    }
}
