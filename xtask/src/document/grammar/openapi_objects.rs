//! The objects of OpenAPI 3.0.3, as far as an API of JSON over HTTP uses them.

use crate::document::grammar::key_types::Shape::{
    Anything, Count, Example, Flag, FlagOrSchema, List, Map, Number, Prose, Schema, Text, Word,
};
use crate::document::grammar::key_types::{Keys, Object, Shape};

const PLAIN: Object = Object {
    what: "",
    keys: &[],
    needs: &[],
    component: None,
};

pub static DOCUMENT: Object = Object {
    what: "the document",
    keys: &[
        ("openapi", Text),
        ("info", Shape::Object(&INFO)),
        ("servers", List(&Shape::Object(&SERVER))),
        ("tags", List(&Shape::Object(&TAG))),
        ("security", SECURITY),
        ("paths", Map(Keys::Paths, &Shape::Object(&PATH_ITEM))),
        ("components", Shape::Object(&COMPONENTS)),
        ("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
    ],
    needs: &["openapi", "info", "paths"],
    ..PLAIN
};

static INFO: Object = Object {
    what: "`info`",
    keys: &[
        ("title", Text),
        ("description", Prose),
        ("termsOfService", Text),
        ("contact", Shape::Object(&CONTACT)),
        ("license", Shape::Object(&LICENSE)),
        ("version", Text),
    ],
    needs: &["title", "version"],
    ..PLAIN
};

static CONTACT: Object = Object {
    what: "`contact`",
    keys: &[("name", Text), ("url", Text), ("email", Text)],
    ..PLAIN
};

static LICENSE: Object = Object {
    what: "`license`",
    keys: &[("name", Text), ("url", Text)],
    needs: &["name"],
    ..PLAIN
};

static SERVER: Object = Object {
    what: "a server",
    keys: &[("url", Text), ("description", Prose)],
    needs: &["url"],
    ..PLAIN
};

static TAG: Object = Object {
    what: "a tag",
    keys: &[
        ("name", Text),
        ("description", Prose),
        ("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
    ],
    needs: &["name"],
    ..PLAIN
};

static EXTERNAL_DOCS: Object = Object {
    what: "`externalDocs`",
    keys: &[("url", Text), ("description", Prose)],
    needs: &["url"],
    ..PLAIN
};

const SECURITY: Shape = List(&Map(Keys::Free, &List(&Text)));

static COMPONENTS: Object = Object {
    what: "`components`",
    keys: &[
        ("schemas", Map(Keys::Names, &Schema)),
        ("responses", Map(Keys::Names, &Shape::Object(&RESPONSE))),
        ("parameters", Map(Keys::Names, &Shape::Object(&PARAMETER))),
        ("examples", Map(Keys::Names, &Shape::Object(&EXAMPLE))),
        ("requestBodies", Map(Keys::Names, &Shape::Object(&REQUEST_BODY))),
        ("headers", Map(Keys::Names, &Shape::Object(&HEADER))),
        ("securitySchemes", Map(Keys::Names, &Shape::Object(&SECURITY_SCHEME))),
    ],
    ..PLAIN
};

static SECURITY_SCHEME: Object = Object {
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

static PATH_ITEM: Object = Object {
    what: "a path",
    keys: &[
        ("summary", Prose),
        ("description", Prose),
        ("get", Shape::Object(&OPERATION)),
        ("put", Shape::Object(&OPERATION)),
        ("post", Shape::Object(&OPERATION)),
        ("delete", Shape::Object(&OPERATION)),
        ("head", Shape::Object(&OPERATION)),
        ("patch", Shape::Object(&OPERATION)),
        ("parameters", List(&Shape::Object(&PARAMETER))),
    ],
    ..PLAIN
};

static OPERATION: Object = Object {
    what: "an operation",
    keys: &[
        ("tags", List(&Text)),
        ("summary", Prose),
        ("description", Prose),
        ("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        ("operationId", Text),
        ("parameters", List(&Shape::Object(&PARAMETER))),
        ("requestBody", Shape::Object(&REQUEST_BODY)),
        ("responses", Map(Keys::Statuses, &Shape::Object(&RESPONSE))),
        ("deprecated", Flag),
        ("security", SECURITY),
    ],
    needs: &["operationId", "summary", "responses"],
    ..PLAIN
};

/// Cookies are legal OpenAPI, but not generated.
static PARAMETER: Object = Object {
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
        ("examples", Map(Keys::Free, &Shape::Object(&EXAMPLE))),
    ],
    needs: &["name", "in", "schema"],
    component: Some("parameters"),
};

static REQUEST_BODY: Object = Object {
    what: "a request body",
    keys: &[
        ("description", Prose),
        ("required", Flag),
        (
            "content",
            Map(
                Keys::MediaTypes(&["application/json", "multipart/form-data"]),
                &Shape::Object(&MEDIA_TYPE),
            ),
        ),
    ],
    needs: &["content"],
    component: Some("requestBodies"),
};

static RESPONSE: Object = Object {
    what: "a response",
    keys: &[
        ("description", Prose),
        ("headers", Map(Keys::Free, &Shape::Object(&HEADER))),
        (
            "content",
            Map(
                Keys::MediaTypes(&["application/json", "application/octet-stream", "*/*"]),
                &Shape::Object(&MEDIA_TYPE),
            ),
        ),
    ],
    needs: &["description"],
    component: Some("responses"),
};

static MEDIA_TYPE: Object = Object {
    what: "a media type",
    keys: &[
        ("schema", Schema),
        ("example", Example),
        ("examples", Map(Keys::Free, &Shape::Object(&EXAMPLE))),
    ],
    needs: &["schema"],
    ..PLAIN
};

static HEADER: Object = Object {
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

static EXAMPLE: Object = Object {
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

static DISCRIMINATOR: Object = Object {
    what: "a discriminator",
    keys: &[("propertyName", Text), ("mapping", Map(Keys::Free, &Text))],
    needs: &["propertyName"],
    ..PLAIN
};

pub static SCHEMA: Object = Object {
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
        ("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
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
        ("properties", Map(Keys::Free, &Schema)),
        ("required", List(&Text)),
        ("additionalProperties", FlagOrSchema),
        ("minProperties", Count),
        ("maxProperties", Count),
        ("oneOf", List(&Schema)),
        ("allOf", List(&Schema)),
        ("discriminator", Shape::Object(&DISCRIMINATOR)),
    ],
    component: Some("schemas"),
    ..PLAIN
};

/// What to write instead of a key that OpenAPI knows, in this version or another, and the generator does not.
pub fn instead_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "anyOf" => {
            "use `oneOf` with a `discriminator`, or a type of its own; in a component with `type: object` it may list members of which one is required, each as `required: [name]`"
        }
        "not" => "use `oneOf` with a `discriminator`, or a type of its own",
        "const" => "use an `enum` with one value",
        "pattern" => "say it in the description; checking it would need a regular expression engine at run time",
        "callbacks" | "links" | "webhooks" => "say it in the description; only calls to the server are generated",
        "style" | "explode" => "take it away; parameters go in their default style, lists with the name repeated",
        "encoding" => "take it away; bodies with parts of their own types are written by hand",
        "variables" => "write the address out",
        _ => return None,
    })
}
