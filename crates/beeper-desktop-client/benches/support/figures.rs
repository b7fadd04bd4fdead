//! Prints figures in the form that `cargo xtask bench` reads.

use std::fmt;
use std::process::ExitCode;

/// The median, the lowest and the highest of several measurements.
#[derive(Clone, Copy)]
pub struct Spread {
    pub median: f64,
    pub lowest: f64,
    pub highest: f64,
}

impl Spread {
    /// Returns the spread of these measurements.
    ///
    /// # Panics
    ///
    /// Panics if there are no measurements.
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

/// Returns a percentile of these measurements.
///
/// # Panics
///
/// Panics if there are no measurements.
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

/// Prints the ratio of the cost per unit at the largest size to the lowest cost per unit at a smaller size.
///
/// The costs are those of growing sizes.
///
/// # Panics
///
/// Panics if there are fewer than two costs.
pub fn say_growth(name: &str, costs: &[f64]) {
    let (largest, smaller) = costs.split_last().expect("at least two costs");
    let cheapest = smaller.iter().copied().min_by(f64::total_cmp);
    say(name, largest / cheapest.expect("at least two costs"));
}

/// Returns the exit status of a bench, and prints the error of a failed measurement.
pub fn end(measured: Result<(), String>) -> ExitCode {
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
