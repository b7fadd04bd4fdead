//! Tests each operation of the document: what its request sends, and how the client decodes its answer.

mod encoding_cases;
mod every_operation;
mod request_properties;
mod stateful_mock;
