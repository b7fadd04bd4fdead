//! Tests incomplete pastes. Each is refused, and the error says what is wrong without quoting the text.

use beeper_bridge_login::paste::PasteErrorKind::{
    self, Ambiguous, Elsewhere, Empty, Incomplete, NotRecognized, NotUnderstood, Shortened,
};
use beeper_bridge_login::paste::parse;

use crate::support::{CSRF, SESSION, TOKEN, assert_refused};

const SECRETS: [&str; 5] = [SESSION, CSRF, TOKEN, "kZ7Qw", "Vb4nHs8"];

#[track_caller]
fn refused(texts: &[&str], kind: PasteErrorKind) {
    assert_refused(texts, kind, &SECRETS);
}

#[test]
fn what_is_cut_off_within_quotes_or_brackets_is_incomplete() {
    refused(
        &[
            "curl 'https://www.example.com/' -H 'accept: */*' -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nH",
            "curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3' -H 'x-token: Bear",
            "curl \"https://www.example.com/\" -b \"sessionid=kZ7Qw%2F9xTt3",
            "curl ^\"https://www.example.com/^\" ^\n  -b ^\"sessionid=kZ7Qw^%^2F9xTt3",
            "curl 'https://www.example.com/' -b $'sessionid=kZ7Qw\\'",
            "{\"sessionid\": \"kZ7Qw%2F9xTt3\", \"csrftoken\": \"Vb4nHs8",
            "{\"sessionid\": \"kZ7Qw%2F9xTt3\", \"csrftoken\": \"Vb4nHs8Kd2pR6\"",
            "{\"sessionid\": \"kZ7Qw%2F9xTt3\",",
            "[{\"name\": \"sessionid\", \"value\": \"kZ7Qw%2F9xTt3\"}, {\"name\": \"csrftoken\"",
            "[{\"name\": \"sessionid\", \"value\": \"kZ7Qw%2F9xTt3\"},",
            "{\"log\": {\"version\": \"1.2\", \"entries\": [{\"request\": {\"cookies\": [{\"name\": \"sessionid\", \"value\": \"kZ7Qw",
            "fetch(\"https://www.example.com/\", {\n  \"headers\": {\n    \"cookie\": \"sessionid=kZ7Qw%2F9xTt3\",\n",
            "fetch(\"https://www.example.com/\", {\n  \"headers\": {\n    \"cookie\": \"sessionid=kZ7Qw%2F9x",
            "$session.Cookies.Add((New-Object System.Net.Cookie(\"sessionid\", \"kZ7Qw%2F9x",
            "Invoke-WebRequest -Uri \"https://www.example.com/\" -Headers @{\n\"cookie\"=\"sessionid=kZ7Qw%2F9xTt3\"\n",
            "wget --header='Cookie: sessionid=kZ7Qw%2F9xTt3",
            "'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8",
            "document.cookie = \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4n",
        ],
        Incomplete,
    );
}

#[test]
fn a_command_that_ends_before_an_option_s_value_is_refused() {
    for text in [
        "curl 'https://www.example.com/' -H 'x-token: Bearer-aW5kZXg6MTIz' -b",
        "curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3' --header",
        "curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3' \\\n  -H \\",
    ] {
        let error = parse(text).expect_err(text);
        assert!(matches!(error.kind(), Incomplete | NotUnderstood), "{error}");
    }
}

#[test]
fn a_header_without_its_value_is_incomplete() {
    refused(
        &[
            "accept:\n*/*\nx-token:\nBearer-aW5kZXg6MTIz\ncookie:",
            ":authority:\nwww.example.com\n:method:\nGET\naccept:\n*/*\ncookie:\n",
        ],
        Incomplete,
    );
}

#[test]
fn a_row_that_is_short_of_columns_is_refused() {
    for text in [
        "# Netscape HTTP Cookie File\n.example.com\tTRUE\t/\tTRUE\t1830000000\tsessionid\tkZ7Qw%2F9xTt3\n\
         www.example.com\tFALSE\t/\tFALSE\t0\tcsrftoken",
        "# Netscape HTTP Cookie File\n.example.com\tTRUE\t/\tTRUE\t1830000000\tsessionid\tkZ7Qw%2F9xTt3\nwww.example.com\tFALSE",
        "Name\tValue\tDomain\tPath\nsessionid\tkZ7Qw%2F9xTt3\t.example.com\t/\ncsrftoken",
        "Domain\tName\tValue\n.example.com\tsessionid\tkZ7Qw%2F9xTt3\nwww.example.com\tcsrftoken",
        "Key\tValue\ntoken\tkZ7Qw%2F9xTt3\ntheme",
    ] {
        let error = parse(text).expect_err(text);
        assert!(matches!(error.kind(), Incomplete | NotUnderstood), "{error}\n{text}");
        let printed = format!("{error} {error:?}");
        assert!(SECRETS.iter().all(|secret| !printed.contains(secret)), "{printed}");
    }
}

#[test]
fn a_value_that_was_shortened_is_told() {
    refused(
        &[
            "Cookie: sessionid=kZ7Qw…; csrftoken=Vb4nHs8Kd2pR6",
            "Cookie: sessionid=kZ7Qw...; csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8...",
            "accept: */*\ncookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8…",
            "accept: */*\ncookie: sessionid=kZ7Qw%2F9xTt3\nx-token: Bearer-aW5k…",
            "curl 'https://www.example.com/' -b 'sessionid=kZ7Qw…'",
            "{\"sessionid\": \"kZ7Qw…\", \"csrftoken\": \"Vb4nHs8Kd2pR6\"}",
            "[{\"name\": \"sessionid\", \"value\": \"kZ7Qw...\"}]",
            "sessionid\tkZ7Qw…\t.example.com\t/\tSession\t22\t✓\t✓\tLax\t\t\tMedium",
        ],
        Shortened,
    );
}

#[test]
fn a_value_that_is_hidden_is_told() {
    refused(
        &[
            "Cookie: sessionid=<redacted>; csrftoken=Vb4nHs8Kd2pR6",
            "Cookie: sessionid=[REDACTED]; csrftoken=Vb4nHs8Kd2pR6",
            "Cookie: <redacted>",
            "cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=********",
            "sessionid=****; csrftoken=Vb4nHs8Kd2pR6",
            "curl 'https://www.example.com/' -b 'sessionid=<redacted>' -H 'x-token: Bearer-aW5kZXg6MTIz'",
            "{\"sessionid\": \"<redacted>\", \"csrftoken\": \"Vb4nHs8Kd2pR6\"}",
            "accept: */*\ncookie: sessionid=kZ7Qw%2F9xTt3\nx-token: ••••••••",
        ],
        Shortened,
    );
}

#[test]
fn provisional_headers_are_told() {
    refused(
        &[
            "Provisional headers are shown\naccept: */*\nreferer: https://www.example.com/\nx-token: Bearer-aW5kZXg6MTIz",
            "Request Headers\n⚠ Provisional headers are shown. Disable cache to see full headers.\naccept: */*\n\
             user-agent: Mozilla/5.0",
            "Provisional headers are shown. Learn more\naccept: */*\nuser-agent: Mozilla/5.0",
        ],
        Shortened,
    );
}

#[test]
fn a_value_that_is_elsewhere_is_told() {
    refused(
        &[
            "curl 'https://www.example.com/' -b cookies.txt",
            "curl 'https://www.example.com/' -b cookies.txt -H 'x-token: Bearer-aW5kZXg6MTIz'",
            "curl 'https://www.example.com/' --cookie @jar -H 'x-token: Bearer-aW5kZXg6MTIz'",
            "curl 'https://www.example.com/' -H @headers.txt -b 'sessionid=kZ7Qw%2F9xTt3'",
            "curl \"https://www.example.com/\" -H \"x-token: $TOKEN\" -b \"sessionid=kZ7Qw%2F9xTt3\"",
            "curl \"https://www.example.com/\" -b \"sessionid=${SESSION}\"",
            "curl https://www.example.com/ -H \"Authorization: Bearer $(cat token)\" -b 'sessionid=kZ7Qw%2F9xTt3'",
            "curl ^\"https://www.example.com/^\" -b \"sessionid=%SESSION%\"",
            "wget --load-cookies cookies.txt --header='X-Token: Bearer-aW5kZXg6MTIz' https://www.example.com/",
            "wget --header=\"Cookie: sessionid=$SESSION\" https://www.example.com/",
            "http https://www.example.com/ \"Cookie:sessionid=$SESSION\" X-Token:Bearer-aW5kZXg6MTIz",
        ],
        Elsewhere,
    );
}

#[test]
fn unknown_text_beside_good_cookies_is_not_passed_over() {
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    for text in [
        format!("sessionid=kZ7Qw%2F9xTt3\n{jwt}"),
        format!("{jwt}\nsessionid=kZ7Qw%2F9xTt3"),
        format!("Cookie: sessionid=kZ7Qw%2F9xTt3\n\n{jwt}"),
        format!("accept: */*\ncookie: sessionid=kZ7Qw%2F9xTt3\n\n{jwt}\n"),
        format!("{{\"sessionid\": \"kZ7Qw%2F9xTt3\"}}\n{jwt}"),
        format!("{jwt}\n\ncurl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3'"),
        format!("curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3'\n{jwt}"),
        format!("sessionid\tkZ7Qw%2F9xTt3\t.example.com\t/\n{jwt}"),
    ] {
        let error = parse(&text).expect_err(&text);
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains(jwt) && !printed.contains("kZ7Qw"), "{printed}");
        assert_ne!(error.kind(), Empty, "{printed}");
        assert_ne!(error.kind(), NotRecognized, "{printed}");
    }
}

#[test]
fn what_is_no_paste_at_all_is_not_recognized() {
    refused(
        &[
            "kZ7Qw9xTt3Vb4nHs8",
            "I looked, but there was nothing.",
            "what cookies?",
            "42",
            "Bearer",
            "sorry, where do I find the network tab? I only see \"Elements\".",
        ],
        NotRecognized,
    );
}

#[test]
fn text_of_another_kind_is_refused() {
    for text in [
        "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body class=\"a\">a=b; c=d</body></html>",
        "<p>sessionid=kZ7Qw%2F9xTt3</p>",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "[1, 2, 3]",
        "\"text\"",
        "3.14",
        "true",
        "null",
        "https://www.example.com/inbox?token=kZ7Qw%2F9xTt3",
        "QUJDRA==",
        "=;=;=",
        "import os\nos.environ['TOKEN']",
    ] {
        let error = parse(text).expect_err(text);
        assert!(!error.to_string().contains("kZ7Qw"), "{error}");
    }
}

#[test]
fn what_has_no_values_is_empty() {
    refused(
        &[
            "{}",
            "[]",
            "curl 'https://www.example.com/'",
            "Cookie:  ",
            "fetch(\"https://www.example.com/\")",
        ],
        Empty,
    );
    for text in [
        "",
        " \n\t",
        "\u{feff}",
        "https://www.example.com/",
        "{\"cookies\": [], \"origins\": []}",
        "# Netscape HTTP Cookie File\n",
        "``` \n```",
    ] {
        let error = parse(text).expect_err(text);
        assert!(matches!(error.kind(), Empty | NotRecognized), "{error}");
    }
}

#[test]
fn an_archive_without_its_cookies_says_so() {
    let request = "\"request\": {\"method\": \"GET\", \"url\": \"https://www.example.com/\", \"httpVersion\": \"http/2.0\", \
                   \"headers\": [{\"name\": \"accept\", \"value\": \"*/*\"}], \"queryString\": [], \"cookies\": [], \
                   \"headersSize\": -1, \"bodySize\": 0}";
    let archive = format!(
        "{{\"log\": {{\"version\": \"1.2\", \"creator\": {{\"name\": \"WebInspector\", \"version\": \"537.36\"}}, \"pages\": [], \
         \"entries\": [{{\"startedDateTime\": \"2026-11-29T08:00:00.000Z\", \"time\": 1.5, {request}, \"response\": {{\"status\": 200, \
         \"headers\": [], \"cookies\": [], \"content\": {{\"size\": 0, \"mimeType\": \"text/html\"}}}}}}]}}}}"
    );
    let error = parse(&archive).expect_err("an archive without cookies");
    assert_eq!(error.kind(), Shortened, "{error}");
    assert!(error.to_string().contains("sensitive"), "{error}");
}

#[test]
fn quotes_that_may_be_part_of_a_value_are_refused() {
    refused(
        &[
            "sessionid=\"kZ7Qw%2F9xTt3\"\ncsrftoken=\"Vb4nHs8Kd2pR6\"",
            "sessionid=\"kZ7Qw%2F9xTt3\";",
            "sessionid='kZ7Qw%2F9xTt3'; csrftoken='Vb4nHs8Kd2pR6'",
            "export sessionid=\"kZ7Qw%2F9xTt3\"",
            "export sessionid='kZ7Qw%2F9xTt3'\nexport csrftoken=Vb4nHs8Kd2pR6",
            "cookie: 'sessionid=kZ7Qw%2F9xTt3'\nx-token: 'Bearer-aW5kZXg6MTIz'",
            "sessionid\t'kZ7Qw%2F9xTt3'\ncsrftoken\t'Vb4nHs8Kd2pR6'",
            "document.cookie\n'$sessionid=\"kZ7Qw%2F9xTt3\"'",
            "$sessionid=\"kZ7Qw%2F9xTt3\"",
        ],
        Ambiguous,
    );
}

#[test]
fn a_quote_that_may_be_of_a_value_or_of_the_paste_is_refused() {
    let file = "\"# Netscape HTTP Cookie File\n\n.example.com\tTRUE\t/\tTRUE\t1830000000\tsessionid\t";
    let files = ["\"", "kZ7Qw%2F9xTt3\""].map(|value| format!("{file}{value}\n.example.com\t"));
    refused(
        &[
            &files[0],
            &files[1],
            &format!("{}TRUE\t/\tTRUE\t1830000000\tcsrftoken\tVb4nHs8Kd2pR6\"", files[1]),
            "\"Cookie: sessionid=kZ7Qw%2F9xTt3\"\nX-Token: Bearer",
            "“sessionid\tkZ7Qw%2F9xTt3”\nthis is the other one:\ncsrftoken\tVb4nHs8Kd2pR6",
        ],
        Ambiguous,
    );
}

#[test]
fn what_fits_several_shells_is_refused() {
    refused(
        &[r#"wget --header='x-a: \' --header="Cookie: sessionid=\"kZ7Qw%2F9xTt3\"" '"#],
        Incomplete,
    );
    refused(
        &[
            "curl.exe 'https://www.example.com/' `\n  -H 'accept: */*'\n  -b ^\"sessionid=kZ7Qw%2F9xTt3^\"",
            r#"wget --header="x-a: b" --header='Cookie: sessionid='\''kZ7Qw%2F9xTt3`"' 'https://www.example.com/'"#,
        ],
        Ambiguous,
    );
}

#[test]
fn a_long_value_that_is_broken_behind_a_mark_is_refused() {
    let long = "x".repeat(60);
    refused(
        &[&format!("GET / HTTP/1.1\nX-Token: {long};\nkZ7Qw\nCookie: a=1")],
        Ambiguous,
    );
}

#[test]
fn marks_that_may_be_part_of_a_value_are_refused() {
    refused(
        &[
            "sessionid: kZ7Qw%2F9xTt3,\ncsrftoken: Vb4nHs8Kd2pR6",
            "sessionid: \"kZ7Qw%2F9xTt3\",\ncsrftoken: \"Vb4nHs8Kd2pR6\",",
            "sessionid: kZ7Qw%2F9xTt3;\ncsrftoken: Vb4nHs8Kd2pR6;",
            "sessionid: kZ7Qw%2F9xTt3.",
            "sessionid=kZ7Qw%2F9xTt3,\ncsrftoken=Vb4nHs8Kd2pR6",
        ],
        Ambiguous,
    );
}

#[test]
fn a_name_before_a_named_value_is_refused() {
    refused(
        &[
            "old: sessionid=Vb4nHs8Kd2pR6\nnew: sessionid=kZ7Qw%2F9xTt3",
            "mine: sessionid=kZ7Qw%2F9xTt3; a=1",
        ],
        Ambiguous,
    );
}

#[test]
fn what_a_chat_has_changed_is_refused() {
    refused(
        &[
            r"sessionid=kZ7Qw\_9xTt3",
            r"Cookie: sessionid=kZ7Qw\*9xTt3; a=1",
            r"x-token: Bearer\_aW5kZXg6MTIz",
            r"curl 'https://www.example.com/' -b 'session\_id=kZ7Qw\_9xTt3'",
            r"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\n",
        ],
        Ambiguous,
    );
    refused(
        &[
            "cookie: user=<mailto:a@example.com|a@example.com>; sessionid=kZ7Qw%2F9xTt3",
            "cookie: site=[www.example.com](http://www.example.com); sessionid=kZ7Qw%2F9xTt3",
            "x-token: Bearer-aW5kZXg6MTIz\nx-site: <http://www.example.com|www.example.com>",
        ],
        NotUnderstood,
    );
}

#[test]
fn templates_are_no_values() {
    refused(
        &[
            "curl 'https://{{host}}/' -H 'x-token: {{token}}' -b 'sessionid=kZ7Qw%2F9xTt3'",
            "Cookie: sessionid={{session}}; csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3\nAuthorization: Bearer $TOKEN",
            "{\"sessionid\": \"${SESSION}\", \"csrftoken\": \"Vb4nHs8Kd2pR6\"}",
        ],
        Elsewhere,
    );
}

#[test]
fn what_console_table_shows_is_refused() {
    refused(
        &[
            "(index)\tValue\nsessionid\t'kZ7Qw%2F9xTt3'\ncsrftoken\t'Vb4nHs8Kd2pR6'",
            "(index)\tname\tvalue\n0\t'sessionid'\t'kZ7Qw%2F9xTt3'\n1\t'csrftoken'\t'Vb4nHs8Kd2pR6'",
        ],
        NotUnderstood,
    );
}

#[test]
fn the_rest_of_a_broken_row_is_no_cookie() {
    refused(
        &[
            ".example.com TRUE / TRUE 1830000000 sessionid kZ7Qw%2F9xT\nt3x=Vb4nHs8Kd2pR6",
            "theme\tdark\nsessionid\tkZ7Qw%2F9xTt3kZ7Qw%2F9xTt3kZ7Qw%2F9xTt3\nt3x=Vb4nHs8Kd2pR6",
        ],
        Ambiguous,
    );
}
