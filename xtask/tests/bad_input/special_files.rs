//! Tests of inputs and outputs that are not regular files, or are read-only.
//!
//! Each is refused by its kind, the program never blocks, and no file in the folder changes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::BASE;

/// Returns a folder with a valid document and files of all kinds.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("api.yaml"), BASE).unwrap();
    assert!(Command::new("mkfifo").arg(path("fifo")).status().unwrap().success());
    UnixListener::bind(path("socket")).unwrap();
    symlink("fifo", path("link")).unwrap();
    symlink("/dev/zero", path("endless")).unwrap();
    fs::create_dir(path("folder")).unwrap();
    fs::write(path("read-only"), "old").unwrap();
    fs::set_permissions(path("read-only"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::write(path("list.txt"), "").unwrap();
    folder
}

/// Returns the contents of the folder, without opening any file.
fn entries(folder: &Path) -> BTreeMap<PathBuf, (u64, u64, u32)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        (path, (metadata.ino(), metadata.len(), metadata.mode()))
    });
    entries.collect()
}

fn run(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Asserts one problem with exit status 2, and that no file has changed.
#[track_caller]
fn assert_refused(folder: &TempDir, arguments: &str, problem: &str) {
    let before = entries(folder.path());
    let output = run(folder.path(), arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    let problem: Vec<_> = problem.lines().map(str::trim).collect();
    let expected = format!("{}\n\n", problem.join("\n  "));
    assert!(stderr.starts_with(&expected), "{arguments}: {stderr}");
    assert_eq!(
        (output.status.code(), output.stdout),
        (Some(2), Vec::new()),
        "{arguments}"
    );
    assert_eq!(entries(folder.path()), before, "{arguments}");
}

const KINDS: [(&str, &str); 4] = [
    ("fifo", "a FIFO"),
    ("link", "a FIFO"),
    ("socket", "a socket"),
    ("endless", "a character device"),
];

#[test]
fn a_document_that_is_no_regular_file_is_refused_by_every_verb() {
    let folder = folder();
    for (name, kind) in KINDS {
        for verb in [
            "codegen --output new --spec",
            "codegen --check --spec",
            "lint --spec",
            "diff --spec",
        ] {
            let problem = format!(
                "error: the document is {kind}
                   --> {name}
                   help: write its contents to a regular file, and name that file"
            );
            assert_refused(&folder, &format!("{verb} {name}"), &problem);
        }
        for verb in [
            "drift --allowed list.txt --spec api.yaml",
            "drift --allowed list.txt api.yaml --spec",
        ] {
            let problem = format!(
                "error: the document is {kind}
                   --> {name}
                   help: write its contents to a regular file, and name that file"
            );
            assert_refused(&folder, &format!("{verb} {name}"), &problem);
        }
    }
}

#[test]
fn a_list_of_differences_that_is_no_regular_file_is_refused() {
    let folder = folder();
    for (name, kind) in KINDS {
        let problem = format!(
            "error: the list of allowed differences is {kind}
               --> {name}
               help: write its contents to a regular file, and name that file"
        );
        assert_refused(
            &folder,
            &format!("drift --spec api.yaml api.yaml --allowed {name}"),
            &problem,
        );
    }
    let problem = "error: the list of allowed differences is a directory
                     --> folder
                     help: name a file in it";
    assert_refused(&folder, "drift --spec api.yaml api.yaml --allowed folder", problem);
}

#[test]
fn settings_that_are_no_regular_file_are_refused() {
    let folder = folder();
    symlink("fifo", folder.path().join("codegen.toml")).unwrap();
    let problem = "error: the generator's settings file is a FIFO
                     --> codegen.toml
                     help: write its contents to a regular file, and name that file";
    assert_refused(&folder, "lint --spec api.yaml", problem);
}

#[test]
fn inputs_that_are_too_large_are_refused() {
    let folder = folder();
    // Sparse files, which have this size and use no space on the disk.
    for name in ["large.yaml", "codegen.toml"] {
        let file = fs::File::create(folder.path().join(name)).unwrap();
        file.set_len(1 << 40).unwrap();
    }
    let problem = "error: the document is larger than 16 MiB
                     --> large.yaml
                     help: name the file of an OpenAPI document";
    assert_refused(&folder, "lint --spec large.yaml", problem);
    let problem = "error: the generator's settings file is larger than 16 MiB
                     --> codegen.toml
                     help: check the path";
    assert_refused(&folder, "lint --spec api.yaml", problem);
    let problem = "error: the list of allowed differences is larger than 16 MiB
                     --> large.yaml
                     help: check the path";
    assert_refused(&folder, "drift --spec api.yaml api.yaml --allowed large.yaml", problem);
    fs::remove_file(folder.path().join("codegen.toml")).unwrap();
    let problem = "error: the output is a file of more than 16 MiB
                     --> large.yaml
                     help: give `--output` another path; `codegen` writes no file that large";
    assert_refused(&folder, "codegen --spec api.yaml --output large.yaml", problem);
}

#[test]
fn an_output_that_is_no_regular_file_is_neither_replaced_nor_opened() {
    let folder = folder();
    for (name, kind) in KINDS {
        for verb in ["codegen", "codegen --check"] {
            let problem = format!(
                "error: the output is {kind}
                   --> {name}
                   help: give `--output` the path of a regular file, or of none"
            );
            assert_refused(&folder, &format!("{verb} --spec api.yaml --output {name}"), &problem);
        }
    }
}

#[test]
fn an_output_that_is_read_only_is_refused() {
    let folder = folder();
    let problem = "error: the output is read-only
                     --> read-only
                     help: make it writable, or give `--output` another path";
    assert_refused(&folder, "codegen --spec api.yaml --output read-only", problem);
}

#[test]
fn an_output_that_is_the_document_is_refused() {
    let folder = folder();
    symlink("../api.yaml", folder.path().join("folder/spec.yaml")).unwrap();
    for name in ["api.yaml", "folder/spec.yaml", "./folder/../api.yaml"] {
        let problem = format!(
            "error: the output is the document, which codegen reads
               --> {name}
               help: give `--output` another path"
        );
        assert_refused(&folder, &format!("codegen --spec api.yaml --output {name}"), &problem);
    }
}

#[test]
fn an_output_that_is_the_settings_file_is_refused() {
    let folder = folder();
    fs::write(folder.path().join("codegen.toml"), "").unwrap();
    symlink("../codegen.toml", folder.path().join("folder/settings")).unwrap();
    for name in ["codegen.toml", "folder/settings"] {
        let problem = format!(
            "error: the output is the settings file of the document, which codegen reads
               --> {name}
               help: give `--output` another path"
        );
        assert_refused(&folder, &format!("codegen --spec api.yaml --output {name}"), &problem);
    }
}

#[test]
fn an_output_that_is_no_text_is_refused() {
    let folder = folder();
    fs::write(folder.path().join("picture"), b"\xff\xd8").unwrap();
    let problem = "error: the output is a file that is not UTF-8 text
                     --> picture
                     help: give `--output` another path; this file was not written by `codegen`";
    assert_refused(&folder, "codegen --spec api.yaml --output picture", problem);
}

#[test]
fn an_output_that_is_a_link_is_written_where_it_leads() {
    let folder = folder();
    symlink("folder/generated.rs", folder.path().join("out.rs")).unwrap();
    for word in ["changed", "unchanged"] {
        let output = run(folder.path(), "codegen --spec api.yaml --output out.rs");
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && stdout.contains(word), "{stdout}");
        assert!(folder.path().join("out.rs").is_symlink());
        let generated = fs::symlink_metadata(folder.path().join("folder/generated.rs")).unwrap();
        assert!(generated.is_file());
    }
    assert_eq!(fs::read_dir(folder.path().join("folder")).unwrap().count(), 1);
    let fifo = fs::symlink_metadata(folder.path().join("fifo")).unwrap();
    assert!(fifo.file_type().is_fifo());
}
