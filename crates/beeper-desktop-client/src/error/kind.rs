//! The kinds of errors.

use std::path::PathBuf;
use std::time::Duration;

/// The kind of an [`Error`](crate::Error): what happened to the call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operation needs an access token, and the client has none. Nothing was sent.
    MissingToken,
    /// The request could not be put together. Nothing was sent.
    InvalidRequest {
        /// What is wrong with it.
        reason: String,
    },
    /// An argument, setter or header has a value that no request can carry. Nothing was sent.
    InvalidArgument {
        /// Which one, as the program names it, with the path within it.
        argument: String,
        /// What is wrong with its value.
        reason: &'static str,
    },
    /// No connection was made, so nothing was sent. Is Beeper Desktop running, and its API switched on?
    Connect,
    /// No connection was made within the limit, so nothing was sent.
    ConnectTimeout {
        /// How long was waited.
        limit: Duration,
    },
    /// The client did not receive the whole answer within the limit. The server may have carried out the request, unless the
    /// limit is shorter than the one for connecting.
    Timeout {
        /// How long was waited.
        limit: Duration,
    },
    /// The connection broke before the client had received the whole answer, or what it received was not HTTP. The server may have
    /// carried out the request.
    Interrupted,
    /// The server, or a proxy before it, answered with a status of 400 or more. [`Error::status`](crate::Error::status) returns the status, and
    /// [`Error::api_error`](crate::Error::api_error) the reason, if the server gave one.
    Refused,
    /// The server does not have the operation: it is older than this crate, or another program.
    ///
    /// The answer has the status 501; or 404 or 405, with the code `M_UNRECOGNIZED` or with a body without a code of the API. A 404
    /// with any other code means that a thing does not exist, such as a chat: that is [`Refused`](Self::Refused). A server that
    /// sends no code where a thing does not exist cannot be told from one without the operation.
    NotSupported,
    /// The answer is a redirect (3xx) to another address. The client does not follow it, so that the token goes to this server alone.
    Redirect,
    /// The answer is larger than the client accepts, so the client stopped reading it.
    BodyTooLarge {
        /// The most that is accepted, in bytes.
        limit: usize,
    },
    /// The answer has a status that is no error but that the operation does not document, such as 3xx without an address.
    UnexpectedStatus,
    /// The answer has a status of success, but no body, where one is documented.
    NoBody,
    /// The answer has a status of success, but its body is not JSON. It may come from a proxy, or from another web server.
    NotJson,
    /// A file on this computer cannot be read or written. If the system refused it,
    /// [`source`](std::error::Error::source) returns its [`std::io::Error`].
    LocalFile {
        /// The path of the file, as the program gave it.
        path: PathBuf,
        /// Why, in the words of the system where it refused the file.
        reason: String,
    },
    /// The server sent new items with a cursor that the stream has used before, so that the list would never end. The stream ends.
    RepeatedCursor,
    /// The list is not complete: the server says that there is more, but the stream cannot get there. The stream ends.
    IncompleteList {
        /// Why the stream cannot continue.
        reason: &'static str,
    },
    /// The answer has a status of success, but its body as a whole cannot be read as the documented type. What can be read in
    /// part is no error: see [`Misfit`](crate::Misfit).
    Misfit {
        /// Where it does not fit, as in `accounts[3].bridge.type`; `.` is the whole body.
        path: String,
        /// What was expected there.
        reason: String,
    },
}
