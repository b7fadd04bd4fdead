//! JSON of browsers, extensions and automation tools.

use serde_json::{Value, json};

use crate::support::{CSRF, SESSION, TOKEN, assert_found, both_cookies, cookie, cookies_and_header, header};

fn in_all_layouts(values: &[Value]) -> Vec<String> {
    values
        .iter()
        .flat_map(|value| {
            [
                value.to_string(),
                format!("{value:#}"),
                format!("{value:#}\n").replace('\n', "\r\n"),
            ]
        })
        .collect()
}

#[test]
fn exports_of_extensions_are_read() {
    let edit_this_cookie = json!([
        { "domain": ".example.com", "expirationDate": 1_830_000_000.123, "hostOnly": false, "httpOnly": true, "name": "sessionid",
          "path": "/", "sameSite": "no_restriction", "secure": true, "session": false, "storeId": "0", "value": SESSION, "id": 1 },
        { "domain": "www.example.com", "hostOnly": true, "httpOnly": false, "name": "csrftoken", "path": "/",
          "sameSite": "unspecified", "secure": false, "session": true, "storeId": "0", "value": CSRF, "id": 2 },
    ]);
    let cookie_editor = json!([
        { "name": "sessionid", "value": SESSION, "domain": ".example.com", "hostOnly": false, "path": "/", "secure": true,
          "httpOnly": true, "sameSite": "lax", "session": false, "firstPartyDomain": "", "partitionKey": null,
          "expirationDate": 1_830_000_000, "storeId": null },
        { "name": "csrftoken", "value": CSRF, "domain": "www.example.com", "hostOnly": true, "path": "/", "secure": true,
          "httpOnly": false, "sameSite": null, "session": true, "firstPartyDomain": "", "partitionKey": null, "storeId": null },
    ]);
    let cookie_quick_manager = json!([
        { "Host raw": "https://.example.com/", "Name raw": "sessionid", "Path raw": "/", "Content raw": SESSION,
          "Expires": "29-11-2027 08:00:00", "Expires raw": "1830000000", "Send for": "Encrypted connections only",
          "Send for raw": "true", "HTTP only raw": "true", "SameSite raw": "lax", "This domain only": "Valid for subdomains",
          "This domain only raw": "false", "Store raw": "firefox-default", "First Party Domain": "" },
        { "Host raw": "https://www.example.com/", "Name raw": "csrftoken", "Path raw": "/", "Content raw": CSRF,
          "Expires": "At the end of the session", "Expires raw": "0", "Send for": "Any type of connection",
          "Send for raw": "false", "HTTP only raw": "false", "SameSite raw": "no_restriction",
          "This domain only": "Valid for host only", "This domain only raw": "true", "Store raw": "firefox-default",
          "First Party Domain": "" },
    ]);
    let with_address = json!({ "url": "https://www.example.com", "cookies": cookie_editor });
    assert_found(
        &in_all_layouts(&[edit_this_cookie, cookie_editor, cookie_quick_manager, with_address]),
        &both_cookies(),
    );
}

#[test]
fn one_cookie_alone_is_read() {
    assert_found(
        &in_all_layouts(&[
            json!({ "name": "sessionid", "value": SESSION, "domain": ".example.com", "path": "/" }),
            json!([{ "name": "sessionid", "value": SESSION }]),
        ]),
        &both_cookies()[..1],
    );
}

#[test]
fn what_firefox_copies_is_read() {
    let all = json!({
        "sessionid": { "domain": ".example.com", "expires": "2027-11-29T08:00:00.000Z", "httpOnly": true, "path": "/",
            "samesite": "Lax", "secure": true, "value": SESSION },
        "csrftoken": { "path": "/", "value": CSRF },
    });
    assert_found(
        &in_all_layouts(&[
            json!({ "Request Cookies": { "sessionid": SESSION, "csrftoken": CSRF } }),
            json!({ "Response Cookies": all }),
            json!({ "Response Cookies": { "csrftoken": all["csrftoken"] }, "Request Cookies": { "sessionid": SESSION } }),
        ]),
        &both_cookies(),
    );
    let named = |name: &str, value: &str, is_http_only: bool| {
        format!(
            "{name}:\"{value}\"\nCreated:\"Sun, 29 Nov 2026 08:00:00 GMT\"\nDomain:\".example.com\"\n\
             Expires / Max-Age:\"Session\"\nHostOnly:false\nHttpOnly:{is_http_only}\n\
             Last Accessed:\"Sun, 29 Nov 2026 08:00:00 GMT\"\nPath:\"/\"\nSameSite:\"Lax\"\nSecure:true\nSize:22"
        )
    };
    assert_found(&[named("sessionid", SESSION, true)], &both_cookies()[..1]);
    assert_found(
        &[format!(
            "{}\n{}",
            named("sessionid", SESSION, true),
            named("csrftoken", CSRF, false)
        )],
        &both_cookies(),
    );
}

#[test]
fn headers_that_firefox_copies_are_read() {
    let headers = json!([
        { "name": "Accept", "value": "*/*" },
        { "name": "Cookie", "value": format!("sessionid={SESSION}; csrftoken={CSRF}") },
        { "name": "X-Token", "value": TOKEN },
    ]);
    assert_found(
        &in_all_layouts(&[
            json!({ "headers": headers }),
            json!({ "Request Headers (512 B)": { "headers": headers } }),
            json!({ "Response Headers (64 B)": { "headers": [{ "name": "server", "value": "nginx" }] },
                "Request Headers (512 B)": { "headers": headers } }),
            json!({ "headers": { "accept": "*/*", "cookie": format!("sessionid={SESSION}; csrftoken={CSRF}"),
                "x-token": TOKEN } }),
        ]),
        &cookies_and_header(),
    );
}

#[test]
fn cookies_of_automation_tools_are_read() {
    let listed = json!([
        { "name": "sessionid", "value": SESSION, "domain": ".example.com", "path": "/", "expires": 1_830_000_000.7, "size": 22,
          "httpOnly": true, "secure": true, "session": false, "sameSite": "Lax", "priority": "Medium", "sameParty": false,
          "sourceScheme": "Secure", "sourcePort": 443 },
        { "name": "csrftoken", "value": CSRF, "domain": "www.example.com", "path": "/", "expires": -1, "size": 22,
          "httpOnly": false, "secure": true, "session": true, "priority": "Medium", "sourceScheme": "Secure", "sourcePort": 443,
          "partitionKey": { "topLevelSite": "https://example.com", "hasCrossSiteAncestor": false } },
    ]);
    let of_selenium = json!([
        { "domain": ".example.com", "expiry": 1_830_000_000, "httpOnly": true, "name": "sessionid", "path": "/",
          "sameSite": "Lax", "secure": true, "value": SESSION },
        { "domain": "www.example.com", "httpOnly": false, "name": "csrftoken", "path": "/", "secure": false, "value": CSRF },
    ]);
    assert_found(
        &in_all_layouts(&[
            listed.clone(),
            json!({ "cookies": listed }),
            json!({ "id": 7, "result": { "cookies": listed } }),
            of_selenium,
        ]),
        &both_cookies(),
    );
}

#[test]
fn objects_of_names_and_values_are_read() {
    assert_found(
        &in_all_layouts(&[json!({ "sessionid": SESSION, "csrftoken": CSRF, "x-token": TOKEN })]),
        &cookies_and_header(),
    );
    assert_found(
        &["{\"id\": 100012345678901, \"sessionid\": \"kZ7Qw%2F9xTt3\"}"],
        &[cookie("id", "100012345678901"), cookie("sessionid", SESSION)],
    );
}

#[test]
fn escapes_in_json_are_undone() {
    assert_found(
        &[r#"{"x-odd": "a\"b\\c\/d\u20ac \ud83d\ude00", "plain": "Lm5Tz8Rc1Yb"}"#],
        &[header("x-odd", "a\"b\\c/d€ 😀"), cookie("plain", "Lm5Tz8Rc1Yb")],
    );
}

#[test]
fn names_and_values_with_more_beside_them_are_read() {
    let variables = json!([
        { "key": "sessionid", "value": SESSION, "enabled": true },
        { "key": "csrftoken", "value": CSRF, "enabled": true },
        { "key": "x-token", "value": TOKEN, "enabled": true },
    ]);
    assert_found(
        &in_all_layouts(&[variables.clone(), json!({ "id": "7f3a", "values": variables })]),
        &cookies_and_header(),
    );
    assert_found(
        &in_all_layouts(&[json!({ "name": "sessionid", "value": SESSION, "created": 17 })]),
        &both_cookies()[..1],
    );
}

#[test]
fn a_list_of_one_value_is_that_value() {
    assert_found(
        &in_all_layouts(&[json!({ "sessionid": [SESSION], "csrftoken": [CSRF], "x-token": [TOKEN] })]),
        &cookies_and_header(),
    );
}
