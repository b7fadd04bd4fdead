//! Checks values against an input step, and creates its answer.

use std::collections::{BTreeMap, btree_map};

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::{FieldId, StepId};

use super::field::Field;
use super::field_kind::FieldKind;
use super::field_values::FieldValues;
use super::invalid_answer::{FieldError, FieldErrorKind, InvalidAnswer};
use super::normalization::invalid_value::InvalidValue;
use super::normalization::normalize;
use super::step::InputStep;
use crate::rendering::text::{Lines, printable};
use crate::steps::step_instance_id::StepInstanceId;

impl InputStep {
    /// Checks values, and converts them into the form in which they are sent.
    ///
    /// * Each field that is not optional requires a value. Empty optional fields are not sent.
    /// * A value for a field that the step does not have is an error, unless the values [ignore unknown
    ///   fields](FieldValues::ignoring_unknown_fields).
    /// * Initial values are sent only if the values [include them](FieldValues::with_initial_values).
    /// * [`FieldKind`] describes how values of each kind are converted. The result is checked against the field's
    ///   [pattern](Field::pattern), [`min_length`](Field::min_length) and [`max_length`](Field::max_length).
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use beeper_bridge_login::input::{FieldValues, InputStep};
    /// # use beeper_desktop_client::types::UserInputStep;
    ///
    /// # let step: UserInputStep = serde_json::from_str(r#"{"stepID": "s", "fields": [
    /// #     {"id": "user", "label": "User name"}, {"id": "pass", "type": "password", "label": "Password"}
    /// # ]}"#).unwrap();
    /// # let step = InputStep::from(step);
    /// let prepared = BTreeMap::from([("user".to_owned(), "alice".to_owned())]);
    /// let refused = step.check(&FieldValues::from_map(prepared)).unwrap_err();
    /// assert_eq!(refused.to_string(), "Password (pass): a value is needed");
    /// ```
    ///
    /// # Errors
    ///
    /// Returns all errors in the values at once.
    pub fn check(&self, values: &FieldValues) -> Result<AnswerFields, InvalidAnswer> {
        let mut fields = BTreeMap::new();
        let mut errors = Vec::new();
        for field in self.fields() {
            match answer(field, values) {
                Ok(Some(value)) => {
                    fields.insert(field.id().clone(), value);
                }
                Ok(None) => {}
                Err(invalid) => errors.push(error(field, invalid, values)),
            }
        }
        if !values.ignores_unknown_fields() {
            let foreign = values.iter().filter(|(id, _)| self.field(id).is_none());
            errors.extend(foreign.map(|(id, _)| unknown_field(id)));
        }
        if errors.is_empty() {
            Ok(AnswerFields {
                step_id: self.id().clone(),
                instance_id: self.instance_id(),
                fields,
            })
        } else {
            Err(InvalidAnswer { errors })
        }
    }
}

fn answer(field: &Field, values: &FieldValues) -> Result<Option<Secret>, InvalidValue> {
    let initial = field.initial_value().filter(|_| values.sends_initial_values());
    let typed = values.get(field.id()).or(initial).map_or("", Secret::expose);
    let value = Secret::from(normalize(field.kind(), typed)?);
    if value.expose().is_empty() {
        return if field.is_optional() {
            Ok(None)
        } else {
            Err(InvalidValue {
                kind: FieldErrorKind::Missing,
                advice: "a value is needed",
            })
        };
    }
    let value = match field.kind() {
        FieldKind::Select => chosen(field, typed)?.unwrap_or(value),
        _ => value,
    };
    let length = value.expose().chars().count();
    if field.min_length().is_some_and(|least| length < least) {
        return Err(InvalidValue {
            kind: FieldErrorKind::TooShort,
            advice: "it is too short",
        });
    }
    if field.max_length().is_some_and(|most| length > most) {
        return Err(InvalidValue {
            kind: FieldErrorKind::TooLong,
            advice: "it is too long",
        });
    }
    match field.pattern().and_then(|pattern| pattern.matches(value.expose())) {
        Some(false) => Err(InvalidValue {
            kind: FieldErrorKind::PatternMismatch,
            advice: "it does not have the expected form; check it for typing errors",
        }),
        Some(true) | None => Ok(Some(value)),
    }
}

fn chosen(field: &Field, typed: &str) -> Result<Option<Secret>, InvalidValue> {
    let options = field.all_options();
    match options.choose(typed) {
        Some(option) => Ok(Some(option.value().into())),
        None if options.are_all_known() => Err(InvalidValue {
            kind: FieldErrorKind::NotAnOption,
            advice: "choose one of the options",
        }),
        None => Ok(None),
    }
}

fn error(field: &Field, invalid: InvalidValue, values: &FieldValues) -> FieldError {
    let id = printable(field.id().as_str(), Lines::Flatten, 200);
    let advice = match invalid.kind {
        FieldErrorKind::NotAnOption => option_names(field, values).map(|names| format!("choose one of: {names}")),
        FieldErrorKind::TooShort => field
            .min_length()
            .map(|least| format!("it is too short; write at least {least} characters")),
        FieldErrorKind::TooLong => field
            .max_length()
            .map(|most| format!("it is too long; write at most {most} characters")),
        _ => None,
    };
    FieldError {
        field: field.id().clone(),
        label: if repeats_a_value(field.label(), values) {
            id
        } else {
            field.label().to_owned()
        },
        kind: invalid.kind,
        advice: advice.unwrap_or_else(|| invalid.advice.to_owned()),
    }
}

fn unknown_field(id: &FieldId) -> FieldError {
    FieldError {
        label: printable(id.as_str(), Lines::Flatten, 200),
        field: id.clone(),
        kind: FieldErrorKind::UnknownField,
        advice: "leave it out, because this step has no such field".to_owned(),
    }
}

fn option_names(field: &Field, values: &FieldValues) -> Option<String> {
    const MOST: usize = 8;
    let labels: Vec<_> = field.options().iter().map(|option| option.label()).collect();
    let can_be_named = labels.len() <= MOST && !labels.iter().any(|label| repeats_a_value(label, values));
    can_be_named.then(|| labels.join(", "))
}

/// Returns `true` if a text contains one of the typed values, which errors must not show.
///
/// Networks repeat typed values in the texts of a step. Short values are not checked, since they occur in any text.
fn repeats_a_value(text: &str, values: &FieldValues) -> bool {
    values
        .iter()
        .map(|(_, value)| value.expose().trim())
        .any(|value| value.chars().nth(3).is_some() && text.contains(value))
}

/// Checked values in the form in which they are sent, with the step that they answer.
///
/// [`InputStep::check`] returns them for [`LoginSession::submit`](crate::LoginSession::submit) or
/// [`SubmitLoginStep::fields`](beeper_desktop_client::requests::SubmitLoginStep::fields).
#[derive(Clone, Debug)]
pub struct AnswerFields {
    step_id: StepId,
    instance_id: StepInstanceId,
    fields: BTreeMap<FieldId, Secret>,
}

impl AnswerFields {
    /// Returns the ID of the step that these values answer.
    pub fn step_id(&self) -> &StepId {
        &self.step_id
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        self.instance_id
    }

    /// Returns the value for a field, or `None` if the field stays empty.
    pub fn get(&self, id: impl AsRef<str>) -> Option<&Secret> {
        self.fields.get(&FieldId::from(id.as_ref()))
    }

    /// Iterates over the fields and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldId, &Secret)> {
        self.fields.iter()
    }
}

impl IntoIterator for AnswerFields {
    type Item = (FieldId, Secret);
    type IntoIter = btree_map::IntoIter<FieldId, Secret>;

    fn into_iter(self) -> Self::IntoIter {
        self.fields.into_iter()
    }
}
