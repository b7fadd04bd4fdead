//! The mock's table of operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::requests::Request;

/// The module: an enum of the operations, and what is known of each.
pub fn module(requests: &[Request]) -> TokenStream {
    let names: Vec<_> = requests.iter().map(|it| format_ident!("{}", it.type_name)).collect();
    let docs = requests.iter().map(|it| {
        let without_token = if it.needs_token { "" } else { ", without a token" };
        let route = format!(" `{} {}`{without_token}", it.method, it.path);
        match it.summary.as_str() {
            "" => vec![route],
            summary => vec![format!(" {summary}"), String::new(), route],
        }
    });
    let rows = requests.iter().map(|request| {
        let Request {
            operation_id,
            method,
            path,
            needs_token,
            ..
        } = request;
        quote!(Row { operation_id: #operation_id, method: #method, path: #path, needs_token: #needs_token })
    });
    let doc = documentation(requests);
    quote! {
        #(#[doc = #doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Operation {
            #(
                #(#[doc = #docs])*
                #names,
            )*
        }

        impl Operation {
            /// Every operation of the API, in the order of the document.
            pub const ALL: &[Self] = &[#(Self::#names),*];
        }

        /// What the document says of an operation.
        pub(crate) struct Row {
            pub(crate) operation_id: &'static str,
            pub(crate) method: &'static str,
            pub(crate) path: &'static str,
            pub(crate) needs_token: bool,
        }

        /// The operations, in the order of [`Operation::ALL`].
        pub(crate) const ROWS: &[Row] = &[#(#rows),*];
    }
}

/// What the enum is, with the first operation as its example.
fn documentation(requests: &[Request]) -> Vec<String> {
    let mut lines =
        vec![" One operation of the API, named after its `operationId` in the OpenAPI document.".to_owned()];
    if let Some(first) = requests.first() {
        let Request {
            type_name,
            operation_id,
            method,
            path,
            ..
        } = first;
        lines.extend([
            String::new(),
            " ```".to_owned(),
            " use beeper_desktop_mock::Operation;".to_owned(),
            String::new(),
            format!(" let operation = Operation::{type_name};"),
            format!(" assert_eq!(operation.operation_id(), {operation_id:?});"),
            format!(" assert_eq!(operation.method(), {method:?});"),
            format!(" assert_eq!(operation.path_template(), {path:?});"),
            " ```".to_owned(),
        ]);
    }
    lines
}
