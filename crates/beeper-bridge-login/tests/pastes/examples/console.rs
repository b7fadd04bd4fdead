//! Output of browsers' consoles, and statements typed into them.

use crate::support::{assert_found, both_cookies, cookie, stored};

#[test]
fn the_cookies_of_a_document_are_read() {
    assert_found(
        &[
            "sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'",
            "\"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"",
            "`sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6`",
            "document.cookie = \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"",
            "document.cookie='sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6';",
            "document.cookie\n'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'",
            "> document.cookie\n< \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"",
            "document.cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6",
            "document.cookie = \"sessionid=kZ7Qw%2F9xTt3; path=/\";\n\
             document.cookie = \"csrftoken=Vb4nHs8Kd2pR6; path=/; max-age=3600\";",
        ],
        &both_cookies(),
    );
}

#[test]
fn quotes_within_what_a_console_prints_are_undone() {
    assert_found(
        &[
            "'prefs=\"ajax:849\"; sessionid=Lm5Tz8Rc1Yb'",
            "\"prefs=\\\"ajax:849\\\"; sessionid=Lm5Tz8Rc1Yb\"",
            "prefs=\"ajax:849\"; sessionid=Lm5Tz8Rc1Yb",
        ],
        &[cookie("prefs", "\"ajax:849\""), cookie("sessionid", "Lm5Tz8Rc1Yb")],
    );
}

#[test]
fn local_storage_as_a_console_prints_it_is_read() {
    assert_found(
        &[
            r#"'{"token":"xoxc-8491-7302","theme":"{\"dark\":true}"}'"#,
            r#""{\"token\":\"xoxc-8491-7302\",\"theme\":\"{\\\"dark\\\":true}\"}""#,
            r#"{"token":"xoxc-8491-7302","theme":"{\"dark\":true}"}"#,
            r#"JSON.stringify(localStorage)
'{"token":"xoxc-8491-7302","theme":"{\\"dark\\":true}"}'"#,
            r#"> JSON.stringify(localStorage)
< '{"token":"xoxc-8491-7302","theme":"{\\"dark\\":true}"}'"#,
            "{\n  \"token\": \"xoxc-8491-7302\",\n  \"theme\": \"{\\\"dark\\\":true}\"\n}",
        ],
        &[stored("token", "xoxc-8491-7302"), stored("theme", "{\"dark\":true}")],
    );
}

#[test]
fn entries_set_one_by_one_are_read() {
    assert_found(
        &[
            "localStorage.setItem('token', 'xoxc-8491-7302');\nlocalStorage.setItem(\"theme\", \"{\\\"dark\\\":true}\");",
            "localStorage.token = \"xoxc-8491-7302\"; localStorage['theme'] = '{\"dark\":true}';",
        ],
        &[stored("token", "xoxc-8491-7302"), stored("theme", "{\"dark\":true}")],
    );
}

#[test]
fn an_entry_that_was_asked_for_is_read() {
    assert_found(
        &[
            "localStorage.getItem('token')\n'xoxc-8491-7302'",
            "> localStorage.getItem(\"token\");\n< 'xoxc-8491-7302'",
            ">> localStorage.token\n← \"xoxc-8491-7302\"",
            "» localStorage['token']\n← \"xoxc-8491-7302\"\nthanks!",
        ],
        &[stored("token", "xoxc-8491-7302")],
    );
}

#[test]
fn the_prototype_of_what_was_unfolded_is_left_out() {
    assert_found(
        &[
            "Storage {token: 'xoxc-8491-7302', theme: '1', length: 2}\ntheme: \"1\"\ntoken: \"xoxc-8491-7302\"\nlength: 2\n\
             [[Prototype]]: Storage",
            "Storage { theme: \"1\", token: \"xoxc-8491-7302\", length: 2 }\n\
             <prototype>: StoragePrototype { getItem: getItem(), setItem: setItem(), … }",
        ],
        &[stored("token", "xoxc-8491-7302"), stored("theme", "1")],
    );
}
