//! Reads PowerShell as browsers copy it, and similar scripts.

mod request;
mod scanner;

use crate::paste::findings::{ExportedCookie, Findings};
use crate::paste::problem::{Problem, Reason};
use scanner::{Scanner, Value};

/// Reads consecutive statements together, because later ones use the variables of earlier ones.
pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let mut scanner = Scanner::new(text);
    let mut variables = Vec::new();
    let mut end = None;
    loop {
        scanner.skip_blank_lines();
        if !starts_statement(scanner.rest()) {
            return Ok(end);
        }
        let is_read = if scanner.rest().starts_with('$') {
            read_variable(&mut scanner, &mut variables, findings)?
        } else {
            request::read(&mut scanner, &variables, findings)?;
            true
        };
        if !is_read && end.is_none() {
            return Ok(None);
        }
        if !is_read {
            return Err(Reason::UnknownStatement.at(scanner.at()));
        }
        scanner.end_statement()?;
        end = Some(scanner.at());
    }
}

fn starts_statement(text: &str) -> bool {
    let is_variable = text
        .strip_prefix('$')
        .is_some_and(|name| name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_'));
    is_variable || request::cmdlet_len(text).is_some()
}

/// Reads a statement that begins with a variable. Returns `false` if its kind is unknown.
fn read_variable<'a>(
    scanner: &mut Scanner<'a>,
    variables: &mut Vec<&'a str>,
    findings: &mut Findings,
) -> Result<bool, Problem> {
    scanner.skip("$");
    let variable = scanner.word();
    if scanner.skip_ignoring_case(".Cookies.Add") {
        return read_cookie(scanner, findings).map(|()| true);
    }
    if scanner.skip_ignoring_case(".Headers.Add") || scanner.skip_ignoring_case(".Add") {
        let arguments = scanner.arguments()?;
        let [(name, _), (value, at)] = arguments.as_slice() else {
            return Err(Reason::UnknownStatement.at(scanner.at()));
        };
        findings.add_loose(name, value).map_err(|reason| reason.at(*at))?;
        return Ok(true);
    }
    let is_user_agent = scanner.skip_ignoring_case(".UserAgent");
    let is_entry = !is_user_agent && {
        scanner.skip_ignoring_case(".Headers");
        scanner.skip("[")
    };
    let entry = if is_entry {
        let key = scanner.text()?.ok_or(Reason::Variable.at(scanner.at()))?;
        if !scanner.skip("]") {
            return Err(Reason::UnclosedBracket.at(scanner.at()));
        }
        Some(key)
    } else {
        None
    };
    let end = scanner.at();
    scanner.skip_blank();
    if !scanner.skip("=") {
        return Ok(false);
    }
    scanner.skip_blank();
    let at = scanner.at();
    // A cookie may look like this, because its name may begin like that of a variable.
    let may_be_cookie = !is_user_agent && entry.is_none() && at == end + 1;
    let name = if is_user_agent {
        "User-Agent"
    } else {
        entry.as_deref().unwrap_or(variable)
    };
    match scanner.value()? {
        Value::Text(_) if may_be_cookie => return Err(Reason::UnclearQuotes.at(at)),
        Value::Text(text) => findings.add_loose(name, &text).map_err(|reason| reason.at(at))?,
        Value::Table(entries) => {
            for (name, value, at) in entries {
                findings.add_loose(&name, &value).map_err(|reason| reason.at(at))?;
            }
            variables.push(variable);
        }
        // An empty session, or a request whose response is kept.
        Value::Object => variables.push(variable),
        Value::Other if request::cmdlet_len(scanner.rest()).is_some() => request::read(scanner, variables, findings)?,
        _ => return Err(Reason::Variable.at(at)),
    }
    Ok(true)
}

/// Reads `((New-Object System.Net.Cookie("name", "value", "/", ".example.com")))`.
fn read_cookie(scanner: &mut Scanner<'_>, findings: &mut Findings) -> Result<(), Problem> {
    let start = scanner.at();
    let mut open = 0;
    while scanner.skip("(") {
        open += 1;
    }
    let is_cookie = scanner.skip_ignoring_case("New-Object System.Net.Cookie")
        || scanner.skip_ignoring_case("[System.Net.Cookie]::new");
    if open == 0 || !is_cookie {
        return Err(Reason::UnknownStatement.at(start));
    }
    scanner.skip_blank();
    let arguments = scanner.arguments()?;
    let (name, value, others) = match arguments.as_slice() {
        [name, value, others @ ..] if others.len() <= 2 => (name, value, others),
        _ => return Err(Reason::UnknownStatement.at(start)),
    };
    for _ in 0..open {
        scanner.skip_blank();
        if !scanner.skip(")") {
            return Err(Reason::UnclosedBracket.at(start));
        }
    }
    let cookie = ExportedCookie {
        name: &name.0,
        value: &value.0,
        domain: others
            .get(1)
            .map(|(domain, _)| domain.as_str())
            .filter(|it| !it.is_empty()),
        is_partitioned: false,
    };
    findings.add_cookie(cookie).map_err(|reason| reason.at(value.1))
}
