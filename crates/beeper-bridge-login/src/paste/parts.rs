//! Splits a paste into the parts that have a format and the text around them.

use super::cookie_text::is_cookie_pair;
use super::findings::Findings;
use super::formats;
use super::line_marks::bullet_len;
use super::literal::text::{closing_quote, read_text};
use super::problem::{Problem, Reason};
use super::prose::{is_prose, prose_before_colon};
use super::text::{blank_len, is_blank, line_at, lines, trim};

/// The maximum depth of nested quotes. A string with JSON within a string has two levels.
const MAX_DEPTH: usize = 4;

/// The maximum number of requests in one line. A list that lost its line breaks has dozens; each of them scans the whole line.
const MAX_PARTS_IN_LINE: usize = 64;

/// Reads a whole text. A part that is not understood is an error, because it could be the requested value.
pub(super) fn read(text: &str, findings: &mut Findings) -> Result<(), Problem> {
    read_parts(text, findings, 0)
}

fn read_parts(text: &str, findings: &mut Findings, depth: usize) -> Result<(), Problem> {
    let mut at = 0;
    let mut line_end = 0;
    let mut parts_in_line = 0;
    let mut quoted_end = None;
    loop {
        at += blank_len(&text[at..]);
        if at == text.len() {
            return Ok(());
        }
        if at >= line_end {
            line_end = line_at(text, at).map_or(text.len(), |line| line.next);
            parts_in_line = 0;
            at += bullet_len(&text[at..line_end]);
        }
        parts_in_line += 1;
        if parts_in_line > MAX_PARTS_IN_LINE {
            return Err(Reason::UnknownText.at(at));
        }
        let part = read_part(&text[at..], parts_in_line == 1, findings, depth);
        let (part, len) = part.map_err(|problem| problem.shifted(at))?;
        at += len;
        match (part, quoted_end) {
            (Part::Quoted, _) => quoted_end = Some(at),
            // The quote before this part may belong to a value of a paste whose closing quote was cut off.
            (Part::Formatted, Some(end)) => return Err(Reason::UnclearQuotes.at(end)),
            (Part::Formatted | Part::Other, _) => {}
        }
    }
}

/// What a part of a text is, as far as it matters to the parts after it.
enum Part {
    /// Text in quotes.
    Quoted,
    /// Text in a known format that does not begin with a quote.
    Formatted,
    Other,
}

/// Reads a part at the beginning of a text, and returns what it is and its end.
fn read_part(text: &str, is_first: bool, findings: &mut Findings, depth: usize) -> Result<(Part, usize), Problem> {
    let line = line_at(text, 0).map_or("", |line| line.text);
    if exported(line).is_some_and(|pair| pair.contains(['"', '\''])) {
        return Err(Reason::UnclearQuotes.at(0));
    }
    if let Some(len) = decoration_len(line) {
        return Ok((Part::Other, len));
    }
    if text.chars().next().and_then(closing_quote).is_some() {
        return match formats::read_member(text, findings)? {
            Some(len) => Ok((Part::Other, len)),
            None => Ok((Part::Quoted, read_quoted(text, findings, depth)?)),
        };
    }
    if let Some(len) = formats::read(text, findings)? {
        return Ok((Part::Formatted, len));
    }
    if is_remark(line) {
        return Ok((Part::Other, line.len()));
    }
    let remark = is_first.then(|| prose_before_colon(line)).flatten();
    let unknown = match findings.expects_body {
        true => Reason::UnclearBody,
        false => Reason::UnknownText,
    };
    remark.map(|len| (Part::Other, len)).ok_or(unknown.at(0))
}

/// Returns the length of decoration: fences, rules, and separators between values.
fn decoration_len(line: &str) -> Option<usize> {
    let separators = line.len() - line.trim_start_matches([',', ';']).len();
    if separators > 0 {
        return Some(separators);
    }
    let line = line.trim_end_matches(is_blank);
    let mark = line.chars().next().filter(|it| "-=_*#~—–.".contains(*it));
    let is_rule = line.chars().count() > 2 && line.chars().all(|it| Some(it) == mark);
    let is_fence = ["```", "~~~"].iter().any(|fence| {
        let language = line
            .strip_prefix(fence)
            .map(|language| language.trim_start_matches(['`', '~']));
        language.is_some_and(|it| it.len() <= 12 && it.bytes().all(|it| it.is_ascii_alphabetic()))
    });
    match (is_rule || is_fence || is_prototype(line), exported(line).is_some()) {
        (true, _) => Some(line.len()),
        (false, true) => Some("export ".len()),
        (false, false) => None,
    }
}

/// Returns the part of an `export` line that looks like a cookie's name and value.
fn exported(line: &str) -> Option<&str> {
    line.strip_prefix("export ").filter(|pair| is_cookie_pair(pair))
}

/// Returns `true` for the last line of an object that was unfolded in a console.
fn is_prototype(line: &str) -> bool {
    let rest = ["[[Prototype]]: ", "<prototype>: "]
        .iter()
        .find_map(|start| line.strip_prefix(start));
    rest.is_some_and(|rest| !rest.contains(['=', '"', '\'', '`']))
}

/// Returns `true` if the text has one line besides remarks.
pub(super) fn is_one_line(text: &str) -> bool {
    let lines = lines(text).map(|line| trim(line.text));
    lines.filter(|line| !line.is_empty() && !is_remark(line)).count() == 1
}

/// Returns `true` if a line contains no value: a sentence, or a heading or comment with one.
fn is_remark(line: &str) -> bool {
    let comment = ["#", "//"].iter().find_map(|mark| line.strip_prefix(mark));
    is_prose(line) || comment.is_some_and(|comment| is_prose(comment.trim_start_matches('#')))
}

/// Reads the text within quotes, which may be a string of a console or surround any other part.
///
/// Only strings of programs contain escapes. Whether the quotes are those of a program is not always visible.
fn read_quoted(text: &str, findings: &mut Findings, depth: usize) -> Result<usize, Problem> {
    if depth >= MAX_DEPTH {
        return Err(Reason::TooDeep.at(0));
    }
    let string = read_text(text)
        .ok()
        .filter(|(_, len)| text.starts_with(['"', '\'', '`']) && ends_line(&text[*len..]));
    let as_string = string.map(|(inner, len)| {
        let mut found = Findings::default();
        // Once escapes are replaced, positions in the inner text are not positions in the outer text.
        let read = read_parts(&inner, &mut found, depth + 1).map_err(|problem| Problem { at: 0, ..problem });
        (read.map(|()| found), len)
    });
    let as_it_is = raw_quoted(text).map(|Raw { start, inner, len }| {
        let mut found = Findings::default();
        let read = read_parts(inner, &mut found, depth + 1).map_err(|problem| problem.shifted(start));
        (read.map(|()| found), len)
    });
    let has_escapes = text.starts_with(['"', '\'', '`']);
    let is_marked = text.starts_with('`');
    match (as_string, as_it_is) {
        (Some((Ok(string), _)), Some((Ok(raw), _))) if !string.is_same(&raw) => Err(Reason::UnclearEscapes.at(0)),
        // A program's string contains no line breaks.
        (None, Some((_, len))) if has_escapes && text[..len].contains('\\') => Err(Reason::UnclearEscapes.at(0)),
        // A backtick may be Markdown's or JavaScript's, so both readings must agree.
        (Some((Err(_), len)), Some((Ok(_), _))) | (Some((Ok(_), len)), None | Some((Err(_), _)))
            if is_marked && text[..len].contains('\\') =>
        {
            Err(Reason::UnclearEscapes.at(0))
        }
        (Some((Ok(found), len)), _) | (_, Some((Ok(found), len))) => {
            findings.merge(found);
            Ok(len)
        }
        (Some((Err(problem), _)), _) | (None, Some((Err(problem), _))) => Err(problem),
        (None, None) => Err(Reason::UnclosedQuote.at(0)),
    }
}

struct Raw<'a> {
    start: usize,
    inner: &'a str,
    len: usize,
}

/// Returns the text between a quote at the beginning and its counterpart at the end of a line.
///
/// The counterpart is the first one that nothing else follows on its line.
fn raw_quoted(text: &str) -> Option<Raw<'_>> {
    let quote = text.chars().next()?;
    let closing = closing_quote(quote)?;
    // Several backticks may form one mark.
    let start = match quote {
        '`' => text.len() - text.trim_start_matches('`').len(),
        _ => quote.len_utf8(),
    };
    for line in lines(text) {
        let content = line.text.trim_end_matches(|it| is_blank(it) || ".,;".contains(it));
        let inner = match quote {
            '`' => content.strip_suffix(&text[..start]),
            _ => content.strip_suffix(closing),
        };
        let Some(end) = inner.map(|inner| line.start + inner.len()).filter(|&end| end >= start) else {
            continue;
        };
        let inner = &text[start..end];
        // Otherwise, something else stands between two quoted texts.
        let is_one = !inner.contains(closing);
        return is_one.then_some(Raw {
            start,
            inner,
            len: line.start + content.len(),
        });
    }
    None
}

fn ends_line(text: &str) -> bool {
    let line = line_at(text, 0).map_or("", |line| line.text);
    trim(line).chars().all(|it| ".,;:)".contains(it))
}
