//! Whether there are values to go with the schemas.

use super::{Lint, Rule};
use crate::problem::quoted;
use crate::sampler::{Sampler, Size};

/// Checks that each component has a value. To be called where nothing else is wrong: what cannot be understood has none.
pub(super) fn check(lint: &mut Lint<'_>) {
    let sampler = Sampler::of(&lint.document.openapi);
    for (name, pointer, _) in lint.schemas().collect::<Vec<_>>() {
        if sampler.component(name, Size::Full).is_some() {
            continue;
        }
        let (message, help) = match sampler.is_finite(name) {
            false => (
                format!(
                    "each value of {} would have to hold another one, without end",
                    quoted(name)
                ),
                "make a member on the way back to it optional",
            ),
            true => (
                format!("no value of {} is known", quoted(name)),
                "give an `example` where texts follow a `pattern`, and bounds that a number can keep to",
            ),
        };
        lint.report(Rule::FiniteValue, &pointer, message, help);
    }
}
