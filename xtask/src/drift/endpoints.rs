//! The operations of a document, with their references resolved.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::document::problem::Problem;
use crate::drift::source::Source;
use crate::drift::wire_schema::ValueKind;
use crate::drift::wire_schema::reader::WireSchemas;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation, as far as callers see it.
#[derive(Debug)]
pub struct Endpoint {
    /// Method and path, for people.
    pub name: String,
    /// Its place.
    pub pointer: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its parameters.
    pub parameters: BTreeMap<ParameterKey, Parameter>,
    /// Its body, if it has one.
    pub body: Option<Body>,
    /// Its responses, by status.
    pub answers: BTreeMap<String, Content>,
}

/// The key of a parameter within its operation.
///
/// Path parameters have their index, since their names are not sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParameterKey {
    /// `path`, `query`, `header` or `cookie`.
    pub place: String,
    /// The name or the index.
    pub name: String,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// The parameter in a few words. A shared parameter is not named after one operation.
    pub name: String,
    /// Its place.
    pub pointer: String,
    /// Whether it is required.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its style, if it is not the default.
    pub style: Option<String>,
}

/// A request body.
#[derive(Debug)]
pub struct Body {
    /// Its place.
    pub pointer: String,
    /// Whether it is required.
    pub required: bool,
    /// Its content.
    pub content: Content,
}

/// The schemas of a body, by media type; a body without a schema may be anything.
pub type Content = BTreeMap<String, String>;

/// Returns all operations, by method and by path without the names of its parameters.
pub fn endpoints(source: &Source) -> Result<BTreeMap<(String, String), Endpoint>, Problem> {
    let mut found = BTreeMap::new();
    for (path, pointer) in source.below("/paths").filter(|(path, _)| path.starts_with('/')) {
        let item = source.resolve(&pointer)?;
        for method in METHODS {
            let pointer = child(&item, method);
            if source.at(&pointer).is_some_and(Value::is_object) {
                let path = format!("{}{path}", server_path(source, [&pointer, &item, ""]));
                let name = format!("{} {path}", method.to_uppercase());
                let key = (without_parameter_names(&path), method.to_owned());
                found.insert(key, endpoint(source, name, &path, &item, pointer)?);
            }
        }
    }
    Ok(found)
}

/// Returns the server's path, which precedes that of an operation: some documents put `/v1` into the server's URL. The first of
/// these places that has servers decides.
fn server_path(source: &Source, places: [&str; 3]) -> String {
    let mut servers = places.iter().map(|place| format!("{place}/servers/0"));
    let server = servers.find(|server| source.at(server).is_some()).unwrap_or_default();
    let text = |place: &str, key: &str| source.get(place, key).and_then(Value::as_str).unwrap_or_default();
    let mut url = text(&server, "url").to_owned();
    for (name, variable) in source.below(&child(&server, "variables")) {
        url = url.replace(&format!("{{{name}}}"), text(&variable, "default"));
    }
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let after_scheme = url.split_once("//").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("", |start| &after_scheme[start..]);
    path.trim_end_matches('/').to_owned()
}

/// Returns a path without the names of its parameters, which are not sent.
pub fn without_parameter_names(path: &str) -> String {
    let mut erased = String::new();
    for (index, part) in path.split(['{', '}']).enumerate() {
        erased.push_str(if index % 2 == 0 { part } else { "{}" });
    }
    erased
}

fn endpoint(source: &Source, name: String, path: &str, item: &str, pointer: String) -> Result<Endpoint, Problem> {
    let mut parameters = BTreeMap::new();
    // The parameters of the operation are last, and replace those of the path.
    for list in [child(item, "parameters"), child(&pointer, "parameters")] {
        for place in source.items(&list) {
            if let Some((key, parameter)) = parameter(source, &name, path, &place)? {
                parameters.insert(key, parameter);
            }
        }
    }
    let mut answers = BTreeMap::new();
    for (status, place) in source.below(&child(&pointer, "responses")) {
        let place = source.resolve(&place)?;
        answers.insert(status.to_uppercase(), content(source, &place));
    }
    let body = child(&pointer, "requestBody");
    let body = match source.at(&body) {
        Some(_) => Some(source.resolve(&body)?),
        None => None,
    };
    Ok(Endpoint {
        deprecated: source.flag(&pointer, "deprecated"),
        body: body.map(|pointer| Body {
            required: source.flag(&pointer, "required"),
            content: content(source, &pointer),
            pointer,
        }),
        name,
        pointer,
        parameters,
        answers,
    })
}

fn parameter(
    source: &Source,
    endpoint: &str,
    path: &str,
    place: &str,
) -> Result<Option<(ParameterKey, Parameter)>, Problem> {
    let pointer = source.resolve(place)?;
    let text = |key: &str| source.get(&pointer, key).and_then(Value::as_str);
    let (Some(wire), Some(place)) = (text("name"), text("in")) else {
        return Ok(None);
    };
    let lower = wire.to_lowercase();
    let name = match place {
        "path" => path
            .split(['{', '}'])
            .skip(1)
            .step_by(2)
            .position(|name| name == wire)
            .map(|it| it.to_string()),
        // OpenAPI ignores header parameters with these names.
        "header" => Some(lower).filter(|it| !matches!(it.as_str(), "accept" | "authorization" | "content-type")),
        _ => Some(wire.to_owned()),
    };
    let key = name.map(|name| ParameterKey {
        place: place.to_owned(),
        name,
    });
    let of = match pointer.starts_with("/components/") {
        true => String::new(),
        false => format!("{endpoint} "),
    };
    let style = style(source, &pointer, place)?;
    Ok(key.map(|key| {
        let parameter = Parameter {
            name: format!("{of}{place} {wire}"),
            required: place == "path" || source.flag(&pointer, "required"),
            deprecated: source.flag(&pointer, "deprecated"),
            style,
            pointer,
        };
        (key, parameter)
    }))
}

fn style(source: &Source, pointer: &str, place: &str) -> Result<Option<String>, Problem> {
    if let Some((media_type, _)) = source.below(&child(pointer, "content")).next() {
        return Ok(Some(media_type.to_owned()));
    }
    let (usual, usually_apart) = match place {
        "query" | "cookie" => ("form", true),
        _ => ("simple", false),
    };
    let style = source.get(pointer, "style").and_then(Value::as_str).unwrap_or(usual);
    let apart = source.get(pointer, "explode").and_then(Value::as_bool);
    let is_apart = apart.unwrap_or(style == "form");
    if style == usual && is_apart == usually_apart {
        return Ok(None);
    }
    // Most styles write single values alike.
    let wire_schema = WireSchemas::new(source).at(&vec![child(pointer, "schema")])?;
    let is_single = wire_schema
        .alternatives
        .iter()
        .all(|it| matches!(it.what, ValueKind::Scalar(_)));
    Ok((!is_single).then(|| format!("style: {style}, explode: {is_apart}")))
}

fn content(source: &Source, pointer: &str) -> Content {
    let content = child(pointer, "content");
    source
        .below(&content)
        .map(|(media_type, place)| (bare_media_type(media_type), child(&place, "schema")))
        .collect()
}

/// Returns a media type without its parameters.
fn bare_media_type(media_type: &str) -> String {
    let bare_media_type = media_type.split(';').next().unwrap_or_default();
    bare_media_type.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_paths_are_not_sent() {
        assert_eq!(
            without_parameter_names("/v1/rooms/{roomID}/beds/{b}"),
            "/v1/rooms/{}/beds/{}"
        );
        assert_eq!(without_parameter_names("/v1/rooms"), "/v1/rooms");
    }

    #[test]
    fn a_server_may_begin_the_path() {
        for (url, path) in [
            ("http://localhost:23373", ""),
            ("http://localhost:23373/", ""),
            ("http://localhost:23373/api/", "/api"),
            ("/api", "/api"),
            ("/", ""),
            ("//localhost/api", "/api"),
            ("{address}/api?key=1#top", "/api"),
            ("http://{host}:1/{base}", "/api"),
        ] {
            let text = format!(
                r#"{{"openapi": "3.0.3", "servers": [{{"url": "{url}", "variables": {{"base": {{"default": "api"}}, "host": {{"default": "localhost"}}}}}}], "paths": {{}}}}"#
            );
            assert_eq!(
                server_path(
                    &Source::read("a.json", text.as_bytes()).unwrap(),
                    ["/paths/~1a/get", "/paths/~1a", ""]
                ),
                path,
                "{url}"
            );
        }
    }

    #[test]
    fn media_types_go_without_their_parameters() {
        assert_eq!(bare_media_type("Application/JSON; charset=utf-8"), "application/json");
    }
}
