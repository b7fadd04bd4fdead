//! Which lines belong together by their indentation.

use super::{Line, PROSE, Scan};

/// The mappings and lists that are open, the innermost last.
#[derive(Default)]
pub struct Levels(Vec<Level>);

struct Level {
    indentation: usize,
    is_list: bool,
    /// The last key.
    key: String,
    /// Whether that has its value on its own line.
    has_value: bool,
}

impl Levels {
    /// Tells whether the last key has a value on its line.
    pub fn gave(&mut self, has_value: bool) {
        if let Some(level) = self.0.last_mut() {
            level.has_value = has_value;
        }
    }

    /// The indentation of the innermost level.
    pub fn indentation(&self) -> Option<usize> {
        self.0.last().map(|level| level.indentation)
    }

    /// Whether a line may go on with the text that the last key has.
    pub fn continues(&self, indentation: usize) -> bool {
        self.0.last().is_some_and(|level| indentation > level.indentation)
    }

    /// Whether a line may start what the last key has.
    pub fn is_open(&self, indentation: usize) -> bool {
        let level = self.0.last();
        level.is_some_and(|level| indentation > level.indentation && !level.has_value && !level.is_list)
    }

    /// Whether the last key's value is text for people.
    pub fn is_prose(&self) -> bool {
        self.0.last().is_some_and(|level| PROSE.contains(&level.key.as_str()))
    }

    /// Whether an item of an open list has this indentation.
    pub fn is_list(&self, indentation: usize) -> bool {
        let mut levels = self.0.iter().rev();
        let open = levels.find(|level| level.indentation <= indentation);
        open.is_some_and(|level| level.is_list && level.indentation == indentation)
    }

    /// Closes what is deeper. Returns the indentation of the outermost level that was closed.
    fn close(&mut self, indentation: usize) -> Option<usize> {
        let mut closed = None;
        while self.0.last().is_some_and(|level| level.indentation > indentation) {
            closed = self.0.pop().map(|level| level.indentation);
        }
        closed
    }

    fn open(&mut self, indentation: usize, is_list: bool, key: &str) {
        self.0.push(Level {
            indentation,
            is_list,
            key: key.to_owned(),
            has_value: is_list,
        });
    }
}

impl Scan<'_> {
    /// Puts a line with a key into its place.
    pub fn place_entry(&mut self, line: &Line<'_>, key: &str) {
        let here = line.start;
        let closed = self.levels.close(here);
        // A list may stand below its key without being indented, and ends with the next key.
        let levels = &mut self.levels.0;
        if let [.., key_of_list, list] = levels.as_slice()
            && list.is_list
            && list.indentation == here
            && key_of_list.indentation == here
        {
            levels.pop();
        }
        match levels.last_mut() {
            Some(level) if level.indentation == here && !level.is_list => {
                key.clone_into(&mut level.key);
                level.has_value = false;
                return;
            }
            _ if line.is_item => {}
            Some(level) if level.has_value && !level.is_list => {
                let (above, indentation) = (level.key.clone(), level.indentation);
                let message = format!("`{key}` is indented further than `{above}`, which has a value already");
                let help = format!(
                    "{}; a text of several lines goes below its key, after `|-`",
                    indent_by(indentation)
                );
                let mended = format!("{}{}", " ".repeat(indentation), line.content());
                let slip = line.slip(here, (message, help), Some((0, mended)));
                self.slips.extend(Some(slip).filter(|_| !self.is_lost));
                return;
            }
            outer => {
                let item = outer.filter(|level| level.is_list).map(|level| level.indentation + 2);
                if let Some(expected) = closed.or(item).filter(|expected| *expected != here) {
                    self.misplaced(line, expected);
                    // As if it stood where it belongs.
                    self.levels.open(expected, false, key);
                    return;
                }
            }
        }
        self.levels.open(here, false, key);
    }

    /// Puts an item of a list into its place.
    pub fn item(&mut self, line: &Line<'_>) {
        let here = line.start;
        let closed = self.levels.close(here);
        let is_deeper = match self.levels.0.last() {
            Some(level) if level.is_list && level.indentation == here => return,
            // A part of a text.
            Some(level) if level.has_value && !level.is_list && !line.is_item => return,
            last => last.is_none_or(|level| level.indentation < here),
        };
        if let Some(expected) = closed.filter(|_| is_deeper && !line.is_item) {
            self.misplaced(line, expected);
            self.levels.open(expected, true, "");
            return;
        }
        self.levels.open(here, true, "");
    }

    fn misplaced(&mut self, line: &Line<'_>, expected: usize) {
        let here = line.start;
        let message = format!("the indentation of {here} spaces fits nothing above");
        let mended = format!("{}{}", " ".repeat(expected), line.content());
        let slip = line.slip(here, (message, indent_by(expected)), Some((0, mended)));
        self.slips.extend(Some(slip).filter(|_| !self.is_lost));
    }
}

fn indent_by(spaces: usize) -> String {
    match spaces {
        0 => "do not indent it".to_owned(),
        1 => "indent it by one space, as its neighbours".to_owned(),
        _ => format!("indent it by {spaces} spaces, as its neighbours"),
    }
}
