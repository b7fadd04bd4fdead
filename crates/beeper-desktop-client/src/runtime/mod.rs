//! What the generated code stands on.

mod decode;
mod delivery;
mod empty_object;
mod exchange;
mod hooks;
mod id;
mod kept;
mod open_enum;
mod open_integer;
mod path_and_query;
mod reserved_headers;
mod retry;
mod settings;
mod shapes;
mod union;

pub(crate) use decode::{Undecodable, decode};
pub(crate) use empty_object::empty_object;
pub(crate) use exchange::{Call, Opened, Response, open};
pub(crate) use id::{check_id, decode_id, id, id_as_text, opaque_id};
pub(crate) use open_enum::{decode_text, open_enum};
pub(crate) use open_integer::open_integer;
pub(crate) use path_and_query::{filled_in, is_plain_path};
pub(crate) use reserved_headers::is_reserved_header;
pub(crate) use retry::{DEFAULT_RETRIES, DEFAULT_RETRY_WITHIN, is_transient, stated_wait};
pub(crate) use settings::{Settings, Transport, bearer};
pub(crate) use shapes::shapes;
pub(crate) use union::{
    Beginning, begin, decode_rest, decode_variant, fmt_unknown, ignore_rest, kind_of_unknown, no_list, split_tag, union,
};

// The generated code names these; of them, only the errors and the values are part of the crate's interface.
pub use crate::error::{Error, unbuildable};
pub use crate::response::ResponseValue;
pub use hooks::{ClientHooks, ClientInfo, OperationInfo};
pub use path_and_query::QueryParam;
