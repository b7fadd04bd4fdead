//! The small pages that the browser receives. They repeat nothing of the request.

use crate::auth::oauth::callback::request::{Callback, Stray};

/// Keeps the address, which contains the code, from being sent anywhere, and the page from loading or running anything.
const HEADERS: &str = "Content-Type: text/html; charset=utf-8\r\n\
    Cache-Control: no-store\r\n\
    Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
    Referrer-Policy: no-referrer\r\n\
    X-Content-Type-Options: nosniff\r\n\
    Connection: close\r\n";

/// Returns the response to the callback.
pub(super) fn of_callback(callback: &Callback) -> Vec<u8> {
    let (status, title, text) = match callback {
        Callback::Code(_) => (
            "200 OK",
            "Access was granted",
            "You can close this page and go back to the program.",
        ),
        Callback::Refused(_) => (
            "200 OK",
            "Access was not granted",
            "You can close this page. The program shows what happened.",
        ),
        Callback::WrongIssuer | Callback::Invalid(_) => (
            "400 Bad Request",
            "The sign-in has failed",
            "You can close this page. The program shows what happened.",
        ),
    };
    let page = page(title, text);
    (head(status, "", &page) + &page).into_bytes()
}

/// Returns the response to any other request. The one to `HEAD` has no body.
pub(super) fn of_stray(stray: Stray, has_body: bool) -> Vec<u8> {
    let (status, header) = match stray {
        Stray::BadRequest => ("400 Bad Request", ""),
        Stray::NotFound => ("404 Not Found", ""),
        Stray::MethodNotAllowed => ("405 Method Not Allowed", "Allow: GET\r\n"),
        Stray::Misdirected => ("421 Misdirected Request", ""),
        Stray::Prefetch => ("403 Forbidden", ""),
        Stray::TooLarge => ("431 Request Header Fields Too Large", ""),
    };
    let page = page(
        "Nothing to see here",
        "A program waits here for the end of a sign-in. This request was not it.",
    );
    let head = head(status, header, &page);
    match has_body {
        true => (head + &page).into_bytes(),
        false => head.into_bytes(),
    }
}

fn page(title: &str, text: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n</html>\n"
    )
}

fn head(status: &str, header: &str, page: &str) -> String {
    let length = page.len();
    format!("HTTP/1.1 {status}\r\n{HEADERS}{header}Content-Length: {length}\r\n\r\n")
}
