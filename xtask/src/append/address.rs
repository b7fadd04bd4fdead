//! Methods have the runtime make their addresses, which refuses a segment that would lead to another one.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::{Expr, ImplItemFn, LitStr, Local, LocalInit, Pat, Stmt, Token, parse_quote};

/// Rewrites the statement in which a method formats its address. A form that is not known stays, and does not compile.
pub fn made_by_runtime(method: &mut ImplItemFn) {
    let operation = LitStr::new(&method.sig.ident.to_string(), Span::call_site());
    for statement in &mut method.block.stmts {
        if let Some(segments) = formatted_segments(statement) {
            *statement = parse_quote!(let url = self.address(#operation, &[#(#segments.as_ref()),*])?;);
        }
    }
}

/// What is put into the path by `let url = format!("...", base, segment, ...)`.
fn formatted_segments(statement: &Stmt) -> Option<Vec<Expr>> {
    let Stmt::Local(Local {
        pat: Pat::Ident(name),
        init: Some(LocalInit { expr, .. }),
        ..
    }) = statement
    else {
        return None;
    };
    let Expr::Macro(format) = &**expr else { return None };
    if name.ident != "url" || !format.mac.path.is_ident("format") {
        return None;
    }
    let arguments = format
        .mac
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
    arguments.ok()?.into_iter().skip(2).map(segment).collect()
}

/// The parameter in `encode_path(&parameter.to_string())`.
fn segment(argument: Expr) -> Option<Expr> {
    let Expr::Call(encoded) = argument else { return None };
    match encoded.args.into_iter().next()? {
        Expr::Reference(text) => match *text.expr {
            Expr::MethodCall(call) if call.method == "to_string" => Some(*call.receiver),
            _ => None,
        },
        _ => None,
    }
}
