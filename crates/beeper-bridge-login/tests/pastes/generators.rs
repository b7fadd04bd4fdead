//! Strategies for values and for pastes that contain them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::composition::{Part, RawValue};

/// Generates typical cookies and tokens, without two dots in a row, which mark a shortened value.
fn ordinary_value() -> impl Strategy<Value = String> {
    "[A-Za-z0-9%_~-][A-Za-z0-9%._~-]{6,40}[A-Za-z0-9%_~-]".prop_map(|value| value.replace("..", "._"))
}

fn ordinary_name() -> impl Strategy<Value = String> {
    "[A-Za-z_][A-Za-z0-9_-]{0,12}"
}

fn any_name() -> impl Strategy<Value = String> {
    let misleading = select(vec![
        "cookie",
        "path",
        "domain",
        "expires",
        "name",
        "value",
        "Host",
        "curl",
        "http",
        "key",
        "TRUE",
        "null",
        "true",
        "headers",
        "cookies",
        "set-cookie",
        "$session",
        "",
        "-",
        "-H",
        "#HttpOnly_",
        "document.cookie",
        "https://x",
    ]);
    prop_oneof![
        4 => ordinary_name(),
        2 => "[!#$%&'*+.^_`|~A-Za-z0-9-]{1,12}",
        1 => misleading.prop_map(str::to_owned),
    ]
}

fn any_value() -> impl Strategy<Value = String> {
    let json = select(vec![
        r#"{"a":1,"b":[2,3],"c":{"d":"e"}}"#,
        r#"{"token": "Lm5Tz8Rc1Yb", "list": ["x, y", "z"]}"#,
        "%7B%22a%22%3A1%2C%22b%22%3A%5B2%2C3%5D%7D",
        r#"["a","b"]"#,
    ]);
    let base64 = ("[A-Za-z0-9+/]{8,60}", select(vec!["", "=", "=="])).prop_map(|(text, padding)| text + padding);
    let token = ("[A-Za-z0-9_-]{10,30}", "[A-Za-z0-9_-]{10,60}", "[A-Za-z0-9_-]{10,43}")
        .prop_map(|(head, body, signature)| format!("eyJ{head}.eyJ{body}.{signature}"));
    let misleading = select(vec![
        "a=b; c=d",
        "a=b",
        "name: value",
        "-H",
        "' -b 'x=y",
        "\" -H \"x: y",
        "true",
        "null",
        "/",
        "12345678",
        "<b>x</b>",
        "$HOME",
        "%PATH%",
        "`id`",
        "$(id)",
        "@file",
        "cookies.txt",
        "curl",
        "\\",
        "\\\"",
        "\"",
        "'",
        "^",
        "\"quoted\"",
        "'quoted'",
        "{",
        "[",
        "x\\",
        "https://www.example.com/a?b=c&d=e;f",
        "Bearer abc def",
        "a,b;c",
        "// comment",
        "/* c */",
        "&",
        "a & b",
        "#",
        "# x",
        "value # x",
        "x...",
        "…",
        "****",
        "a\nb",
        "a\n\nb",
        "Cookie: a=b",
        "a\tb",
        "«»",
        "“x”",
        "Ünïcödé €",
        "😀😀",
    ]);
    let long = ("[A-Za-z0-9_/+-]{20}", 50..200_usize).prop_map(|(part, times)| part.repeat(times));
    prop_oneof![
        4 => ordinary_value(),
        3 => "[A-Za-z0-9%=+/:._~|!@#$&'()*<>?\\[\\]^`{} ,\"\\\\-]{1,40}",
        1 => "[ -~]{1,120}",
        1 => "\\PC{1,30}",
        2 => base64,
        2 => token,
        1 => json.prop_map(str::to_owned),
        2 => misleading.prop_map(str::to_owned),
        1 => ordinary_value().prop_map(|value| format!("\"{value}\"")),
        1 => long,
    ]
}

fn values(
    name: impl Strategy<Value = String>,
    value: impl Strategy<Value = String>,
) -> impl Strategy<Value = Vec<RawValue>> {
    let raw = (any::<u8>(), name, value).prop_map(|(kind, name, value)| RawValue { kind, name, value });
    vec(raw, 1..5)
}

fn part(
    format: impl Strategy<Value = u8>,
    values: impl Strategy<Value = Vec<RawValue>>,
) -> impl Strategy<Value = Part> {
    (format, values, vec(any::<u8>(), 0..12)).prop_map(|(format, values, choices)| Part {
        format,
        values,
        choices,
    })
}

/// Generates one format with values and names that no tool escapes.
pub fn ordinary_part(format: u8) -> impl Strategy<Value = Part> {
    part(Just(format), values(ordinary_name(), ordinary_value()))
}

/// Generates one format with any values that it can contain.
pub fn any_part(format: u8) -> impl Strategy<Value = Part> {
    part(Just(format), values(any_name(), any_value()))
}

/// Generates one to three parts of any formats, and the choices that join them.
pub fn mixture() -> impl Strategy<Value = (Vec<Part>, Vec<u8>)> {
    let ordinary = part(any::<u8>(), values(ordinary_name(), ordinary_value()));
    let unusual = part(any::<u8>(), values(any_name(), any_value()));
    // The first kind of parts is refused less often.
    let parts = prop_oneof![vec(ordinary, 1..4), vec(unusual, 1..4)];
    (parts, vec(any::<u8>(), 0..3))
}

/// Generates the choices that decorate a paste.
pub fn decoration() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..6)
}
