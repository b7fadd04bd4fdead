//! Compares the operations of two documents, and everything that they use.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::problem::{Problem, quoted_in_full};
use crate::drift::compare_schemas::{Pair, SchemaComparison};
use crate::drift::direction::Direction;
use crate::drift::endpoints::{Body, Content, Endpoint, Parameter, ParameterKey, endpoints};
use crate::drift::finding::{Finding, Findings, Gap};
use crate::drift::source::Source;

const JSON: &str = "application/json";

/// Returns all differences between the documents, in the order of ours.
pub fn compare(ours: &Source, theirs: &Source) -> Result<Vec<Finding>, Problem> {
    let mut comparison = Comparison {
        findings: Findings::new(ours, theirs),
        schemas: SchemaComparison::new(ours, theirs),
    };
    let our_endpoints = endpoints(ours)?;
    let their_endpoints = endpoints(theirs)?;
    for (key, our) in &our_endpoints {
        match their_endpoints.get(key) {
            Some(their) => comparison.endpoint(our, their),
            None => {
                let what = format!("operation {}", quoted_in_full(&our.name));
                comparison.findings.lacking(&what, &our.pointer, "/paths");
            }
        }
    }
    for (key, their) in &their_endpoints {
        if !our_endpoints.contains_key(key) {
            let what = format!("operation {}", quoted_in_full(&their.name));
            comparison
                .findings
                .missed(&what, "/paths", &their.pointer, Gap::Operation);
        }
    }
    comparison.schemas.compare(&mut comparison.findings)?;
    Ok(comparison.findings.sorted())
}

struct Comparison<'a> {
    findings: Findings<'a>,
    schemas: SchemaComparison<'a>,
}

impl Comparison<'_> {
    fn endpoint(&mut self, ours: &Endpoint, theirs: &Endpoint) {
        let what = format!("operation {}", quoted_in_full(&ours.name));
        let (we, they) = (ours.deprecated, theirs.deprecated);
        self.flags(
            &what,
            ["deprecated", "not deprecated"],
            we,
            they,
            &ours.pointer,
            &theirs.pointer,
        );
        self.parameters(ours, theirs);
        match (&ours.body, &theirs.body) {
            (Some(our), Some(their)) => self.body(&ours.name, our, their),
            (None, None) => {}
            (Some(our), None) => {
                let what = format!("body of {}", quoted_in_full(&ours.name));
                self.findings.lacking(&what, &our.pointer, &theirs.pointer);
            }
            (None, Some(their)) => {
                let what = format!("body of {}", quoted_in_full(&ours.name));
                self.findings.missed(&what, &ours.pointer, &their.pointer, Gap::Body);
            }
        }
        self.answers(ours, theirs);
        self.errors(ours, theirs);
    }

    /// Compares a property that is true or false.
    fn flags(&mut self, what: &str, [yes, no]: [&str; 2], we: bool, they: bool, ours: &str, theirs: &str) {
        if we != they {
            let word = |flag| if flag { yes } else { no };
            self.findings.differing(what, word(we), word(they), ours, theirs);
        }
    }

    fn parameters(&mut self, ours: &Endpoint, theirs: &Endpoint) {
        let mut moved = BTreeSet::new();
        for (key, our) in &ours.parameters {
            if let Some(their) = theirs.parameters.get(key) {
                self.parameter(our, their);
            } else if let Some((place, their)) = elsewhere(key, theirs, ours) {
                let what = format!("parameter {}", quoted_in_full(&our.name));
                let (we_say, they_say) = (format!("in `{}`", key.place), format!("in `{}`", place.place));
                self.findings
                    .differing(&what, &we_say, &they_say, &our.pointer, &their.pointer);
                moved.insert(place);
            } else if key.place != "path" {
                // Both paths have the same placeholders, even if only our document describes the parameter.
                let what = format!("{} {}", kind_of(our), quoted_in_full(&our.name));
                self.findings.lacking(&what, &our.pointer, &theirs.pointer);
            }
        }
        for (key, their) in &theirs.parameters {
            if !ours.parameters.contains_key(key) && !moved.contains(key) {
                // The name begins with our operation, which lacks the parameter.
                let what = format!(
                    "{} {}",
                    kind_of(their),
                    quoted_in_full(&format!("{} {} {}", ours.name, key.place, key.name))
                );
                self.findings
                    .missed(&what, &ours.pointer, &their.pointer, Gap::Parameter);
            }
        }
    }

    fn parameter(&mut self, ours: &Parameter, theirs: &Parameter) {
        let what = format!("parameter {}", quoted_in_full(&ours.name));
        let places = (ours.pointer.as_str(), theirs.pointer.as_str());
        for (words, we, they) in [
            (["required", "optional"], ours.required, theirs.required),
            (["deprecated", "not deprecated"], ours.deprecated, theirs.deprecated),
        ] {
            self.flags(&what, words, we, they, places.0, places.1);
        }
        if ours.style != theirs.style {
            let usual = "written in the default style";
            let [we_say, they_say] = [&ours.style, &theirs.style].map(|style| {
                style.as_ref().map_or(usual.to_owned(), |style| {
                    format!("written in the style {}", quoted_in_full(style))
                })
            });
            self.findings.differing(&what, &we_say, &they_say, places.0, places.1);
        } else {
            let mut pair = Pair::new(&ours.name, places.0, places.1, Direction::Sent).under("schema");
            // A null parameter is not sent.
            pair.null_counts = false;
            self.schemas.open(pair);
        }
    }

    fn body(&mut self, name: &str, ours: &Body, theirs: &Body) {
        let name = format!("{name} body");
        // A body that we always send may be optional for the server.
        if theirs.required && !ours.required {
            let what = quoted_in_full(&name);
            self.findings
                .differing(&what, "optional", "required", &ours.pointer, &theirs.pointer);
        }
        for kind in ours
            .content
            .keys()
            .chain(theirs.content.keys())
            .collect::<BTreeSet<_>>()
        {
            let what = format!("{} as {}", quoted_in_full(&name), quoted_in_full(kind));
            match (ours.content.get(kind), theirs.content.get(kind)) {
                (Some(our), Some(their)) => self.schemas.open(Pair::new(&name, our, their, Direction::Sent)),
                (Some(our), None) => self.findings.lacking(&what, our, &theirs.pointer),
                (None, Some(their)) => self.findings.missed(&what, &ours.pointer, their, Gap::Media),
                (None, None) => {}
            }
        }
    }

    fn answers(&mut self, ours: &Endpoint, theirs: &Endpoint) {
        let (we, they) = (successes(&ours.answers), successes(&theirs.answers));
        let any = |answers: &BTreeMap<&str, &Content>| answers.contains_key("2XX") || answers.contains_key("DEFAULT");
        let [our_statuses, their_statuses] = [&we, &they].map(|it| match it.is_empty() {
            true => "without a status".to_owned(),
            false => it.keys().copied().collect::<Vec<_>>().join(", "),
        });
        if !any(&we) && !any(&they) && our_statuses != their_statuses {
            let what = format!("response of {}", quoted_in_full(&ours.name));
            self.findings
                .differing(&what, &our_statuses, &their_statuses, &ours.pointer, &theirs.pointer);
        }
        for (status, their) in &they {
            let only = we.values().next().filter(|_| we.len() == 1 && they.len() == 1);
            if let Some(our) = we.get(status).or(we.get("2XX")).or(only) {
                self.answer(ours, our, their, &theirs.pointer);
            }
        }
    }

    fn answer(&mut self, endpoint: &Endpoint, ours: &Content, theirs: &Content, their_pointer: &str) {
        let name = format!("{} response", endpoint.name);
        match (kind_of_answer(ours), kind_of_answer(theirs)) {
            (AnswerKind::Json(our), AnswerKind::Json(their)) => {
                self.schemas.open(Pair::new(&name, our, their, Direction::Received));
            }
            (our, their) if our.describe() != their.describe() => {
                let (we_say, they_say) = (our.describe(), their.describe());
                self.findings.differing(
                    &quoted_in_full(&name),
                    we_say,
                    they_say,
                    &endpoint.pointer,
                    their_pointer,
                );
            }
            _ => {}
        }
    }

    /// Compares errors. Their document does not list which error has which status, so that each of its errors has to match ours.
    fn errors(&mut self, ours: &Endpoint, theirs: &Endpoint) {
        let has_success = theirs.answers.keys().any(|status| status.starts_with('2'));
        for (status, their) in &theirs.answers {
            let is_error = status.starts_with(['4', '5']) || status == "DEFAULT" && has_success;
            let AnswerKind::Json(their) = kind_of_answer(their) else {
                continue;
            };
            if !is_error {
                continue;
            }
            let range = format!("{}XX", &status[..1]);
            let our = [status.as_str(), &range, "DEFAULT"]
                .iter()
                .find_map(|it| ours.answers.get(*it));
            let name = format!("{} error", ours.name);
            match our.map(kind_of_answer) {
                Some(AnswerKind::Json(our)) => self.schemas.open(Pair::new(&name, our, their, Direction::Received)),
                _ => self
                    .findings
                    .missed(&quoted_in_full(&name), &ours.pointer, their, Gap::Error),
            }
        }
    }
}

fn kind_of(parameter: &Parameter) -> &'static str {
    if parameter.required {
        "required parameter"
    } else {
        "optional parameter"
    }
}

/// Finds a parameter of theirs that has our name in another part of the request, and is not one of ours itself.
fn elsewhere<'a>(key: &ParameterKey, theirs: &'a Endpoint, ours: &Endpoint) -> Option<(ParameterKey, &'a Parameter)> {
    let mut others = theirs.parameters.iter();
    let (place, parameter) = others
        .find(|(other, _)| other.name.eq_ignore_ascii_case(&key.name) && !ours.parameters.contains_key(*other))?;
    Some((place.clone(), parameter))
}

/// Returns the successful responses.
///
/// Some documents have only `default`.
pub fn successes(answers: &BTreeMap<String, Content>) -> BTreeMap<&str, &Content> {
    let entries = || answers.iter().map(|(status, content)| (status.as_str(), content));
    let successes: BTreeMap<_, _> = entries().filter(|(status, _)| status.starts_with('2')).collect();
    match successes.is_empty() {
        true => entries().filter(|(status, _)| *status == "DEFAULT").collect(),
        false => successes,
    }
}

/// The kind of a response.
pub enum AnswerKind<'a> {
    /// JSON, with the place of its schema.
    Json(&'a str),
    /// Bytes, such as a file, whatever their media type is.
    Bytes,
    /// No documented content.
    Nothing,
}

impl AnswerKind<'_> {
    fn describe(&self) -> &'static str {
        match self {
            Self::Json(_) => "JSON",
            Self::Bytes => "bytes",
            Self::Nothing => "nothing",
        }
    }
}

pub fn kind_of_answer(content: &Content) -> AnswerKind<'_> {
    let json = content.get(JSON).or_else(|| {
        let mut kinds = content.iter();
        kinds.find_map(|(kind, schema)| kind.ends_with("+json").then_some(schema))
    });
    match json {
        Some(schema) => AnswerKind::Json(schema),
        None if content.is_empty() => AnswerKind::Nothing,
        None => AnswerKind::Bytes,
    }
}
