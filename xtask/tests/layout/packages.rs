//! The packages of the workspace, and the Rust files in them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

pub struct Package {
    /// The name of the folder.
    pub name: String,
    folder: PathBuf,
    pub files: Vec<SourceFile>,
}

#[derive(Clone)]
pub struct SourceFile {
    /// The path from the top of the workspace.
    pub path: PathBuf,
    pub text: String,
    pub is_generated: bool,
}

/// The files of one crate, the root first.
pub struct CrateFiles {
    pub root: PathBuf,
    pub files: Vec<SourceFile>,
}

pub fn workspace_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the packages without running cargo: the folders that have a `Cargo.toml`.
pub fn packages() -> Vec<Package> {
    let mut folders: Vec<PathBuf> = entries(&workspace_path().join("crates"));
    folders.extend(["tests", "xtask"].map(|name| workspace_path().join(name)));
    folders.retain(|folder| folder.join("Cargo.toml").is_file());
    folders
        .into_iter()
        .map(|folder| Package {
            name: file_stem(&folder),
            files: rust_files(&folder),
            folder,
        })
        .collect()
}

impl Package {
    /// Returns the entries at the top of the package's `src`.
    pub fn sources(&self) -> Vec<PathBuf> {
        entries(&self.folder.join("src"))
    }

    /// Returns its files by the crate that they belong to: the library, the program, and each test, example and benchmark.
    pub fn into_crates(self) -> Vec<CrateFiles> {
        let mut roots: Vec<&SourceFile> = self.files.iter().filter(|file| is_root(&self.files, file)).collect();
        // A root in a folder below that of another root claims its files first.
        roots.sort_by_key(|root| std::cmp::Reverse(root.path.components().count()));
        let mut rest = self.files.clone();
        let mut crates = Vec::new();
        for root in roots {
            let folder = root.path.parent().unwrap_or(Path::new(""));
            let is_alone = !["lib", "main"].contains(&file_stem(&root.path).as_str());
            let belongs = |file: &SourceFile| match is_alone {
                true => file.path == root.path,
                false => file.path.starts_with(folder),
            };
            let (files, others) = rest.into_iter().partition(belongs);
            rest = others;
            crates.push(CrateFiles {
                root: root.path.clone(),
                files,
            });
        }
        crates
    }
}

/// Returns `true` for `lib.rs`, `main.rs`, and every file that cargo treats as a crate.
fn is_root(all: &[SourceFile], file: &SourceFile) -> bool {
    if ["lib", "main"].contains(&file_stem(&file.path).as_str()) {
        return true;
    }
    let folder = file.path.parent().unwrap_or(Path::new(""));
    let is_inside_a_crate = ["lib.rs", "main.rs"].iter().any(|root| {
        let mut above = folder.ancestors();
        above.any(|folder| all.iter().any(|other| other.path == folder.join(root)))
    });
    !is_inside_a_crate
        && ["benches", "examples", "tests"]
            .iter()
            .any(|name| folder.ends_with(name))
}

fn rust_files(folder: &Path) -> Vec<SourceFile> {
    let mut open = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let is_foreign = path.file_name() == Some(OsStr::new("target"));
            open.extend(entries(&path).into_iter().filter(|_| !is_foreign));
        } else if path.extension() == Some(OsStr::new("rs")) {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let is_generated = text.lines().take(5).any(|line| line.contains("@generated"));
            let path = path.strip_prefix(workspace_path()).unwrap_or(&path).to_owned();
            files.push(SourceFile {
                path,
                text,
                is_generated,
            });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// Returns the entries of a folder, sorted by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    entries
}

pub fn file_stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
