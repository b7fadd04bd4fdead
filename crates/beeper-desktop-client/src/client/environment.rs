//! Reads the settings of a client from environment variables.

use std::env::VarError;

use crate::client::build_error::BuildError;
use crate::client::token::{trimmed_token, unquoted};
use crate::error::token_advice::TOKEN_VARIABLE;
use crate::values::secret::Secret;

/// The variables for the base URL; the first that is not empty is used.
const BASE_URL_VARIABLES: [&str; 2] = ["BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL"];

/// The value of a setting, and the environment variable that it came from, if any.
#[derive(Clone)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) variable: Option<&'static str>,
}

impl<T> Setting<T> {
    pub(crate) fn from_program(value: T) -> Self {
        Self { value, variable: None }
    }

    pub(super) fn from_variable(value: T, variable: &'static str) -> Self {
        Self {
            value,
            variable: Some(variable),
        }
    }
}

/// The settings that the environment variables contain.
#[derive(Default)]
pub(super) struct Environment {
    pub(super) token: Option<Setting<Secret>>,
    pub(super) base_url: Option<Setting<String>>,
}

/// Reads the settings from environment variables. A variable that contains only white space and quotes counts as unset.
pub(super) fn read(variable: impl Fn(&str) -> Result<String, VarError>) -> Result<Environment, BuildError> {
    let token = text(&variable, TOKEN_VARIABLE)?.map(Secret::from);
    Ok(Environment {
        token: token
            .filter(|token| !trimmed_token(token.expose()).is_empty())
            .map(|token| Setting::from_variable(token, TOKEN_VARIABLE)),
        base_url: base_url(variable)?,
    })
}

/// Reads the server's address only.
pub(crate) fn base_url(
    variable: impl Fn(&str) -> Result<String, VarError>,
) -> Result<Option<Setting<String>>, BuildError> {
    for name in BASE_URL_VARIABLES {
        let text = text(&variable, name)?.unwrap_or_default();
        let text = unquoted(&text);
        if !text.is_empty() {
            return Ok(Some(Setting::from_variable(text.to_owned(), name)));
        }
    }
    Ok(None)
}

fn text(variable: impl Fn(&str) -> Result<String, VarError>, name: &'static str) -> Result<Option<String>, BuildError> {
    match variable(name) {
        Ok(text) => Ok(Some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(BuildError::NotText { variable: name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment_of(variables: &[(&str, &str)]) -> Environment {
        let value = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        read(|name| value(name).ok_or(VarError::NotPresent)).unwrap()
    }

    fn base_url(variables: &[(&str, &str)]) -> Option<(String, &'static str)> {
        let given = environment_of(variables).base_url?;
        Some((given.value, given.variable.unwrap()))
    }

    #[test]
    fn the_environment_is_read() {
        let environment = environment_of(&[
            ("BEEPER_ACCESS_TOKEN", "token"),
            ("BEEPER_BASE_URL", "http://127.0.0.1:1/"),
        ]);
        assert_eq!(environment.token.unwrap().value.expose(), "token");
        let base_url = environment.base_url.unwrap();
        assert_eq!(base_url.value, "http://127.0.0.1:1/");
        assert_eq!(base_url.variable, Some("BEEPER_BASE_URL"));
        let environment = environment_of(&[]);
        assert!(environment.token.is_none() && environment.base_url.is_none());
        let error = read(|_| Err(VarError::NotUnicode("x".into()))).err().unwrap();
        assert_eq!(
            error.to_string(),
            "the environment variable BEEPER_ACCESS_TOKEN is not valid Unicode"
        );
    }

    #[test]
    fn an_empty_variable_is_unset() {
        for empty in ["", " \t", "\n", "\"\"", "''"] {
            let environment = environment_of(&[
                ("BEEPER_ACCESS_TOKEN", empty),
                ("BEEPER_BASE_URL", empty),
                ("BEEPER_DESKTOP_BASE_URL", empty),
            ]);
            assert!(
                environment.token.is_none() && environment.base_url.is_none(),
                "{empty:?}"
            );
        }
        assert!(environment_of(&[("BEEPER_ACCESS_TOKEN", "Bearer ")]).token.is_none());
    }

    #[test]
    fn the_first_of_the_variables_for_the_address_that_says_something_wins() {
        let (first, second) = ("BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL");
        for (variables, expected) in [
            (&[(first, "http://a"), (second, "http://b")][..], ("http://a", first)),
            (&[(first, " "), (second, "http://b")], ("http://b", second)),
            (&[(second, "\"http://b\"\n")], ("http://b", second)),
        ] {
            assert_eq!(base_url(variables), Some((expected.0.to_owned(), expected.1)));
        }
    }
}
