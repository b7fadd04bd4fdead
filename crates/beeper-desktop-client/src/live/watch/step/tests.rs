//! What a watch decides, against a model of servers, networks and programs.

mod bursts;
mod expectations;
mod properties;
mod server;
mod world;
