//! What the benches have in common: how things are measured, and in which form they are said.

#![allow(dead_code, unused_imports, reason = "each bench uses some of it")]

mod figures;
mod instructions;
mod python;
pub mod resources;

pub use figures::{Spread, end, percentile, say, say_growth, say_spread};
pub use instructions::{instructions, instructions_of};
pub use python::python;
