//! Reads and writes the types of fields in generated code.

use syn::{Field, GenericArgument, LitStr, PathArguments, Type, parse_quote};

pub fn inside_of_option(kind: &Type) -> Option<&Type> {
    inside_of(kind, &["Option"])
}

use crate::model::rust_paths::path_in_client;

/// Returns the argument of a type that has one of these names.
pub fn inside_of<'a>(kind: &'a Type, names: &[&str]) -> Option<&'a Type> {
    let Type::Path(path) = kind else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| names.iter().any(|name| last.ident == name))?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(inside) => Some(inside),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the name of the property of a field, if a serde attribute renames it.
pub fn renamed_from(field: &Field) -> Option<String> {
    let mut wire = None;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value()
                && let Ok(text) = value.parse::<LitStr>()
                && meta.path.is_ident("rename")
            {
                wire = Some(text.value());
            }
            Ok(())
        });
    }
    wire
}

/// Returns a type as the module of the requests writes it.
pub fn client_type(text: &str) -> Type {
    // The text comes from the generator, so that it can be parsed.
    syn::parse_str(&path_in_client(text, "types::")).unwrap_or_else(|_| parse_quote!(()))
}
