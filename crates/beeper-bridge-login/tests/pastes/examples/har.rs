//! HTTP archives.

use serde_json::{Value, json};

use crate::support::{CSRF, SESSION, TOKEN, assert_found, cookie, cookies_and_header};

fn archive(entries: &Value) -> Value {
    json!({ "log": {
        "version": "1.2", "creator": { "name": "WebInspector", "version": "537.36" },
        "pages": [{ "startedDateTime": "2026-11-29T08:00:00.000Z", "id": "page_1", "title": "https://www.example.com/",
            "pageTimings": { "onContentLoad": 210.5, "onLoad": 380.1 } }],
        "entries": entries,
    } })
}

fn entry(request: &Value) -> Value {
    let mut entry = json!({
        "_initiator": { "type": "other" }, "_priority": "VeryHigh", "_resourceType": "document", "cache": {}, "connection": "443",
        "pageref": "page_1", "serverIPAddress": "93.184.216.34", "startedDateTime": "2026-11-29T08:00:00.000Z", "time": 12.5,
        "request": { "method": "GET", "url": "https://www.example.com/inbox?a=b", "httpVersion": "http/2.0",
            "queryString": [{ "name": "a", "value": "b" }], "headersSize": -1, "bodySize": 0, "headers": [], "cookies": [] },
        "response": { "status": 200, "statusText": "", "httpVersion": "http/2.0", "cookies": [], "redirectURL": "",
            "headers": [{ "name": "content-type", "value": "text/html" }], "headersSize": -1, "bodySize": -1,
            "content": { "size": 5, "mimeType": "text/html", "text": "<p>a=b; c=d</p>" } },
        "timings": { "blocked": -1, "dns": -1, "send": 0.1, "wait": 10.2, "receive": 2.2 },
    });
    for (name, value) in request.as_object().unwrap() {
        entry["request"][name] = value.clone();
    }
    entry
}

#[test]
fn cookies_and_headers_of_an_archive_s_requests_are_read() {
    let cookie_header = format!("sessionid={SESSION}; csrftoken={CSRF}");
    let headers = json!([
        { "name": ":authority", "value": "www.example.com" },
        { "name": "accept", "value": "*/*" },
        { "name": "cookie", "value": cookie_header },
        { "name": "x-token", "value": TOKEN },
    ]);
    let listed = json!([
        { "name": "sessionid", "value": SESSION, "path": "/", "domain": ".example.com", "httpOnly": true, "secure": true,
          "expires": "2027-11-29T08:00:00.000Z" },
        { "name": "csrftoken", "value": CSRF, "path": "/", "domain": "www.example.com", "httpOnly": false, "secure": false },
    ]);
    let token_alone = json!([{ "name": "X-Token", "value": TOKEN }]);
    let archives = [
        archive(&json!([entry(&json!({ "headers": headers, "cookies": listed }))])),
        archive(&json!([entry(&json!({ "headers": headers }))])),
        archive(&json!([entry(&json!({ "headers": token_alone, "cookies": listed }))])),
        archive(&json!([
            entry(&json!({})),
            entry(&json!({ "headers": headers, "cookies": listed })),
            entry(&json!({}))
        ])),
        archive(&json!([
            entry(&json!({ "headers": token_alone })),
            entry(&json!({ "cookies": listed }))
        ])),
    ];
    let texts: Vec<_> = archives
        .iter()
        .flat_map(|archive| [archive.to_string(), format!("{archive:#}")])
        .collect();
    assert_found(&texts, &cookies_and_header());
}

#[test]
fn cookies_that_an_archive_s_responses_set_are_read() {
    let mut of_header = entry(&json!({}));
    of_header["response"]["headers"] =
        json!([{ "name": "set-cookie", "value": "refreshed=9Xb2Lq7Wn4; Path=/; Secure" }]);
    let mut of_list = entry(&json!({}));
    of_list["response"]["cookies"] = json!([{ "name": "refreshed", "value": "9Xb2Lq7Wn4", "path": "/" }]);
    assert_found(
        &[
            archive(&json!([of_header])).to_string(),
            archive(&json!([of_list])).to_string(),
        ],
        &[cookie("refreshed", "9Xb2Lq7Wn4")],
    );
}
