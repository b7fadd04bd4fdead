//! Tests of what goes over the wire: how types are written and read.

mod identifiers;
mod misfits;
mod objects;
mod request_bodies;
