//! Drops bounds, lengths and defaults, which would add types or make the client refuse responses.

use openapiv3::{
    AdditionalProperties, IntegerType, NumberType, ObjectType, OpenAPI, Parameter, ParameterSchemaOrContent,
    ReferenceOr, Schema, SchemaData, SchemaKind, Type,
};

use crate::codegen::lower::operations::operations_mut;
use crate::document::openapi::schema::target_name;
use crate::model::runtime_types::Replacement;

/// Drops the constraints of components.
///
/// The generator makes a checked type of a text with a length, and a different type of a number with bounds. A replaced component
/// keeps its length, which decides its type.
pub fn relax_components(openapi: &mut OpenAPI, replacements: &[Replacement]) {
    let components = openapi.components.iter_mut().flat_map(|it| &mut it.schemas);
    for (name, schema) in components {
        if let ReferenceOr::Item(schema) = schema
            && replacements.iter().all(|it| it.component != *name)
        {
            drop_bounds(schema);
        }
    }
}

pub fn relax_and_document_properties(openapi: &mut OpenAPI) {
    let Some(components) = &mut openapi.components else {
        return;
    };
    let descriptions: Vec<(String, String)> = components
        .schemas
        .iter()
        .filter_map(|(name, schema)| match schema {
            ReferenceOr::Item(schema) => Some((name.clone(), schema.schema_data.description.clone()?)),
            ReferenceOr::Reference { .. } => None,
        })
        .collect();
    for schema in components.schemas.values_mut() {
        for_each_object(schema, &mut |object| {
            for (name, property) in &mut object.properties {
                let optional = !object.required.contains(name);
                if let ReferenceOr::Item(schema) = property {
                    drop_bounds(schema);
                    if optional && is_collection(schema) {
                        schema.schema_data.nullable = true;
                    }
                }
                if let ReferenceOr::Reference { reference } = property {
                    let target = target_name(reference);
                    let description = descriptions.iter().find(|(name, _)| name == target);
                    *property = documented(reference, description.map(|(_, text)| text.clone()));
                }
            }
        });
    }
}

/// Drops the bounds of parameters.
///
/// Their descriptions mention them, and the server checks them.
pub fn relax_parameters(openapi: &mut OpenAPI) {
    let named = openapi
        .components
        .iter_mut()
        .flat_map(|components| components.parameters.values_mut());
    named.for_each(relax_parameter);
    for item in openapi.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else { continue };
        item.parameters.iter_mut().for_each(relax_parameter);
        for operation in operations_mut(item).into_iter().flatten() {
            operation.parameters.iter_mut().for_each(relax_parameter);
        }
    }
}

pub fn relax_parameter(parameter: &mut ReferenceOr<Parameter>) {
    let ReferenceOr::Item(parameter) = parameter else {
        return;
    };
    let data = match parameter {
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. } => parameter_data,
    };
    if let ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) = &mut data.format {
        drop_bounds(schema);
        // Absence means the same.
        schema.schema_data.nullable = false;
    }
}

/// Drops bounds, lengths, defaults and formats of numbers.
///
/// In types, a response slightly out of bounds would fail, an optional value would be required and sent, and the type would
/// change with the bound.
pub fn drop_bounds(schema: &mut Schema) {
    schema.schema_data.default = None;
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Integer(integer)) => {
            *integer = IntegerType {
                enumeration: std::mem::take(&mut integer.enumeration),
                ..IntegerType::default()
            }
        }
        SchemaKind::Type(Type::Number(number)) => *number = NumberType::default(),
        SchemaKind::Type(Type::String(string)) => {
            string.min_length = None;
            string.max_length = None;
        }
        SchemaKind::Type(Type::Array(array)) => {
            array.min_items = None;
            array.max_items = None;
            array.unique_items = false;
            if let Some(ReferenceOr::Item(items)) = &mut array.items {
                drop_bounds(items);
            }
        }
        SchemaKind::Type(Type::Object(object)) => {
            object.min_properties = None;
            object.max_properties = None;
            if let Some(AdditionalProperties::Schema(values)) = &mut object.additional_properties
                && let ReferenceOr::Item(values) = values.as_mut()
            {
                drop_bounds(values);
            }
        }
        _ => {}
    }
}

pub fn for_each_object(schema: &mut ReferenceOr<Schema>, change: &mut impl FnMut(&mut ObjectType)) {
    let ReferenceOr::Item(schema) = schema else { return };
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => change(object),
        SchemaKind::AllOf { all_of } => all_of.iter_mut().for_each(|part| for_each_object(part, change)),
        _ => {}
    }
}

/// Returns `true` for a list or a map.
///
/// The generator would read an absent one as empty, refuse null, and never send an empty one.
pub fn is_collection(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(_)) => true,
        SchemaKind::Type(Type::Object(object)) => {
            object.properties.is_empty() && object.additional_properties != Some(AdditionalProperties::Any(false))
        }
        _ => false,
    }
}

/// Wraps a reference in `allOf` with its target's description, which the generator would lose.
///
/// The type stays the same.
pub fn documented(reference: &str, description: Option<String>) -> ReferenceOr<Box<Schema>> {
    ReferenceOr::Item(Box::new(Schema {
        schema_data: SchemaData {
            description,
            ..SchemaData::default()
        },
        schema_kind: SchemaKind::AllOf {
            all_of: vec![ReferenceOr::Reference {
                reference: reference.to_owned(),
            }],
        },
    }))
}
