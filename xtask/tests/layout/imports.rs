//! Finds what the files of a crate import from each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::packages::{CrateFiles, file_stem};

/// The macros whose contents are code to be generated.
const QUOTING: [&str; 2] = ["quote", "parse_quote"];

/// A name that a file imports from another one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: PathBuf,
    pub name: String,
}

/// The relations of a file to the others of its crate.
pub struct FileImports {
    pub imports: Vec<Import>,
    /// The names in its `pub use`s of other files.
    reexported: BTreeSet<String>,
    words: BTreeMap<String, usize>,
}

/// Returns the handwritten files of a crate, with what each imports from the others.
pub fn imports_of(files: &CrateFiles) -> BTreeMap<PathBuf, FileImports> {
    let modules: BTreeMap<Vec<String>, PathBuf> = files
        .files
        .iter()
        .map(|file| (module_path(&files.root, &file.path), file.path.clone()))
        .collect();
    let by_hand = files.files.iter().filter(|file| !file.is_generated);
    let by_hand: BTreeMap<_, _> = by_hand.map(|file| (file.path.clone(), file)).collect();
    let mut graph = BTreeMap::new();
    for (path, file) in &by_hand {
        let tokens: TokenStream = file
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let module = module_path(&files.root, path);
        let mut reader = Reader {
            modules: &modules,
            own: path,
            is_handed_on: false,
            found: BTreeSet::new(),
            handed_on: BTreeSet::new(),
            reexported: BTreeSet::new(),
        };
        reader.read(tokens.clone(), &module);
        let words = words(tokens);
        let is_used = |import: &Import| words.get(&import.name).is_some_and(|count| *count > 1);
        let used = reader.handed_on.into_iter().filter(is_used);
        let imports = reader.found.into_iter().chain(used);
        let file_imports = FileImports {
            imports: imports.filter(|import| by_hand.contains_key(&import.from)).collect(),
            reexported: reader.reexported,
            words,
        };
        graph.insert(path.clone(), file_imports);
    }
    graph
}

/// Returns the imports from files that only re-export the name.
///
/// It leaves out those of tests, which use a module as its users do, and those from `lib.rs`, which another test refuses.
pub fn imports_through_reexports(graph: &BTreeMap<PathBuf, FileImports>) -> Vec<String> {
    let mut found = Vec::new();
    for (file, FileImports { imports, .. }) in graph {
        for Import { from, name } in imports {
            let first = name.split("::").next().unwrap_or_default();
            let is_of_root = [file, from].iter().any(|path| path.ends_with("src/lib.rs"));
            let is_test = file.with_extension("").iter().any(|part| part == "tests");
            let FileImports { reexported, words, .. } = &graph[from];
            let is_behind_glob = reexported.contains("*") && !words.contains_key(first);
            let is_reexported = reexported.contains(first) || is_behind_glob;
            if !is_of_root && !is_test && first != "*" && is_reexported {
                found.push(format!("{} takes {name} from {}", file.display(), from.display()));
            }
        }
    }
    found
}

/// Returns the path of a module: `src/lint/names.rs` is `lint::names` of the crate whose root is `src/main.rs`.
fn module_path(root: &Path, file: &Path) -> Vec<String> {
    if file == root {
        return Vec::new();
    }
    let folder = root.parent().unwrap_or(Path::new(""));
    let below = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    let mut path: Vec<_> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if file_stem(file) == "mod" {
        path.pop();
    }
    path
}

struct Reader<'a> {
    modules: &'a BTreeMap<Vec<String>, PathBuf>,
    own: &'a Path,
    /// Whether the current code is inside a `pub use`.
    is_handed_on: bool,
    found: BTreeSet<Import>,
    /// The names that the file re-exports. It depends on them only if it also uses them.
    handed_on: BTreeSet<Import>,
    /// The last words of the paths that it re-exports.
    reexported: BTreeSet<String>,
}

impl Reader<'_> {
    /// Reads the code of a module: paths in `use`, in the code, and in the arguments of macros.
    fn read(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(word) if word == "mod" && is_group(&tokens, at + 2, Delimiter::Brace) => {
                    if let TokenTree::Group(group) = &tokens[at + 2] {
                        let inner = [module, &[tokens[at + 1].to_string()]].concat();
                        self.read(group.stream(), &inner);
                    }
                    at += 3;
                }
                // `pub(super)` imports nothing.
                TokenTree::Ident(word) if word == "pub" && is_group(&tokens, at + 1, Delimiter::Parenthesis) => at += 2,
                // The contents of `quote!` are code of another crate.
                TokenTree::Ident(word)
                    if QUOTING.iter().any(|macro_name| word == macro_name) && is_bang(&tokens, at + 1) =>
                {
                    at += 3;
                }
                TokenTree::Ident(word) if word == "use" => {
                    self.is_handed_on = is_public(&tokens[..at]);
                    at += 1;
                    at += self.read_path(&tokens[at..], &[], module);
                    self.is_handed_on = false;
                }
                TokenTree::Ident(_) if !is_separator(&tokens, at.wrapping_sub(2)) => {
                    at += self.read_path(&tokens[at..], &[], module).max(1);
                }
                TokenTree::Group(group) => {
                    self.read(group.stream(), module);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Reads one path, or the tree of a `use`, and returns its number of tokens.
    fn read_path(&mut self, tokens: &[TokenTree], prefix: &[String], module: &[String]) -> usize {
        let mut path = prefix.to_vec();
        let mut at = 0;
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(word)) => path.push(word.to_string()),
                Some(TokenTree::Punct(star)) if star.as_char() == '*' => path.push("*".to_owned()),
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && at > 0 => {
                    let tree: Vec<_> = group.stream().into_iter().collect();
                    for branch in tree.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','))
                    {
                        self.read_path(branch, &path, module);
                    }
                    return at + 1;
                }
                _ => break,
            }
            at += 1;
            if !is_separator(tokens, at) {
                break;
            }
            at += 2;
        }
        self.resolve(&path, module);
        at
    }

    fn resolve(&mut self, path: &[String], module: &[String]) {
        let mut base = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super" | "self") => module.to_vec(),
            // A module that is declared here.
            Some(first) if path.len() > 1 && self.modules.contains_key(&[module, &[first.to_owned()]].concat()) => {
                module.to_vec()
            }
            _ => return,
        };
        let mut rest = path;
        while let [first, others @ ..] = rest {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => {
                    base.pop();
                }
                _ => break,
            }
            rest = others;
        }
        while let [first, others @ ..] = rest {
            let next = [&base[..], std::slice::from_ref(first)].concat();
            if !self.modules.contains_key(&next) {
                break;
            }
            base = next;
            rest = others;
        }
        // A module inside a file belongs to the file.
        while !self.modules.contains_key(&base) && base.pop().is_some() {}
        let Some(from) = self.modules.get(&base) else { return };
        if from != self.own {
            let import = Import {
                from: from.clone(),
                name: rest.join("::"),
            };
            if self.is_handed_on {
                self.reexported.extend(path.last().cloned());
            }
            match self.is_handed_on {
                true => self.handed_on.insert(import),
                false => self.found.insert(import),
            };
        }
    }
}

/// Returns `true` if `pub`, `pub(crate)` or a similar word precedes something.
fn is_public(before: &[TokenTree]) -> bool {
    let before = match before {
        [rest @ .., TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => rest,
        all => all,
    };
    matches!(before.last(), Some(TokenTree::Ident(word)) if word == "pub")
}

/// Returns the words of some code, each with the number of its occurrences.
fn words(tokens: TokenStream) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut open = vec![tokens];
    while let Some(tokens) = open.pop() {
        for token in tokens {
            match token {
                TokenTree::Ident(word) => *found.entry(word.to_string()).or_default() += 1,
                TokenTree::Group(group) => open.push(group.stream()),
                _ => {}
            }
        }
    }
    found
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(it)) if it.as_char() == ':');
    is_colon(at) && is_colon(at.wrapping_add(1))
}

fn is_bang(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(it)) if it.as_char() == '!')
}

fn is_group(tokens: &[TokenTree], at: usize, delimiter: Delimiter) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// Describes each circle: its files, and what each imports from the others.
pub fn circles(graph: &BTreeMap<PathBuf, FileImports>) -> Vec<String> {
    let reach: BTreeMap<&Path, BTreeSet<&Path>> = graph
        .keys()
        .map(|file| (file.as_path(), reached(graph, file)))
        .collect();
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for (file, reached) in &reach {
        if !reached.contains(file) || told.contains(file) {
            continue;
        }
        let members: BTreeSet<&Path> = reached
            .iter()
            .copied()
            .filter(|other| reach[other].contains(file))
            .collect();
        let mut words = format!("a circle of {} files:", members.len());
        for member in &members {
            for import in graph[*member]
                .imports
                .iter()
                .filter(|import| members.contains(import.from.as_path()))
            {
                words += &format!(
                    "\n  {} takes {} from {}",
                    member.display(),
                    import.name,
                    import.from.display()
                );
            }
        }
        told.extend(members);
        circles.push(words);
    }
    circles
}

/// Returns the files on which a file depends, directly or through others. The file itself is among them if it is part of a
/// circle.
fn reached<'a>(graph: &'a BTreeMap<PathBuf, FileImports>, file: &Path) -> BTreeSet<&'a Path> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Path> = graph[file].imports.iter().map(|import| import.from.as_path()).collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(graph[next].imports.iter().map(|import| import.from.as_path()));
        }
    }
    reached
}
