//! Runs the example `terminal` in a terminal, logs in, and returns the lines that a user sees.

use std::env;
use std::io::{Read, Write};
use std::num::NonZero;
use std::process::{Command, Stdio};

use vt100::{Cell, Parser, Screen};

use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::{problem, run};

/// The character cells of one line.
pub type Line = Vec<Cell>;

const ROWS: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(39);
const COLUMNS: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(79);

/// The first line of the picture: the command that a user types.
const TYPED: &str = "$ cargo run -p beeper-bridge-login --example terminal -- --mock mock-linked-device";
const TYPED_COLUMNS: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(119);
/// The first line of the example's output in the picture. The lines before it are about the mock.
const FIRST_LINE: &str = "How to sign in:";
const PROMPT: &str = "Number:";
/// The line below a code; a screen that contains it shows the whole code.
const BELOW_CODE: &str = "Waiting.";

/// Logs in on the mock, and returns the lines of the question, the first QR code and the result.
///
/// # Errors
///
/// Fails if the example cannot be built or started, or if its screen never shows the question or a code.
pub fn record() -> Result<Vec<Line>, Problem> {
    run(&[
        "build",
        "--locked",
        "--package",
        "beeper-bridge-login",
        "--example",
        "terminal",
    ])?;
    let mut screens = Screens::default();
    play(&mut screens).map_err(|error| problem("script", error.to_string()))?;
    screens.lines()
}

/// Runs the example until it exits, and types the answer to its question.
fn play(screens: &mut Screens) -> std::io::Result<()> {
    let program = paths::target_folder().join(format!("debug/examples/terminal{}", env::consts::EXE_SUFFIX));
    // `script` of util-linux runs a program in a terminal. `timeout` stops a program that waits for more input.
    let mut child = Command::new("timeout")
        .args(["60", "script", "--quiet", "--flush", "--command"])
        .arg(format!(
            "stty cols {COLUMNS} rows {ROWS}; exec \"$EXAMPLE\" --mock mock-linked-device"
        ))
        .arg("/dev/null")
        .env("EXAMPLE", program)
        // The mock grants consent by itself, so the example must not open a browser.
        .env("BROWSER", "")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (mut input, mut output) = (child.stdin.take(), child.stdout.take());
    let mut buffer = [0; 4096];
    while let Some(output) = &mut output {
        let read = output.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        if screens.advance(buffer.get(..read).unwrap_or_default())
            && let Some(input) = &mut input
        {
            input.write_all(b"1\n")?;
        }
    }
    child.wait().map(drop)
}

/// The screens from which the picture is made.
struct Screens {
    parser: Parser,
    has_answered: bool,
    /// The first complete screen with a code.
    code: Option<Screen>,
}

impl Default for Screens {
    fn default() -> Self {
        Self {
            parser: Parser::new(ROWS, COLUMNS, 0),
            has_answered: false,
            code: None,
        }
    }
}

impl Screens {
    /// Processes more output of the program, and returns `true` when the program waits for the answer.
    fn advance(&mut self, output: &[u8]) -> bool {
        self.parser.process(output);
        let screen = self.parser.screen();
        let text = screen.contents();
        if self.code.is_none() && screen.alternate_screen() && text.contains(BELOW_CODE) {
            self.code = Some(screen.clone());
        }
        let asks = !self.has_answered && text.trim_end().ends_with(PROMPT);
        self.has_answered |= asks;
        asks
    }

    fn lines(&self) -> Result<Vec<Line>, Problem> {
        let end = lines_of(self.parser.screen());
        let first = end.iter().position(|line| text_of(line).starts_with(FIRST_LINE));
        let (Some(first), Some(code)) = (first, &self.code) else {
            let text = self.parser.screen().contents();
            let message = format!("the example showed no question or no code; its last screen was:\n{text}");
            return Err(problem("terminal", message));
        };
        let mut typed = Parser::new(NonZero::<u16>::MIN, TYPED_COLUMNS, 0);
        typed.process(TYPED.as_bytes());
        let mut lines = lines_of(typed.screen());
        let (questions, result) = end.split_at(end.len().saturating_sub(1).max(first));
        lines.extend_from_slice(questions.get(first..).unwrap_or_default());
        lines.push(Line::new());
        lines.extend(lines_of(code));
        lines.push(Line::new());
        lines.extend_from_slice(result);
        Ok(lines)
    }
}

/// Returns the lines of a screen without the empty ones at its end.
fn lines_of(screen: &Screen) -> Vec<Line> {
    let (rows, columns) = screen.size();
    let line = |row| {
        (0..columns.get())
            .filter_map(|column| screen.cell(row, column).cloned())
            .collect()
    };
    let mut lines: Vec<Line> = (0..rows.get()).map(line).collect();
    while lines.last().is_some_and(|line| text_of(line).trim().is_empty()) {
        lines.pop();
    }
    lines
}

fn text_of(line: &Line) -> String {
    line.iter()
        .map(|cell| if cell.has_contents() { cell.contents() } else { " " })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &[u8] = b"This is a mock.\r\nHow to sign in:\r\n  1  QR code\r\nNumber: ";
    const CODE: &[u8] =
        b"1\r\n\x1b[?1049h\x1b[1;1HScan the code.\r\n\x1b[38;5;231m\x1b[48;5;16m\xe2\x96\x80\x1b[0m\r\nWaiting.";
    const END: &[u8] = b"\x1b[?1049lConnected.\r\n";

    fn lines(outputs: &[&[u8]]) -> Result<Vec<String>, Problem> {
        let mut screens = Screens::default();
        for output in outputs {
            screens.advance(output);
        }
        let texts = |lines: Vec<Line>| lines.iter().map(|line| text_of(line).trim_end().to_owned()).collect();
        screens.lines().map(texts)
    }

    #[test]
    fn the_picture_has_the_question_the_code_and_the_result() {
        assert_eq!(
            lines(&[QUESTION, CODE, END]).unwrap(),
            [
                TYPED,
                "How to sign in:",
                "  1  QR code",
                "Number: 1",
                "",
                "Scan the code.",
                "▀",
                "Waiting.",
                "",
                "Connected."
            ]
        );
    }

    #[test]
    fn the_question_is_answered_once() {
        let mut screens = Screens::default();
        assert!(screens.advance(QUESTION));
        assert!(!screens.advance(b" "));
    }

    #[test]
    fn a_run_without_a_code_is_a_problem_that_shows_the_screen() {
        let problem = lines(&[QUESTION]).unwrap_err().to_string();
        assert!(problem.contains("no question or no code"), "{problem}");
        assert!(problem.contains("This is a mock."), "{problem}");
    }
}
