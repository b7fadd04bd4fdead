//! Rules for schemas for which no value can be generated.

use openapiv3::{Parameter, ParameterSchemaOrContent, ReferenceOr, Schema};
use serde_json::Value;

use crate::document::openapi::operations::success_schema;
use crate::document::problem::quoted;
use crate::document::sampler::{Sampler, Size};
use crate::document::value_validation::misfits;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::lint::rules::operations::parameters;

const HELP: &str = "write bounds that agree with each other and with the format; for a `pattern`, add an `example`";

/// Checks that each component, parameter and response body has a value, and that the generated values conform to their schemas.
///
/// Call it only if no other rule is broken: a schema that is wrong may have no value for that reason alone.
pub fn check(lint: &mut Linter<'_>) {
    let openapi = &lint.document.openapi;
    let sampler = Sampler::of(openapi).with_required_any_of(&lint.document.required_any_of);
    for (name, pointer, _) in lint.schemas().collect::<Vec<_>>() {
        if !sampler.is_finite(name) {
            let message = format!("each value of {} contains another one, without end", quoted(name));
            lint.report(
                Rule::FiniteValue,
                &pointer,
                message,
                "make one of the members through which it contains itself optional",
            );
            continue;
        }
        let schema: ReferenceOr<Schema> = ReferenceOr::ref_(&format!("#/components/schemas/{name}"));
        let sampled = |size| {
            sampler
                .component(name, size)
                .and_then(|sample| sampler.resolved(sample))
        };
        let reasons = [Size::Small, Size::Full].map(|size| reason(lint, &schema, sampled(size)));
        report(lint, &pointer, name, reasons.into_iter().flatten().next());
    }
    for (pointer, parameter) in parameters::definitions(lint) {
        if let Some((name, schema)) = schema_of(parameter) {
            check_place(lint, &sampler, &format!("{pointer}/schema"), name, schema);
        }
    }
    for place in lint.operations().collect::<Vec<_>>() {
        // A component was checked above.
        if let Some(schema) = success_schema(openapi, place.operation).filter(|schema| schema.as_item().is_some()) {
            let pointer = format!("{}/responses", place.pointer);
            check_place(lint, &sampler, &pointer, "answer", schema);
        }
    }
}

fn schema_of(parameter: &Parameter) -> Option<(&str, &ReferenceOr<Schema>)> {
    let data = parameter.parameter_data_ref();
    match &data.format {
        ParameterSchemaOrContent::Schema(schema) => Some((&data.name, schema)),
        ParameterSchemaOrContent::Content(_) => None,
    }
}

fn check_place(lint: &mut Linter<'_>, sampler: &Sampler<'_>, pointer: &str, name: &str, schema: &ReferenceOr<Schema>) {
    let sample = match sampler.value(schema, Size::Full, name, None) {
        None => None,
        // A component without a value was reported above.
        Some(sample) => match sampler.resolved(sample) {
            None => return,
            whole => whole,
        },
    };
    report(lint, pointer, name, reason(lint, schema, sample));
}

/// Returns what is wrong with a sample, as the end of a sentence, which is empty if there is no sample. Returns `None` if all is
/// well.
fn reason(lint: &Linter<'_>, schema: &ReferenceOr<Schema>, sample: Option<Value>) -> Option<String> {
    let Some(sample) = sample else {
        return Some(String::new());
    };
    let misfits = misfits(&lint.document.openapi, &lint.document.required_any_of, schema, &sample);
    let misfit = misfits.into_iter().next()?;
    Some(match misfit.pointer.as_str() {
        "" => format!(": {}", misfit.message),
        place => format!(": {} at {}", misfit.message, quoted(place)),
    })
}

fn report(lint: &mut Linter<'_>, pointer: &str, name: &str, reason: Option<String>) {
    if let Some(reason) = reason {
        let message = format!("no valid value of {} can be generated{reason}", quoted(name));
        lint.report(Rule::FiniteValue, pointer, message, HELP);
    }
}
