//! Tests of running the parts of CI.
//!
//! They run `true` and `false`, which Windows does not have.

use super::*;

const FINE: Part = Part {
    name: "fine",
    command: "true",
    ..PLAIN
};

/// Returns what was printed, without times.
fn run(parts: &[Part]) -> (Vec<String>, Option<String>) {
    run_with(parts, &|_| None)
}

/// Does the same with environment variables.
fn run_with(parts: &[Part], variables: Variables<'_>) -> (Vec<String>, Option<String>) {
    let mut log = Vec::new();
    let result = run_all(parts.iter(), variables, |line| {
        let line = line.split_once(" in ").map_or(line.as_str(), |(line, _)| line);
        log.push(line.trim().to_owned());
    });
    (log, result.err().map(|failure| failure.to_string()))
}

#[test]
fn all_parts_run_in_order() {
    let again = Part { name: "again", ..FINE };
    let (log, failure) = run(&[FINE, again]);
    assert_eq!(
        log,
        [
            "== fine: true",
            "== fine: passed",
            "== again: true",
            "== again: passed",
            "ci: 2 parts passed, 0 skipped,"
        ]
    );
    assert_eq!(failure, None);
}

#[test]
fn the_first_failure_ends_it_with_the_command_to_repeat() {
    let broken = Part {
        name: "broken",
        command: "false --really",
        environment: Some(("SOME_FLAGS", "-D warnings")),
        ..PLAIN
    };
    let (log, failure) = run(&[FINE, broken, FINE]);
    let command = "SOME_FLAGS='-D warnings' false --really";
    assert_eq!(
        log,
        [
            "== fine: true",
            "== fine: passed",
            &format!("== broken: {command}"),
            "== broken: failed"
        ]
    );
    assert_eq!(
        failure.unwrap(),
        format!("ci: the part `broken` failed: exit status: 1\nrepeat it with: {command}")
    );
}

#[test]
fn a_program_that_is_not_there_is_a_failure() {
    let part = Part {
        name: "gone",
        command: "no-such-program --at-all",
        ..PLAIN
    };
    let (_, failure) = run(&[part]);
    let failure = failure.unwrap();
    assert!(
        failure.starts_with("ci: the part `gone` failed: the program cannot be started: "),
        "{failure}"
    );
    assert!(
        failure.ends_with("\nrepeat it with: no-such-program --at-all"),
        "{failure}"
    );
}

#[test]
fn a_missing_tool_fails_or_skips_its_part() {
    let part = |missing| Part {
        name: "tool",
        command: "cargo no-such-tool",
        tool: Some(Tool {
            command: "cargo no-such-tool",
            install: "some command",
            missing,
        }),
        ..PLAIN
    };
    let missing = "`cargo no-such-tool` is not installed; install it with: some command";
    let (log, failure) = run(&[part(Missing::Skip), FINE]);
    assert_eq!(log[1], format!("== tool: skipped, {missing}"));
    assert_eq!(log[4], "ci: 1 part passed, 1 skipped,");
    assert_eq!((log.len(), failure), (5, None));
    let failed = format!("ci: the part `tool` failed: {missing}\nrepeat it with: cargo no-such-tool");
    let (log, failure) = run(&[part(Missing::Failure), FINE]);
    assert_eq!((log.len(), failure.unwrap()), (1, failed.clone()));

    let unless = [part(Missing::SkipUnless("NEED_IT")), FINE];
    for (value, is_failure) in [(None, false), (Some("0"), false), (Some("1"), true)] {
        let variables = |name: &str| value.filter(|_| name == "NEED_IT").map(OsString::from);
        let (_, failure) = run_with(&unless, &variables);
        assert_eq!(failure, is_failure.then(|| failed.clone()), "{value:?}");
    }
}

#[test]
fn a_part_may_be_a_function() {
    let part = |function| Part {
        name: "function",
        command: "cargo xtask ci function",
        function: Some(function),
        ..PLAIN
    };
    let skipped = part(|| Ok(Some("something is missing".to_owned())));
    let failed = part(|| Err(Problem::new("cargo build", "it failed", "correct it")));
    let (log, failure) = run(&[part(|| Ok(None)), skipped, failed]);
    let command = "cargo xtask ci function";
    assert_eq!(
        log,
        [
            &format!("== function: {command}"),
            "== function: passed",
            &format!("== function: {command}"),
            "== function: skipped, something is missing",
            &format!("== function: {command}"),
            "== function: failed",
        ]
    );
    assert_eq!(
        failure.unwrap(),
        format!("ci: the part `function` failed: cargo build: it failed; correct it\nrepeat it with: {command}")
    );
}

#[test]
fn a_program_comes_from_the_folder_that_is_named() {
    let part = || Part {
        tool: Some(Tool {
            command: "true",
            install: "some command",
            missing: Missing::Skip,
        }),
        ..FINE
    };
    let folder = |folder: &'static str| move |name: &str| (name == executables::FOLDER).then(|| OsString::from(folder));
    let (log, _) = run_with(&[part()], &folder("/no/such/folder"));
    assert_eq!(
        log[1],
        "== fine: skipped, `true` is not installed; install it with: some command"
    );
    let (log, failure) = run_with(&[part()], &folder("/usr/bin"));
    assert_eq!((log[1].as_str(), failure), ("== fine: passed", None));
    // Cargo is never such a tool.
    let cargo = Part {
        command: "cargo --version",
        ..FINE
    };
    let (log, _) = run_with(&[cargo], &folder("/no/such/folder"));
    assert_eq!(log[1], "== fine: passed");
}

#[test]
fn parts_have_names_of_their_own_and_words_without_quotes() {
    for (index, part) in PARTS.iter().enumerate() {
        assert!(
            PARTS[..index].iter().all(|other| other.name != part.name),
            "{}",
            part.name
        );
        let program = part.command.split(' ').next();
        if part.function.is_some() {
            assert_eq!(part.command, format!("cargo xtask ci {}", part.name));
            continue;
        }
        let is_looked_for = part.tool.as_ref().is_some_and(|tool| Some(tool.command) == program);
        assert!(program == Some("cargo") || is_looked_for, "{part}");
        assert!(
            !part.command.contains(['\'', '"']) && !part.command.contains("  "),
            "{part}"
        );
    }
}
