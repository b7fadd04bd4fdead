//! Tests pasted texts of every format and the values found in them.

use beeper_desktop_client::Secret;
use serde_json::{Value, json};

use super::{PasteErrorKind, parse};
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// Returns the values that a step with these cookies (`name`) and headers (`name:`) receives.
fn collect(browser: &WebSnapshot, fields: &[&str]) -> Vec<Option<String>> {
    let described: Vec<Value> = fields
        .iter()
        .map(|field| match field.strip_suffix(':') {
            Some(header) => json!({"id": field, "name": header, "type": "header"}),
            None => json!({"id": field}),
        })
        .collect();
    let step = json!({"stepID": "sign-in", "url": "https://www.example.com/", "fields": described});
    let collected = CookieStep::new(serde_json::from_value(step).unwrap())
        .unwrap()
        .collect(browser);
    let value = |field: &&str| collected.value(field).map(|value| value.expose().to_owned());
    fields.iter().map(value).collect()
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[test]
fn a_cookie_header_is_read_however_it_was_copied() {
    for text in [
        "a=1; b=x=y%2Bz",
        "Cookie: a=1; b=x=y%2Bz",
        "cookie:a=1;b=x=y%2Bz;",
        "  \u{feff}COOKIE :   a=1 ;  b = x=y%2Bz ;; ;\r\n",
        "\"Cookie: a=1; b=x=y%2Bz\"",
        "'a=1; b=x=y%2Bz'",
        "Cookie: \"a=1; b=x=y%2Bz\"",
        "Cookie: a=1;\n  b=x=y%2Bz",
        "Cookie:\na=1;\nb=x=y%2Bz",
        "a=1\nb=x=y%2Bz",
        "a=1; b=x=y%2Bz; a=2",
        "GET /path?a=3 HTTP/1.1\r\nHost: www.example.com\r\nCookie: a=1; b=x=y%2Bz\r\nUser-Agent: Mozilla: a=4\r\n",
    ] {
        let browser = parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(collect(&browser, &["a", "b"]), some(&["1", "x=y+z"]), "{text}");
    }
}

#[test]
fn the_header_itself_and_those_around_it_are_kept() {
    let browser = parse("Host: x\nCookie: a=1;\n b=2\nX-CSRF: a%2Bb").unwrap();
    assert_eq!(collect(&browser, &["cookie:", "x-csrf:"]), some(&["a=1; b=2", "a%2Bb"]));
}

#[test]
fn quotes_that_belong_to_a_cookie_stay() {
    let browser = parse(r#"a="ajax:1"; b=2"#).unwrap();
    assert_eq!(collect(&browser, &["a", "b"]), some(&["\"ajax:1\"", "2"]));
}

#[test]
fn a_cookie_between_bars_is_no_row_of_a_table() {
    assert_eq!(collect(&parse("|a=&||").unwrap(), &["|a"]), some(&["&||"]));
}

#[test]
fn a_curl_command_is_read_in_every_shell_s_quotes() {
    for text in [
        "curl 'https://www.example.com/' -H 'cookie: a=1; b=x+y%2Bz' -H \"x-csrf: t'k\"",
        "curl \"https://www.example.com/\" -H \"Cookie: a=1; b=x+y%2Bz\" -H \"X-Csrf: t'k\"",
        "$ curl 'https://www.example.com/' \\\n  -H 'x-csrf: t'\\''k' \\\r\n  -b 'a=1; b=x+y%2Bz' \\\n --compressed",
        r"curl $'https://www.example.com/' --header $'x-csrf: t\'k' --cookie $'a=1; b\u003dx+y\x252Bz'",
        "/usr/bin/curl --cookie='a=1; b=x+y%2Bz' --header=\"x-csrf: t'k\" --url=https://www.example.com/",
        "curl -sSLH \"x-csrf: t'k\" -Hcookie:a=1\\;\\ b=x+y%2Bz www.example.com",
        "curl -X POST --data-raw 'https://evil.example.net/?a=9' -d 'a=8' -H \"x-csrf: t'k\" -b 'a=1; b=x+y%2Bz' https://www.example.com/",
        "curl ^\"https://www.example.com/^\" ^\r\n  -H ^\"x-csrf: t'k^\" ^\r\n  -b ^\"a=1; b=x+y^%^2Bz^\"",
        "curl ^\"https://www.example.com/?a=1^&b=2^\" ^\n  -H ^\"x-csrf: t'k^\" ^\n  -H ^\"cookie: a=1; b=x+y^%^2Bz^\" ^\n  --data-raw ^\"^{^\\^\"q^\\^\":1^}^\"",
        "curl \"https://www.example.com/\" ^\r\n  -H \"x-csrf: t'k\" ^\r\n  -H \"cookie: a=1; b=x+y\"%\"2Bz\"",
        "curl 'https://www.example.com/x' -H 'x: y' ;\ncurl 'https://www.example.com/' -b 'a=1; b=x+y%2Bz' -H \"x-csrf: t'k\"",
    ] {
        let browser = parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(
            collect(&browser, &["a", "b", "x-csrf:"]),
            some(&["1", "x+y+z", "t'k"]),
            "{text}"
        );
    }
}

#[test]
fn cookies_of_a_curl_command_belong_to_its_host() {
    let wanting = |domain| {
        let sources = json!([{"type": "cookie", "name": "a", "cookieDomain": domain}]);
        let step = json!({"stepID": "s", "url": "https://x.org", "fields": [{"id": "a", "sources": sources}]});
        CookieStep::new(serde_json::from_value(step).unwrap()).unwrap()
    };
    let browser = parse("curl https://www.example.com/ -b a=1").unwrap();
    assert!(wanting(".example.com").collect(&browser).is_complete());
    assert!(!wanting("other.example.com").collect(&browser).is_complete());
    assert_eq!(
        collect(&parse("curl https://elsewhere.org/ -b a=1").unwrap(), &["a"]),
        some(&["1"])
    );
}

#[test]
fn a_request_s_pattern_is_checked_against_the_address_of_the_curl_command() {
    let sources = json!([{"type": "request_header", "name": "X-A", "requestURLRegex": "/api/"}]);
    let step = json!({"stepID": "s", "url": "https://x.org", "fields": [{"id": "a", "sources": sources}]});
    let step = CookieStep::new(serde_json::from_value(step).unwrap()).unwrap();
    assert!(
        step.collect(&parse("curl https://x.org/api/ -H 'x-a: 1'").unwrap())
            .is_complete()
    );
    assert!(
        !step
            .collect(&parse("curl https://x.org/ -H 'x-a: 1'").unwrap())
            .is_complete()
    );
    assert!(step.collect(&parse("Cookie: b=1\nX-A: 1").unwrap()).is_complete());
}

#[test]
fn json_objects_name_cookies_headers_or_fields() {
    let browser =
        parse(r#" {"a": "x%2By", "X-Token": "x%2By", "n": 100012345678901, "no": null, "f": 1.50} "#).unwrap();
    assert_eq!(
        collect(&browser, &["a", "x-token:", "n"]),
        some(&["x+y", "x%2By", "100012345678901"])
    );
    // The number must stay as written, not as a computer would format it.
    assert_eq!(collect(&browser, &["no", "f"]), [None, Some("1.50".to_owned())]);

    let sources = json!([{"type": "cookie", "name": "sid"}, {"type": "special"}]);
    let step = json!({"stepID": "s", "url": "https://x.org", "fields": [{"id": "session", "sources": sources}]});
    let step = CookieStep::new(serde_json::from_value(step).unwrap()).unwrap();
    for name in ["sid", "session"] {
        let collected = step.collect(&parse(&json!({ name: "1" }).to_string()).unwrap());
        assert_eq!(collected.value("session").map(Secret::expose), Some("1"), "{name}");
    }
}

#[test]
fn exports_of_extensions_are_read_with_their_domains() {
    let export = json!([
        {"name": "a", "value": "x%2By", "domain": ".example.com", "hostOnly": false, "httpOnly": true, "path": "/"},
        {"name": "a", "value": "embedded", "domain": "www.example.com", "partitionKey": {"topLevelSite": "https://x.org"}},
        {"name": "b", "value": "2", "domain": "www.example.com", "partitionKey": null},
        {"name": "b", "value": "3", "domain": "elsewhere.org"},
    ]);
    for text in [
        export.to_string(),
        json!({"url": "https://www.example.com", "cookies": export}).to_string(),
    ] {
        assert_eq!(collect(&parse(&text).unwrap(), &["a", "b"]), some(&["x+y", "2"]));
    }
}

#[test]
fn what_decorates_a_paste_makes_no_difference() {
    for text in [
        "Hi! Here you go:\n\n```text\na=1; b=2\n```\n\nThanks, let me know if it works",
        "> a=1; b=2",
        "On Monday somebody wrote:\n> > Cookie: a=1;\n> > b=2",
        "> document.cookie\n< 'a=1; b=2'",
        "document.cookie\n\"a=1; b=2\"",
        "“a=1; b=2”",
        "“Accept:*/*\nCookie:a=1; b=2”",
        "Cookie: ‘a=1; b=2’",
        "`a=1; b=2`",
        "- a=1\n- b=2",
        "1. a: 1\n2. b: 2",
        "# Cookies from the site\n\na=1\n\n# And one more\nb=2",
        "\u{feff}\u{a0}cookie: a=1;\u{a0}b=2\u{200b}\r\n",
        "Here is my cookie: a=1; b=2",
        "Here you go: curl https://www.example.com/ -b \"a=1; b=2\"",
        "export a=1\nexport b=2",
        "https://www.example.com/inbox\na=1\nb=2",
        "$ curl 'https://www.example.com/' \\\n> -H 'cookie: a=1; b=2' \\\n> --compressed",
        "PS C:\\Users\\me> curl.exe 'https://www.example.com/' -H 'cookie: a=1; b=2'",
        "C:\\Users\\me>curl \"https://www.example.com/\" -H \"cookie: a=1; b=2\"",
        "curl ‘https://www.example.com/’ -H ‘cookie: a=1; b=2’ —compressed",
        "curl 'https://www.example.com/' -b 'a=1; b=2' | jq .",
    ] {
        let browser = parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(collect(&browser, &["a", "b"]), some(&["1", "2"]), "{text}");
    }
}

#[test]
fn several_pastes_are_read_as_one() {
    let text = "GET / HTTP/1.1\nHost: www.example.com\nCookie: a=1\n\n{\"b\": \"2\"}\n\nstorage:\nc\t3\nd\t4\n\n\
                curl https://www.example.com/ -H 'x-e: 5' ; fetch(\"https://www.example.com/\", {headers: {'X-F': '6'}});";
    let browser = parse(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        collect(&browser, &["a", "b", "c", "d", "x-e:", "x-f:"]),
        some(&["1", "2", "3", "4", "5", "6"])
    );
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    use PasteErrorKind::{Ambiguous, NotUnderstood};
    for (text, expected) in [
        ("sid: abc; tok: def", Ambiguous),
        ("sid=abc, tok=def", Ambiguous),
        ("sid=abc tok=def", Ambiguous),
        ("sid=abc&tok=def", Ambiguous),
        ("token: abc and session: def", Ambiguous),
        ("{\"a\": {\"token\": \"x\"}, \"b\": {\"token\": \"y\"}}", Ambiguous),
        (
            "POST / HTTP/1.1\nHost: x.org\nContent-Type: application/x-www-form-urlencoded\n\nuser=x&tok=y",
            Ambiguous,
        ),
        ("token: abc thanks", NotUnderstood),
        ("sid=abc\nswordfish", NotUnderstood),
        ("Cookie: sid=abc\n\neyJhbGciOi.e30.abc", NotUnderstood),
        ("curl https://x.org -b sid=abc and the token eyJhbGciOi", NotUnderstood),
        (
            "answer = requests.get('https://x.org', cookies={'sid': 'abc'})",
            NotUnderstood,
        ),
    ] {
        let error = parse(text).err().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(error.kind(), expected, "{text}: {error}");
    }
    // A site's own cookies and headers may look like this.
    let genuine = "Host: x.org\nbaggage: env=prod,release=1\nCookie: a=x=0&y=Mon+Jan&z=2; b=2";
    assert_eq!(
        collect(&parse(genuine).unwrap(), &["a", "baggage:"]),
        some(&["x=0&y=Mon+Jan&z=2", "env=prod,release=1"])
    );
}

#[test]
fn unreadable_pastes_say_what_was_expected() {
    use PasteErrorKind::{Ambiguous, Elsewhere, Empty, Incomplete, NotRecognized, NotUnderstood};
    for (text, expected) in [
        ("", NotRecognized),
        ("hello", NotRecognized),
        ("what is x = y?", NotRecognized),
        ("https://example.com/?a=b", NotRecognized),
        ("QUJDRA==", NotRecognized),
        ("=;=;=", NotRecognized),
        ("curl", Empty),
        ("curl https://example.com/ --data a=1 -b cookies.txt", Elsewhere),
        ("curl 'https://example.com/' -b 'a=1", Incomplete),
        ("curl \"https://example.com/", Incomplete),
        ("curl $'https://example.com/\\'", Incomplete),
        ("curl ^\"https://example.com/^\" -b ^\"a=1", Incomplete),
        ("{\"a\": \"1\"", Incomplete),
        ("{}", Empty),
        ("[]", Empty),
        ("[1, \"a\"]", NotUnderstood),
        ("a=1&b=2", Ambiguous),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(error.kind(), expected, "{text}: {error}");
        assert!(error.to_string().len() > 30);
    }
}

#[test]
fn nothing_that_was_pasted_is_printed() {
    for text in [
        "Cookie: a=pl4nted",
        "a=1;\npl4nted==",
        "curl https://x:pl4nted@example.com/pl4nted -b a=pl4nted -H 'pl4nted: pl4nted'",
        r#"{"pl4nted": "pl4nted"}"#,
        r#"[{"name": "pl4nted", "value": "pl4nted", "domain": "pl4nted"}]"#,
        "pl4nted",
        "curl 'pl4nted",
        "{\"pl4nted",
        "[\"pl4nted\"]",
    ] {
        let printed = match parse(text) {
            Ok(browser) => format!("{browser:?} {browser:#?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(!printed.contains("pl4nted"), "{printed}");
    }
}

#[test]
fn no_pasted_text_panics() {
    let seeds = [
        "Cookie: a=1; b=\"x\"\nX-A: 1",
        "curl 'https://www.example.com/' \\\n -H $'x: \\ud83d\\ude00\\x41\\777' -b \"a=1\\\"; b=%zz\" --data-raw=x -Hé:é",
        "curl ^\"https://www.example.com/^\" ^\r\n -H ^\"x: ^%^20\\^\"^\" ^\n -b ^\"a=1^\"",
        r#"[{"name": "a", "value": "1", "domain": ".example.com"}, {"cookies": [{}]}]"#,
    ];
    let alphabet: Vec<char> = "'\"\\$^%;=:{}[]- \n\r\t&|xuU08éb\u{0}\u{1F600}".chars().collect();
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    for round in 0..20_000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=random(4) {
            let at = random(text.len());
            match random(4) {
                0 => text.truncate(at.max(1)),
                1 => {
                    text.remove(at);
                }
                2 => text.insert(at, alphabet[random(alphabet.len())]),
                _ => text[at] = alphabet[random(alphabet.len())],
            }
            if text.is_empty() {
                text.push('c');
            }
        }
        let text: String = text.into_iter().collect();
        if let Ok(browser) = parse(&text) {
            collect(&browser, &["a", "x:"]);
        }
    }
}
