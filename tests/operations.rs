//! Tests of each operation of the document: what its request sends, and how its answer is decoded.

mod encoding_cases;
mod every_operation;
mod request_properties;
mod stateful_mock;
