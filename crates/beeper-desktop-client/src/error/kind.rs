//! The kinds of errors of calls.

use std::path::PathBuf;
use std::time::Duration;

/// The kind of an [`Error`](crate::Error): what happened to the call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operation needs an access token, and the client has none. Nothing was sent.
    MissingToken,
    /// The client cannot build the request. Nothing was sent.
    InvalidRequest {
        /// What is wrong with the request.
        reason: String,
    },
    /// An argument, setter or header has a value that no request can carry. Nothing was sent.
    InvalidArgument {
        /// The name of the argument, as in the program, with the path within it.
        argument: String,
        /// What is wrong with its value.
        reason: &'static str,
    },
    /// The client could not connect, so nothing was sent.
    ///
    /// Is Beeper Desktop running, and its API switched on?
    Connect,
    /// The client could not connect within the time limit, so nothing was sent.
    ConnectTimeout {
        /// The time limit.
        limit: Duration,
    },
    /// The client did not receive the whole response within the time limit.
    ///
    /// The server may have carried out the request, unless the limit is shorter than the one for connecting.
    Timeout {
        /// The time limit.
        limit: Duration,
    },
    /// The connection broke before the client received the whole response, or the response was not HTTP.
    ///
    /// The server may have carried out the request.
    Interrupted,
    /// The server, or a proxy before it, responded with a status of 400 or more.
    ///
    /// [`Error::status`](crate::Error::status) returns the status, and [`Error::api_error`](crate::Error::api_error) the
    /// server's reason, if it sent one.
    Refused,
    /// The server does not have the operation, because it is older than this crate or a different program.
    ///
    /// The response has the status 501; or it has 404 or 405, with the code `M_UNRECOGNIZED` or with a body without a code of
    /// the API. A 404 with any other code means that a thing does not exist, such as a chat: that is
    /// [`Refused`](Self::Refused). If a server sends no code for things that do not exist, the client cannot tell these two
    /// cases apart.
    NotSupported,
    /// The response redirects (3xx) to another address.
    ///
    /// The client does not follow it, so that the token reaches only this server.
    Redirect,
    /// The response is larger than the client accepts, so the client stopped reading it.
    BodyTooLarge {
        /// The largest accepted size, in bytes.
        limit: usize,
    },
    /// The response has a status that is no error, but that the operation does not document, such as 3xx without an address.
    UnexpectedStatus,
    /// The response has a status of success but no body, although one is documented.
    NoBody,
    /// The response has a status of success, but its body is not JSON. It may come from a proxy or from another web server.
    NotJson,
    /// The client cannot read or write a file on this computer.
    ///
    /// If the system refused it, [`source`](std::error::Error::source) returns its [`std::io::Error`].
    LocalFile {
        /// The path of the file, as the program gave it.
        path: PathBuf,
        /// The reason, in the system's words if the system refused it.
        reason: String,
    },
    /// The server sent new items with a cursor that the stream has used before.
    ///
    /// The list would never end, so the stream ends.
    RepeatedCursor,
    /// The server says that the list has more items, but the stream cannot reach them. The stream ends.
    IncompleteList {
        /// Why the stream cannot continue.
        reason: &'static str,
    },
    /// The response has a status of success, but its body cannot be read as the documented type.
    ///
    /// A body that can be read in part is no error: see [`Misfit`](crate::Misfit).
    Misfit {
        /// The path of the value that cannot be read, as in `accounts[3].bridge.type`; `.` is the whole body.
        path: String,
        /// What was expected there.
        reason: String,
    },
}
