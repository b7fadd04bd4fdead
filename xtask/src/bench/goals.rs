//! The rows of the table: what each figure is, and its goal.

/// A figure that is measured, and its goal.
pub struct Goal {
    /// The name under which a bench prints the figure.
    pub name: &'static str,
    /// What the row of the table says that the figure is.
    pub what: &'static str,
    pub limit: Limit,
}

/// What a figure should be. The text is the unit.
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
const BODY: &str = "x the body";

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
        "a request with six setters, instructions",
        AtMost(1.05, HANDWRITTEN),
    ),
    goal(
        "request-unsent",
        "building that request and dropping it",
        Stated("instructions"),
    ),
];

pub const DECODING: &[Goal] = &[
    goal("decode-qr", "decoding a QR step, instructions", AtMost(1.1, BORROWED)),
    goal(
        "decode-input",
        "decoding an input step, instructions",
        AtMost(1.1, BORROWED),
    ),
    goal(
        "decode-cookies",
        "decoding a cookies step, instructions",
        AtMost(1.1, BORROWED),
    ),
    goal(
        "decode-late",
        "decoding a QR step with its tags last, instructions",
        AtMost(1.1, BORROWED),
    ),
    goal(
        "decode-unknown",
        "decoding an unknown step and keeping it, instructions",
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
        "decoding 20 messages, one of them malformed",
        AtMost(2.0, "x 20 good ones"),
    ),
    goal(
        "misfits-all",
        "decoding 20 messages, all malformed",
        AtMost(1.5, "x 20 good ones"),
    ),
    goal(
        "misfits-filled",
        "decoding 20 messages, each with a value filled in",
        Stated("x 20 good ones"),
    ),
    goal("large-good-memory", "memory for 10,000 messages", Stated(BODY)),
    goal(
        "large-one-memory",
        "memory for 10,000 messages, one of them malformed",
        AtMost(8.0, BODY),
    ),
    goal(
        "large-filled-memory",
        "memory for 10,000 messages, each with a value filled in",
        AtMost(8.0, BODY),
    ),
];

pub const EVENTS: &[Goal] = &[
    goal("events", "20,000 live events, instructions", AtMost(1.25, HANDWRITTEN)),
    goal(
        "events-delay",
        "delay of a live event (95th percentile)",
        AtMost(5.0, "ms"),
    ),
    goal("events-delay-handwritten", "the same, handwritten", Stated("ms")),
];

pub const LOGINS: &[Goal] = &[
    goal(
        "login-own-cost",
        "the login crate, instructions",
        AtMost(1.05, "x the same calls"),
    ),
    goal(
        "noticing-ms",
        "delay until a change is noticed (95th percentile)",
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
        "logins that wait at once and finish",
        AtLeast(1000.0, ""),
    ),
    goal("waiting-kib", "memory of a login that waits", AtMost(64.0, "KiB")),
];

pub const WATCH: &[Goal] = &[
    goal(
        "watch-quiet-requests",
        "requests of a watch of 40 quiet chats in 100 s",
        AtMost(18.0, ""),
    ),
    goal(
        "watch-idle-requests-a-minute",
        "requests of an idle watch",
        AtMost(2.0, "a minute"),
    ),
    goal(
        "watch-idle-cpu-ms-a-minute",
        "processor time of an idle watch",
        AtMost(10.0, "ms a minute"),
    ),
    goal(
        "watch-memory-mib",
        "memory of a watch of 1,000 chats",
        AtMost(2.0, "MiB"),
    ),
    goal(
        "watch-reconnect-seconds",
        "time to return 1,000 messages missed in 50 chats",
        AtMost(3.0, "s"),
    ),
    goal(
        "watch-reconnect-requests",
        "requests for messages then",
        AtMost(2.0, "a chat"),
    ),
];

pub const SCALE_LOGINS: &[Goal] = &[
    goal("scale-logins-1-kib", "memory of one login that waits", Stated("KiB")),
    goal(
        "scale-logins-10-kib",
        "memory of each of 10 logins that wait",
        Stated("KiB"),
    ),
    goal(
        "scale-logins-100-kib",
        "memory of each of 100 logins that wait",
        Stated("KiB"),
    ),
    goal(
        "scale-logins-1000-kib",
        "memory of each of 1,000 logins that wait",
        Stated("KiB"),
    ),
    goal(
        "scale-logins-10000-kib",
        "memory of each of 10,000 logins that wait",
        Stated("KiB"),
    ),
    goal(
        "scale-logins-kib-growth",
        "10,000 logins beside the cheapest smaller number",
        AtMost(1.25, "x memory"),
    ),
    goal(
        "scale-logins-1-cpu-us-a-minute",
        "processor time of one login that waits",
        Stated("us a minute"),
    ),
    goal(
        "scale-logins-10-cpu-us-a-minute",
        "processor time of each of 10 logins that wait",
        Stated("us a minute"),
    ),
    goal(
        "scale-logins-100-cpu-us-a-minute",
        "processor time of each of 100 logins that wait",
        Stated("us a minute"),
    ),
    goal(
        "scale-logins-1000-cpu-us-a-minute",
        "processor time of each of 1,000 logins that wait",
        Stated("us a minute"),
    ),
    goal(
        "scale-logins-10000-cpu-us-a-minute",
        "processor time of each of 10,000 logins that wait",
        Stated("us a minute"),
    ),
    goal(
        "scale-logins-cpu-growth",
        "10,000 logins beside the cheapest smaller number",
        AtMost(1.25, "x processor time"),
    ),
    goal(
        "python-waiting-kib",
        "memory of each of 100 waits in Python",
        Stated("KiB"),
    ),
    goal("python-waiting-kib-ratio", "the same, beside ours", Stated("x ours")),
    goal(
        "python-waiting-cpu-us-a-minute",
        "processor time of each of 100 waits in Python",
        Stated("us a minute"),
    ),
    goal("python-waiting-cpu-ratio", "the same, beside ours", Stated("x ours")),
];

pub const SCALE_WATCH: &[Goal] = &[
    goal(
        "scale-watch-1-kib-a-chat",
        "memory of a watch of one chat",
        Stated("KiB"),
    ),
    goal(
        "scale-watch-100-kib-a-chat",
        "memory of a watch of 100 chats, per chat",
        Stated("KiB"),
    ),
    goal(
        "scale-watch-1000-kib-a-chat",
        "memory of a watch of 1,000 chats, per chat",
        Stated("KiB"),
    ),
    goal(
        "scale-watch-10000-kib-a-chat",
        "memory of a watch of 10,000 chats, per chat",
        Stated("KiB"),
    ),
    goal(
        "scale-watch-kib-growth",
        "10,000 chats beside the cheapest smaller number",
        AtMost(1.25, "x memory"),
    ),
    goal(
        "scale-watch-1-cpu-us-an-event",
        "processor time of an event in a watch of one chat",
        Stated("us"),
    ),
    goal(
        "scale-watch-100-cpu-us-an-event",
        "processor time of an event in a watch of 100 chats",
        Stated("us"),
    ),
    goal(
        "scale-watch-1000-cpu-us-an-event",
        "processor time of an event in a watch of 1,000 chats",
        Stated("us"),
    ),
    goal(
        "scale-watch-10000-cpu-us-an-event",
        "processor time of an event in a watch of 10,000 chats",
        Stated("us"),
    ),
    goal(
        "scale-watch-cpu-growth",
        "10,000 chats beside the cheapest smaller number",
        AtMost(1.25, "x processor time"),
    ),
    goal(
        "scale-watch-1-idle-ms-a-minute",
        "processor time of an idle watch of one chat",
        Stated("ms a minute"),
    ),
    goal(
        "scale-watch-100-idle-ms-a-minute",
        "processor time of an idle watch of 100 chats",
        Stated("ms a minute"),
    ),
    goal(
        "scale-watch-1000-idle-ms-a-minute",
        "processor time of an idle watch of 1,000 chats",
        Stated("ms a minute"),
    ),
    goal(
        "scale-watch-10000-idle-ms-a-minute",
        "processor time of an idle watch of 10,000 chats",
        Stated("ms a minute"),
    ),
];

pub const EXPORT: &[Goal] = &[
    goal(
        "export",
        "an export of 100,000 messages, instructions",
        AtMost(1.1, HANDWRITTEN),
    ),
    goal(
        "scale-export-10000-us-a-message",
        "time of an export of 10,000 messages, per message",
        Stated("us"),
    ),
    goal(
        "scale-export-100000-us-a-message",
        "time of an export of 100,000 messages, per message",
        Stated("us"),
    ),
    goal(
        "scale-export-1000000-us-a-message",
        "time of an export of 1,000,000 messages, per message",
        Stated("us"),
    ),
    goal(
        "scale-export-time-growth",
        "1,000,000 messages beside the fastest smaller number",
        AtMost(1.25, "x time"),
    ),
    goal(
        "scale-export-10000-peak-mib",
        "peak memory of an export of 10,000 messages",
        Stated("MiB"),
    ),
    goal(
        "scale-export-100000-peak-mib",
        "peak memory of an export of 100,000 messages",
        Stated("MiB"),
    ),
    goal(
        "scale-export-1000000-peak-mib",
        "peak memory of an export of 1,000,000 messages",
        Stated("MiB"),
    ),
    goal(
        "scale-export-peak-growth",
        "1,000,000 messages beside the smallest peak",
        AtMost(1.25, "x memory"),
    ),
    goal(
        "python-export-us-a-message",
        "time of an export of 10,000 messages in Python, per message",
        Stated("us"),
    ),
    goal("python-export-ratio", "the same, beside ours", Stated("x ours")),
    goal(
        "python-export-peak-mib",
        "peak memory of that export in Python",
        Stated("MiB"),
    ),
    goal("python-export-peak-ratio", "the same, beside ours", Stated("x ours")),
];

pub const CAPTURE: &[Goal] = &[goal(
    "capture-latency-ms",
    "time from the last value to the end of a capture, beyond the quiet time",
    AtMost(500.0, "ms"),
)];

pub const START: &[Goal] = &[
    goal(
        "start-time",
        "time from start to first answer",
        AtMost(1.1, HANDWRITTEN),
    ),
    goal(
        "start-memory",
        "memory from start to first answer",
        AtMost(1.1, HANDWRITTEN),
    ),
    goal(
        "start-python",
        "time from start to first answer, Python's",
        AtLeast(200.0, "x ours"),
    ),
];

pub const BUILDS: &[Goal] = &[
    goal(
        "rebuild",
        "building the client for release, per operation",
        AtMost(0.22, "CPU s"),
    ),
    goal(
        "downstream",
        "building a program of six calls for release",
        Stated("CPU s"),
    ),
    goal("codegen", "generating everything from the document", AtMost(1.0, "s")),
    goal("xtask", "building xtask from nothing", Stated("CPU s")),
];

pub const FEATURES: &[Goal] = &[
    goal("client-crates", "crates below the client", AtMost(90.0, "")),
    goal(
        "client-build",
        "building a program with the client for release, from nothing",
        Stated("CPU s"),
    ),
    goal("client-size", "a small program with the client", AtMost(1.25, "MiB")),
    goal("rustls-crates", "more crates with `rustls`", Stated("")),
    goal("rustls-build", "the program with `rustls`", Stated("CPU s")),
    goal("rustls-size", "the small program with `rustls`", Stated("MiB")),
    goal("events-crates", "more crates with `events`", AtMost(5.0, "")),
    goal("events-build", "the program with `events`", Stated("CPU s")),
    goal("events-size", "the small program with `events`", Stated("MiB")),
    goal("oauth-crates", "more crates with `oauth`", AtMost(10.0, "")),
    goal("oauth-build", "the program with `oauth`", Stated("CPU s")),
    goal("oauth-size", "the small program with `oauth`", Stated("MiB")),
    goal("login-crates", "more crates with the login crate", Stated("")),
    goal("login-build", "a program with the login crate", Stated("CPU s")),
    goal("login-size", "the small program with the login crate", Stated("MiB")),
    goal("qr-crates", "more crates with the login crate's `qr`", Stated("")),
    goal("qr-build", "the program with `qr`", Stated("CPU s")),
    goal("qr-size", "the small program with `qr`", Stated("MiB")),
    goal(
        "browser-crates",
        "more crates with the login crate's `browser`",
        AtMost(10.0, ""),
    ),
    goal("browser-build", "the program with `browser`", Stated("CPU s")),
    goal("browser-size", "the small program with `browser`", Stated("MiB")),
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
