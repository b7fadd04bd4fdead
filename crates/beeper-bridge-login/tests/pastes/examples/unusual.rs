//! Texts that people also paste, and that may be refused. If they are read, all of their values must be found.

use crate::support::{SESSION, TOKEN, assert_found_or_refused, both_cookies, cookie, cookies_and_header, header};

#[test]
fn commands_within_other_commands_lose_nothing() {
    let request = "curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'";
    assert_found_or_refused(
        &[
            format!("ANSWER=42 {request}"),
            format!("sudo {request}"),
            format!("env A=b {request}"),
            format!("time {request}"),
            format!("answer=$({request})"),
            format!("answer=`{request}`; echo $answer"),
            format!("{request} | jq .token"),
            format!("{request} > answer.json 2>&1"),
            format!("if {request}; then echo yes; fi"),
            format!("for i in 1 2; do {request}; done"),
            format!("bash -c \"{request}\""),
            format!("ssh server {request}"),
            format!("watch -n 5 {request}"),
            format!("{request} --next 'https://www.example.com/b' -H 'accept: */*'"),
        ],
        &both_cookies(),
    );
    assert_found_or_refused(
        &[
            format!("TOKEN={TOKEN} curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3'"),
            format!("curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3' # TOKEN={TOKEN}"),
            format!("TOKEN={TOKEN}\ncurl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3'"),
            format!("curl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3'\necho TOKEN={TOKEN}"),
        ],
        &[cookie("sessionid", SESSION), cookie("TOKEN", TOKEN)],
    );
}

#[test]
fn scripts_lose_nothing() {
    assert_found_or_refused(
        &[
            "var cookies = 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6';",
            "const COOKIE = \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"",
            "cookies = {'sessionid': 'kZ7Qw%2F9xTt3', 'csrftoken': 'Vb4nHs8Kd2pR6'}",
            "requests.get('https://www.example.com/', cookies={'sessionid': 'kZ7Qw%2F9xTt3', 'csrftoken': 'Vb4nHs8Kd2pR6'})",
            "axios.get('https://www.example.com/', {headers: {Cookie: 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'}})",
            "$session.Cookies.SetCookies('https://www.example.com', 'sessionid=kZ7Qw%2F9xTt3, csrftoken=Vb4nHs8Kd2pR6')",
            "export SESSIONID=1 sessionid=kZ7Qw%2F9xTt3\nexport csrftoken=Vb4nHs8Kd2pR6",
            "set sessionid=kZ7Qw%2F9xTt3\nset csrftoken=Vb4nHs8Kd2pR6",
            "document.cookie.split('; ')\n(2) ['sessionid=kZ7Qw%2F9xTt3', 'csrftoken=Vb4nHs8Kd2pR6']",
            "[\"sessionid=kZ7Qw%2F9xTt3\", \" csrftoken=Vb4nHs8Kd2pR6\"]",
            "javascript:document.cookie='sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'",
        ],
        &both_cookies(),
    );
    assert_found_or_refused(
        &[
            format!("xhr.setRequestHeader('x-token', '{TOKEN}'); document.cookie = 'sessionid={SESSION}';"),
            format!(
                "$headers = @{{\"x-token\"=\"{TOKEN}\"}}\n$session.Cookies.Add((New-Object System.Net.Cookie(\"sessionid\", \"{SESSION}\", \"/\", \"x\")))"
            ),
            format!(
                "fetch('https://www.example.com/', {{headers: {{cookie: 'sessionid={SESSION}'}}}}) // x-token: {TOKEN}"
            ),
            format!(
                "fetch('https://www.example.com/', {{headers: [['cookie', 'sessionid={SESSION}'], ['x-token', '{TOKEN}']]}})"
            ),
        ],
        &[cookie("sessionid", SESSION), header("x-token", TOKEN)],
    );
}

#[test]
fn names_for_the_whole_lose_nothing() {
    let pairs = "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6";
    let texts = [
        "cookie = ",
        "Cookies: ",
        "cookie - ",
        "my cookies: ",
        "[Cookie] ",
        "Cookie => ",
        "(cookie) ",
        "cookie:: ",
        "-b ",
        "--cookie ",
        "--cookie=",
        "Cookie Header: ",
        "Cookie | ",
        "\"Cookie\" = ",
        "cookies=",
        "Cookie:Cookie: ",
        "Set-Cookie = ",
        "Max, 10:02: ",
        "[10:02] Max: ",
        "1) ",
        "→ ",
        "$ ",
        "> > ",
        "// ",
        "# ",
        "<b>",
        "Cookie\u{ff1a}",
        "cookie\u{a0}: ",
    ]
    .map(|name| format!("{name}{pairs}"));
    assert_found_or_refused(&texts, &both_cookies());
}

#[test]
fn remarks_beside_values_lose_nothing() {
    assert_found_or_refused(
        &[
            "sessionid=kZ7Qw%2F9xTt3 (the first)\ncsrftoken=Vb4nHs8Kd2pR6 (the second)",
            "sessionid=kZ7Qw%2F9xTt3, csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3 csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3 and csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3&csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3|csrftoken=Vb4nHs8Kd2pR6",
            "sessionid is kZ7Qw%2F9xTt3, csrftoken is Vb4nHs8Kd2pR6",
            "sessionid -> kZ7Qw%2F9xTt3\ncsrftoken -> Vb4nHs8Kd2pR6",
            "sessionid kZ7Qw%2F9xTt3\ncsrftoken Vb4nHs8Kd2pR6",
            "sessionid\nkZ7Qw%2F9xTt3\ncsrftoken\nVb4nHs8Kd2pR6",
            "sessionid: kZ7Qw%2F9xTt3, csrftoken: Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3; csrftoken=\nVb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3; csrftoken\n=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3; csrf\ntoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8\nKd2pR6",
        ],
        &both_cookies(),
    );
}

#[test]
fn tables_in_other_forms_lose_nothing() {
    assert_found_or_refused(
        &[
            "Name,Value,Domain\nsessionid,kZ7Qw%2F9xTt3,.example.com\ncsrftoken,Vb4nHs8Kd2pR6,.example.com",
            "sessionid;kZ7Qw%2F9xTt3\ncsrftoken;Vb4nHs8Kd2pR6",
            "| Name | Value |\n|---|---|\n| sessionid | kZ7Qw%2F9xTt3 |\n| csrftoken | Vb4nHs8Kd2pR6 |",
            "Name Value Domain\nsessionid kZ7Qw%2F9xTt3 .example.com\ncsrftoken Vb4nHs8Kd2pR6 .example.com",
            "sessionid  kZ7Qw%2F9xTt3  .example.com  /\ncsrftoken  Vb4nHs8Kd2pR6  .example.com  /",
            "1\tsessionid\tkZ7Qw%2F9xTt3\n2\tcsrftoken\tVb4nHs8Kd2pR6",
            ".example.com\tsessionid\tkZ7Qw%2F9xTt3\n.example.com\tcsrftoken\tVb4nHs8Kd2pR6",
            "Nom\tValeur\tDomaine\nsessionid\tkZ7Qw%2F9xTt3\t.example.com\ncsrftoken\tVb4nHs8Kd2pR6\t.example.com",
            "Name\tsessionid\nValue\tkZ7Qw%2F9xTt3\n\nName\tcsrftoken\nValue\tVb4nHs8Kd2pR6",
            "Name: sessionid\nValue: kZ7Qw%2F9xTt3\n\nName: csrftoken\nValue: Vb4nHs8Kd2pR6",
            "#.example.com\tTRUE\t/\tTRUE\t0\tsessionid\tkZ7Qw%2F9xTt3\n.example.com\tTRUE\t/\tTRUE\t0\tcsrftoken\tVb4nHs8Kd2pR6",
            "<table><tr><td>sessionid</td><td>kZ7Qw%2F9xTt3</td></tr><tr><td>csrftoken</td><td>Vb4nHs8Kd2pR6</td></tr></table>",
        ],
        &both_cookies(),
    );
}

#[test]
fn json_in_other_forms_loses_nothing() {
    assert_found_or_refused(
        &[
            r#"[["sessionid", "kZ7Qw%2F9xTt3"], ["csrftoken", "Vb4nHs8Kd2pR6"]]"#,
            r#"{"sessionid": "kZ7Qw%2F9xTt3"}{"csrftoken": "Vb4nHs8Kd2pR6"}"#,
            r#"[{"name": "sessionid", "value": "kZ7Qw%2F9xTt3"}, {"key": "csrftoken", "val": "Vb4nHs8Kd2pR6"}]"#,
            r#"[{"name": "sessionid", "value": "kZ7Qw%2F9xTt3"}, ["csrftoken", "Vb4nHs8Kd2pR6"]]"#,
            r#"{"cookies": [{"name": "sessionid", "value": "kZ7Qw%2F9xTt3"}, "csrftoken=Vb4nHs8Kd2pR6"]}"#,
            r#"{"cookies": {"sessionid": "kZ7Qw%2F9xTt3"}, "more": {"csrftoken": "Vb4nHs8Kd2pR6"}}"#,
            r#"{"cookies": "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6"}"#,
            r#"{"a": {"b": {"cookie": "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6"}}}"#,
            r#"{"sessionid": ["kZ7Qw%2F9xTt3"], "csrftoken": {"value": "Vb4nHs8Kd2pR6"}}"#,
            r#"{"sessionid": {"Value": "kZ7Qw%2F9xTt3"}, "csrftoken": "Vb4nHs8Kd2pR6"}"#,
            r#""{\"cookies\":[{\"name\":\"sessionid\",\"value\":\"kZ7Qw%2F9xTt3\"},{\"name\":\"csrftoken\",\"value\":\"Vb4nHs8Kd2pR6\"}]}""#,
            "sessionid: kZ7Qw%2F9xTt3\n# a comment\ncsrftoken: Vb4nHs8Kd2pR6",
            "- name: sessionid\n  value: kZ7Qw%2F9xTt3\n- name: csrftoken\n  value: Vb4nHs8Kd2pR6",
            r#"{"text": "Cookie: sessionid=kZ7Qw%2F9xTt3", "sessionid": "kZ7Qw%2F9xTt3", "csrftoken": "Vb4nHs8Kd2pR6"}"#,
        ],
        &both_cookies(),
    );
}

#[test]
fn combined_headers_lose_nothing() {
    assert_found_or_refused(
        &[
            "Set-Cookie: sessionid=kZ7Qw%2F9xTt3; Path=/, csrftoken=Vb4nHs8Kd2pR6; Path=/",
            "set-cookie: sessionid=kZ7Qw%2F9xTt3; expires=Mon, 29 Nov 2027 08:00:00 GMT, csrftoken=Vb4nHs8Kd2pR6; Path=/",
            "set-cookie: sessionid=kZ7Qw%2F9xTt3; Path=/\ncsrftoken=Vb4nHs8Kd2pR6; Path=/",
            "set-cookie: sessionid=kZ7Qw%2F9xTt3, csrftoken=Vb4nHs8Kd2pR6",
            "cookie: sessionid=kZ7Qw%2F9xTt3, csrftoken=Vb4nHs8Kd2pR6",
            "cookie: sessionid=kZ7Qw%2F9xTt3\n csrftoken=Vb4nHs8Kd2pR6",
            "accept: */* cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "accept: */*, cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6, referer: https://www.example.com/",
        ],
        &both_cookies(),
    );
    assert_found_or_refused(
        &[
            "cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6 x-token: Bearer-aW5kZXg6MTIz",
            "x-token: Bearer-aW5kZXg6MTIz cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "x-token: Bearer-aW5kZXg6MTIz; cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\\nx-token: Bearer-aW5kZXg6MTIz",
            "cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\\r\\nx-token: Bearer-aW5kZXg6MTIz\\r\\n",
        ],
        &cookies_and_header(),
    );
}
