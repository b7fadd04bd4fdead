//! The named values in the body of a request: members of a JSON object, keys of a form, parts of a multipart body.

use beeper_desktop_client::Secret;
use mediatype::{MediaType, ReadParams};
use serde_json::Value;
use url::form_urlencoded;

/// Returns the values of a body with their names, in order. Empty if the body is of another kind.
///
/// Pages send a wrong content type, or none, so this also inspects the body itself.
pub(super) fn read(content_type: Option<&str>, body: &str) -> Vec<(String, Secret)> {
    let media_type = content_type.and_then(|text| MediaType::parse(text).ok());
    let is = |ty: &str, subtype: &str| {
        let is_it = |it: &MediaType<'_>| {
            it.ty.as_str().eq_ignore_ascii_case(ty) && it.subty.as_str().eq_ignore_ascii_case(subtype)
        };
        media_type.as_ref().is_some_and(is_it)
    };
    if let Ok(Value::Object(members)) = serde_json::from_str(body) {
        return members
            .into_iter()
            .filter_map(|(name, value)| Some((name, text_of(value)?)))
            .collect();
    }
    if is("multipart", "form-data") || body.starts_with("--") {
        let named = media_type
            .as_ref()
            .and_then(|it| it.get_param(mediatype::names::BOUNDARY));
        let named = named.map(|boundary| boundary.unquoted_str().into_owned());
        return multipart(named.or_else(|| first_boundary(body)).as_deref(), body);
    }
    if is("application", "x-www-form-urlencoded") || media_type.is_none() || is("text", "plain") {
        return form(body);
    }
    Vec::new()
}

fn text_of(value: Value) -> Option<Secret> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.into()),
        other => Some(other.to_string().into()),
    }
}

fn form(body: &str) -> Vec<(String, Secret)> {
    form_urlencoded::parse(body.as_bytes())
        .map(|(name, value)| (name.into_owned(), Secret::from(value.into_owned())))
        .collect()
}

/// Returns the boundary with which a multipart body begins.
fn first_boundary(body: &str) -> Option<String> {
    let boundary = body.lines().next()?.strip_prefix("--")?.trim_end();
    (!boundary.is_empty()).then(|| boundary.to_owned())
}

fn multipart(boundary: Option<&str>, body: &str) -> Vec<(String, Secret)> {
    let Some(delimiter) = boundary.map(|boundary| format!("\r\n--{boundary}")) else {
        return Vec::new();
    };
    // No line precedes the first delimiter.
    let body = format!("\r\n{body}");
    let parts = body.split(delimiter.as_str()).skip(1);
    parts
        .take_while(|part| !part.starts_with("--"))
        .filter_map(|part| {
            let (head, value) = part.split_once("\r\n\r\n")?;
            let name = head.split("\r\n").find_map(part_name)?;
            Some((name, Secret::from(value)))
        })
        .collect()
}

/// Returns the name in a part's `Content-Disposition: form-data; name="session"`. Browsers write `%22` for a quotation mark.
fn part_name(line: &str) -> Option<String> {
    let (header, value) = line.split_once(':')?;
    if !header.trim().eq_ignore_ascii_case("content-disposition") {
        return None;
    }
    let quoted = value.split_once("; name=\"")?.1.split_once('"')?.0;
    Some(quoted.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, proptest};

    use super::read;

    fn values(content_type: Option<&str>, body: &str) -> Vec<(String, String)> {
        let read = read(content_type, body);
        read.into_iter()
            .map(|(name, value)| (name, value.expose().to_owned()))
            .collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn members_of_a_json_object_are_found_whatever_the_label() {
        let body = r#"{"token": "a%2Bb\u00e9", "n": 7, "no": null, "inner": {"token": "x"}, "yes": true}"#;
        let expected = owned(&[
            ("inner", r#"{"token":"x"}"#),
            ("n", "7"),
            ("token", "a%2Bbé"),
            ("yes", "true"),
        ]);
        for label in [
            Some("application/json; charset=utf-8"),
            Some("text/plain"),
            None,
            Some("nonsense"),
        ] {
            assert_eq!(values(label, body), expected, "{label:?}");
        }
        for body in [r#"["token"]"#, r#""token""#, "{\"token\": ", "7"] {
            assert_eq!(values(Some("application/json"), body), [], "{body}");
        }
    }

    #[test]
    fn keys_of_a_form_are_decoded_as_forms_are() {
        let body = "token=a%2Bb+c%3D&empty=&flag&%C3%A9=1";
        let expected = owned(&[("token", "a+b c="), ("empty", ""), ("flag", ""), ("é", "1")]);
        for label in [
            Some("application/x-www-form-urlencoded"),
            Some("Application/X-WWW-Form-URLencoded;charset=UTF-8"),
            None,
        ] {
            assert_eq!(values(label, body), expected, "{label:?}");
        }
    }

    #[test]
    fn parts_of_a_multipart_body_are_found_by_name() {
        let body = "------b0undary\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na%2Bb\r\n\r\nline\r\n\
                    ------b0undary\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; name=\"a %22b%22\"\r\n\r\n\
                    \r\n------b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"name.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nwhole\r\n------b0undary--\r\n";
        let expected = owned(&[("token", "a%2Bb\r\n\r\nline"), ("a \"b\"", ""), ("file", "whole")]);
        for label in [
            Some("multipart/form-data; boundary=----b0undary"),
            Some("multipart/form-data"),
            None,
        ] {
            assert_eq!(values(label, body), expected, "{label:?}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(
            label in proptest::option::of("(multipart/form-data|application/json|[a-z]{1,5}/x)(; ?boundary=\\PC{0,8})?|\\PC{0,30}"),
            body in "(--x|\r\n|: |; name=\"|\"|=|&|%|[{}]|\\PC){0,30}",
        ) {
            for (name, value) in read(label.as_deref(), &body) {
                // Every value found is a part of the body.
                prop_assert!(name.len() <= body.len() * 3 && value.expose().len() <= body.len() * 3);
            }
        }
    }

    #[test]
    fn other_bodies_and_broken_ones_hold_nothing() {
        for (label, body) in [
            (Some("image/png"), "token=1"),
            (Some("multipart/form-data"), "token=1"),
            (
                Some("multipart/form-data; boundary=x"),
                "--x\r\nContent-Disposition: form-data; name=\"token",
            ),
            (
                Some("multipart/form-data; boundary=x"),
                "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
            ),
            (None, "--"),
            (None, ""),
        ] {
            assert_eq!(values(label, body), [], "{body}");
        }
    }
}
