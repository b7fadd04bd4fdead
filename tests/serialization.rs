//! Tests of what goes over the wire: how types are written and read.

mod enums_and_unions;
mod identifiers;
mod misfits;
mod objects;
mod request_bodies;
mod scalars;
