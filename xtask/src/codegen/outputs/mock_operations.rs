//! Writes the mock's table of operations, with a sample response of each.

use openapiv3::{OpenAPI, StatusCode};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::codegen::outputs::samples::Samples;
use crate::codegen::rust_literals::raw_string;
use crate::document::openapi::operations;
use crate::model::request::{Answer, Request};

/// Writes the module: an enum of the operations, and the facts about each.
pub fn module(openapi: &OpenAPI, requests: &[Request], samples: &Samples<'_>) -> TokenStream {
    let names: Vec<_> = requests.iter().map(|it| format_ident!("{}", it.type_name)).collect();
    let docs = requests.iter().map(|it| {
        let without_token = if it.needs_token { "" } else { ", without a token" };
        let route = format!(" `{} {}`{without_token}", it.method, it.path);
        match it.summary.as_str() {
            "" => vec![route],
            summary => vec![format!(" {summary}"), String::new(), route],
        }
    });
    let answers: Vec<_> = requests
        .iter()
        .map(|request| answer(openapi, samples, request))
        .collect();
    let answered = answers.iter().filter_map(|(_, sample)| sample.clone());
    let samples = samples.referred_to(&answered.collect::<Vec<_>>());
    let samples = samples.into_iter().map(|(reference, sample)| {
        let (reference, sample) = (literal(&reference), literal(&sample.to_string()));
        quote!((#reference, #sample))
    });
    let rows = requests.iter().zip(&answers).map(|(request, (status, sample))| {
        let Request {
            operation_id,
            method,
            path,
            needs_token,
            ..
        } = request;
        let answer = match (&request.answer, sample) {
            (Answer::File, _) => quote!(Documented::File),
            (_, Some(sample)) => {
                let sample = literal(&sample.to_string());
                quote!(Documented::Json(#sample))
            }
            (_, None) => quote!(Documented::Nothing),
        };
        quote! {
            Row {
                operation_id: #operation_id,
                method: #method,
                path: #path,
                needs_token: #needs_token,
                status: #status,
                answer: #answer,
            }
        }
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
            /// All operations of the API, in the order of the document.
            pub const ALL: &[Self] = &[#(Self::#names),*];
        }

        /// The facts about an operation in the document.
        pub(crate) struct Row {
            pub(crate) operation_id: &'static str,
            pub(crate) method: &'static str,
            pub(crate) path: &'static str,
            pub(crate) needs_token: bool,
            /// The status of a successful response.
            pub(crate) status: u16,
            pub(crate) answer: Documented,
        }

        /// A sample answer from the document.
        pub(crate) enum Documented {
            /// JSON that may contain references to [`SAMPLES`].
            Json(&'static str),
            /// A file.
            File,
            /// No body.
            Nothing,
        }

        /// The operations, in the order of [`Operation::ALL`].
        pub(crate) const ROWS: &[Row] = &[#(#rows),*];

        /// The references, and the samples that replace them.
        pub(crate) const SAMPLES: &[(&str, &str)] = &[#(#samples),*];
    }
}

fn literal(text: &str) -> TokenStream {
    raw_string(text).parse().unwrap_or_else(|_| quote!(#text))
}

/// Returns the status of an operation's success, and a sample of the body if it is JSON.
fn answer(openapi: &OpenAPI, samples: &Samples<'_>, request: &Request) -> (u16, Option<Value>) {
    let mut operations = openapi.operations().map(|(_, _, operation)| operation);
    let Some(operation) = operations.find(|it| it.operation_id.as_ref() == Some(&request.operation_id)) else {
        return (204, None);
    };
    let sample = samples.answer(operation);
    let mut successes = operation
        .responses
        .responses
        .keys()
        .filter(|status| operations::is_success(status));
    let status = match successes.next() {
        Some(StatusCode::Code(code)) => *code,
        _ if sample.is_some() || matches!(request.answer, Answer::File) => 200,
        _ => 204,
    };
    (status, sample)
}

/// Documents the enum, with the first operation as its example.
fn documentation(requests: &[Request]) -> Vec<String> {
    let mut lines = vec![" An operation of the API, named after its `operationId` in the OpenAPI document.".to_owned()];
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
