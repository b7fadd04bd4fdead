//! Whether there are values to go with the schemas.

use openapiv3::{Parameter, ParameterSchemaOrContent, ReferenceOr, Schema};

use super::{Lint, Rule, parameters};
use crate::conform::misfits;
use crate::problem::quoted;
use crate::requests::success_schema;
use crate::sampler::{Sampler, Size};

const HELP: &str =
    "give bounds that agree with each other and with the format, and an `example` where texts follow a `pattern`";

/// Checks that there is a value of each component, of each parameter and of what is answered with, and that the values that are
/// made for them fit. To be called where nothing else is wrong: what cannot be understood has none.
pub(super) fn check(lint: &mut Lint<'_>) {
    let openapi = &lint.document.openapi;
    let sampler = Sampler::of(openapi).with_either(&lint.document.either);
    for (name, pointer, _) in lint.schemas().collect::<Vec<_>>() {
        if !sampler.is_finite(name) {
            let message = format!(
                "each value of {} would have to hold another one, without end",
                quoted(name)
            );
            lint.report(
                Rule::FiniteValue,
                &pointer,
                message,
                "make a member on the way back to it optional",
            );
            continue;
        }
        let schema: ReferenceOr<Schema> = ReferenceOr::ref_(&format!("#/components/schemas/{name}"));
        let samples = [Size::Small, Size::Full].map(|size| sampler.component(name, size));
        for sample in samples {
            // What it refers to is a component, and has a value of its own.
            let sample = sample.and_then(|sample| sampler.resolved(sample));
            let complaint = match sample {
                Some(sample) => misfits(openapi, &lint.document.either, &schema, &sample)
                    .into_iter()
                    .next(),
                None => {
                    lint.report(
                        Rule::FiniteValue,
                        &pointer,
                        format!("no value of {} is known", quoted(name)),
                        HELP,
                    );
                    break;
                }
            };
            if let Some(misfit) = complaint {
                let place = if misfit.pointer.is_empty() {
                    String::new()
                } else {
                    format!(" at {}", quoted(&misfit.pointer))
                };
                let message = format!("no value of {} is known: {}{place}", quoted(name), misfit.message);
                lint.report(Rule::FiniteValue, &pointer, message, HELP);
                break;
            }
        }
    }
    for (pointer, parameter) in parameters::definitions(lint) {
        if let Some((name, schema)) = schema_of(parameter) {
            check_place(lint, &sampler, &format!("{pointer}/schema"), name, schema);
        }
    }
    for place in lint.operations().collect::<Vec<_>>() {
        // What is a component has been looked at.
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

fn check_place(lint: &mut Lint<'_>, sampler: &Sampler<'_>, pointer: &str, name: &str, schema: &ReferenceOr<Schema>) {
    let Some(sample) = sampler.value(schema, Size::Full, name, None) else {
        let message = format!("no value of {} is known", quoted(name));
        return lint.report(Rule::FiniteValue, pointer, message, HELP);
    };
    // Where a component has no value, that has been said of it.
    let Some(sample) = sampler.resolved(sample) else { return };
    let complaint = misfits(&lint.document.openapi, &lint.document.either, schema, &sample)
        .into_iter()
        .next();
    if let Some(misfit) = complaint {
        let message = format!("no value of {} is known: {}", quoted(name), misfit.message);
        lint.report(Rule::FiniteValue, pointer, message, HELP);
    }
}
