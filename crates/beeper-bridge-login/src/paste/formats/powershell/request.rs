//! Reads `Invoke-WebRequest` and similar cmdlets.

use super::scanner::{Scanner, Value};
use crate::paste::findings::Findings;
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::{blank_len, is_blank, is_line_end, starts_with_ignoring_case};

const CMDLETS: [&str; 4] = ["Invoke-WebRequest", "Invoke-RestMethod", "iwr", "irm"];

/// Returns the length of the name of a cmdlet that makes requests, if the text begins with one.
pub(super) fn cmdlet_len(text: &str) -> Option<usize> {
    CMDLETS
        .iter()
        .find(|name| starts_with_ignoring_case(text, name) && text[name.len()..].chars().next().is_none_or(is_blank))
        .map(|name| name.len())
}

/// Reads a request and its headers, which belong to its address.
pub(super) fn read(scanner: &mut Scanner<'_>, variables: &[&str], findings: &mut Findings) -> Result<(), Problem> {
    let len = cmdlet_len(scanner.rest()).unwrap_or_default();
    scanner.skip(&scanner.rest()[..len]);
    findings.has_empty = true;
    let mut url = None;
    let mut headers = Vec::new();
    loop {
        scanner.skip_blank();
        skip_lost_continuation(scanner);
        if scanner.is_at_end() {
            break;
        }
        let at = scanner.at();
        if !scanner.rest().starts_with(['-', '–']) {
            // The address needs no parameter name.
            url = Some(scanner.text()?.unwrap_or_else(|| plain_word(scanner)));
            continue;
        }
        let dash = if scanner.skip("-") { "-" } else { "–" };
        scanner.skip(dash);
        let parameter = scanner.word().to_ascii_lowercase();
        scanner.skip(":");
        if is_switch(&parameter) {
            continue;
        }
        scanner.skip_blank();
        skip_lost_continuation(scanner);
        let value_at = scanner.at();
        let value = scanner.value()?;
        match (parameter.as_str(), value) {
            ("uri", Value::Text(text)) => url = Some(text),
            ("uri", Value::Other) => url = Some(plain_word(scanner)),
            ("headers", Value::Table(entries)) => headers.extend(entries),
            ("headers", Value::Variable(name)) if variables.contains(&name) => {}
            ("websession", Value::Variable(name)) if variables.contains(&name) => {}
            ("useragent", Value::Text(text)) => headers.push(("User-Agent".to_owned(), text, value_at)),
            ("body" | "infile" | "form", value) => {
                if matches!(value, Value::Other) {
                    plain_word(scanner);
                }
                findings.has_body = true;
            }
            (
                "method" | "contenttype" | "timeoutsec" | "outfile" | "proxy" | "maximumredirection"
                | "sessionvariable" | "erroraction" | "httpversion" | "sslprotocol" | "maximumretrycount"
                | "retryintervalsec",
                value,
            ) => {
                if matches!(value, Value::Other) {
                    plain_word(scanner);
                }
            }
            ("headers" | "websession" | "useragent" | "uri", _) => return Err(Reason::Variable.at(value_at)),
            _ => return Err(Reason::UnknownOption.at(at)),
        }
    }
    for (name, value, at) in headers {
        // Pseudo headers of HTTP/2, which browsers copy without the colon.
        if matches!(name.as_str(), "authority" | "method" | "path" | "scheme") {
            continue;
        }
        findings
            .add_named_header(url.as_deref(), &name, &value)
            .map_err(|reason| reason.at(at))?;
    }
    Ok(())
}

fn is_switch(parameter: &str) -> bool {
    matches!(
        parameter,
        "usebasicparsing"
            | "skipcertificatecheck"
            | "skipheadervalidation"
            | "disablekeepalive"
            | "usedefaultcredentials"
            | "passthru"
            | "skiphttperrorcheck"
            | "allowunencryptedauthentication"
            | "preserveauthorizationonredirect"
            | "noproxy"
            | "verbose"
            | "debug"
            | "resume"
    )
}

/// Continues with the next line if it begins with a parameter, because the line continuation was then lost.
fn skip_lost_continuation(scanner: &mut Scanner<'_>) {
    let rest = scanner.rest();
    let blank = blank_len(rest);
    let is_parameter = rest[blank..]
        .strip_prefix(['-', '–'])
        .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_alphabetic()));
    if rest.starts_with(is_line_end) && is_parameter {
        scanner.skip(&rest[..blank]);
    }
}

fn plain_word(scanner: &mut Scanner<'_>) -> String {
    let rest = scanner.rest();
    let len = rest.find(is_blank).unwrap_or(rest.len());
    let word = &rest[..len];
    scanner.skip(word);
    word.to_owned()
}
