//! Tests that secrets are not printed and that malformed input does not panic.

use super::*;

#[test]
fn nothing_that_is_secret_is_printed() {
    const MARKER: &str = "pl4nted";
    let raw = serde_json::from_value(json!({
        "stepID": "sign-in", "url": format!("https://user:{MARKER}@example.com/{MARKER}?{MARKER}#{MARKER}"),
        "extractJS": MARKER, "instructions": MARKER, "fields": [{"id": "session"}, {"id": "other", "pattern": "^x"}],
    }));
    let step = CookieStep::new(raw.unwrap()).unwrap();
    assert_eq!(step.url().password(), Some(MARKER));
    assert!(!format!("{step:#?}").contains(MARKER));

    let mut browser = cookies(&[("session", MARKER, "example.com"), ("other", MARKER, "example.com")]);
    browser
        .add_cookie(Cookie::new(MARKER, MARKER))
        .add_request_header(MARKER, MARKER, MARKER)
        .add_local_storage(MARKER, MARKER, MARKER)
        .add_extracted(MARKER, MARKER)
        .add_visited_url(MARKER)
        .add_named_value(MARKER.to_owned(), MARKER.into());
    let collected = step.collect(&browser);
    assert_eq!(value(&collected, "session"), Some(MARKER));
    assert!(!format!("{browser:#?} {collected:#?} {:?}", browser.cookies).contains(MARKER));
    for url in [format!("http://{MARKER}"), MARKER.to_owned()] {
        let error = CookieStep::new(raw_step(&url, &json!([]), None)).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(MARKER));
    }
}

#[test]
fn no_server_and_no_browser_makes_it_panic() {
    let nasty = [
        "",
        ".",
        "..",
        "%",
        "[",
        "\u{0}",
        "é",
        "xn--",
        "[::1",
        "://",
        "https://",
        "\u{d7ff}%zz",
        "=;=",
    ];
    for text in nasty {
        for other in nasty {
            let fields = json!([{"id": text, "name": other, "type": text, "pattern": other, "required": text}, {
                "id": format!("{text}-"), "pattern": text,
                "sources": [{"type": "cookie", "name": other, "cookieDomain": text},
                    {"type": "request_header", "name": other, "requestURLRegex": text}],
            }]);
            let Ok(step) = CookieStep::new(raw_step("https://www.example.com", &fields, Some(text))) else {
                continue;
            };
            let mut browser = cookies(&[(other, text, text)]);
            browser
                .add_request_header(text, other, text)
                .add_local_storage(text, other, text)
                .add_visited_url(other)
                .add_named_value(text.to_owned(), other.into());
            let collected = step.collect(&browser);
            assert_eq!(collected.values().len() + collected.missing_required().len(), 2);
        }
    }
}
