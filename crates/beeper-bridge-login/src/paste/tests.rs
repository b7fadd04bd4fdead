//! What people paste, in every format, and what is found in it.

use beeper_desktop_client::Secret;
use serde_json::{Value, json};

use super::shell_words;
use super::shell_words::token::ShellToken;
use super::{PasteError, parse, parse_cookie_header, parse_curl, parse_json};
use crate::steps::cookies::browser_snapshot::BrowserSnapshot;
use crate::steps::cookies::step::CookieStep;

/// What a step that asks for these cookies (`name`), headers (`name:`) gets.
fn collect(browser: &BrowserSnapshot, fields: &[&str]) -> Vec<Option<String>> {
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

fn words(text: &str) -> Vec<String> {
    let word = |token| match token {
        ShellToken::Word(word) => word,
        ShellToken::CommandEnd => "<end>".to_owned(),
    };
    shell_words::split(text).unwrap().into_iter().map(word).collect()
}

#[test]
fn a_cookie_header_is_read_however_it_was_copied() {
    for text in [
        "a=1; b=x=y%2Bz",
        "Cookie: a=1; b=x=y%2Bz",
        "cookie:a=1;b=x=y%2Bz;",
        "  \u{feff}COOKIE :   a=1 ;  b = x=y%2Bz ;; ; nonsense\r\n",
        "\"Cookie: a=1; b=x=y%2Bz\"",
        "'a=1; b=x=y%2Bz'",
        "Cookie: \"a=1; b=x=y%2Bz\"",
        "Cookie: a=1;\n  b=x=y%2Bz",
        "Cookie:\na=1; b=x=\ny%2Bz",
        "a=1\nb=x=y%2Bz",
        "a=1; b=x=y%2Bz; a=2",
        "GET /path?a=3 HTTP/1.1\r\nHost: www.example.com\r\nCookie: a=1; b=x=y%2Bz\r\nUser-Agent: Mozilla: a=4\r\n",
    ] {
        let browser = parse(text).unwrap();
        assert_eq!(collect(&browser, &["a", "b"]), some(&["1", "x=y+z"]), "{text}");
        assert!(parse_cookie_header(text).is_ok());
    }
}

#[test]
fn the_header_itself_and_those_around_it_are_kept() {
    let browser = parse("Host: x\nCookie: a=1;\n b=2\nX-CSRF: a%2Bb").unwrap();
    assert_eq!(collect(&browser, &["cookie:", "x-csrf:"]), some(&["a=1;b=2", "a%2Bb"]));
}

#[test]
fn quotes_that_belong_to_a_cookie_stay() {
    let browser = parse(r#"a="ajax:1"; b=2"#).unwrap();
    assert_eq!(collect(&browser, &["a", "b"]), some(&["\"ajax:1\"", "2"]));
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
        let browser = parse(text).unwrap();
        assert_eq!(
            collect(&browser, &["a", "b", "x-csrf:"]),
            some(&["1", "x+y+z", "t'k"]),
            "{text}"
        );
        assert!(parse_curl(text).is_ok());
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
fn words_are_split_as_shells_do() {
    for (text, expected) in [
        (r#"a"b c"'d e'f\ g"#, vec!["ab cd ef g"]),
        (r#""\"\\\$\`\n" '\n' """#, vec!["\"\\$`\\n", "\\n", ""]),
        (
            r"$'\a\b\e\f\n\r\t\v\\\'\?'",
            vec!["\u{7}\u{8}\u{1b}\u{c}\n\r\t\u{b}\\'?"],
        ),
        (r"$'\x41\101\u0041\U0001F600\ud83d\ude00'", vec!["AAA😀😀"]),
        (
            r"$'\xe2\x82\xac' $'\ud83dx' $'\ud83d' $'\ude00' $'\uq' $'\xq' $'\q'",
            vec!["€", "\u{fffd}x", "\u{fffd}", "\u{fffd}", "\\uq", "\\xq", "\\q"],
        ),
        (r"$'\xff' $'\777'", vec!["\u{fffd}", "\u{fffd}"]),
        (
            "a ; b | c '&' && d",
            vec!["a", "<end>", "b", "<end>", "c", "&", "<end>", "d"],
        ),
        ("a \\\n b\\\r\nc \\", vec!["a", "bc"]),
        ("$x $ \"$\"", vec!["$x", "$", "$"]),
        (
            "x ^\"a^&b\\^\"c\\\\d^\" ^\"1^\n\n2^\" ^\r\n y",
            vec!["x", "a&b\"c\\d", "1\n2", "y"],
        ),
        ("x \"a^b\"\"c\" ^\n \"\" \\z", vec!["x", "a^b\"c", "", "\\z"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn json_objects_name_cookies_headers_or_fields() {
    let browser = parse(r#" {"a": "x%2By", "X-Token": "x%2By", "n": 100012345678901, "no": null, "f": 1.5} "#).unwrap();
    assert_eq!(
        collect(&browser, &["a", "x-token:", "n"]),
        some(&["x+y", "x%2By", "100012345678901"])
    );
    assert_eq!(collect(&browser, &["no", "f"]), [None, None]);

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
        {"name": 5, "value": "2"}, {"value": "2"}, {"name": "c"}, null,
    ]);
    for text in [
        export.to_string(),
        json!({"url": "https://www.example.com", "cookies": export}).to_string(),
    ] {
        assert_eq!(collect(&parse(&text).unwrap(), &["a", "b"]), some(&["x+y", "2"]));
        assert!(parse_json(&text).is_ok());
    }
}

#[test]
fn unreadable_pastes_say_what_was_expected() {
    use PasteError::{EmptyCurl, InvalidJson, NoCookies, NotCurl, NotRecognized, UnclosedQuote, UnexpectedJson};
    for (text, expected) in [
        ("", NotRecognized),
        ("hello", NotRecognized),
        ("what is x = y?", NotRecognized),
        ("https://example.com/?a=b", NotRecognized),
        ("Host: example.com\nX-A: 1", NotRecognized),
        ("QUJDRA==", NotRecognized),
        ("=;=;=", NotRecognized),
        ("curl", EmptyCurl),
        ("curl https://example.com/ --data a=1 -b cookies.txt", EmptyCurl),
        ("curl 'https://example.com/' -b 'a=1", UnclosedQuote),
        ("curl \"https://example.com/", UnclosedQuote),
        ("curl $'https://example.com/\\'", UnclosedQuote),
        ("curl ^\"https://example.com/^\" -b ^\"a=1", UnclosedQuote),
        ("{\"a\": \"1\"", InvalidJson),
        ("{a: 1}", InvalidJson),
        ("{}", UnexpectedJson),
        ("[]", UnexpectedJson),
        ("[1, \"a\"]", UnexpectedJson),
        ("{\"a\": {\"b\": 1}}", UnexpectedJson),
    ] {
        assert_eq!(parse(text).err(), Some(expected), "{text}");
        assert!(expected.to_string().len() > 30);
    }
    assert_eq!(parse_cookie_header("x").err(), Some(NoCookies));
    assert_eq!(parse_curl("wget x").err(), Some(NotCurl));
    assert_eq!(parse_json("a=1").err(), Some(InvalidJson));
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
        for parse in [parse, parse_cookie_header, parse_curl, parse_json] {
            if let Ok(browser) = parse(&text) {
                collect(&browser, &["a", "x:"]);
            }
        }
    }
}
