//! What the environment says of the server and the token.

use std::env::VarError;

use crate::client::build_error::BuildError;
use crate::client::builder::{ClientBuilder, Given};
use crate::client::token::{bare, unquoted};
use crate::values::secret::Secret;

pub(crate) const TOKEN_VARIABLE: &str = "BEEPER_ACCESS_TOKEN";

/// The first that says something wins.
const BASE_URL_VARIABLES: [&str; 2] = ["BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL"];

/// A builder with what variables say. One that is empty, but for white space and quotes, says nothing.
pub(super) fn builder_from(variable: impl Fn(&str) -> Result<String, VarError>) -> Result<ClientBuilder, BuildError> {
    let read = |name: &'static str| match variable(name) {
        Ok(text) => Ok(Some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(BuildError::NotText { variable: name }),
    };
    let mut builder = ClientBuilder::default();
    let token = read(TOKEN_VARIABLE)?.map(Secret::from);
    builder.token = token
        .filter(|token| !bare(token.expose()).is_empty())
        .map(|token| Given::by_variable(token, TOKEN_VARIABLE));
    for name in BASE_URL_VARIABLES {
        let text = read(name)?.unwrap_or_default();
        let text = unquoted(&text);
        if !text.is_empty() {
            builder.base_url = Some(Given::by_variable(text.to_owned(), name));
            break;
        }
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> ClientBuilder {
        let value = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        builder_from(|name| value(name).ok_or(VarError::NotPresent)).unwrap()
    }

    fn base_url(variables: &[(&str, &str)]) -> Option<(String, &'static str)> {
        let given = read(variables).base_url?;
        Some((given.value, given.variable.unwrap()))
    }

    #[test]
    fn the_environment_is_read() {
        let builder = read(&[
            ("BEEPER_ACCESS_TOKEN", "token"),
            ("BEEPER_BASE_URL", "http://127.0.0.1:1/"),
        ]);
        assert_eq!(builder.token.unwrap().value.expose(), "token");
        let base_url = builder.base_url.unwrap();
        assert_eq!(base_url.value, "http://127.0.0.1:1/");
        assert_eq!(base_url.variable, Some("BEEPER_BASE_URL"));
        let builder = read(&[]);
        assert!(builder.token.is_none() && builder.base_url.is_none());
        let error = builder_from(|_| Err(VarError::NotUnicode("x".into()))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable BEEPER_ACCESS_TOKEN does not hold text"
        );
    }

    #[test]
    fn an_empty_variable_is_unset() {
        for empty in ["", " \t", "\n", "\"\"", "''"] {
            let builder = read(&[
                ("BEEPER_ACCESS_TOKEN", empty),
                ("BEEPER_BASE_URL", empty),
                ("BEEPER_DESKTOP_BASE_URL", empty),
            ]);
            assert!(builder.token.is_none() && builder.base_url.is_none(), "{empty:?}");
        }
        assert!(read(&[("BEEPER_ACCESS_TOKEN", "Bearer ")]).token.is_none());
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
