//! Tests how types are written to and read from the wire.

mod enums_and_unions;
mod identifiers;
mod misfits;
mod objects;
mod request_bodies;
mod scalars;
