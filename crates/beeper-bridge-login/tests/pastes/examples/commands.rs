//! Commands of wget and HTTPie.

use crate::support::{assert_found, cookie, cookies_and_header, header};

#[test]
fn headers_of_wget_are_read() {
    assert_found(
        &[
            "wget --header='Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' --header='X-Token: Bearer-aW5kZXg6MTIz' \
             'https://www.example.com/inbox'",
            "wget 'https://www.example.com/' --header \"Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\" \\\n  \
             --header \"X-Token: Bearer-aW5kZXg6MTIz\" -O page.html",
            "$ wget -q --no-check-certificate --header=\"x-token: Bearer-aW5kZXg6MTIz\" \
             --header=\"cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\" https://www.example.com/",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn arguments_of_httpie_are_read() {
    assert_found(
        &[
            "http GET https://www.example.com/inbox 'Cookie:sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' \
             X-Token:Bearer-aW5kZXg6MTIz",
            "https www.example.com/inbox \"Cookie:sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\" \
             \"X-Token:Bearer-aW5kZXg6MTIz\"",
            "$ http --follow POST https://www.example.com/ \\\n  X-Token:Bearer-aW5kZXg6MTIz \\\n  \
             Cookie:'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn both_may_stand_in_one_paste() {
    assert_found(
        &["wget --header='Cookie: one=Lm5Tz8Rc1Yb' https://www.example.com/\n\
           http https://www.example.com/ 'Cookie:two=pQ9sV2dF6h' X-Odd:a:b=c"],
        &[
            cookie("one", "Lm5Tz8Rc1Yb"),
            cookie("two", "pQ9sV2dF6h"),
            header("x-odd", "a:b=c"),
        ],
    );
}

#[test]
fn methods_may_be_written_in_lower_case() {
    assert_found(
        &[
            "xh get https://www.example.com/ Cookie:'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' \
             X-Token:Bearer-aW5kZXg6MTIz",
            "http post www.example.com 'Cookie:sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' \
             X-Token:Bearer-aW5kZXg6MTIz name=value",
        ],
        &cookies_and_header(),
    );
}
