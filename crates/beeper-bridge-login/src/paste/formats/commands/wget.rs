//! Reads wget commands.

use super::command_line::Meaning::{Body, File, Flag, Header, Other, Referer, UserAgent};
use super::command_line::{Options, Request, read_command_of};
use crate::paste::findings::Findings;
use crate::paste::problem::Problem;

pub(in crate::paste::formats) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    read_command_of(&["wget", "wget2"], OPTIONS, Request::set_url, text, findings)
}

const OPTIONS: &Options = &[
    ("header", ' ', Header),
    ("user-agent", 'U', UserAgent),
    ("referer", ' ', Referer),
    ("load-cookies", ' ', File),
    ("input-file", 'i', File),
    ("config", ' ', File),
    ("post-data", ' ', Body),
    ("post-file", ' ', Body),
    ("body-data", ' ', Body),
    ("body-file", ' ', Body),
    ("method", ' ', Other),
    ("compression", ' ', Other),
    ("content-disposition", ' ', Flag),
    ("continue", 'c', Flag),
    ("debug", 'd', Flag),
    ("https-only", ' ', Flag),
    ("inet4-only", '4', Flag),
    ("inet6-only", '6', Flag),
    ("keep-session-cookies", ' ', Flag),
    ("no-check-certificate", ' ', Flag),
    ("no-cache", ' ', Flag),
    ("no-cookies", ' ', Flag),
    ("no-verbose", ' ', Flag),
    ("quiet", 'q', Flag),
    ("save-headers", ' ', Flag),
    ("server-response", 'S', Flag),
    ("show-progress", ' ', Flag),
    ("spider", ' ', Flag),
    ("verbose", 'v', Flag),
    ("no-clobber", ' ', Flag),
    ("output-document", 'O', Other),
    ("output-file", 'o', Other),
    ("directory-prefix", 'P', Other),
    ("save-cookies", ' ', Other),
    ("ca-certificate", ' ', Other),
    ("max-redirect", ' ', Other),
    ("progress", ' ', Other),
    ("secure-protocol", ' ', Other),
    ("timeout", 'T', Other),
    ("tries", 't', Other),
    ("wait", 'w', Other),
];
