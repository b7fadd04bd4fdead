//! What a login session asks for, step by step, and the answers to it.

pub(crate) mod answer;
pub mod cookies;
pub(crate) mod display;
pub(crate) mod go_regex;
pub mod input;
pub(crate) mod step_instance_id;
