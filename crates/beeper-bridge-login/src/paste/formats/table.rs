//! Reads tables of cookies and storage as developer tools show and copy them: cells with tabs between them.

use crate::paste::findings::{Description, ExportedCookie, Findings};
use crate::paste::line_marks::bullet_len;
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::{is_blank, line_at, lines, trim, visible};
use crate::paste::wrapping::may_go_on;

/// Titles of columns that contain no values.
const OTHER_TITLES: [&str; 27] = [
    "path",
    "expires",
    "expires / max-age",
    "expires/max-age",
    "max-age",
    "size",
    "httponly",
    "http only",
    "hostonly",
    "secure",
    "samesite",
    "same site",
    "same-site",
    "cross site",
    "priority",
    "last accessed",
    "created",
    "creation time",
    "last access time",
    "session",
    "sameparty",
    "same party",
    "source scheme",
    "source port",
    "storage",
    "type",
    "updated",
];

pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let Some(first) = line_at(text, 0) else {
        return Ok(None);
    };
    let Some(delimiter) = Delimiter::of(first.text) else {
        return Ok(None);
    };
    let mut columns = None;
    let mut description = Description::default();
    let mut len = 0;
    let mut previous = "";
    for line in lines(text) {
        let row = visible(line.text);
        if trim(&row).is_empty() || Delimiter::of(&row) != Some(delimiter) {
            if may_go_on(previous, &row) {
                return Err(Reason::UnclearContinuation.at(line.start));
            }
            break;
        }
        len = line.next;
        previous = line.text;
        let cells = delimiter.cells(&row);
        if delimiter == Delimiter::Pipe
            && cells
                .iter()
                .all(|cell| !cell.is_empty() && cell.chars().all(|it| "-: ".contains(it)))
        {
            continue;
        }
        if let Some(found) = Columns::of_titles(&cells).map_err(|reason| reason.at(line.start))? {
            columns = Some(found);
            findings.has_empty = true;
            continue;
        }
        let columns = columns
            .as_ref()
            .or(Columns::guess(&cells))
            .ok_or(Reason::TableRow.at(line.start))?;
        columns.add(&cells, findings).map_err(|reason| reason.at(line.start))?;
        // A table of one cookie may be transposed.
        if let [title, text] = cells.as_slice() {
            description
                .add(title, text, findings)
                .map_err(|reason| reason.at(line.start))?;
        }
    }
    Ok(Some(len))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Delimiter {
    Tab,
    /// Cells of Markdown tables.
    Pipe,
    /// Spaces, with which chats replace tabs. Then only rows of cookies can be distinguished from other text.
    Spaces,
}

impl Delimiter {
    fn of(line: &str) -> Option<Self> {
        let text = trim(line);
        if line.trim_start_matches(|it| is_blank(it) && it != '\t').contains('\t') && !text.is_empty() {
            // A header with a tab in place of the usual space.
            let is_header = text
                .split('\t')
                .next()
                .is_some_and(|cell| cell.trim_end().ends_with(':'));
            (!is_header).then_some(Self::Tab)
        } else if text.len() > 2 && text.starts_with('|') && text.ends_with('|') && !is_pair(text) {
            Some(Self::Pipe)
        } else {
            let cells = Self::Spaces.cells(text);
            let is_row = cells.len() > 4 && Columns::guess(&cells) == Some(&Columns::COOKIES);
            is_row.then_some(Self::Spaces)
        }
    }

    fn cells(self, row: &str) -> Vec<&str> {
        match self {
            Self::Tab => {
                let row = row.trim_matches(|it: char| is_blank(it) && it != '\t');
                row.split('\t').map(trim).collect()
            }
            Self::Pipe => {
                let row = trim(row);
                let row = row.strip_prefix('|').unwrap_or(row);
                row.strip_suffix('|').unwrap_or(row).split('|').map(as_shown).collect()
            }
            Self::Spaces => row.split(is_blank).filter(|cell| !cell.is_empty()).collect(),
        }
    }
}

/// Returns `true` if a row is a cookie whose name may begin with the mark of tables.
fn is_pair(row: &str) -> bool {
    row[1..].split('|').next().is_some_and(|cell| cell.contains('='))
}

/// The meaning of the cells of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Columns {
    name: usize,
    value: usize,
    domain: Option<usize>,
    partition: Option<usize>,
    count: Option<usize>,
}

impl Columns {
    /// The columns of cookies in Chrome, Edge, Firefox and Safari.
    const COOKIES: Self = Self {
        name: 0,
        value: 1,
        domain: Some(2),
        partition: None,
        count: None,
    };

    /// The columns of local storage and session storage.
    const STORAGE: Self = Self {
        name: 0,
        value: 1,
        domain: None,
        partition: None,
        count: Some(2),
    };

    /// Returns `None` if the cells are not titles.
    fn of_titles(cells: &[&str]) -> Result<Option<Self>, Reason> {
        let lower: Vec<String> = cells
            .iter()
            .map(|cell| cell.trim_matches(['*', '▲', '▼', ' ']).to_ascii_lowercase())
            .collect();
        if lower.first().is_some_and(|it| it == "(index)") {
            return Err(Reason::ConsoleTable);
        }
        let position = |titles: &[&str]| lower.iter().position(|it| titles.contains(&it.as_str()));
        let (name, value) = (position(&["name", "key"]), position(&["value"]));
        let (Some(name), Some(value)) = (name, value) else {
            let is_start = matches!(lower.first().map(String::as_str), Some("name" | "key"));
            return if is_start && cells.len() > 2 {
                Err(Reason::TableColumns)
            } else {
                Ok(None)
            };
        };
        let domain = position(&["domain", "host"]);
        let partition = position(&["partition key", "partition key site", "partitionkey"]);
        let special = [Some(name), Some(value), domain, partition];
        let is_known = |(at, title): (usize, &String)| {
            special.contains(&Some(at)) || title.is_empty() || OTHER_TITLES.contains(&title.as_str())
        };
        if !lower.iter().enumerate().all(is_known) {
            return Err(Reason::TableColumns);
        }
        Ok(Some(Self {
            name,
            value,
            domain,
            partition,
            count: Some(cells.len()),
        }))
    }

    /// Recognizes columns by their contents. All browsers have them in the same order.
    fn guess(cells: &[&str]) -> Option<&'static Self> {
        match cells {
            [name, _] if !name.is_empty() => Some(&Self::STORAGE),
            [name, _, domain, rest @ ..] => {
                let is_path = rest.first().is_none_or(|path| path.starts_with('/'));
                let others = rest.iter().skip(1).all(|cell| is_attribute(cell));
                (!name.is_empty() && is_domain(domain) && is_path && others).then_some(&Self::COOKIES)
            }
            _ => None,
        }
    }

    fn add(&self, cells: &[&str], findings: &mut Findings) -> Result<(), Reason> {
        let cell = |at: usize| cells.get(at).copied();
        let (Some(name), Some(value)) = (cell(self.name), cell(self.value)) else {
            return Err(Reason::TableRow);
        };
        let has_more = self
            .count
            .is_some_and(|count| cells.iter().skip(count).any(|cell| !cell.is_empty()));
        let is_listed = bullet_len(name) > 0;
        if has_more || name.is_empty() || is_listed {
            return Err(Reason::TableRow);
        }
        let Some(domain) = self.domain else {
            // Single quotes are a console's; a stored value may well have double quotes.
            if value.len() > 1 && value.starts_with('\'') && value.ends_with('\'') {
                return Err(Reason::UnclearQuotes);
            }
            return findings.add_loose(name, value);
        };
        let domain = cell(domain).filter(|it| is_domain(it)).ok_or(Reason::TableRow)?;
        findings.add_cookie(ExportedCookie {
            name,
            value,
            domain: Some(domain),
            is_partitioned: self.partition.and_then(cell).is_some_and(|it| !it.is_empty()),
        })
    }
}

/// Returns the text of a Markdown cell without code marks.
fn as_shown(cell: &str) -> &str {
    let cell = trim(cell);
    let inner = cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`'));
    inner.filter(|inner| !inner.contains('`')).map_or(cell, trim)
}

fn is_domain(text: &str) -> bool {
    let has_dot = text.trim_start_matches('.').contains('.');
    let is_name = text
        .chars()
        .all(|it| it.is_alphanumeric() || matches!(it, '.' | '-' | '_' | ':'));
    (has_dot || text == "localhost") && is_name
}

/// Returns `true` if a cell can follow the path of a cookie: a time, a size, a mark, a site.
fn is_attribute(cell: &str) -> bool {
    const WORDS: [&str; 17] = [
        "", "session", "true", "false", "✓", "✔", "lax", "strict", "none", "low", "medium", "high", "not set",
        "secure", "httponly", "days", "gmt",
    ];
    let lower = cell.to_ascii_lowercase();
    let is_date = cell.len() <= 40
        && cell.chars().any(|it| it.is_ascii_digit())
        && cell
            .chars()
            .all(|it| it.is_ascii_digit() || ":-.,/+ TZ".contains(it) || it.is_whitespace());
    let is_dated = cell.len() <= 45
        && cell.split([' ', ',', '.', '\u{202f}', '\u{a0}']).all(|word| {
            let digits = word.chars().all(|it| it.is_ascii_digit() || ":-/+TZ".contains(it));
            digits || word.len() <= 9 && word.chars().all(char::is_alphabetic)
        })
        && cell.chars().any(|it| it.is_ascii_digit())
        && cell.contains([' ', ',']);
    let is_size = cell
        .split_once(' ')
        .is_some_and(|(number, unit)| number.parse::<f64>().is_ok() && matches!(unit, "B" | "kB" | "KB" | "days"));
    let is_day = cell.len() <= 4 && cell.chars().all(char::is_alphabetic) && cell.starts_with(char::is_uppercase);
    WORDS.contains(&lower.as_str())
        || is_date
        || is_dated
        || is_size
        || is_day
        || cell.starts_with("https://") && !cell.contains('?')
}
