//! Rows copied from the cookie tables of developer tools.

use crate::support::{assert_found, both_cookies, cookie};

const CHROME_TITLES: &str = "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\tSameSite\tPartition Key Site\t\
                             Cross Site\tPriority\n";
const CHROME: &str = "sessionid\tkZ7Qw%2F9xTt3\t.example.com\t/\t2027-11-29T08:00:00.000Z\t22\t✓\t✓\tLax\t\t\tMedium\n\
                      csrftoken\tVb4nHs8Kd2pR6\twww.example.com\t/\tSession\t22\t\t✓\t\t\t\tMedium\n";

#[test]
fn rows_of_chrome_are_read_with_and_without_titles() {
    assert_found(
        &[
            CHROME.to_owned(),
            format!("{CHROME_TITLES}{CHROME}"),
            format!("{CHROME_TITLES}{CHROME}").replace('\n', "\r\n"),
            CHROME.trim_end().to_owned(),
        ],
        &both_cookies(),
    );
    assert_found(
        &["sessionid\tkZ7Qw%2F9xTt3\t.example.com\t/\t2027-11-29T08:00:00.000Z\t22\t✓\t✓\tLax\t\t\tMedium"],
        &both_cookies()[..1],
    );
}

#[test]
fn rows_of_firefox_are_read_with_and_without_titles() {
    let rows = "sessionid\tkZ7Qw%2F9xTt3\t.example.com\t/\tMon, 29 Nov 2027 08:00:00 GMT\t22\ttrue\ttrue\tLax\t\
                Sun, 29 Nov 2026 08:00:00 GMT\n\
                csrftoken\tVb4nHs8Kd2pR6\twww.example.com\t/\tSession\t22\tfalse\tfalse\tNone\tSun, 29 Nov 2026 08:00:00 GMT\n";
    let titles = "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\tSameSite\tLast Accessed\n";
    assert_found(&[rows.to_owned(), format!("{titles}{rows}")], &both_cookies());
}

#[test]
fn rows_of_safari_are_read_with_and_without_titles() {
    let rows = "sessionid\tkZ7Qw%2F9xTt3\t.example.com\t/\t29/11/2027, 08:00:00\t22 B\t✓\t✓\tLax\n\
                csrftoken\tVb4nHs8Kd2pR6\twww.example.com\t/\tSession\t22 B\t\t\t\n";
    let titles = "Name\tValue\tDomain\tPath\tExpires\tSize\tSecure\tHttpOnly\tSameSite\n";
    assert_found(&[rows.to_owned(), format!("{titles}{rows}")], &both_cookies());
}

#[test]
fn titles_tell_the_columns_in_any_order() {
    assert_found(
        &[
            "Domain\tName\tValue\n.example.com\tsessionid\tkZ7Qw%2F9xTt3\nwww.example.com\tcsrftoken\tVb4nHs8Kd2pR6",
            "Value\tName\nkZ7Qw%2F9xTt3\tsessionid\nVb4nHs8Kd2pR6\tcsrftoken",
        ],
        &both_cookies(),
    );
}

#[test]
fn the_cookies_of_a_request_in_the_network_tab_are_read() {
    assert_found(
        &[
            "Request Cookies\nName\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\tSameSite\n\
             sessionid\tkZ7Qw%2F9xTt3\t.example.com\t/\tSession\t22\t✓\t✓\tLax\n\
             csrftoken\tVb4nHs8Kd2pR6\t.example.com\t/\tSession\t22\t\t✓\tLax",
        ],
        &both_cookies(),
    );
}

#[test]
fn values_with_spaces_and_quotes_stay_whole() {
    assert_found(
        &[
            "Name\tValue\tDomain\tPath\nprefs\t\"dark mode\"\t.example.com\t/\ndata\t{\"a\": 1, \"b\": 2}\t.example.com\t/",
        ],
        &[cookie("prefs", "\"dark mode\""), cookie("data", "{\"a\": 1, \"b\": 2}")],
    );
}

#[test]
fn cells_in_markdown_may_be_marked_as_code() {
    assert_found(
        &[
            "| **Name** | **Value** |\n|:---|---:|\n| `sessionid` | `kZ7Qw%2F9xTt3` |\n| `csrftoken` | `Vb4nHs8Kd2pR6` |",
        ],
        &both_cookies(),
    );
}
