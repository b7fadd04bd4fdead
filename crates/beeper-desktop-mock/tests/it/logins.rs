//! Login sessions.

mod built_in_login;
mod demo_bridges;
mod endings;
mod other_device;
mod reconnecting;
mod scripts;
