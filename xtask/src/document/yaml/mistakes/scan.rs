//! The state of the scan over the lines of a file.

use crate::document::yaml::mistakes::levels::Levels;
use crate::document::yaml::mistakes::line::Mistake;

pub struct Scan<'a> {
    pub lines: Vec<&'a str>,
    pub levels: Levels,
    /// Whether the levels of the following lines are unknown.
    pub has_lost_levels: bool,
    pub mistakes: Vec<Mistake>,
}
