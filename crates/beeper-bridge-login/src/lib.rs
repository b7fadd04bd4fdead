#![doc = include_str!("../README.md")]

pub mod cookies;
mod foreign_regex;
pub mod input;
pub mod paste;
pub mod text;
