//! Commands of cURL, for each shell.

use crate::support::{assert_found, both_cookies, cookie, cookies_and_header, header};

#[test]
fn commands_for_bash_are_read() {
    assert_found(
        &[
            "curl 'https://www.example.com/inbox?a=b' \\\n  -H 'accept: */*' \\\n  -H 'x-token: Bearer-aW5kZXg6MTIz' \\\n  \
             -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' \\\n  -H 'priority: u=1, i' \\\n  --compressed",
            "curl 'https://www.example.com/' -X POST -H 'User-Agent: Mozilla/5.0' -H 'X-Token: Bearer-aW5kZXg6MTIz' \
             -H 'Cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' --data-raw '{\"a\":1}'",
            "curl \"https://www.example.com/\" -H \"x-token: Bearer-aW5kZXg6MTIz\" \
             --cookie \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"",
            "curl --cookie='sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' --header='x-token: Bearer-aW5kZXg6MTIz' \
             --url=https://www.example.com/",
            "$ curl -sSL https://www.example.com/ -b'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' \
             -Hx-token:Bearer-aW5kZXg6MTIz",
            "/usr/bin/curl https://www.example.com/ -H $'cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' \
             -H $'x-token: Bearer-aW5\\u006bZXg6MTIz'",
            "user@host:~$ curl -b sessionid=kZ7Qw%2F9xTt3\\;\\ csrftoken=Vb4nHs8Kd2pR6 -H x-token:\\ Bearer-aW5kZXg6MTIz \
             www.example.com",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn a_command_of_several_lines_that_was_joined_into_one_is_read() {
    assert_found(
        &[
            "curl 'https://www.example.com/' \\   -H 'accept: */*' \\   -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' \
             \\   -H 'x-token: Bearer-aW5kZXg6MTIz' \\   --compressed",
            "curl ^\"https://www.example.com/^\" ^   -H ^\"x-token: Bearer-aW5kZXg6MTIz^\" ^   \
             -b ^\"sessionid=kZ7Qw^%^2F9xTt3; csrftoken=Vb4nHs8Kd2pR6^\"",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn commands_for_cmd_are_read() {
    assert_found(
        &[
            "curl ^\"https://www.example.com/inbox?a=b^&c=d^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  \
             -b ^\"sessionid=kZ7Qw^%^2F9xTt3; csrftoken=Vb4nHs8Kd2pR6^\" ^\r\n  -H ^\"x-token: Bearer-aW5kZXg6MTIz^\"",
            "curl \"https://www.example.com/\" ^\n  -H \"x-token: Bearer-aW5kZXg6MTIz\" ^\n  \
             -H \"cookie: sessionid=kZ7Qw\"%\"2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\" ^\n  --compressed",
            "C:\\Windows\\System32\\curl.exe ^\"https://www.example.com/^\" ^\n -H ^\"x-token: Bearer-aW5kZXg6MTIz^\" ^\n \
             -H ^\"cookie: sessionid=kZ7Qw^%^2F9xTt3; csrftoken=Vb4nHs8Kd2pR6^\"",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn commands_for_powershell_are_read() {
    assert_found(
        &[
            "curl.exe 'https://www.example.com/' `\r\n  -H 'x-token: Bearer-aW5kZXg6MTIz' `\r\n  \
             -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'",
            "PS C:\\> curl.exe \"https://www.example.com/\" -H \"x-token: Bearer-aW5kZXg6MTIz\" \
             --cookie \"sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6\"",
        ],
        &cookies_and_header(),
    );
}

#[test]
fn all_commands_of_a_copied_list_are_read() {
    let mut planted = both_cookies();
    planted.extend([cookie("other", "Lm5Tz8Rc1Yb"), header("x-second", "pQ9sV2dF6h")]);
    let first = "curl 'https://www.example.com/a' -H 'cookie: sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6'";
    let second = "curl 'https://www.example.com/b' -b 'other=Lm5Tz8Rc1Yb' -H 'x-second: pQ9sV2dF6h'";
    let texts = [" ;\n", "; ", "\n", "\n\n", " &\n", " && "].map(|between| format!("{first}{between}{second}"));
    assert_found(&texts, &planted);
    assert_found(
        &["curl ^\"https://www.example.com/a^\" ^\r\n  \
           -b ^\"sessionid=kZ7Qw^%^2F9xTt3; csrftoken=Vb4nHs8Kd2pR6^\" &\r\n\
           curl ^\"https://www.example.com/b^\" ^\r\n  -b ^\"other=Lm5Tz8Rc1Yb^\" ^\r\n  -H ^\"x-second: pQ9sV2dF6h^\""],
        &planted,
    );
}

#[test]
fn quotes_and_escapes_within_values_are_undone_as_the_shell_does() {
    let planted = [
        cookie("quoted", "\"ajax:849\""),
        cookie("apostrophe", "it's-mine"),
        header("x-odd", "50% of $HOME & `more` \\ \"end\"!"),
    ];
    assert_found(
        &[
            "curl 'https://www.example.com/' -b 'quoted=\"ajax:849\"; apostrophe=it'\\''s-mine' \
             -H 'x-odd: 50% of $HOME & `more` \\ \"end\"!'",
            "curl 'https://www.example.com/' -b $'quoted=\"ajax:849\"; apostrophe=it\\'s-mine' \
             -H $'x-odd: 50% of $HOME & `more` \\\\ \"end\"\\u0021'",
            "curl \"https://www.example.com/\" -b \"quoted=\\\"ajax:849\\\"; apostrophe=it's-mine\" \
             -H \"x-odd: 50% of \\$HOME & \\`more\\` \\\\ \\\"end\\\"!\"",
            "curl ^\"https://www.example.com/^\" ^\n  -b ^\"quoted=\\^\"ajax:849\\^\"; apostrophe=it's-mine^\" ^\n  \
             -H ^\"x-odd: 50^% of ^$HOME ^& `more` ^\\^\\ \\^\"end\\^\"^!^\"",
        ],
        &planted,
    );
}

#[test]
fn what_a_command_sends_as_its_body_does_not_hide_its_cookies() {
    assert_found(
        &[
            "curl 'https://www.example.com/login' -H 'x-token: Bearer-aW5kZXg6MTIz' \
             -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' --data-raw 'name=x&next=https%3A%2F%2Fexample.com'",
            "curl -X PUT -H 'x-token: Bearer-aW5kZXg6MTIz' -H 'Content-Type: application/json' -d '{\"cookie\": \"a=b\"}' \
             -b 'sessionid=kZ7Qw%2F9xTt3; csrftoken=Vb4nHs8Kd2pR6' https://www.example.com/",
        ],
        &cookies_and_header(),
    );
}
