//! Additions to a document as text, in the style in which a person writes them.

use openapiv3::ReferenceOr;

use crate::ci::component_uses::ComponentUses;
use crate::ci::one_file::insertions::Text;
use crate::document::codegen_toml::settings::Settings;
use crate::document::json_pointer::child;
use crate::document::load::Document;

/// A kind of addition.
#[derive(Clone, Copy)]
pub struct Addition {
    /// The name of the kind, as reports print it.
    pub name: &'static str,
    /// Makes the additions of this kind.
    pub add: fn(&mut Text<'_>, &Place<'_>),
}

/// The document to which additions are made.
pub struct Place<'a> {
    /// The document before the additions.
    pub document: &'a Document,
    /// Its settings.
    pub settings: &'a Settings,
    /// How programs use its components.
    pub uses: &'a ComponentUses,
}

/// All kinds.
pub const ADDITIONS: &[Addition] = &[
    Addition {
        name: "an optional property",
        add: optional_property,
    },
    Addition {
        name: "an enum value",
        add: enum_value,
    },
    Addition {
        name: "a union variant",
        add: union_variant,
    },
    Addition {
        name: "a component",
        add: component,
    },
    Addition {
        name: "an optional parameter",
        add: optional_parameter,
    },
    Addition {
        name: "an operation with a path ID, a query and a body",
        add: operation,
    },
    Addition {
        name: "a union in a request body",
        add: union_in_a_body,
    },
];

const SCHEMAS: &str = "/components/schemas";

/// Returns the first member or item of a part of a component before which lines can be inserted.
fn first_inside(text: &Text<'_>, place: &Place<'_>, component: &str, inside: &str) -> Option<String> {
    let positions = &place.document.positions;
    let prefix = format!("{SCHEMAS}/{component}/{inside}/");
    let inner = positions.iter().filter(|(pointer, _)| {
        pointer.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/')) && text.has(pointer)
    });
    let first = inner.min_by_key(|(_, position)| position.line);
    first.map(|(pointer, _)| pointer.clone())
}

/// Returns the places that [`first_inside`] finds, for the first and the last component that has one.
fn outermost(text: &Text<'_>, place: &Place<'_>, components: &[String], inside: &str) -> Vec<String> {
    let mut places = components.iter().filter_map(|it| first_inside(text, place, it, inside));
    let first = places.next();
    first.into_iter().chain(places.next_back()).collect()
}

/// Adds a property to objects in responses, in bodies, and inside bodies.
fn optional_property(text: &mut Text<'_>, place: &Place<'_>) {
    let uses = place.uses;
    for components in [&uses.answers, &uses.bodies, &uses.nested] {
        for pointer in outermost(text, place, components, "properties") {
            text.insert_before(
                &pointer,
                "trialNote:\n  type: string\n  description: What was noted on a trial. Absent for nothing.\n",
            );
        }
    }
}

fn enum_value(text: &mut Text<'_>, place: &Place<'_>) {
    for pointer in outermost(text, place, &place.uses.enums, "enum") {
        text.insert_before(&pointer, "- trial\n");
    }
}

fn union_variant(text: &mut Text<'_>, place: &Place<'_>) {
    let schemas = place
        .document
        .openapi
        .components
        .as_ref()
        .map(|components| &components.schemas);
    for union in &place.uses.unions {
        let component = schemas.and_then(|schemas| schemas.get(union)?.as_item());
        let discriminator = component.and_then(|schema| schema.schema_data.discriminator.as_ref());
        let (Some(discriminator), Some(variant), Some(mapped)) = (
            discriminator,
            first_inside(text, place, union, "oneOf"),
            first_inside(text, place, union, "discriminator/mapping"),
        ) else {
            continue;
        };
        let tag = &discriminator.property_name;
        text.insert_before(&variant, "- $ref: '#/components/schemas/TrialVariant'\n");
        text.insert_before(&mapped, "trial: '#/components/schemas/TrialVariant'\n");
        text.insert_before(
            &child(SCHEMAS, union),
            &format!(
                "\
TrialVariant:
  type: object
  description: What is on trial.
  required: [{tag}, length]
  example:
    {tag}: trial
    length: 3
  properties:
    {tag}:
      type: string
      description: Always `trial`.
      enum: [trial]
    length:
      type: integer
      description: How long it lasts, in seconds.
    words:
      type: array
      description: What is said in it. Absent for nothing.
      items:
        type: string
"
            ),
        );
        return;
    }
}

/// Adds an object, and a property that refers to it.
fn component(text: &mut Text<'_>, place: &Place<'_>) {
    let answers = &place.uses.answers;
    let (Some(component), Some(first)) = (answers.last(), outermost(text, place, answers, "properties").pop()) else {
        return;
    };
    text.insert_before(&first, "trialRun:\n  $ref: '#/components/schemas/TrialRun'\n");
    text.insert_before(
        &child(SCHEMAS, component),
        "\
TrialRun:
  type: object
  description: A run on trial.
  required: [began, count]
  properties:
    began:
      type: string
      description: Who began it.
    count:
      type: integer
      description: How many there were.
    more:
      type: object
      description: How many there were, by name. Absent for none.
      additionalProperties:
        type: number
        description: How many there were.
",
    );
}

/// Adds a union with a tag, and an optional property of a whole body that contains it.
fn union_in_a_body(text: &mut Text<'_>, place: &Place<'_>) {
    let bodies = &place.uses.bodies;
    let (Some(body), Some(first)) = (
        bodies.first(),
        outermost(text, place, bodies, "properties").first().cloned(),
    ) else {
        return;
    };
    text.insert_before(
        &first,
        "trialChoice:\n  description: What to try. Absent for nothing.\n  allOf:\n    - $ref: '#/components/schemas/NewTrialChoice'\n",
    );
    text.insert_before(
        &child(SCHEMAS, body),
        "\
NewTrialChoice:
  description: What to try.
  oneOf:
    - $ref: '#/components/schemas/NewTrialCount'
    - $ref: '#/components/schemas/NewTrialWord'
  discriminator:
    propertyName: kind
    mapping:
      count: '#/components/schemas/NewTrialCount'
      word: '#/components/schemas/NewTrialWord'
NewTrialCount:
  type: object
  description: A number to try.
  required: [kind, number]
  properties:
    kind:
      type: string
      description: Always `count`.
      enum: [count]
    number:
      type: integer
      minimum: 1
      description: The number of attempts.
NewTrialWord:
  type: object
  description: A word to try.
  required: [kind, word]
  properties:
    kind:
      type: string
      description: Always `word`.
      enum: [word]
    word:
      type: string
      description: The word.
",
    );
}

fn optional_parameter(text: &mut Text<'_>, place: &Place<'_>) {
    let positions = &place.document.positions;
    let lists = positions.iter().filter(|(pointer, _)| {
        pointer.starts_with("/paths/") && pointer.ends_with("/get/parameters/0") && text.has(pointer)
    });
    if let Some((first, _)) = lists.min_by_key(|(_, position)| position.line) {
        text.insert_before(
            first,
            "- name: trialWord\n  in: query\n  description: Only what this is said of. Absent for all.\n  schema:\n    type: string\n",
        );
    }
}

fn operation(text: &mut Text<'_>, place: &Place<'_>) {
    let openapi = &place.document.openapi;
    let Some((path, item)) = openapi.paths.paths.first() else {
        return;
    };
    let first = item
        .as_item()
        .and_then(|item| item.iter().next().map(|(_, operation)| operation));
    let error = first.and_then(|operation| match operation.responses.default.as_ref()? {
        ReferenceOr::Reference { reference } => Some(format!("    default:\n      $ref: '{reference}'\n")),
        ReferenceOr::Item(_) => None,
    });
    let tag = openapi.tags.first().map(|tag| tag.name.as_str()).unwrap_or_default();
    let verb = place.settings.verbs().next().unwrap_or("add");
    text.insert_before(
        &child("/paths", path),
        &format!(
            "\
/v1/trials/{{trialID}}:
  post:
    tags: [{tag}]
    operationId: {verb}Trial
    summary: Does something on trial.
    externalDocs:
      description: Nowhere
      url: https://trial.example
    parameters:
      - name: trialID
        in: path
        required: true
        description: The trial.
        schema:
          $ref: '#/components/schemas/TrialID'
      - name: least
        in: query
        required: true
        description: How many at least.
        schema:
          type: integer
          minimum: 1
      - name: words
        in: query
        description: What is said in it. Absent for anything.
        schema:
          type: array
          items:
            type: string
    requestBody:
      required: true
      content:
        application/json:
          schema:
            $ref: '#/components/schemas/TrialRequest'
    responses:
      '200':
        description: What came of it.
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/TrialResponse'
{}",
            error
                .unwrap_or_default()
                .lines()
                .map(|line| format!("  {line}\n"))
                .collect::<String>()
        ),
    );
    let components = openapi
        .components
        .as_ref()
        .and_then(|components| components.schemas.keys().next());
    if let Some(component) = components {
        text.insert_before(
            &child(SCHEMAS, component),
            "\
TrialID:
  type: string
  minLength: 1
  description: The ID of a trial.
TrialRequest:
  type: object
  description: What to do on trial.
  required: [reason]
  properties:
    again:
      type: boolean
      description: Whether it is done again. Absent means no.
    reason:
      type: string
      description: Why.
TrialResponse:
  type: object
  description: What came of a trial.
  required: [id]
  properties:
    id:
      $ref: '#/components/schemas/TrialID'
    outcome:
      type: string
      description: What came of it. Absent while it goes on.
",
        );
    }
}
