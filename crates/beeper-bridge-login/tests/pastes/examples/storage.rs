//! Tables and exports of local storage.

use serde_json::json;

use crate::support::{CSRF, SESSION, assert_found, both_cookies, cookie, stored};

#[test]
fn rows_of_a_storage_table_are_read() {
    assert_found(
        &[
            "token\txoxc-8491-7302\ntheme\t{\"dark\":true,\"size\":[1,2]}\n",
            "Key\tValue\ntoken\txoxc-8491-7302\ntheme\t{\"dark\":true,\"size\":[1,2]}",
            "Key\tValue\r\ntheme\t{\"dark\":true,\"size\":[1,2]}\r\ntoken\txoxc-8491-7302\r\n",
        ],
        &[
            stored("token", "xoxc-8491-7302"),
            stored("theme", "{\"dark\":true,\"size\":[1,2]}"),
        ],
    );
}

#[test]
fn a_storage_state_is_read_with_its_local_storage() {
    let state = json!({
        "cookies": [
            { "name": "sessionid", "value": SESSION, "domain": ".example.com", "path": "/", "expires": 1_830_000_000.5,
              "httpOnly": true, "secure": true, "sameSite": "Lax" },
            { "name": "csrftoken", "value": CSRF, "domain": "www.example.com", "path": "/", "expires": -1,
              "httpOnly": false, "secure": true, "sameSite": "None" },
        ],
        "origins": [
            { "origin": "https://www.example.com", "localStorage": [
                { "name": "token", "value": "xoxc-8491-7302" }, { "name": "theme", "value": "{\"dark\":true}" } ] },
        ],
    });
    let mut planted = both_cookies();
    planted.extend([stored("token", "xoxc-8491-7302"), stored("theme", "{\"dark\":true}")]);
    assert_found(&[state.to_string(), format!("{state:#}")], &planted);

    let without_cookies = json!({ "cookies": [], "origins": state["origins"] });
    assert_found(&[without_cookies.to_string()], &planted[2..]);
    let without_storage = json!({ "cookies": state["cookies"], "origins": [] });
    assert_found(&[without_storage.to_string()], &planted[..2]);
}

#[test]
fn nested_json_in_a_value_stays_text() {
    let text = json!({ "session": "{\"user\":{\"id\":7,\"token\":\"Lm5Tz8Rc1Yb\"}}", "count": "12" }).to_string();
    assert_found(
        &[text],
        &[
            stored("session", "{\"user\":{\"id\":7,\"token\":\"Lm5Tz8Rc1Yb\"}}"),
            stored("count", "12"),
        ],
    );
}

#[test]
fn cookies_and_storage_may_stand_in_one_paste() {
    assert_found(
        &[
            "Cookie: sessionid=kZ7Qw%2F9xTt3\n\n{\"token\": \"xoxc-8491-7302\"}",
            "{\"token\": \"xoxc-8491-7302\"}\n\ncurl 'https://www.example.com/' -b 'sessionid=kZ7Qw%2F9xTt3'",
            "Key\tValue\ntoken\txoxc-8491-7302\n\nCookie: sessionid=kZ7Qw%2F9xTt3",
        ],
        &[cookie("sessionid", SESSION), stored("token", "xoxc-8491-7302")],
    );
}
