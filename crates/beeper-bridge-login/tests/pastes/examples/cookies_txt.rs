//! Cookie files in Netscape's format, as extensions export them.

use crate::support::{assert_found, both_cookies, cookie};

const FILE: &str = "# Netscape HTTP Cookie File\n# http://curl.haxx.se/rfc/cookie_spec.html\n\
                    # This is a generated file!  Do not edit.\n\n\
                    .example.com\tTRUE\t/\tTRUE\t1830000000\tsessionid\tkZ7Qw%2F9xTt3\n\
                    www.example.com\tFALSE\t/\tFALSE\t0\tcsrftoken\tVb4nHs8Kd2pR6\n";

#[test]
fn a_cookie_file_is_read() {
    assert_found(
        &[
            FILE.to_owned(),
            FILE.replace('\n', "\r\n"),
            FILE.trim_end().to_owned(),
            FILE.lines().skip(4).collect::<Vec<_>>().join("\n"),
            FILE.replace("www.example.com\t", "# a remark\n\n www.example.com\t"),
        ],
        &both_cookies(),
    );
}

#[test]
fn cookies_that_are_http_only_are_no_comments() {
    assert_found(
        &[
            FILE.replace(".example.com\tTRUE", "#HttpOnly_.example.com\tTRUE"),
            FILE.replace(".example.com\tTRUE", "#HttpOnly_.example.com\tTRUE")
                .replace("www.example.com", "#HttpOnly_www.example.com"),
        ],
        &both_cookies(),
    );
}

#[test]
fn tabs_that_became_spaces_are_understood() {
    assert_found(&[FILE.replace('\t', " "), FILE.replace('\t', "    ")], &both_cookies());
}

#[test]
fn values_keep_their_quotes_and_equals_signs() {
    assert_found(
        &[".example.com\tTRUE\t/\tTRUE\t1830000000\tprefs\t\"a=b=c\"\n\
           .example.com\tTRUE\t/mail\tTRUE\t1830000000.25\tdata\t{\"a\": [1, 2]}=="],
        &[cookie("prefs", "\"a=b=c\""), cookie("data", "{\"a\": [1, 2]}==")],
    );
}
