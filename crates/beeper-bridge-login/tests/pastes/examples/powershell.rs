//! Requests as browsers copy them for PowerShell.

use crate::support::{SESSION, assert_found, both_cookies, cookie, cookies_and_header, header};

#[test]
fn a_session_with_cookies_and_headers_is_read() {
    let mut planted = cookies_and_header();
    planted.push(header(
        "user-agent",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
    ));
    assert_found(
        &[
            "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\r\n\
             $session.UserAgent = \"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36\"\r\n\
             $session.Cookies.Add((New-Object System.Net.Cookie(\"sessionid\", \"kZ7Qw%2F9xTt3\", \"/\", \".example.com\")))\r\n\
             $session.Cookies.Add((New-Object System.Net.Cookie(\"csrftoken\", \"Vb4nHs8Kd2pR6\", \"/\", \"www.example.com\")))\r\n\
             Invoke-WebRequest -UseBasicParsing -Uri \"https://www.example.com/inbox\" `\r\n-WebSession $session `\r\n\
             -Headers @{\r\n\"authority\"=\"www.example.com\"\r\n  \"method\"=\"GET\"\r\n  \"path\"=\"/inbox?a=b\"\r\n  \
             \"scheme\"=\"https\"\r\n  \"accept\"=\"*/*\"\r\n  \"sec-ch-ua\"=\"`\"Chromium`\";v=`\"130`\"\"\r\n  \
             \"x-token\"=\"Bearer-aW5kZXg6MTIz\"\r\n}",
        ],
        &planted,
    );
}

#[test]
fn cookies_alone_are_read() {
    assert_found(
        &[
            "$session.Cookies.Add((New-Object System.Net.Cookie(\"sessionid\", \"kZ7Qw%2F9xTt3\", \"/\", \".example.com\")))\n\
             $session.Cookies.Add((New-Object System.Net.Cookie(\"csrftoken\", \"Vb4nHs8Kd2pR6\", \"/\", \".example.com\")))",
            "$session.Cookies.Add((New-Object System.Net.Cookie('sessionid', 'kZ7Qw%2F9xTt3', '/', '.example.com')));\
             $session.Cookies.Add((New-Object System.Net.Cookie('csrftoken', 'Vb4nHs8Kd2pR6', '/', '.example.com')));",
        ],
        &both_cookies(),
    );
}

#[test]
fn headers_in_a_table_are_read() {
    assert_found(
        &[
            "Invoke-WebRequest -Uri \"https://www.example.com/\" -Headers @{\"x-token\"=\"Bearer-aW5kZXg6MTIz\"; \
             \"cookie\"=\"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"}",
            "Invoke-WebRequest -Uri \"https://www.example.com/\" -Method \"POST\" -Headers @{\n\
             \"Cookie\" = \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"\n\"X-Token\" = \"Bearer-aW5kZXg6MTIz\"\n} \
             -ContentType \"application/json\" -Body \"{`\"a`\":1}\"",
            "Invoke-RestMethod 'https://www.example.com/' -Headers @{ 'X-Token' = 'Bearer-aW5kZXg6MTIz'; \
             Cookie = 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' }",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn escapes_are_undone() {
    assert_found(
        &[
            "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n\
             $session.Cookies.Add((New-Object System.Net.Cookie(\"price\", \"`$9`\"x``y\", \"/\", \"www.example.com\")))\n\
             Invoke-WebRequest -UseBasicParsing -Uri \"https://www.example.com/\" `\n-WebSession $session `\n\
             -Headers @{\n\"x-name\"=\"Ren$([char]233)e `$5\"\n}",
        ],
        &[cookie("price", "$9\"x`y"), header("x-name", "Renée $5")],
    );
}

#[test]
fn all_requests_of_a_copied_list_are_read() {
    assert_found(
        &[
            "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n\
             $session.Cookies.Add((New-Object System.Net.Cookie(\"sessionid\", \"kZ7Qw%2F9xTt3\", \"/\", \".example.com\")))\n\
             Invoke-WebRequest -UseBasicParsing -Uri \"https://www.example.com/a\" `\n-WebSession $session;\n\
             $session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n\
             $session.Cookies.Add((New-Object System.Net.Cookie(\"other\", \"Lm5Tz8Rc1Yb\", \"/\", \".example.com\")))\n\
             Invoke-WebRequest -UseBasicParsing -Uri \"https://www.example.com/b\" `\n-WebSession $session `\n\
             -Headers @{\n\"x-second\"=\"pQ9sV2dF6h\"\n}",
        ],
        &[
            cookie("sessionid", SESSION),
            cookie("other", "Lm5Tz8Rc1Yb"),
            header("x-second", "pQ9sV2dF6h"),
        ],
    );
}
