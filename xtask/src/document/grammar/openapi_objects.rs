//! The objects of OpenAPI 3.0.3 with their keys, as far as a JSON API over HTTP uses them.

use crate::document::grammar::key_types::ValueType::{
    Anything, Count, Example, Flag, FlagOrSchema, List, Map, Number, Prose, Schema, Text, Word,
};
use crate::document::grammar::key_types::{KeyKind, ObjectKeys, ValueType};

const PLAIN: ObjectKeys = ObjectKeys {
    what: "",
    keys: &[],
    needs: &[],
    component: None,
};

pub static DOCUMENT: ObjectKeys = ObjectKeys {
    what: "the document",
    keys: &[
        ("openapi", Text),
        ("info", ValueType::ObjectKeys(&INFO)),
        ("servers", List(&ValueType::ObjectKeys(&SERVER))),
        ("tags", List(&ValueType::ObjectKeys(&TAG))),
        ("security", SECURITY),
        ("paths", Map(KeyKind::Paths, &ValueType::ObjectKeys(&PATH_ITEM))),
        ("components", ValueType::ObjectKeys(&COMPONENTS)),
        ("externalDocs", ValueType::ObjectKeys(&EXTERNAL_DOCS)),
    ],
    needs: &["openapi", "info", "paths"],
    ..PLAIN
};

static INFO: ObjectKeys = ObjectKeys {
    what: "`info`",
    keys: &[
        ("title", Text),
        ("description", Prose),
        ("termsOfService", Text),
        ("contact", ValueType::ObjectKeys(&CONTACT)),
        ("license", ValueType::ObjectKeys(&LICENSE)),
        ("version", Text),
    ],
    needs: &["title", "version"],
    ..PLAIN
};

static CONTACT: ObjectKeys = ObjectKeys {
    what: "`contact`",
    keys: &[("name", Text), ("url", Text), ("email", Text)],
    ..PLAIN
};

static LICENSE: ObjectKeys = ObjectKeys {
    what: "`license`",
    keys: &[("name", Text), ("url", Text)],
    needs: &["name"],
    ..PLAIN
};

static SERVER: ObjectKeys = ObjectKeys {
    what: "a server",
    keys: &[("url", Text), ("description", Prose)],
    needs: &["url"],
    ..PLAIN
};

static TAG: ObjectKeys = ObjectKeys {
    what: "a tag",
    keys: &[
        ("name", Text),
        ("description", Prose),
        ("externalDocs", ValueType::ObjectKeys(&EXTERNAL_DOCS)),
    ],
    needs: &["name"],
    ..PLAIN
};

static EXTERNAL_DOCS: ObjectKeys = ObjectKeys {
    what: "`externalDocs`",
    keys: &[("url", Text), ("description", Prose)],
    needs: &["url"],
    ..PLAIN
};

const SECURITY: ValueType = List(&Map(KeyKind::Free, &List(&Text)));

static COMPONENTS: ObjectKeys = ObjectKeys {
    what: "`components`",
    keys: &[
        ("schemas", Map(KeyKind::Names, &Schema)),
        ("responses", Map(KeyKind::Names, &ValueType::ObjectKeys(&RESPONSE))),
        ("parameters", Map(KeyKind::Names, &ValueType::ObjectKeys(&PARAMETER))),
        ("examples", Map(KeyKind::Names, &ValueType::ObjectKeys(&EXAMPLE))),
        (
            "requestBodies",
            Map(KeyKind::Names, &ValueType::ObjectKeys(&REQUEST_BODY)),
        ),
        ("headers", Map(KeyKind::Names, &ValueType::ObjectKeys(&HEADER))),
        (
            "securitySchemes",
            Map(KeyKind::Names, &ValueType::ObjectKeys(&SECURITY_SCHEME)),
        ),
    ],
    ..PLAIN
};

static SECURITY_SCHEME: ObjectKeys = ObjectKeys {
    what: "a security scheme",
    keys: &[
        ("type", Word(&["http"])),
        ("description", Prose),
        ("scheme", Text),
        ("bearerFormat", Text),
    ],
    needs: &["type", "scheme"],
    ..PLAIN
};

static PATH_ITEM: ObjectKeys = ObjectKeys {
    what: "a path",
    keys: &[
        ("summary", Prose),
        ("description", Prose),
        ("get", ValueType::ObjectKeys(&OPERATION)),
        ("put", ValueType::ObjectKeys(&OPERATION)),
        ("post", ValueType::ObjectKeys(&OPERATION)),
        ("delete", ValueType::ObjectKeys(&OPERATION)),
        ("head", ValueType::ObjectKeys(&OPERATION)),
        ("patch", ValueType::ObjectKeys(&OPERATION)),
        ("parameters", List(&ValueType::ObjectKeys(&PARAMETER))),
    ],
    ..PLAIN
};

static OPERATION: ObjectKeys = ObjectKeys {
    what: "an operation",
    keys: &[
        ("tags", List(&Text)),
        ("summary", Prose),
        ("description", Prose),
        ("externalDocs", ValueType::ObjectKeys(&EXTERNAL_DOCS)),
        ("operationId", Text),
        ("parameters", List(&ValueType::ObjectKeys(&PARAMETER))),
        ("requestBody", ValueType::ObjectKeys(&REQUEST_BODY)),
        ("responses", Map(KeyKind::Statuses, &ValueType::ObjectKeys(&RESPONSE))),
        ("deprecated", Flag),
        ("security", SECURITY),
    ],
    needs: &["operationId", "summary", "responses"],
    ..PLAIN
};

/// OpenAPI allows cookies, but the generator does not support them.
static PARAMETER: ObjectKeys = ObjectKeys {
    what: "a parameter",
    keys: &[
        ("name", Text),
        ("in", Word(&["path", "query", "header"])),
        ("description", Prose),
        ("required", Flag),
        ("deprecated", Flag),
        ("allowEmptyValue", Flag),
        ("schema", Schema),
        ("example", Example),
        ("examples", Map(KeyKind::Free, &ValueType::ObjectKeys(&EXAMPLE))),
    ],
    needs: &["name", "in", "schema"],
    component: Some("parameters"),
};

static REQUEST_BODY: ObjectKeys = ObjectKeys {
    what: "a request body",
    keys: &[
        ("description", Prose),
        ("required", Flag),
        (
            "content",
            Map(
                KeyKind::MediaTypes(&["application/json", "multipart/form-data"]),
                &ValueType::ObjectKeys(&MEDIA_TYPE),
            ),
        ),
    ],
    needs: &["content"],
    component: Some("requestBodies"),
};

static RESPONSE: ObjectKeys = ObjectKeys {
    what: "a response",
    keys: &[
        ("description", Prose),
        ("headers", Map(KeyKind::Free, &ValueType::ObjectKeys(&HEADER))),
        (
            "content",
            Map(
                KeyKind::MediaTypes(&["application/json", "application/octet-stream", "*/*"]),
                &ValueType::ObjectKeys(&MEDIA_TYPE),
            ),
        ),
    ],
    needs: &["description"],
    component: Some("responses"),
};

static MEDIA_TYPE: ObjectKeys = ObjectKeys {
    what: "a media type",
    keys: &[
        ("schema", Schema),
        ("example", Example),
        ("examples", Map(KeyKind::Free, &ValueType::ObjectKeys(&EXAMPLE))),
    ],
    needs: &["schema"],
    ..PLAIN
};

static HEADER: ObjectKeys = ObjectKeys {
    what: "a header",
    keys: &[
        ("description", Prose),
        ("required", Flag),
        ("deprecated", Flag),
        ("schema", Schema),
        ("example", Example),
    ],
    needs: &["schema"],
    component: Some("headers"),
};

static EXAMPLE: ObjectKeys = ObjectKeys {
    what: "an example",
    keys: &[
        ("summary", Prose),
        ("description", Prose),
        ("value", Example),
        ("externalValue", Text),
    ],
    component: Some("examples"),
    ..PLAIN
};

static DISCRIMINATOR: ObjectKeys = ObjectKeys {
    what: "a discriminator",
    keys: &[("propertyName", Text), ("mapping", Map(KeyKind::Free, &Text))],
    needs: &["propertyName"],
    ..PLAIN
};

pub static SCHEMA: ObjectKeys = ObjectKeys {
    what: "a schema",
    keys: &[
        (
            "type",
            Word(&["string", "integer", "number", "boolean", "array", "object"]),
        ),
        ("format", Text),
        ("title", Text),
        ("description", Prose),
        ("nullable", Flag),
        ("deprecated", Flag),
        ("readOnly", Flag),
        ("writeOnly", Flag),
        ("example", Example),
        ("default", Example),
        ("externalDocs", ValueType::ObjectKeys(&EXTERNAL_DOCS)),
        ("enum", List(&Anything)),
        ("minLength", Count),
        ("maxLength", Count),
        ("minimum", Number),
        ("maximum", Number),
        ("exclusiveMinimum", Flag),
        ("exclusiveMaximum", Flag),
        ("multipleOf", Number),
        ("items", Schema),
        ("minItems", Count),
        ("maxItems", Count),
        ("uniqueItems", Flag),
        ("properties", Map(KeyKind::Free, &Schema)),
        ("required", List(&Text)),
        ("additionalProperties", FlagOrSchema),
        ("minProperties", Count),
        ("maxProperties", Count),
        ("oneOf", List(&Schema)),
        ("allOf", List(&Schema)),
        ("discriminator", ValueType::ObjectKeys(&DISCRIMINATOR)),
    ],
    component: Some("schemas"),
    ..PLAIN
};

/// Returns what to write instead of a key that some version of OpenAPI has and the generator does not support.
pub fn instead_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "anyOf" => {
            "use `oneOf` with a `discriminator`, or a separate component; in a component with `type: object`, `anyOf` may list the members of which one is required, each as `required: [name]`"
        }
        "not" => "use `oneOf` with a `discriminator`, or a separate component",
        "const" => "use an `enum` with one value",
        "pattern" => "write it in the description; checking it would need a regular expression engine at run time",
        "callbacks" | "links" | "webhooks" => "write it in the description; only calls to the server are generated",
        "style" | "explode" => "remove it; parameters go in their default style, lists with the name repeated",
        "encoding" => "remove it; bodies with parts of their own types are written by hand",
        "variables" => "write out the URL",
        _ => return None,
    })
}
