//! Code that the benches share: it measures resources and prints figures.

#![allow(dead_code, unused_imports, reason = "each bench uses a part of this code")]

mod figures;
mod instructions;
mod python;
pub mod resources;

pub use figures::{Spread, end, percentile, say, say_growth, say_spread};
pub use instructions::{instructions, instructions_of};
pub use python::python;
