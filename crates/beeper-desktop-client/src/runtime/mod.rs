//! What the generated code stands on.

mod absent;
mod address;
mod argument;
mod compared_by;
mod decode;
mod delivery;
mod empty_object;
mod endpoint;
mod exchange;
mod kept;
mod object;
mod open_enum;
mod open_integer;
mod request_head;
mod reserved_headers;
mod retry;
mod settings;
mod shapes;
mod text_type;
mod union;
mod unsendable;

pub(crate) use absent::{EmptyIfNull, NoneIfEmpty, NoneIfEmptyText};
pub(crate) use address::{Address, encoded_segment, is_plain_path, refuse_dots};
pub(crate) use argument::{Argument, Parameter, Refusal, check, check_list, refusal_of};
pub(crate) use compared_by::compared_by;
#[cfg(any(test, fuzzing))]
pub(crate) use decode::both_ways;
pub(crate) use decode::schema::{self, Answer, schema_of};
pub(crate) use decode::{Decoded, RawItems, Repairs, Undecodable, decode, decode_answer, repair};
pub(crate) use empty_object::empty_object;
pub(crate) use endpoint::{Endpoint, Sender};
pub(crate) use exchange::{Call, Opened, Response, open, perform};
pub(crate) use object::{Other, object};
pub(crate) use open_enum::{decode_text, open_enum};
pub(crate) use open_integer::open_integer;
pub(crate) use request_head::RequestHead;
pub(crate) use reserved_headers::is_reserved_header;
pub(crate) use retry::{DEFAULT_RETRIES, DEFAULT_RETRY_WITHIN, is_transient, stated_wait};
pub(crate) use settings::{Settings, bearer};
pub(crate) use shapes::{serialize_unknown, shapes};
pub(crate) use text_type::{decode_id, text_type};
pub(crate) use union::{
    Beginning, begin, decode_rest, decode_variant, fmt_unknown, kind_of_unknown, no_list, split_tag, union,
};
pub(crate) use unsendable::Unsendable;
