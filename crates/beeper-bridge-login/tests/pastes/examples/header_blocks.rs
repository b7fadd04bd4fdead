//! Headers as the network tabs of browsers show them.

use crate::support::{CSRF, SESSION, TOKEN, assert_found, both_cookies, cookie, cookies_and_header, header};

#[test]
fn headers_of_http_2_with_their_pseudo_headers_are_read() {
    assert_found(
        &[
            ":authority: www.example.com\n:method: GET\n:path: /inbox?a=b\n:scheme: https\naccept: */*\n\
             accept-encoding: gzip, deflate, br, zstd\ncookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\n\
             priority: u=1, i\nreferer: https://www.example.com/\n\
             sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"\nsec-fetch-mode: cors\n\
             user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)\n\
             x-token: Bearer-aW5kZXg6MTIz",
            "cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\n:authority: www.example.com\n:method: GET\n\
             :path: /\n:scheme: https\nx-token: Bearer-aW5kZXg6MTIz",
            ":method: GET\n:scheme: https\n:authority: www.example.com\n:path: /\nAccept: */*\n\
             Cookie: csrftoken=Vb4nHs8Kd2pR6; sessionid=kZ7Qw%2F9xTt3\nX-Token: Bearer-aW5kZXg6MTIz\n",
            // Each cookie in a separate header, as HTTP/2 allows.
            ":authority: www.example.com\n:method: GET\ncookie: sessionid=kZ7Qw%2F9xTt3\ncookie: csrftoken=Vb4nHs8Kd2pR6\n\
             x-token: Bearer-aW5kZXg6MTIz",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn headers_of_two_lines_each_are_read() {
    assert_found(
        &[
            ":authority:\nwww.example.com\n:method:\nGET\n:path:\n/inbox?a=b\n:scheme:\nhttps\naccept:\n*/*\ncookie:\n\
             sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nreferer:\nhttps://www.example.com/\nx-token:\n\
             Bearer-aW5kZXg6MTIz",
            ":authority\nwww.example.com\n:method\nGET\n:path\n/inbox\n:scheme\nhttps\naccept\n*/*\ncookie\n\
             sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nx-token\nBearer-aW5kZXg6MTIz",
            "accept:\n*/*\ncookie:\nsessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nsec-fetch-dest:\nempty\nx-token:\n\
             Bearer-aW5kZXg6MTIz\n",
            "Accept:\r\n*/*\r\nX-Token:\r\nBearer-aW5kZXg6MTIz\r\nCookie:\r\nsessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\r\n",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn headers_without_a_space_after_the_colon_are_read() {
    assert_found(
        &[
            "Accept:*/*\nCookie:sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nX-Token:Bearer-aW5kZXg6MTIz",
            "Host:www.example.com\nX-Token:Bearer-aW5kZXg6MTIz\nReferer:https://www.example.com/a:b\n\
             Cookie:sessionid=kZ7Qw%2F9xTt3;csrftoken=Vb4nHs8Kd2pR6",
            "accept:\t*/*\ncookie:\tsessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nx-token:\tBearer-aW5kZXg6MTIz",
            "Accept\t*/*\nCookie\tsessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nX-Token\tBearer-aW5kZXg6MTIz",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn headers_of_http_1_are_read() {
    assert_found(
        &[
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\nAccept-Encoding: gzip, deflate\n\
             Accept-Language: en-US,en;q=0.5\nConnection: keep-alive\n\
             Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nDNT: 1\nHost: www.example.com\n\
             If-None-Match: W/\"5f2-abc\"\nTE: trailers\nUpgrade-Insecure-Requests: 1\nX-Token: Bearer-aW5kZXg6MTIz",
            "Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nX-Token: Bearer-aW5kZXg6MTIz",
            "X-Token: Bearer-aW5kZXg6MTIz\nCookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6;",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn the_titles_of_the_tab_s_sections_do_not_matter() {
    assert_found(
        &[
            "Request Headers\nAccept: */*\nCookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nX-Token: Bearer-aW5kZXg6MTIz",
            "General\n\nRequest URL: https://www.example.com/inbox\nRequest Method: GET\nStatus Code: 200 OK\n\
             Remote Address: 93.184.216.34:443\nReferrer Policy: strict-origin-when-cross-origin\n\nResponse Headers\n\n\
             content-type: text/html\ndate: Sun, 29 Nov 2026 08:00:00 GMT\n\nRequest Headers\n\n\
             cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nx-token: Bearer-aW5kZXg6MTIz",
            "Summary\nURL: https://www.example.com/inbox\nStatus: 200\nSource: Network\nAddress: 93.184.216.34:443\n\n\
             Request\n:method: GET\n:scheme: https\n:authority: www.example.com\n:path: /inbox\n\
             Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nX-Token: Bearer-aW5kZXg6MTIz\n\n\
             Response\n:status: 200\nContent-Type: text/html",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn cookies_that_a_response_sets_are_read() {
    assert_found(
        &[
            "Response Headers\ncontent-type: text/html; charset=utf-8\n\
             set-cookie: sessionid=kZ7Qw%2F9xTt3; Domain=.example.com; Path=/; Secure; HttpOnly; SameSite=Lax\n\
             set-cookie: csrftoken=Vb4nHs8Kd2pR6; expires=Mon, 29 Nov 2027 08:00:00 GMT; Max-Age=31449600; Path=/",
            "HTTP/1.1 200 OK\r\nDate: Sun, 29 Nov 2026 08:00:00 GMT\r\nSet-Cookie: sessionid=kZ7Qw%2F9xTt3; path=/\r\n\
             Set-Cookie: csrftoken=Vb4nHs8Kd2pR6; path=/; secure\r\nContent-Length: 0\r\n",
            "set-cookie:\nsessionid=kZ7Qw%2F9xTt3; Path=/; HttpOnly\nset-cookie:\ncsrftoken=Vb4nHs8Kd2pR6; Path=/",
        ],
        &both_cookies(),
    );
}

#[test]
fn a_response_s_cookie_goes_beside_those_of_the_request() {
    let planted = [
        cookie("sessionid", SESSION),
        cookie("csrftoken", CSRF),
        cookie("refreshed", "9Xb2Lq7Wn4"),
        header("x-token", TOKEN),
    ];
    assert_found(
        &[
            "Response Headers\nserver: nginx\nset-cookie: refreshed=9Xb2Lq7Wn4; Path=/; Secure\n\nRequest Headers\n\
           cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nx-token: Bearer-aW5kZXg6MTIz",
        ],
        &planted,
    );
}

#[test]
fn values_with_colons_spaces_and_quotes_stay_as_they_are() {
    assert_found(
        &[
            "accept: */*\nauthorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln\n\
           cookie: prefs=\"ajax:8491003\"; data={\"a\":1,\"b\":[2,3]}; pair=user=17&key=x/y+z==\n\
           x-url: https://www.example.com:8443/a?b=c#d\nx-list: one, two; q=3",
        ],
        &[
            header("authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
            cookie("prefs", "\"ajax:8491003\""),
            cookie("data", "{\"a\":1,\"b\":[2,3]}"),
            cookie("pair", "user=17&key=x/y+z=="),
            header("x-url", "https://www.example.com:8443/a?b=c#d"),
            header("x-list", "one, two; q=3"),
        ],
    );
}

#[test]
fn a_cookie_header_alone_is_read() {
    assert_found(
        &[
            "Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "cookie:sessionid=kZ7Qw%2F9xTt3;csrftoken=Vb4nHs8Kd2pR6",
            "Cookie:\nsessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6;",
            "sessionid=kZ7Qw%2F9xTt3;\ncsrftoken=Vb4nHs8Kd2pR6;\n",
            "sessionid=kZ7Qw%2F9xTt3\ncsrftoken=Vb4nHs8Kd2pR6\n",
            "\"Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"",
            "'Cookie': 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'",
            "\"cookie\": \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\",",
        ],
        &both_cookies(),
    );
}

#[test]
fn what_browsers_explain_is_left_out() {
    assert_found(
        &[
            "cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nx-client-data: CIW2yQEIpLbJ\nDecoded:\n\
             message ClientVariations {\n  // Active client experiment variation IDs.\n  \
             repeated int32 variation_id = [3300101, 3300132];\n}\nx-token: Bearer-aW5kZXg6MTIz",
            "Cookie:\nsessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nX-Client-Data:\nCIW2yQEIpLbJ\nDecoded:\n\
             message ClientVariations {\n// Active client experiment variation IDs.\n\
             repeated int32 variation_id = [3300101];\n}\nX-Token:\nBearer-aW5kZXg6MTIz",
            "Summary\nURL: https://www.example.com/inbox\nStatus: 200\nInitiator: \napp.js:1:42\n\nRequest\n\
             GET /inbox HTTP/1.1\nCookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\nX-Token: Bearer-aW5kZXg6MTIz",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn a_name_and_its_value_may_have_titles() {
    assert_found(
        &[
            "Name: sessionid\nValue: kZ7Qw%2F9xTt3\n\nName: csrftoken\nValue: Vb4nHs8Kd2pR6",
            "name: sessionid\nvalue: kZ7Qw%2F9xTt3\nname: csrftoken\nvalue: Vb4nHs8Kd2pR6",
            "Domain: .example.com\nName: sessionid\nPath: /\nValue: kZ7Qw%2F9xTt3\n\nKey: csrftoken\nValue: Vb4nHs8Kd2pR6",
            "name=sessionid; value=kZ7Qw%2F9xTt3\nname=csrftoken; value=Vb4nHs8Kd2pR6",
            "Name\tsessionid\nValue\tkZ7Qw%2F9xTt3\nPath\t/\n\nName\tcsrftoken\nValue\tVb4nHs8Kd2pR6",
        ],
        &both_cookies(),
    );
}

#[test]
fn cookies_with_their_attributes_may_stand_in_a_line_each() {
    assert_found(
        &["sessionid=kZ7Qw%2F9xTt3; Path=/; HttpOnly\ncsrftoken=Vb4nHs8Kd2pR6; Path=/; Secure"],
        &both_cookies(),
    );
}
