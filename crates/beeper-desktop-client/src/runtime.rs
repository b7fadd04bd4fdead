//! Executes calls: from a request, through the exchange with the server, to a decoded value.

pub(crate) mod call;
pub(crate) mod clock;
pub(crate) mod decode;
pub(crate) mod delivery_class;
pub(crate) mod exchange;
#[cfg(fuzzing)]
pub mod fuzzing;
pub(crate) mod operation;
pub(crate) mod request;
pub(crate) mod retry;
pub(crate) mod retry_after;

// The names that the generated code uses.
#[cfg(any(test, fuzzing))]
pub(crate) use self::decode::cross_check;
pub(crate) use self::decode::schema::{self, Answer};
pub(crate) use self::request::argument::{Argument, InvalidPart, check, check_list, invalid_member};
pub(crate) use self::request::endpoint::{Endpoint, Sender};
pub(crate) use self::request::error::RequestError;
