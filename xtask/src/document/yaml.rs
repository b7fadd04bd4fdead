//! Reads YAML into a tree whose nodes have positions, and explains what is wrong with a file.

pub mod invisible_characters;
pub mod mistakes;
pub mod parse;
pub mod tree;

#[cfg(test)]
mod tests;
