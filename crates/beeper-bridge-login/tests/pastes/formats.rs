//! The formats for planted values, written as the tools write them.

pub mod choices;
mod commands;
mod cookie_pairs;
mod headers;
mod json;
mod quoting;
mod scripts;
mod tables;

use super::marked_text::MarkedText;
use super::planted::Kind::{self, Cookie, Header, LocalStorage};
use super::planted::Planted;

use choices::Choices;

pub struct Format {
    pub name: &'static str,
    /// The kinds of values that the format can contain.
    pub kinds: &'static [Kind],
    /// Characters that the format, or its tool, cannot write.
    pub lacks: &'static str,
    pub render: fn(&[Planted], &mut Choices<'_>) -> MarkedText,
}

const fn format(
    name: &'static str,
    kinds: &'static [Kind],
    lacks: &'static str,
    render: fn(&[Planted], &mut Choices<'_>) -> MarkedText,
) -> Format {
    Format {
        name,
        kinds,
        lacks,
        render,
    }
}

const REQUEST: &[Kind] = &[Cookie, Header];

pub const FORMATS: &[Format] = &[
    format("cookie header", &[Cookie], "", cookie_pairs::cookie_header),
    format("document.cookie", &[Cookie], "", cookie_pairs::document_cookie),
    format("header block", REQUEST, "", headers::block),
    format("raw request", REQUEST, "", headers::raw_request),
    format("response headers", &[Cookie], "", headers::response),
    format("cURL for bash", REQUEST, "", commands::curl_for_bash),
    format("cURL for cmd", REQUEST, "", commands::curl_for_cmd),
    format(
        "cURL for PowerShell",
        REQUEST,
        "\"\\‘’‚‛",
        commands::curl_for_powershell,
    ),
    format("wget", REQUEST, "", commands::wget),
    // Both have another meaning there: `Name:=1` is JSON, `\:` is a colon.
    format("HTTPie", REQUEST, "\\=", commands::httpie),
    format("fetch", &[Header], "", scripts::fetch),
    format("fetch for Node.js", REQUEST, "", scripts::fetch_for_node),
    format("PowerShell", REQUEST, "", scripts::powershell),
    format("cookies.txt", &[Cookie], "", tables::cookies_txt),
    format(
        "cookies.txt with spaces",
        &[Cookie],
        " ",
        tables::cookies_txt_with_spaces,
    ),
    format("cookie table of Chrome", &[Cookie], "", tables::chrome),
    format("cookie table of Firefox", &[Cookie], "", tables::firefox),
    format("cookie table of Safari", &[Cookie], "", tables::safari),
    format("storage table", &[LocalStorage], "\t\n", tables::storage),
    format("JSON of an extension", &[Cookie], "", json::extension),
    format(
        "JSON of Cookie Quick Manager",
        &[Cookie],
        "",
        json::cookie_quick_manager,
    ),
    format("JSON of an automation tool", &[Cookie], "", json::automation_tool),
    format("storage state", &[Cookie, LocalStorage], "", json::storage_state),
    format("cookies of Firefox", &[Cookie], "", json::firefox_cookies),
    format("headers of Firefox", REQUEST, "", json::firefox_headers),
    format("HAR", REQUEST, "", json::har),
    format("JSON object", &[Cookie, Header, LocalStorage], "", json::object),
    format("JSON.stringify(localStorage)", &[LocalStorage], "", json::stringified),
];
