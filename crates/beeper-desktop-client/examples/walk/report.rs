//! The report with the outcome of each operation.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use beeper_desktop_client::{Error, ErrorKind, Misfits, OPERATIONS};

/// The outcome of an operation. If it was called more than once, the outcome that is last in this list counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The walk did not call it, for this reason.
    NotCalled(&'static str),
    /// The server has nothing to call it with, for this reason.
    Skipped(String),
    /// The client read the response.
    Read,
    /// The server does not have the operation.
    NotSupported,
    /// The server has the operation, but refused the call.
    Refused(String),
    /// The response, the client or the connection between them has a problem.
    Failed(String),
}

impl Outcome {
    pub fn of(error: &Error) -> Self {
        let is_refusal = error.status().is_some_and(|status| status.is_client_error());
        match error.kind() {
            ErrorKind::NotSupported => Self::NotSupported,
            ErrorKind::Refused if is_refusal => Self::Refused(reason(error)),
            _ => Self::Failed(reason(error)),
        }
    }

    fn weight(&self) -> u8 {
        match self {
            Self::NotCalled(_) => 0,
            Self::Skipped(_) => 1,
            Self::Read => 2,
            Self::NotSupported => 3,
            Self::Refused(_) => 4,
            Self::Failed(_) => 5,
        }
    }
}

/// Describes why a call failed, without the operation, which the report prints before it.
fn reason(error: &Error) -> String {
    if let (ErrorKind::Misfit { path, reason }, Some(status)) = (error.kind(), error.status()) {
        return format!("{status} does not fit at `{}`: {reason}", outline(path));
    }
    let line = error.to_string();
    let operation = error.operation_id().unwrap_or_default();
    let rest = line.strip_prefix(operation).and_then(|line| line.strip_prefix(": "));
    rest.unwrap_or(&line).to_owned()
}

/// Replaces the indexes in a path by `*`, and also every part that may be data instead of the name of a field.
fn outline(path: &str) -> String {
    let is_name = |name: &str| name.len() <= 24 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let step = |step: &str| match step.split_once('[') {
        Some((name, numbers)) => {
            let name = if is_name(name) { name } else { "*" };
            format!("{name}{}", "[*]".repeat(1 + numbers.matches('[').count()))
        }
        None if is_name(step) => step.to_owned(),
        None => "*".to_owned(),
    };
    path.split('.').map(step).collect::<Vec<_>>().join(".")
}

struct Row {
    outcome: Outcome,
    time: Duration,
    /// How often each kind of misfit occurred.
    misfits: BTreeMap<String, usize>,
    /// How many misfits occurred.
    count: usize,
}

impl Row {
    fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            time: Duration::ZERO,
            misfits: BTreeMap::new(),
            count: 0,
        }
    }
}

#[derive(Default)]
pub struct Report {
    rows: BTreeMap<&'static str, Row>,
}

impl Report {
    /// Adds the outcome of a call.
    pub fn add(&mut self, operation: &'static str, outcome: Outcome, time: Duration) {
        let row = self.row(operation, &outcome);
        row.time += time;
        if row.outcome.weight() < outcome.weight() {
            row.outcome = outcome;
        }
    }

    /// Adds the misfits of a response.
    pub fn add_misfits(&mut self, operation: &'static str, misfits: &Misfits) {
        let row = self.row(operation, &Outcome::Read);
        row.count += misfits.len() + misfits.omitted();
        for misfit in misfits.iter() {
            *row.misfits.entry(misfit.outline()).or_default() += 1;
        }
    }

    /// Adds the reason why an operation was not called, unless another outcome is already known.
    pub fn skip(&mut self, operation: &'static str, why: impl Into<String>) {
        self.add(operation, Outcome::Skipped(why.into()), Duration::ZERO);
    }

    pub fn knows(&self, operation: &str) -> bool {
        self.rows.contains_key(operation)
    }

    /// Returns whether the operation was called and its response was read.
    pub fn has_read(&self, operation: &str) -> bool {
        self.rows.get(operation).is_some_and(|row| row.outcome == Outcome::Read)
    }

    pub fn has_failed(&self) -> bool {
        self.rows.values().any(|row| matches!(row.outcome, Outcome::Failed(_)))
    }

    fn row(&mut self, operation: &'static str, outcome: &Outcome) -> &mut Row {
        self.rows.entry(operation).or_insert_with(|| Row::new(outcome.clone()))
    }

    fn number_of(&self, is_counted: impl Fn(&Row) -> bool) -> usize {
        self.rows.values().filter(|row| is_counted(row)).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for operation in OPERATIONS {
            let id = operation.id;
            match self.rows.get(id) {
                Some(row) => writeln!(f, "{id:<33}{row}")?,
                None => writeln!(f, "{id:<33}not walked: the walk does not know it")?,
            }
        }
        let read = |row: &Row| row.outcome == Outcome::Read;
        write!(
            f,
            "\n{} fit, {} fit with misfits, {} not supported, {} refused, {} failed, {} skipped, {} not called",
            self.number_of(|row| read(row) && row.count == 0),
            self.number_of(|row| read(row) && row.count > 0),
            self.number_of(|row| row.outcome == Outcome::NotSupported),
            self.number_of(|row| matches!(row.outcome, Outcome::Refused(_))),
            self.number_of(|row| matches!(row.outcome, Outcome::Failed(_))),
            self.number_of(|row| matches!(row.outcome, Outcome::Skipped(_))),
            self.number_of(|row| matches!(row.outcome, Outcome::NotCalled(_))),
        )
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::NotCalled(why) => return write!(f, "not called: {why}"),
            Outcome::Skipped(why) => return write!(f, "skipped: {why}"),
            Outcome::Read => f.write_str("fits")?,
            Outcome::NotSupported => f.write_str("not supported")?,
            Outcome::Refused(why) => write!(f, "refused: {why}")?,
            Outcome::Failed(why) => write!(f, "failed: {why}")?,
        }
        match self.count {
            0 => {}
            1 => f.write_str(" with 1 misfit")?,
            count => write!(f, " with {count} misfits")?,
        }
        write!(f, "  {} ms", self.time.as_millis())?;
        for (kind, count) in &self.misfits {
            match count {
                1 => write!(f, "\n    {kind}")?,
                count => write!(f, "\n    {kind} ({count} times)")?,
            }
        }
        Ok(())
    }
}
