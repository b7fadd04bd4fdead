//! Requests as proxies and network tabs show them in source form.

use beeper_bridge_login::paste::PasteErrorKind::NotUnderstood;

use crate::support::{
    CSRF, SESSION, TOKEN, assert_found, assert_refused, both_cookies, cookie, cookies_and_header, header,
};

#[test]
fn a_request_with_its_first_line_is_read() {
    assert_found(
        &[
            "GET /inbox?a=b HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: Mozilla/5.0\r\n\
             Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\r\nX-Token: Bearer-aW5kZXg6MTIz\r\n\r\n",
            "GET /inbox HTTP/2\nHost: www.example.com\nCookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\n\
             X-Token: Bearer-aW5kZXg6MTIz",
            "POST https://www.example.com/api/me HTTP/1.1\nhost:www.example.com\nx-token:Bearer-aW5kZXg6MTIz\n\
             cookie:sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\ncontent-length: 0\n\n",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn several_requests_in_a_row_are_read() {
    let mut planted = both_cookies();
    planted.extend([cookie("other", "Lm5Tz8Rc1Yb"), header("x-second", "pQ9sV2dF6h")]);
    assert_found(
        &[
            "GET /a HTTP/1.1\nHost: www.example.com\nCookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\n\n\
             GET /b HTTP/1.1\nHost: www.example.com\nCookie: other=Lm5Tz8Rc1Yb\nX-Second: pQ9sV2dF6h\n\n",
            "GET /a HTTP/1.1\r\nHost: www.example.com\r\nCookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\r\n\
             GET /b HTTP/1.1\r\nHost: www.example.com\r\nX-Second: pQ9sV2dF6h\r\nCookie: other=Lm5Tz8Rc1Yb\r\n",
        ],
        &planted,
    );
}

#[test]
fn a_request_and_its_response_are_read() {
    let mut planted = cookies_and_header();
    planted.push(cookie("refreshed", "9Xb2Lq7Wn4"));
    assert_found(
        &[
            "GET / HTTP/1.1\r\nHost: www.example.com\r\nX-Token: Bearer-aW5kZXg6MTIz\r\n\
             Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\r\n\r\nHTTP/1.1 204 No Content\r\n\
             Set-Cookie: refreshed=9Xb2Lq7Wn4; Path=/\r\nServer: nginx\r\n\r\n",
        ],
        &planted,
    );
}

#[test]
fn what_curl_tells_of_the_connection_is_left_out() {
    let mut planted = cookies_and_header();
    planted.push(cookie("refreshed", "9Xb2Lq7Wn4"));
    let printed = "* Host www.example.com:443 was resolved.\n* IPv4: 93.184.216.34\n*   Trying 93.184.216.34:443...\n\
                   * Connected to www.example.com (93.184.216.34) port 443\n* ALPN: curl offers h2,http/1.1\n\
                   * TLSv1.3 (OUT), TLS handshake, Client hello (1):\n} [5 bytes data]\n* Server certificate:\n\
                   *  subject: CN=*.example.com\n*  start date: Jan 15 00:00:00 2026 GMT\n\
                   * [HTTP/2] [1] OPENED stream for https://www.example.com/inbox\n* [HTTP/2] [1] [:method: GET]\n\
                   * [HTTP/2] [1] [cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6]\n> GET /inbox HTTP/2\n\
                   > Host: www.example.com\n> Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\n\
                   > X-Token: Bearer-aW5kZXg6MTIz\n> \n< HTTP/2 302 \n< location: /\n\
                   < set-cookie: refreshed=9Xb2Lq7Wn4; Path=/\n< \n{ [12 bytes data]\n\
                   * Connection #0 to host www.example.com left intact\n";
    assert_found(
        &[
            printed.to_owned(),
            printed.replace(" \n", "\n"),
            format!("$ curl -v https://www.example.com/inbox -b 'sessionid=kZ7Qw%2F9xTt3'\n{printed}"),
        ],
        &planted,
    );
}

#[test]
fn lines_of_curl_that_could_hold_a_value_are_not_left_out() {
    let request = "> GET / HTTP/1.1\n> Host: www.example.com\n> Cookie: sessionid=kZ7Qw%2F9xTt3\n>\n";
    for line in [
        "* [HTTP/2] [1] [x-token: Bearer-aW5kZXg6MTIz]",
        "* Added cookie csrftoken=\"Vb4nHs8Kd2pR6\" for domain example.com, path /, expire 0",
    ] {
        assert_refused(&[format!("{line}\n{request}")], NotUnderstood, &[SESSION, CSRF, TOKEN]);
    }
}
