//! Converts wire names to Rust names.
//!
//! The generator names its types, fields and methods by these rules. The macro calls that `append` writes and the rules against
//! colliding names need the same results.

use heck::{ToPascalCase, ToSnakeCase};

/// Returns the Rust type that a component schema becomes: `bridgeID` is `BridgeId`.
pub fn type_name(wire: &str) -> String {
    identifier(&separate(wire).to_pascal_case(), "X")
}

/// Returns the enum variant that a wire value becomes: `after_send` is `AfterSend`, the empty string `Empty`.
///
/// `Unknown` is the variant for values that the client does not know, so the value `unknown` is `UnknownValue`.
pub fn variant_name(wire: &str) -> String {
    if wire.is_empty() {
        return "Empty".to_owned();
    }
    let name = type_name(wire);
    if name == "Unknown" {
        "UnknownValue".to_owned()
    } else {
        name
    }
}

/// Returns the Rust field that a property becomes: `extractJS` is `extract_js`, `accountIDs` is `account_ids`.
pub fn field_name(wire: &str) -> String {
    identifier(&separate(&wire.replace("IDs", "Ids")).to_snake_case(), "x")
}

/// Returns the Rust method that an operation becomes: `listBridges` is `list_bridges`.
pub fn method_name(operation_id: &str) -> String {
    identifier(&separate(operation_id).to_snake_case(), "_")
}

/// Drops apostrophes, and turns every other character that an identifier cannot have into a word boundary.
fn separate(wire: &str) -> String {
    wire.chars()
        .filter(|c| *c != '\'')
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' })
        .collect()
}

fn identifier(name: &str, prefix: &str) -> String {
    match name.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_numeric() => format!("{prefix}{name}"),
        Some(_) if is_surely_no_keyword(name) => name.to_owned(),
        Some(_) if syn::parse_str::<syn::Ident>(name).is_ok() => name.to_owned(),
        Some(_) => format!("{name}_"),
    }
}

/// Returns `true` if a name is certainly no keyword. It saves a call of the slow parser: keywords are short words in lower case,
/// except for `Self`.
fn is_surely_no_keyword(name: &str) -> bool {
    const MAX_KEYWORD_LENGTH: usize = "continue".len();
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_unlike_any = name.len() > MAX_KEYWORD_LENGTH || name.bytes().any(|b| b.is_ascii_digit() || b == b'_');
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "Self";
    is_plain && name != "_" && (is_unlike_any || is_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_generator() {
        assert_eq!(type_name("bridgeID"), "BridgeId");
        assert_eq!(type_name("InfoOAuthEndpoints"), "InfoOAuthEndpoints");
        assert_eq!(type_name("self"), "Self_");
        assert_eq!(type_name("selfie"), "Selfie");
        assert_eq!(type_name("zürich"), "Zürich");
        assert_eq!(field_name("expectedFinalURLRegex"), "expected_final_url_regex");
        for keyword in ["abstract", "continue", "override", "type", "yield"] {
            assert_eq!(field_name(keyword), format!("{keyword}_"));
        }
        assert_eq!(field_name("continueAt"), "continue_at");
        assert_eq!(field_name("overrides"), "overrides");
        assert_eq!(field_name("2fa"), "x2fa");
        assert_eq!(method_name("listBridges"), "list_bridges");
        assert_eq!(variant_name("current-device"), "CurrentDevice");
        assert_eq!(variant_name(""), "Empty");
        assert_eq!(variant_name("unknown"), "UnknownValue");
        assert_eq!(field_name("accountIDs"), "account_ids");
    }
}
