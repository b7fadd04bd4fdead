//! The examples of the top-level README, compiled.
#![doc = include_str!("../README.md")]
