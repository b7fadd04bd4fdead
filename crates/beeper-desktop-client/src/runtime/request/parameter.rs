//! Converts the values of query parameters and headers to texts.

use crate::values::secret::Secret;
use crate::values::server_text::ServerText;
use crate::values::timestamp::Timestamp;

/// A value of a query parameter or a header, as one text or several.
pub(crate) trait Parameter {
    /// Passes each text to `add`, and none if the parameter is absent.
    fn texts(&self, add: &mut dyn FnMut(&str));
}

impl<T: Parameter> Parameter for Option<T> {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        if let Some(value) = self {
            value.texts(add);
        }
    }
}

impl<T: Parameter> Parameter for Vec<T> {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        for value in self {
            value.texts(add);
        }
    }
}

impl Parameter for bool {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        add(if *self { "true" } else { "false" });
    }
}

impl Parameter for i64 {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        add(&self.to_string());
    }
}

impl Parameter for f64 {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        add(&self.to_string());
    }
}

impl Parameter for String {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        add(self);
    }
}

impl Parameter for Secret {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        add(self.expose());
    }
}

impl Parameter for ServerText {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        add(self.as_str());
    }
}

impl Parameter for Timestamp {
    fn texts(&self, add: &mut dyn FnMut(&str)) {
        add(self.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::types::AccountId;

    #[test]
    fn parameters_are_absent_or_there_once_or_several_times() {
        let texts = |parameter: &dyn Parameter| {
            let mut texts = Vec::new();
            parameter.texts(&mut |text| texts.push(text.to_owned()));
            texts
        };
        assert_eq!(texts(&None::<String>), Vec::<String>::new());
        assert_eq!(texts(&Some("a b&c".to_owned())), ["a b&c"]);
        assert_eq!(texts(&true), ["true"]);
        assert_eq!(texts(&-3_i64), ["-3"]);
        assert_eq!(texts(&0.5), ["0.5"]);
        assert_eq!(texts(&vec![AccountId::new("x"), AccountId::new("y")]), ["x", "y"]);
    }
}
