//! Tests of the decisions of a watch, against models of a server, its network and a program.

mod bursts;
mod expectations;
mod properties;
mod server;
mod world;
