//! Requests as proxies and network tabs show them in source form.

use crate::support::{assert_found, both_cookies, cookie, cookies_and_header, header};

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
