//! `cargo xtask additive`: what is only added to the document must not break a program.
//!
//! A program is written that uses all of the client, and compiled against the client as it is and against that of a document
//! to which something of every kind was added. Both have to send the same requests. Everything is added at once, so that the
//! usual case takes two compilations; if that fails, the kinds are tried one by one.

mod additions;
mod edit;
mod program;
mod records;
mod roles;
mod workspace;

use std::fmt;

use crate::codegen::{Generated, client_of};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::{BAD_INPUT, FAILED, FINE, Verb, load, say, say_problems, write};
use additions::{ADDITIONS, Addition};
use edit::Edit;
use roles::Roles;
use workspace::Side;

const SPEC: &str = "openapi/beeper-desktop.yaml";

/// Has no options.
pub struct Additive;

impl Additive {
    /// Reads what comes after the verb.
    pub fn parse(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        match parser.next()? {
            None => Ok(Self),
            Some(argument) => Err(argument.unexpected()),
        }
    }
}

impl Verb for Additive {
    fn run(&self) -> u8 {
        let report = Documents::read().and_then(|documents| documents.check().map_err(|problem| vec![problem]));
        match report {
            Ok(report) => {
                say(&report);
                if report.breaks.is_empty() { FINE } else { FAILED }
            }
            Err(problems) => {
                say_problems("additive", &problems, "");
                BAD_INPUT
            }
        }
    }
}

/// What was found.
struct Report {
    /// How many requests the program sent.
    requests: usize,
    /// The kinds that break something.
    breaks: Vec<Break>,
}

/// A kind of addition that breaks programs.
struct Break {
    /// What was added.
    what: &'static str,
    /// What went wrong.
    why: Why,
}

/// What goes wrong with a document to which something was added.
enum Why {
    /// No client is generated from it.
    Refused(Vec<Problem>),
    /// The program does not compile.
    NotCompiled(String),
    /// The program does not run to its end.
    NotRun(String),
    /// A request is another one.
    Differs(String),
}

/// The document as it is, and what is made of it.
struct Documents {
    text: Edit,
    settings: Settings,
    client: Generated,
    roles: Roles,
}

impl Documents {
    fn read() -> Result<Self, Vec<Problem>> {
        let path = write::workspace_path(SPEC);
        let one = |problem| vec![problem];
        let bytes = load::read(&path, SPEC).map_err(one)?;
        let settings = Settings::beside(&path)?;
        let client = client_of(SPEC, &bytes, &settings)?;
        Ok(Self {
            text: Edit::of(SPEC, &bytes).map_err(one)?,
            settings,
            roles: Roles::of(&client),
            client,
        })
    }

    /// The client of the document with some additions.
    fn with(&self, additions: &[Addition]) -> Result<Generated, Vec<Problem>> {
        let mut text = self.text.clone();
        additions
            .iter()
            .for_each(|addition| (addition.add)(&mut text, &self.roles));
        client_of("the document with additions", text.text().as_bytes(), &self.settings)
    }

    fn check(&self) -> Result<Report, Problem> {
        workspace::make(
            &program::write(&self.client, &self.settings)?,
            &self.client.appended.text,
        )?;
        let (fine, mut breaks) = self.without_refused();
        let before = match self.try_all(&fine)? {
            Ok(before) => before,
            Err(()) => {
                let before = self.before()?;
                let found = self.one_by_one(&fine, &before)?;
                breaks.extend(found);
                before
            }
        };
        let requests = records::requests_in(&before);
        Ok(Report { requests, breaks })
    }

    /// The additions from which together a client can be generated, and those from which none can.
    fn without_refused(&self) -> (Vec<Addition>, Vec<Break>) {
        if self.with(ADDITIONS).is_ok() {
            return (ADDITIONS.to_vec(), Vec::new());
        }
        let (mut fine, mut breaks) = (Vec::new(), Vec::new());
        for addition in ADDITIONS {
            match self.with(&[*addition]) {
                Ok(_) => fine.push(*addition),
                Err(problems) => breaks.push(addition.breaks(Why::Refused(problems))),
            }
        }
        if let Err(problems) = self.with(&fine) {
            breaks.push(TOGETHER.breaks(Why::Refused(problems)));
        }
        (fine, breaks)
    }

    /// Tries all additions at once. Returns what the program sends to begin with, if nothing is wrong.
    fn try_all(&self, additions: &[Addition]) -> Result<Result<String, ()>, Problem> {
        let Ok(client) = self.with(additions) else {
            return Ok(Err(()));
        };
        workspace::put_client(Side::After, &client.appended.text)?;
        if workspace::build(&Side::BOTH)?.is_err() {
            return Ok(Err(()));
        }
        let before = self.before()?;
        Ok(match workspace::run(Side::After)? {
            Ok(after) if records::first_difference(&before, &after).is_none() => Ok(before),
            _ => Err(()),
        })
    }

    /// What the program sends where nothing was added. That it cannot is nothing that an addition did.
    fn before(&self) -> Result<String, Problem> {
        let wrong = |said: String| {
            let message = format!("the program does not go with the client as it is: {said}");
            let help = "look at what `xtask/src/additive/program` writes, and at `xtask/additive`";
            Problem::new("target/additive/before", message, help)
        };
        workspace::build(&[Side::Before])?.map_err(wrong)?;
        workspace::run(Side::Before)?.map_err(wrong)
    }

    fn one_by_one(&self, additions: &[Addition], before: &str) -> Result<Vec<Break>, Problem> {
        let mut breaks = Vec::new();
        for addition in additions {
            say(format_args!("additive: trying {} alone", addition.name));
            if let Some(why) = self.try_some(&[*addition], before)? {
                breaks.push(addition.breaks(why));
            }
        }
        if breaks.is_empty()
            && let Some(why) = self.try_some(additions, before)?
        {
            breaks.push(TOGETHER.breaks(why));
        }
        Ok(breaks)
    }

    fn try_some(&self, additions: &[Addition], before: &str) -> Result<Option<Why>, Problem> {
        let client = match self.with(additions) {
            Ok(client) => client,
            Err(problems) => return Ok(Some(Why::Refused(problems))),
        };
        workspace::put_client(Side::After, &client.appended.text)?;
        if let Err(said) = workspace::build(&[Side::After])? {
            return Ok(Some(Why::NotCompiled(said)));
        }
        Ok(match workspace::run(Side::After)? {
            Ok(after) => records::first_difference(before, &after).map(Why::Differs),
            Err(said) => Some(Why::NotRun(said)),
        })
    }
}

/// Stands for several kinds that are fine one by one.
const TOGETHER: Addition = Addition {
    name: "all of it together, although each kind alone is fine",
    add: |_, _| {},
};

impl Addition {
    fn breaks(&self, why: Why) -> Break {
        Break { what: self.name, why }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.breaks {
            writeln!(f, "{it}\n")?;
        }
        let (kinds, breaks) = (ADDITIONS.len(), self.breaks.len());
        let requests = self.requests;
        match breaks {
            0 => write!(
                f,
                "additive: {kinds} kinds of additions break nothing; {requests} requests are the same"
            ),
            _ => write!(f, "additive: {breaks} of {kinds} kinds of additions break programs"),
        }
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "additive: {}: ", self.what)?;
        match &self.why {
            Why::Refused(problems) => {
                write!(f, "no client is generated from it")?;
                match problems.as_slice() {
                    [] => Ok(()),
                    [first] => write!(f, "\n{first}"),
                    [first, rest @ ..] => write!(f, "\n{first}\n(and {} more)", rest.len()),
                }
            }
            Why::NotCompiled(said) => write!(f, "a program does not compile any more\n{said}"),
            Why::NotRun(said) => write!(f, "a program does not run to its end any more\n{said}"),
            Why::Differs(difference) => write!(f, "a program does something else\n{difference}"),
        }
    }
}
