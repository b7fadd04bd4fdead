//! Boxes large fields that may be absent, so that the structs around them stay small.

use std::collections::BTreeSet;

use syn::{Field, Type, parse_quote};

use crate::codegen::append::field_types::inside_of_option;

/// Puts a part that may be absent on the heap, if its type is one of those that are kept there.
///
/// The settings list these, and no size decides on it: one more property may not make another type of a field.
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
