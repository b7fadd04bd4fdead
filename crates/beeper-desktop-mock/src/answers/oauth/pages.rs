//! The pages that a person sees in the browser.

use crate::http::endpoint::Endpoint;
use crate::http::reply::Reply;
use crate::state::oauth::grants::AuthorizationRequest;

const STYLE: &str = "\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 10vh auto; max-width: 30rem; padding: 0 1rem }
button { font: inherit; margin-right: 1rem; padding: 0.25rem 1rem }";

/// Asks a person whether a program may have the access that it asks for.
pub(super) fn consent(request: &AuthorizationRequest, secret: &str) -> Reply {
    let name = request.client_name.as_deref().unwrap_or(&request.client_id);
    let scopes: String = request
        .scopes
        .names()
        .map(|name| format!("<li><code>{name}</code>: {}</li>\n", meaning(name)))
        .collect();
    let body = format!(
        "<p><b><bdi>{name}</bdi></b> asks for access:</p>\n\
         <ul>\n{scopes}</ul>\n\
         <p>The answer goes to <code>{redirect_uri}</code>.</p>\n\
         <form method=\"post\" action=\"{action}\">\n\
         <input type=\"hidden\" name=\"request\" value=\"{secret}\">\n\
         <button name=\"decision\" value=\"approve\">Approve</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n\
         </form>",
        name = escaped(name),
        redirect_uri = escaped(request.redirect_uri.as_str()),
        action = Endpoint::Consent.path(),
    );
    // Browsers also apply the policy of a form to the redirect that answers it.
    let form_targets = format!("'self' {}", request.redirect_uri.policy_source());
    page(200, "Allow access to this mock of Beeper?", &body, &form_targets)
}

/// Shows what is wrong with a request.
pub(super) fn mistake(what: &str) -> Reply {
    let body = format!(
        "<p>{}.</p>\n<p>The program that opened this page is not notified. Go back to the program.</p>",
        escaped(what)
    );
    page(400, "This request cannot be answered", &body, "'none'")
}

fn meaning(scope: &str) -> &'static str {
    match scope {
        "read" => "read chats, messages and accounts",
        _ => "send, change and delete them",
    }
}

/// Creates a page without scripts that no other page can frame.
fn page(status: u16, title: &str, body: &str, form_targets: &str) -> Reply {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; form-action {form_targets}; frame-ancestors 'none'; base-uri 'none'"
    );
    Reply::bytes(status, html)
        .header("content-type", "text/html; charset=utf-8")
        .header("content-security-policy", &policy)
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
        .header("x-content-type-options", "nosniff")
        .header("x-frame-options", "DENY")
}

/// Escapes a text for HTML, and shows control characters as replacement characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            control if control.is_control() => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_characters_are_texts() {
        assert_eq!(
            escaped("<a href=\"x\">Ben & 'Cleo'\0</a>"),
            "&lt;a href=&quot;x&quot;&gt;Ben &amp; &#39;Cleo&#39;\u{fffd}&lt;/a&gt;"
        );
    }
}
