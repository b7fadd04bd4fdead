//! The fields of request types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::codegen::append::field_types::client_type;
use crate::model::request::{Parameter, Place, Request};

/// Returns the parameters that are fields of the request and not members of its body.
pub fn own_fields(request: &Request) -> impl Iterator<Item = &Parameter> {
    request
        .parameters()
        .filter(|it| matches!(it.place, Place::Path | Place::Query | Place::Header))
}

pub fn field_type(parameter: &Parameter) -> TokenStream {
    let kind = client_type(&parameter.member.value.rust_type());
    if parameter.member.is_required {
        quote!(#kind)
    } else {
        quote!(Option<#kind>)
    }
}

/// Returns the body, if it is a single value.
pub fn whole(request: &Request) -> Option<&Parameter> {
    let mut given = request.arguments.iter().chain(&request.setters);
    given.find(|it| it.place == Place::WholeBody)
}

/// Returns `true` if the body is a single value and optional.
pub fn is_optional_whole(request: &Request) -> bool {
    request.setters.iter().any(|it| it.place == Place::WholeBody)
}

pub fn is_argument(request: &Request, parameter: &Parameter) -> bool {
    request.arguments.iter().any(|it| std::ptr::eq(it, parameter))
}
