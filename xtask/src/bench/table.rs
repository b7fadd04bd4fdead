//! Prints figures and their goals as a table.

use std::fmt;

use crate::bench::figures::{Figure, Figures};
use crate::bench::goals::{Goal, Limit};

/// A row of the table, which is displayed as Markdown.
pub struct Row<'a> {
    goal: &'a Goal,
    figure: Option<Figure>,
}

pub const HEAD: &str = "| figure | measured | lowest to highest | goal | |\n| --- | --- | --- | --- | --- |";

impl<'a> Row<'a> {
    /// Returns the row of a goal, without a figure if these figures lack it.
    pub fn of(goal: &'a Goal, figures: &Figures) -> Self {
        let figure = figures.get(goal.name).copied();
        Self { goal, figure }
    }

    /// Returns whether the figure meets its goal, or `None` if it was not measured or has no goal.
    pub fn is_met(&self) -> Option<bool> {
        let figure = self.figure?.median;
        match self.goal.limit {
            Limit::AtMost(limit, _) => Some(figure <= limit),
            Limit::AtLeast(limit, _) => Some(figure >= limit),
            Limit::Stated(_) => None,
        }
    }
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (goal, unit) = match self.goal.limit {
            Limit::AtMost(limit, unit) => (format!("at most {limit}"), unit),
            Limit::AtLeast(limit, unit) => (format!("at least {limit}"), unit),
            Limit::Stated(unit) => (String::new(), unit),
        };
        let measured = self
            .figure
            .map_or_else(|| "-".to_owned(), |figure| rounded(figure.median));
        let spread = self.figure.and_then(|figure| figure.spread);
        let spread = spread.map_or_else(String::new, |(lowest, highest)| {
            format!("{} to {}", rounded(lowest), rounded(highest))
        });
        let result = match (self.is_met(), self.figure) {
            (Some(true), _) => "met",
            (Some(false), _) => "missed",
            (None, Some(_)) => "",
            (None, None) => "not measured",
        };
        let measured = format!("{measured} {unit}");
        let what = self.goal.what;
        write!(f, "| {what} | {} | {spread} | {goal} | {result} |", measured.trim_end())
    }
}

/// Returns the text of a figure, with about three significant digits.
pub fn rounded(figure: f64) -> String {
    match figure.abs() {
        100.0.. => format!("{figure:.0}"),
        10.0.. => format!("{figure:.1}"),
        _ if figure.fract() == 0.0 => format!("{figure:.0}"),
        _ => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Goal = Goal {
        name: "a",
        what: "something",
        limit: Limit::AtMost(2.0, "MiB"),
    };
    const MANY: Goal = Goal {
        name: "b",
        what: "others",
        limit: Limit::AtLeast(1000.0, ""),
    };
    const STATED: Goal = Goal {
        name: "c",
        what: "more",
        limit: Limit::Stated("CPU s"),
    };

    fn row(goal: &Goal, figure: Figure) -> String {
        Row::of(goal, &Figures::from([(goal.name.to_owned(), figure)])).to_string()
    }

    #[test]
    fn a_row_tells_whether_its_goal_is_met() {
        assert_eq!(
            row(&SMALL, Figure::once(2.004)),
            "| something | 2.00 MiB |  | at most 2 | missed |"
        );
        assert_eq!(
            row(&SMALL, Figure::once(1.996)),
            "| something | 2.00 MiB |  | at most 2 | met |"
        );
        assert_eq!(
            row(&MANY, Figure::once(1234.5)),
            "| others | 1234 |  | at least 1000 | met |"
        );
        assert_eq!(
            row(&MANY, Figure::once(999.0)),
            "| others | 999 |  | at least 1000 | missed |"
        );
    }

    #[test]
    fn a_row_shows_the_spread_of_several_measurements() {
        let figure = Figure::of_several(vec![47.0, 45.5, 120.25]).unwrap();
        assert_eq!(row(&STATED, figure), "| more | 47.0 CPU s | 45.5 to 120 |  |  |");
    }

    #[test]
    fn a_row_without_a_figure_shows_that_it_was_not_measured() {
        assert_eq!(
            Row::of(&SMALL, &Figures::new()).to_string(),
            "| something | - MiB |  | at most 2 | not measured |"
        );
    }
}
