//! Steps that ask the user for values, and the check of these values.
//!
//! * [`InputStep`] is the login session's request, with its [`Field`]s and [`Attachment`]s. Labels, placeholders and
//!   descriptions are printable. Instructions are a [`ServerText`](beeper_desktop_client::ServerText); pass them through
//!   [`printable`](crate::text::printable).
//! * [`FieldValues`] contains the values that the user typed or that your program prepared.
//! * [`InputStep::check`] converts them into [`AnswerFields`], in the form that networks expect, or returns an
//!   [`InvalidAnswer`] with all errors. Servers check little, and some end the session because of an invalid value, so check
//!   values first.
//! * [`StepFingerprint`] distinguishes a step that comes again from one that has changed.
//!
//! `Debug` and errors never print a value.
//!
//! ```
//! use beeper_bridge_login::input::{FieldValues, InputStep};
//! use beeper_desktop_client::types::{LoginStepAnswerType, UserInputStep};
//!
//! let step: UserInputStep = serde_json::from_str(
//!     r#"{"stepID": "phone", "fields": [{"id": "number", "type": "phone_number", "label": "Phone number"}]}"#,
//! )?;
//! let step = InputStep::from(step);
//!
//! let refused = step.check(&FieldValues::new().with("number", "0555 0100")).unwrap_err();
//! assert_eq!(refused.to_string(), "Phone number (number): begin with `+` and the country code");
//!
//! let answer = step.check(&FieldValues::new().with("number", "+1 (555) 0100"))?;
//! assert_eq!(answer.get("number").map(|value| value.expose()), Some("+15550100"));
//! # let client = beeper_desktop_client::Client::builder().build()?;
//! let request = client.submit_login_step("local-sms", "session", step.id(), LoginStepAnswerType::UserInput).fields(answer);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod attachment;
pub(crate) mod field;
pub(crate) mod field_kind;
pub(crate) mod field_values;
pub(crate) mod invalid_answer;
mod normalization;
pub(crate) mod pattern;
pub(crate) mod select_option;
pub(crate) mod step;
pub(crate) mod step_fingerprint;
#[cfg(test)]
mod tests;
pub(crate) mod validation;

pub use attachment::{Attachment, AttachmentKind, MAX_ATTACHMENT_BYTES};
pub use field::Field;
pub use field_kind::FieldKind;
pub use field_values::FieldValues;
pub use invalid_answer::{FieldError, FieldErrorKind, InvalidAnswer};
pub use pattern::Pattern;
pub use select_option::SelectOption;
pub use step::InputStep;
pub use step_fingerprint::StepFingerprint;
pub use validation::AnswerFields;
