//! The rows of the table: the figures, their descriptions and their goals.

pub mod scale;

/// A figure and its goal.
pub struct Goal {
    /// The name under which a bench prints the figure.
    pub name: &'static str,
    /// The description of the figure in its row of the table.
    pub what: &'static str,
    pub limit: Limit,
}

/// The goal of a figure. The text is its unit.
#[derive(Clone, Copy)]
pub enum Limit {
    AtMost(f64, &'static str),
    AtLeast(f64, &'static str),
    /// The figure has no goal.
    Stated(&'static str),
}

use Limit::{AtLeast, AtMost, Stated};

const fn goal(name: &'static str, what: &'static str, limit: Limit) -> Goal {
    Goal { name, what, limit }
}

const HANDWRITTEN: &str = "x handwritten";
const BORROWED: &str = "x borrowed structs";
const BODY: &str = "x the response body";

pub const CALLS: &[Goal] = &[
    goal("session", "one small call, instructions", AtMost(0.93, HANDWRITTEN)),
    goal(
        "bridges",
        "a list of 40 bridges, instructions",
        AtMost(0.97, HANDWRITTEN),
    ),
    goal(
        "login",
        "a login of four calls, instructions",
        AtMost(0.94, HANDWRITTEN),
    ),
    goal(
        "request",
        "a request with six optional parameters, instructions",
        AtMost(1.05, HANDWRITTEN),
    ),
    goal(
        "request-unsent",
        "building that request without sending it",
        Stated("instructions"),
    ),
];

pub const DECODING: &[Goal] = &[
    goal(
        "decode-qr",
        "decoding a QR login step, instructions",
        AtMost(1.1, BORROWED),
    ),
    goal(
        "decode-input",
        "decoding an input login step, instructions",
        AtMost(1.1, BORROWED),
    ),
    goal(
        "decode-cookies",
        "decoding a cookies login step, instructions",
        AtMost(1.1, BORROWED),
    ),
    goal(
        "decode-late",
        "decoding a QR step, type fields last, instructions",
        AtMost(1.1, BORROWED),
    ),
    goal(
        "decode-unknown",
        "decoding and keeping an unknown step, instructions",
        AtMost(1.5, BORROWED),
    ),
    goal(
        "decode-bridges",
        "decoding 40 bridges, instructions",
        AtMost(1.1, BORROWED),
    ),
];

pub const MISFITS: &[Goal] = &[
    goal(
        "misfits-one",
        "decoding 20 messages, one of them malformed, instructions",
        AtMost(2.0, "x 20 good ones"),
    ),
    goal(
        "misfits-all",
        "decoding 20 messages, all malformed, instructions",
        AtMost(1.5, "x 20 good ones"),
    ),
    goal(
        "misfits-filled",
        "decoding 20 messages, each without a field that the client fills in, instructions",
        Stated("x 20 good ones"),
    ),
    goal(
        "large-good-memory",
        "peak memory of a call that returns 10,000 messages",
        Stated(BODY),
    ),
    goal(
        "large-one-memory",
        "the same, with one malformed message",
        AtMost(8.0, BODY),
    ),
    goal(
        "large-filled-memory",
        "the same, with a field missing in each message that the client fills in",
        AtMost(8.0, BODY),
    ),
];

pub const EVENTS: &[Goal] = &[
    goal(
        "events",
        "receiving 20,000 live events, instructions",
        AtMost(1.25, HANDWRITTEN),
    ),
    goal(
        "events-delay",
        "time from the server's write of a live event to the program (95th percentile)",
        AtMost(5.0, "ms"),
    ),
    goal("events-delay-handwritten", "the same, handwritten", Stated("ms")),
];

pub const LOGINS: &[Goal] = &[
    goal(
        "login-own-cost",
        "a login with the login crate, instructions",
        AtMost(1.05, "x the same calls"),
    ),
    goal(
        "noticing-ms",
        "time until the handler shows a changed login code (95th percentile)",
        AtMost(10.0, "ms"),
    ),
    goal(
        "waiting-requests-a-minute",
        "requests of a login that waits",
        AtMost(3.0, "a minute"),
    ),
    goal(
        "waiting-cpu-ms-a-minute",
        "processor time of a login that waits",
        AtMost(10.0, "ms a minute"),
    ),
    goal(
        "waiting-finished",
        "logins that wait at once and then succeed",
        AtLeast(1000.0, ""),
    ),
    goal("waiting-kib", "memory of each of these logins", AtMost(64.0, "KiB")),
];

pub const WATCH: &[Goal] = &[
    goal(
        "watch-quiet-requests",
        "requests of a watch of 40 quiet chats in its first 100 s",
        AtMost(18.0, ""),
    ),
    goal(
        "watch-idle-requests-a-minute",
        "requests of that watch after the first 100 s",
        AtMost(2.0, "a minute"),
    ),
    goal(
        "watch-idle-cpu-ms-a-minute",
        "processor time of a watch of 40 quiet chats",
        AtMost(10.0, "ms a minute"),
    ),
    goal(
        "watch-idle-million-instructions-a-minute",
        "the same",
        Stated("million instructions a minute"),
    ),
    goal(
        "watch-memory-mib",
        "memory of a watch of 1,000 chats",
        AtMost(2.0, "MiB"),
    ),
    goal(
        "watch-reconnect-seconds",
        "time until a watch has returned 1,000 messages missed in 50 chats",
        AtMost(3.0, "s"),
    ),
    goal(
        "watch-reconnect-requests",
        "requests for messages in that time",
        AtMost(2.0, "a chat"),
    ),
];

pub const CAPTURE: &[Goal] = &[goal(
    "capture-latency-ms",
    "time from the last cookie of a web login to the end of its capture, without the quiet time of 300 ms",
    AtMost(500.0, "ms"),
)];

pub const START: &[Goal] = &[
    goal(
        "start-time",
        "time from start to first response",
        AtMost(1.1, HANDWRITTEN),
    ),
    goal(
        "start-memory",
        "peak memory until the first response",
        AtMost(1.1, HANDWRITTEN),
    ),
    goal(
        "start-python",
        "time from start to first response with the official Python package",
        AtLeast(200.0, "x the client"),
    ),
];

pub const BUILDS: &[Goal] = &[
    goal(
        "rebuild",
        "building the client for release, without its dependencies, per operation",
        AtMost(0.22, "CPU s"),
    ),
    goal(
        "downstream",
        "building a program of six calls for release, with the client already built",
        Stated("CPU s"),
    ),
    goal("codegen", "generating all code from the document", AtMost(1.0, "s")),
    goal("xtask", "building `xtask` with all dependencies", Stated("CPU s")),
];

pub const FEATURES: &[Goal] = &[
    goal("client-crates", "crates that the client depends on", AtMost(90.0, "")),
    goal(
        "client-build",
        "building a program with the client for release, with all its dependencies",
        Stated("CPU s"),
    ),
    goal(
        "client-size",
        "size of a small program with one call",
        AtMost(1.25, "MiB"),
    ),
    goal(
        "chats-size",
        "size of a small program that lists all chats",
        Stated("MiB"),
    ),
    goal("rustls-crates", "more crates with the feature `rustls`", Stated("")),
    goal("rustls-build", "building a program with `rustls`", Stated("CPU s")),
    goal("rustls-size", "size of a small program with `rustls`", Stated("MiB")),
    goal(
        "events-crates",
        "more crates with the feature `events`",
        AtMost(5.0, ""),
    ),
    goal("events-build", "building a program with `events`", Stated("CPU s")),
    goal("events-size", "size of a small program with `events`", Stated("MiB")),
    goal("oauth-crates", "more crates with the feature `oauth`", AtMost(10.0, "")),
    goal("oauth-build", "building a program with `oauth`", Stated("CPU s")),
    goal("oauth-size", "size of a small program with `oauth`", Stated("MiB")),
    goal("login-crates", "more crates with the login crate", Stated("")),
    goal("login-build", "building a program with logins", Stated("CPU s")),
    goal("login-size", "size of a small program with logins", Stated("MiB")),
    goal("qr-crates", "more crates with the login crate's `qr`", Stated("")),
    goal("qr-build", "building a program with `qr`", Stated("CPU s")),
    goal("qr-size", "size of a small program with `qr`", Stated("MiB")),
    goal(
        "browser-crates",
        "more crates with the login crate's `browser`",
        AtMost(10.0, ""),
    ),
    goal("browser-build", "building a program with `browser`", Stated("CPU s")),
    goal("browser-size", "size of a small program with `browser`", Stated("MiB")),
];

pub const TESTS: &[Goal] = &[
    goal(
        "tests-cold",
        "`cargo test --workspace` with nothing built",
        AtMost(360.0, "s"),
    ),
    goal(
        "tests-warm",
        "`cargo test --workspace` with everything built",
        AtMost(90.0, "s"),
    ),
];
