//! Takes the code that builds the HTTP request out of progenitor's methods.
//!
//! Each method is a chain of calls on progenitor's HTTP client, up to `build`. The calls stay, in their order, but they are made
//! on the runtime's builder, which builds the URL and detects values that cannot be sent.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Expr, ExprMethodCall, ImplItemFn, Lit, Local, LocalInit, Pat, Stmt};

use crate::model::request::{Body, Place, Request};

/// Returns the expression that builds a request from the fields of its type.
///
/// An error names the code of progenitor that is unknown here.
pub fn build_expression(request: &Request, method: &ImplItemFn) -> Result<TokenStream, String> {
    let chain = method.block.stmts.iter().find_map(request_chain);
    let chain = chain.ok_or("it builds no request")?;
    let mut calls = Vec::new();
    collect(chain, &mut calls);
    let operation = operation_name(request);
    let arguments = request.parameters().filter(|it| it.place == Place::Path).map(|it| {
        let name = &it.member.name;
        let field = format_ident!("{name}");
        quote!((#name, #field.as_str()))
    });
    let mut head = quote!(call.request(&operations::#operation, &[#(#arguments),*])?);
    for call in calls {
        head = with_call(request, head, call)?;
    }
    for parameter in request.parameters().filter(|it| it.place == Place::Header) {
        let (wire, name) = (&parameter.member.wire, &parameter.member.name);
        let field = format_ident!("{name}");
        head = quote!(#head.header_parameter(#wire, #name, #field));
    }
    Ok(quote!(#head.build()))
}

/// Returns the name of the constant that describes an operation.
pub fn operation_name(request: &Request) -> syn::Ident {
    format_ident!("{}", request.name.to_uppercase())
}

/// Returns the chain of calls in `let mut request = self.client.get(url)...build()?;`.
fn request_chain(statement: &Stmt) -> Option<&ExprMethodCall> {
    let Stmt::Local(Local {
        pat: Pat::Ident(name),
        init: Some(LocalInit { expr, .. }),
        ..
    }) = statement
    else {
        return None;
    };
    match &**expr {
        Expr::Try(attempt) if name.ident == "request" => match &*attempt.expr {
            Expr::MethodCall(build) if build.method == "build" => match &*build.receiver {
                Expr::MethodCall(call) => Some(call),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Collects the calls of a chain, the first one first.
fn collect<'a>(call: &'a ExprMethodCall, calls: &mut Vec<&'a ExprMethodCall>) {
    if let Expr::MethodCall(before) = &*call.receiver {
        collect(before, calls);
    }
    calls.push(call);
}

fn with_call(request: &Request, head: TokenStream, call: &ExprMethodCall) -> Result<TokenStream, String> {
    match call.method.to_string().as_str() {
        // The table of operations has the method, and the URL is built above.
        "get" | "post" | "put" | "delete" | "patch" | "head" | "options" => Ok(head),
        // Header parameters are added later; the map has nothing else.
        "headers" => Ok(head),
        "header" => Ok(quote!(#head.accept_json())),
        "query" => {
            let wire = query_name(call).ok_or("it adds a query parameter without a literal name")?;
            let mut parameters = request.parameters();
            let parameter = parameters.find(|it| it.place == Place::Query && it.member.wire == wire);
            let parameter = parameter.ok_or_else(|| format!("it adds the unknown query parameter `{wire}`"))?;
            let field = format_ident!("{}", parameter.member.name);
            Ok(quote!(#head.query(#wire, #field)))
        }
        "json" => match &request.body {
            Some(Body { is_required: false, .. }) => Ok(quote!(#head.json_if_set(body))),
            _ => Ok(quote!(#head.json(body))),
        },
        other => Err(format!("it calls `{other}`")),
    }
}

/// Returns the name in `query(&QueryParam::new("name", &value))`.
fn query_name(call: &ExprMethodCall) -> Option<String> {
    let Expr::Reference(pair) = call.args.first()? else {
        return None;
    };
    let Expr::Call(pair) = &*pair.expr else { return None };
    match pair.args.first()? {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(name) => Some(name.value()),
            _ => None,
        },
        _ => None,
    }
}
