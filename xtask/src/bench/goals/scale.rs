//! The rows that measure how costs grow: with logins that wait, with watched chats, and with exported messages.

use super::Limit::{AtMost, Stated};
use super::{Goal, HANDWRITTEN, goal};

pub const LOGINS: &[Goal] = &[
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
        "memory of each of 10,000 logins that wait",
        AtMost(1.25, "x the lowest with fewer logins"),
    ),
    goal(
        "scale-logins-1-cpu-us-a-minute",
        "processor time of one login that waits",
        Stated("µs a minute"),
    ),
    goal(
        "scale-logins-10-cpu-us-a-minute",
        "processor time of each of 10 logins that wait",
        Stated("µs a minute"),
    ),
    goal(
        "scale-logins-100-cpu-us-a-minute",
        "processor time of each of 100 logins that wait",
        Stated("µs a minute"),
    ),
    goal(
        "scale-logins-1000-cpu-us-a-minute",
        "processor time of each of 1,000 logins that wait",
        Stated("µs a minute"),
    ),
    goal(
        "scale-logins-10000-cpu-us-a-minute",
        "processor time of each of 10,000 logins that wait",
        Stated("µs a minute"),
    ),
    goal(
        "scale-logins-cpu-growth",
        "processor time of each of 10,000 logins that wait",
        AtMost(1.25, "x the lowest with fewer logins"),
    ),
    goal(
        "scale-logins-100-instructions",
        "a wait of one of 100 logins",
        Stated("instructions"),
    ),
    goal(
        "scale-logins-1000-instructions",
        "a wait of one of 1,000 logins",
        Stated("instructions"),
    ),
    goal(
        "scale-logins-instructions-growth",
        "the same, instructions",
        AtMost(1.25, "x one of 100 logins"),
    ),
    goal(
        "python-waiting-kib",
        "memory of each of 100 waits with the official Python package",
        Stated("KiB"),
    ),
    goal("python-waiting-kib-ratio", "the same", Stated("x the login crate")),
    goal(
        "python-waiting-cpu-us-a-minute",
        "processor time of each of 100 waits with the official Python package",
        Stated("µs a minute"),
    ),
    goal("python-waiting-cpu-ratio", "the same", Stated("x the login crate")),
];

pub const WATCH: &[Goal] = &[
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
        "memory of a watch of 10,000 chats, per chat",
        AtMost(1.25, "x the lowest with fewer chats"),
    ),
    goal(
        "scale-watch-1-cpu-us-an-event",
        "processor time of an event in a watch of one chat",
        Stated("µs"),
    ),
    goal(
        "scale-watch-100-cpu-us-an-event",
        "processor time of an event in a watch of 100 chats",
        Stated("µs"),
    ),
    goal(
        "scale-watch-1000-cpu-us-an-event",
        "processor time of an event in a watch of 1,000 chats",
        Stated("µs"),
    ),
    goal(
        "scale-watch-10000-cpu-us-an-event",
        "processor time of an event in a watch of 10,000 chats",
        Stated("µs"),
    ),
    goal(
        "scale-watch-cpu-growth",
        "processor time of an event in a watch of 10,000 chats",
        AtMost(1.25, "x the lowest with fewer chats"),
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
        Stated("µs"),
    ),
    goal(
        "scale-export-100000-us-a-message",
        "time of an export of 100,000 messages, per message",
        Stated("µs"),
    ),
    goal(
        "scale-export-1000000-us-a-message",
        "time of an export of 1,000,000 messages, per message",
        Stated("µs"),
    ),
    goal(
        "scale-export-time-growth",
        "processor time of an export of 1,000,000 messages, per message",
        AtMost(1.25, "x the lowest with fewer messages"),
    ),
    goal(
        "scale-export-10000-peak-mib",
        "peak of allocated memory in an export of 10,000 messages",
        Stated("MiB"),
    ),
    goal(
        "scale-export-100000-peak-mib",
        "peak of allocated memory in an export of 100,000 messages",
        Stated("MiB"),
    ),
    goal(
        "scale-export-1000000-peak-mib",
        "peak of allocated memory in an export of 1,000,000 messages",
        Stated("MiB"),
    ),
    goal(
        "scale-export-peak-growth",
        "the same",
        AtMost(1.25, "x the lowest with fewer messages"),
    ),
    goal(
        "python-export-us-a-message",
        "time of an export of 10,000 messages with the official Python package, per message",
        Stated("µs"),
    ),
    goal("python-export-ratio", "the same", Stated("x the client")),
    goal(
        "python-export-peak-mib",
        "peak of resident memory in that export with the official Python package",
        Stated("MiB"),
    ),
    goal("python-export-peak-ratio", "the same", Stated("x the client")),
];
