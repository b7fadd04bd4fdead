//! Compiles the examples of the top-level README.
#![doc = include_str!("../README.md")]
