//! Calls of `fetch` as browsers copy them.

use crate::support::{assert_found, both_cookies, cookie, cookies_and_header, header};

#[test]
fn a_fetch_for_node_is_read_with_its_cookies() {
    assert_found(
        &[
            "fetch(\"https://www.example.com/inbox\", {\n  \"headers\": {\n    \"accept\": \"*/*\",\n    \
             \"sec-ch-ua\": \"\\\"Chromium\\\";v=\\\"130\\\"\",\n    \"x-token\": \"Bearer-aW5kZXg6MTIz\",\n    \
             \"cookie\": \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\",\n    \
             \"Referrer-Policy\": \"strict-origin-when-cross-origin\"\n  },\n  \"body\": null,\n  \"method\": \"GET\"\n});",
            "fetch(\"https://www.example.com/\", {\"headers\": {\"cookie\": \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\", \
             \"x-token\": \"Bearer-aW5kZXg6MTIz\"}, \"method\": \"GET\"})",
            "await fetch('https://www.example.com/', {\n  headers: {\n    'x-token': 'Bearer-aW5kZXg6MTIz',\n    \
             cookie: 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6',\n  },\n});",
            "const response = await fetch(\"https://www.example.com/\", {\n  headers: new Headers({\n    \
             \"Cookie\": \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\",\n    \"X-Token\": \"Bearer-aW5kZXg6MTIz\"\n  })\n});",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn a_fetch_of_a_browser_is_read_with_its_headers() {
    assert_found(
        &[
            "fetch(\"https://www.example.com/api\", {\n  \"headers\": {\n    \"accept\": \"application/json\",\n    \
             \"authorization\": \"Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln\",\n    \"x-token\": \"a\\\"b\\\\c\\u20acd\"\n  },\n  \
             \"referrer\": \"https://www.example.com/\",\n  \"referrerPolicy\": \"no-referrer\",\n  \"body\": \"{\\\"q\\\":1}\",\n  \
             \"method\": \"POST\",\n  \"mode\": \"cors\",\n  \"credentials\": \"include\"\n});",
            "await fetch(\"https://www.example.com/api\", {\n    \"credentials\": \"include\",\n    \"headers\": {\n        \
             \"User-Agent\": \"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0\",\n        \
             \"Accept\": \"*/*\",\n        \"X-Token\": \"a\\\"b\\\\c€d\",\n        \
             \"Authorization\": \"Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln\"\n    },\n    \"method\": \"GET\",\n    \"mode\": \"cors\"\n});",
        ],
        &[
            header("authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln"),
            header("x-token", "a\"b\\c€d"),
        ],
    );
}

#[test]
fn all_calls_of_a_copied_list_are_read() {
    let mut planted = both_cookies();
    planted.extend([cookie("other", "Lm5Tz8Rc1Yb"), header("x-second", "pQ9sV2dF6h")]);
    let first = "fetch(\"https://www.example.com/a\", {\n  \"headers\": {\n    \
                 \"cookie\": \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"\n  },\n  \"method\": \"GET\"\n})";
    let second = "fetch(\"https://www.example.com/b\", {\n  \"headers\": {\n    \"x-second\": \"pQ9sV2dF6h\",\n    \
                  \"cookie\": \"other=Lm5Tz8Rc1Yb\"\n  },\n  \"body\": null\n})";
    let third = "fetch(\"https://www.example.com/c.js\")";
    assert_found(
        &[
            format!("{first}; ;\n{third}; ;\n{second}; ;"),
            format!("{first};\n{second};\n"),
            format!("{third} ;\n{first} ;\n{second}"),
        ],
        &planted,
    );
}
