//! The state of the scan over the lines of a file.

use crate::document::yaml::mistakes::levels::Levels;
use crate::document::yaml::mistakes::line::Slip;

pub struct Scan<'a> {
    pub lines: Vec<&'a str>,
    pub levels: Levels,
    /// Whether there is no telling any more what is how deep.
    pub is_lost: bool,
    pub slips: Vec<Slip>,
}
