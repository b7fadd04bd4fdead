//! Large parts that are seldom there are kept apart, so that what may hold them stays small.

use syn::{Field, Type, parse_quote};

use super::inside_of_option;
use crate::settings::Settings;

/// Puts a large part that may be absent on the heap.
pub fn keep_apart(field: &mut Field, settings: &Settings) {
    if let Some(part) = inside_of_option(&field.ty).filter(|kind| is_large(kind, settings)) {
        field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#part>>);
    }
}

fn is_large(kind: &Type, settings: &Settings) -> bool {
    matches!(kind, Type::Path(path) if path.path.get_ident().is_some_and(|name| settings.is_boxed_type(&name.to_string())))
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
        let settings = Settings::parse("codegen.toml", "boxed = ['Account']").unwrap();
        fields.named.iter_mut().for_each(|field| keep_apart(field, &settings));
        let kept: FieldsNamed = parse_quote!({
            account: ::std::option::Option<::std::boxed::Box<Account>>,
            always: Account,
            many: ::std::vec::Vec<Account>,
            other: ::std::option::Option<AccountBridge>,
        });
        assert_eq!(quote!(#fields).to_string(), quote!(#kept).to_string());
    }
}
