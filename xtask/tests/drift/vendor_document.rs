//! A document as a vendor's tools write it.
//!
//! It is OpenAPI 3.1 in the style of 3.0, with all schemas inline, and with routes beside those of the API.

use serde_json::{Map, Value, json};

use crate::support::json_of;

/// The side that sends a value of the schema.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Sent,
    Received,
}

/// Returns the vendor's version of a document, with additions in the form that its tools write.
///
/// Where a difference is allowed, a property is either always present or never.
pub fn vendor(document: &str, allowed: &str, add: impl FnOnce(&mut Value)) -> Value {
    let mut root = json_of(document);
    for line in allowed.lines().filter(|line| line.starts_with("differs: field ")) {
        let (component, property) = line.split('`').nth(1).unwrap().split_once('.').unwrap();
        require(&mut root["components"]["schemas"][component], property);
    }
    for line in allowed
        .lines()
        .filter(|line| line.starts_with("the server lacks: field "))
    {
        let (component, property) = line.split('`').nth(1).unwrap().split_once('.').unwrap();
        let properties = root["components"]["schemas"][component]["properties"].as_object_mut();
        properties.unwrap().remove(property).unwrap();
    }
    add(&mut root);
    let mut paths = Map::new();
    for (path, item) in root["paths"].as_object().unwrap() {
        let shared: Vec<Value> = item
            .get("parameters")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let operations = item.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters");
        let operations = operations.map(|(method, it)| (method.clone(), operation(&root, &shared, it)));
        paths.insert(path.replace("ID}", "Id}"), Value::Object(operations.collect()));
    }
    for (path, method) in [
        ("/_matrix/client/v3/sync", "get"),
        ("/_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}", "put"),
        ("/oauth/token", "post"),
        ("/.well-known/oauth-protected-resource", "get"),
    ] {
        paths.insert(
            path.to_owned(),
            json!({ method: { "responses": { "200": { "description": "OK" } } } }),
        );
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Beeper Client API", "version": "5.0.0" },
        "servers": [{ "url": "http://localhost:23373" }],
        "components": { "securitySchemes": { "bearerAuth": { "type": "http", "scheme": "bearer" } } },
        "paths": paths,
    })
}

/// Makes an object require a property.
pub fn require(object: &mut Value, property: &str) {
    let object = match object.get("allOf") {
        Some(_) => &mut object["allOf"][1],
        None => object,
    };
    let mut required = object.get("required").cloned().unwrap_or(json!([]));
    required.as_array_mut().unwrap().push(json!(property));
    object["required"] = required;
}

fn operation(root: &Value, shared: &[Value], operation: &Value) -> Value {
    let own = operation
        .get("parameters")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let parameters: Vec<_> = shared.iter().chain(&own).map(|it| parameter(root, it)).collect();
    let mut written = json!({
        "parameters": parameters,
        "x-beeper-available-since": "4.1.169",
        "x-readme": { "code-samples": [] },
        "summary": "Vendor prose about the operation.",
        "description": "Vendor prose about the operation.",
    });
    for key in ["operationId", "deprecated", "security"] {
        if let Some(value) = operation.get(key) {
            written[key] = value.clone();
        }
    }
    if let Some(body) = operation.get("requestBody") {
        written["requestBody"] = content(root, body, Side::Sent);
    }
    written["responses"] = json!({});
    for (status, response) in operation["responses"].as_object().unwrap() {
        let response = match response.get("$ref") {
            Some(target) => at(root, target),
            None => response,
        };
        let statuses: &[&str] = if status == "default" {
            &["400", "500"]
        } else {
            &[status]
        };
        for status in statuses {
            written["responses"][*status] = content(root, response, Side::Received);
        }
    }
    written
}

fn parameter(root: &Value, parameter: &Value) -> Value {
    let parameter = match parameter.get("$ref") {
        Some(target) => at(root, target),
        None => parameter,
    };
    let mut parameter = parameter.clone();
    let name = parameter["name"].as_str().unwrap().to_owned();
    if parameter["in"] == "path" {
        parameter["name"] = json!(name.strip_suffix("ID").map_or(name.clone(), |rest| format!("{rest}Id")));
    }
    parameter["description"] = json!("Vendor prose about the parameter.");
    parameter["schema"] = schema(root, &parameter["schema"], Side::Sent);
    parameter
}

fn content(root: &Value, holder: &Value, side: Side) -> Value {
    let mut holder = holder.clone();
    holder["description"] = json!("Vendor prose about the body.");
    for (_, kind) in holder
        .get_mut("content")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        kind["schema"] = schema(root, &kind["schema"], side);
    }
    holder
}

fn at<'a>(root: &'a Value, target: &Value) -> &'a Value {
    root.pointer(target.as_str().unwrap().trim_start_matches('#')).unwrap()
}

/// Returns a schema with all its parts inline.
fn schema(root: &Value, value: &Value, side: Side) -> Value {
    if let Some(target) = value.get("$ref") {
        let name = target.as_str().unwrap().rsplit('/').next().unwrap();
        let mut inline = schema(root, at(root, target), side);
        if inline.get("anyOf").is_none() {
            inline["title"] = json!(name);
        }
        return inline;
    }
    if let Some(parts) = value.get("allOf").and_then(Value::as_array) {
        let mut whole = schema(root, &parts[0], side);
        for part in &parts[1..] {
            merge(&mut whole, schema(root, part, side));
        }
        return whole;
    }
    // Beside properties, `anyOf` lists which of them are required.
    let any_of = value.get("anyOf").filter(|_| value.get("properties").is_none());
    if let Some(variants) = value.get("oneOf").or(any_of).and_then(Value::as_array) {
        let variants = variants.iter().map(|variant| {
            let mut written = schema(root, variant, side);
            if let Some(title) = variant.get("title") {
                written["title"] = title.clone();
            }
            written
        });
        return json!({ "anyOf": variants.collect::<Vec<_>>() });
    }
    let mut written = value.clone();
    let object = written.as_object_mut().unwrap();
    for ours in ["example", "discriminator", "minLength", "format"] {
        // The other formats are only for our generator.
        const THEIRS: [&str; 3] = ["date-time", "binary", "uri"];
        if object
            .get(ours)
            .is_some_and(|it| !THEIRS.iter().any(|format| it == format))
        {
            object.remove(ours);
        }
    }
    if object.contains_key("description") {
        object.insert("description".to_owned(), json!("Vendor prose about the value."));
    }
    let is_nullable = object.remove("nullable").is_some();
    if is_nullable && object["type"] == "object" {
        return json!({ "anyOf": [schema(root, &written, side), { "type": "null" }] });
    }
    if is_nullable {
        let kind = object["type"].clone();
        object.insert("type".to_owned(), json!([kind, "null"]));
    }
    if object.get("minimum") == Some(&json!(1)) {
        object.insert("minimum".to_owned(), json!(0));
        object.insert("exclusiveMinimum".to_owned(), json!(true));
    }
    if let Some(values) = object.get("enum").and_then(Value::as_array).cloned() {
        match values.as_slice() {
            [one] => {
                object.remove("enum");
                object.insert("const".to_owned(), one.clone());
            }
            several if side == Side::Received && object["type"] == "string" => {
                let constants = several.iter().map(|value| json!({ "const": value }));
                let constants = json!({ "type": "string", "oneOf": constants.collect::<Vec<_>>() });
                *object = constants.as_object().unwrap().clone();
            }
            _ => {}
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(held) = object.get(key).filter(|held| held.is_object()).cloned() {
            object.insert(key.to_owned(), schema(root, &held, side));
        }
    }
    let required = object.get("required").cloned().unwrap_or(json!([]));
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        for (index, (name, property)) in properties.iter_mut().enumerate() {
            *property = schema(root, property, side);
            let is_required = required.as_array().unwrap().contains(&json!(name));
            // An optional member of a response may be null as well, as some tools write it.
            if side == Side::Received && !is_required && property.get("type").is_some_and(Value::is_string) {
                match index % 3 {
                    0 => property["nullable"] = json!(true),
                    1 => property["type"] = json!([property["type"], "null"]),
                    _ => {}
                }
            }
        }
    }
    written
}

/// Returns an object with the members of another one added.
fn merge(whole: &mut Value, more: Value) {
    for (name, property) in more["properties"].as_object().unwrap() {
        whole["properties"][name] = property.clone();
    }
    let required = more
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if !required.is_empty() {
        let all = whole
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        whole["required"] = all.into_iter().chain(required).collect();
    }
}
