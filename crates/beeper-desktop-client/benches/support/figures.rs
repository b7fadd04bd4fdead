//! Prints figures in the form that `cargo xtask bench` reads.

use std::fmt;
use std::process::ExitCode;

/// The median of some measurements, and the lowest and the highest of them.
#[derive(Clone, Copy)]
pub struct Spread {
    pub median: f64,
    pub lowest: f64,
    pub highest: f64,
}

impl Spread {
    /// Returns the spread of some measurements.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn of(measured: impl IntoIterator<Item = f64>) -> Self {
        let mut measured: Vec<f64> = measured.into_iter().collect();
        measured.sort_by(f64::total_cmp);
        Self {
            median: measured[measured.len() / 2],
            lowest: measured[0],
            highest: measured[measured.len() - 1],
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} ({:.2} to {:.2})", self.median, self.lowest, self.highest)
    }
}

/// Returns what so many of a hundred measurements do not exceed.
///
/// # Panics
///
/// When there is no measurement.
pub fn percentile(hundredth: usize, measured: impl IntoIterator<Item = f64>) -> f64 {
    let mut measured: Vec<f64> = measured.into_iter().collect();
    measured.sort_by(f64::total_cmp);
    measured[measured.len() * hundredth / 100]
}

/// Prints a figure: `= name figure`.
pub fn say(name: &str, value: f64) {
    println!("= {name} {value}");
}

/// Prints a figure that was measured several times: `= name median lowest highest`.
pub fn say_spread(name: &str, spread: Spread) {
    let Spread {
        median,
        lowest,
        highest,
    } = spread;
    println!("= {name} {median} {lowest} {highest}");
}

/// Prints how much more a unit costs in the largest of several sizes than in the cheapest of the smaller ones.
///
/// # Panics
///
/// When there are fewer than two sizes.
pub fn say_growth(name: &str, costs: &[f64]) {
    let (largest, smaller) = costs.split_last().expect("several sizes");
    let cheapest = smaller.iter().copied().min_by(f64::total_cmp);
    say(name, largest / cheapest.expect("several sizes"));
}

/// Ends a bench: with a line about what prevented the measurement, if anything did.
pub fn end(measured: Result<(), String>) -> ExitCode {
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
