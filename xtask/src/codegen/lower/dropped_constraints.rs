//! Drops bounds, lengths and defaults, which would make types of their own or refuse answers.

use openapiv3::{
    AdditionalProperties, IntegerType, NumberType, ObjectType, OpenAPI, Parameter, ParameterSchemaOrContent,
    ReferenceOr, Schema, SchemaData, SchemaKind, Type,
};

use crate::codegen::lower::operations::operations_mut;
use crate::document::openapi::schema::target_name;
use crate::model::runtime_types::Replacement;

/// The generator makes a type that checks its length of a text with one, and another type of a number with bounds. What is
/// replaced says with its length which type it is.
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

/// What bounds a parameter is said in its description, too, and decided by the server.
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
        // Absence says the same.
        schema.schema_data.nullable = false;
    }
}

/// Bounds, lengths, defaults and formats of numbers are for people. In types they would make an answer fail that is a little off,
/// demand and send what is optional, or make a type another one as soon as a bound moves.
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

/// Missing, such a property would be read as empty, an explicit null refused, and an empty one never sent.
pub fn is_collection(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(_)) => true,
        SchemaKind::Type(Type::Object(object)) => {
            object.properties.is_empty() && object.additional_properties != Some(AdditionalProperties::Any(false))
        }
        _ => false,
    }
}

/// A bare reference would lose its target's description; wrapped in `allOf` it is the same type, with one.
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
