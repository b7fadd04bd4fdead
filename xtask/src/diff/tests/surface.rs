//! Lists what a program can name in the generated client, with one entry for each item.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, FnArg, Generics, ImplItem, Item, ItemImpl, Macro, Signature, Visibility};

/// Returns the entries of a generated module.
pub fn of(code: &str) -> BTreeSet<String> {
    let file = syn::parse_file(code).unwrap();
    let mut surface = Surface::default();
    surface.find_hidden(&file.items);
    surface.add_all(&file.items);
    surface.entries
}

#[derive(Default)]
struct Surface {
    entries: BTreeSet<String>,
    /// The types that exist and cannot be named.
    hidden: BTreeSet<String>,
}

impl Surface {
    fn find_hidden(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let content = module.content.as_ref().map(|(_, items)| items.as_slice());
                    self.find_hidden(content.unwrap_or_default());
                }
                Item::Struct(item) if !is_public(&item.vis) => {
                    self.hidden.insert(item.ident.to_string());
                }
                _ => {}
            }
        }
    }

    fn add_all(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let content = module.content.as_ref().map(|(_, items)| items.as_slice());
                    self.add_all(content.unwrap_or_default());
                }
                Item::Struct(item) if is_public(&item.vis) => {
                    self.entries.insert(format!("struct {}", item.ident));
                    self.add_fields(&item.ident.to_string(), &item.fields);
                }
                Item::Impl(item) => self.add_implementation(item),
                Item::Macro(item) => self.add_macro(&item.mac),
                _ => {}
            }
        }
    }

    fn add_fields(&mut self, of: &str, fields: &Fields) {
        for field in fields.iter().filter(|field| is_public(&field.vis)) {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            self.entries.insert(format!("{of}.{name}: {}", text(&field.ty)));
        }
    }

    fn add_implementation(&mut self, item: &ItemImpl) {
        let of = text(&item.self_ty);
        let head = item.trait_.as_ref().map(|(path, _)| text(path)).unwrap_or_default();
        let words = format!("{of} {head}");
        let mut words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
        if words.any(|word| self.hidden.contains(word)) {
            return;
        }
        if head.contains("From <") {
            self.entries.insert(format!("impl {head} for {of}"));
        }
        for inner in &item.items {
            match inner {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    self.entries.insert(format!("{of}::{}", signature(&method.sig)));
                }
                ImplItem::Type(kind) if kind.ident == "Output" => {
                    self.entries.insert(format!("{of} returns {}", text(&kind.ty)));
                }
                _ => {}
            }
        }
    }

    /// Adds a type that a macro of the runtime defines: its name, and the contents of its braces.
    fn add_macro(&mut self, call: &Macro) {
        let kind = text(&call.path);
        let mut tokens = without_attributes(call.tokens.clone()).into_iter();
        if !matches!(tokens.next(), Some(TokenTree::Ident(word)) if word == "pub") {
            return;
        }
        let Some(TokenTree::Ident(_)) = tokens.next() else {
            return;
        };
        let name = tokens.next().unwrap().to_string();
        if kind.ends_with("empty_object") {
            // With its first property it becomes a generated struct, which can do everything that it could before.
            self.entries.insert(format!("struct {name}"));
            return;
        }
        self.entries.insert(format!("{kind} {name}"));
        for token in tokens {
            let TokenTree::Group(group) = token else { continue };
            let mut variant = String::new();
            let mut is_read = true;
            for token in without_attributes(group.stream()) {
                match &token {
                    TokenTree::Punct(comma) if comma.as_char() == ',' => {
                        self.entries.insert(format!("{name}::{variant}"));
                        (variant, is_read) = (String::new(), true);
                    }
                    // A program can observe the number, but not the text on the wire.
                    TokenTree::Punct(equals) if equals.as_char() == '=' => is_read = kind.contains("integer"),
                    token if is_read => variant.push_str(&token.to_string()),
                    _ => {}
                }
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns a method without the names of its arguments.
fn signature(signature: &Signature) -> String {
    let Signature {
        ident,
        generics: Generics { params, .. },
        inputs,
        output,
        ..
    } = signature;
    let inputs = inputs.iter().map(|input| match input {
        FnArg::Receiver(receiver) => text(receiver),
        FnArg::Typed(input) => text(&input.ty),
    });
    let inputs: Vec<_> = inputs.collect();
    format!("{ident} {} ({}) {}", text(params), inputs.join(", "), text(output))
}

/// Returns tokens as text. A type has the same text with and without its module's path.
fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace("crate :: types :: ", "")
}

fn without_attributes(tokens: TokenStream) -> TokenStream {
    let mut is_attribute = false;
    let kept = tokens.into_iter().filter(|token| match token {
        TokenTree::Punct(mark) if mark.as_char() == '#' => {
            is_attribute = true;
            false
        }
        _ => !std::mem::take(&mut is_attribute),
    });
    kept.collect()
}
