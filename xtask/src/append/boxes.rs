//! Large parts that are seldom there are kept apart, so that what may hold them stays small.

use syn::{Field, Type, parse_quote};

use super::inside_of_option;

/// Hundreds of bytes each. A login session holds both when it is complete, and is handed on a dozen times for each answer
/// before that. A list and not a limit, because one more property may not make another type of a field.
const LARGE: [&str; 2] = ["Account", "BridgeLogin"];

/// Puts a large part that may be absent on the heap.
pub fn keep_apart(field: &mut Field) {
    if let Some(part) = inside_of_option(&field.ty).filter(|kind| is_large(kind)) {
        field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#part>>);
    }
}

fn is_large(kind: &Type) -> bool {
    matches!(kind, Type::Path(path) if LARGE.iter().any(|name| path.path.is_ident(name)))
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::FieldsNamed;

    use super::*;

    #[test]
    fn what_is_large_and_may_be_absent_is_kept_apart() {
        let mut fields: FieldsNamed = parse_quote!({
            account: ::std::option::Option<Account>,
            always: Account,
            many: ::std::vec::Vec<Account>,
            other: ::std::option::Option<AccountBridge>,
        });
        fields.named.iter_mut().for_each(keep_apart);
        let kept: FieldsNamed = parse_quote!({
            account: ::std::option::Option<::std::boxed::Box<Account>>,
            always: Account,
            many: ::std::vec::Vec<Account>,
            other: ::std::option::Option<AccountBridge>,
        });
        assert_eq!(quote!(#fields).to_string(), quote!(#kept).to_string());
    }
}
