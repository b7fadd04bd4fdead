//! Rows with tabs: cookie files and tables of developer tools.

use super::super::marked_text::MarkedText;
use super::super::planted::Planted;
use super::choices::Choices;

pub fn cookies_txt(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(choices.one_of(&[
        "# Netscape HTTP Cookie File\n# This is a generated file!  Do not edit.\n\n",
        "",
    ]));
    for cookie in planted {
        text.push(choices.one_of(&[
            ".example.com\tTRUE\t/\tTRUE\t1830000000\t",
            "#HttpOnly_.example.com\tTRUE\t/\tTRUE\t1830000000\t",
            "www.example.com\tFALSE\t/\tFALSE\t0\t",
        ]));
        text.push_pair(cookie, "\t").push("\n");
    }
    text
}

/// Returns a cookie file in which spaces have replaced the tabs.
pub fn cookies_txt_with_spaces(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    cookies_txt(planted, choices).replace('\t', " ")
}

pub fn chrome(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let titles = "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\tSameSite\tPartition Key Site\t\
                  Cross Site\tPriority\n";
    let rows = [
        "\t.example.com\t/\t2027-11-29T08:00:00.000Z\t22\t✓\t✓\tLax\t\t\tMedium\n",
        "\twww.example.com\t/\tSession\t22\t\t✓\t\t\t\tMedium\n",
    ];
    table(planted, titles, &rows, choices)
}

pub fn firefox(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let titles = "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\tSameSite\tLast Accessed\n";
    let rows = [
        "\t.example.com\t/\tMon, 29 Nov 2027 08:00:00 GMT\t22\ttrue\ttrue\tLax\tSun, 29 Nov 2026 08:00:00 GMT\n",
        "\twww.example.com\t/\tSession\t22\tfalse\tfalse\tNone\tSun, 29 Nov 2026 08:00:00 GMT\n",
    ];
    table(planted, titles, &rows, choices)
}

pub fn safari(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    let titles = "Name\tValue\tDomain\tPath\tExpires\tSize\tSecure\tHttpOnly\tSameSite\n";
    let rows = [
        "\t.example.com\t/\t29/11/2027, 08:00:00\t22 B\t✓\t✓\tLax\n",
        "\twww.example.com\t/\tSession\t22 B\t\t\t\n",
    ];
    table(planted, titles, &rows, choices)
}

pub fn storage(planted: &[Planted], choices: &mut Choices<'_>) -> MarkedText {
    table(planted, "Key\tValue\n", &["\n"], choices)
}

fn table(planted: &[Planted], titles: &str, rows: &[&str], choices: &mut Choices<'_>) -> MarkedText {
    let mut text = MarkedText::new();
    text.push(choices.one_of(&[titles, ""]));
    for value in planted {
        text.push_pair(value, "\t").push(choices.one_of(rows));
    }
    text
}
