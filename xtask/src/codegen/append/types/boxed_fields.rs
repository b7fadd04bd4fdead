//! Boxes large optional fields, so that the structs that contain them stay small.

use std::collections::BTreeSet;

use syn::{Field, Type, parse_quote};

use crate::codegen::append::field_types::inside_of_option;

/// Boxes an optional field, if its type is listed in the settings.
///
/// The settings decide, and not the size: an additional property must not change the type of another field.
pub fn box_optional(field: &mut Field, boxed: &BTreeSet<String>) {
    let is_boxed = |kind: &&Type| matches!(kind, Type::Path(path) if boxed.iter().any(|name| path.path.is_ident(name)));
    if let Some(part) = inside_of_option(&field.ty).filter(is_boxed) {
        field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#part>>);
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::FieldsNamed;

    use super::*;

    #[test]
    fn optional_fields_of_boxed_types_are_boxed() {
        let mut fields: FieldsNamed = parse_quote!({
            door: ::std::option::Option<Door>,
            always: Door,
            many: ::std::vec::Vec<Door>,
            other: ::std::option::Option<DoorKey>,
        });
        let boxed = BTreeSet::from(["Door".to_owned()]);
        fields.named.iter_mut().for_each(|field| box_optional(field, &boxed));
        let kept: FieldsNamed = parse_quote!({
            door: ::std::option::Option<::std::boxed::Box<Door>>,
            always: Door,
            many: ::std::vec::Vec<Door>,
            other: ::std::option::Option<DoorKey>,
        });
        assert_eq!(quote!(#fields).to_string(), quote!(#kept).to_string());
    }
}
