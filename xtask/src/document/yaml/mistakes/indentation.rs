//! Places lines by their indentation, and finds those that belong to no level.

use crate::document::yaml::mistakes::line::Line;
use crate::document::yaml::mistakes::scan::Scan;

impl Scan<'_> {
    /// Places a line with a key.
    pub fn place_entry(&mut self, line: &Line<'_>, key: &str) {
        let here = line.start;
        let closed = self.levels.close(here);
        // A list may be below its key without indentation, and ends with the next key.
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
                    "{}; put a text of several lines below its key, after `|-`",
                    indent_by(indentation)
                );
                let corrected = format!("{}{}", " ".repeat(indentation), line.content());
                let mistake = line.mistake(here, (message, help), Some((0, corrected)));
                self.mistakes.extend(Some(mistake).filter(|_| !self.has_lost_levels));
                return;
            }
            outer => {
                let item = outer.filter(|level| level.is_list).map(|level| level.indentation + 2);
                if let Some(expected) = closed.or(item).filter(|expected| *expected != here) {
                    self.misplaced(line, expected);
                    // Continues as if the indentation were right.
                    self.levels.open(expected, false, key);
                    return;
                }
            }
        }
        self.levels.open(here, false, key);
    }

    /// Places an item of a list.
    pub fn item(&mut self, line: &Line<'_>) {
        let here = line.start;
        let closed = self.levels.close(here);
        let is_deeper = match self.levels.0.last() {
            Some(level) if level.is_list && level.indentation == here => return,
            // This line continues a text.
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
        let message = format!("the indentation of {here} spaces matches no line above");
        let corrected = format!("{}{}", " ".repeat(expected), line.content());
        let mistake = line.mistake(here, (message, indent_by(expected)), Some((0, corrected)));
        self.mistakes.extend(Some(mistake).filter(|_| !self.has_lost_levels));
    }
}

fn indent_by(spaces: usize) -> String {
    match spaces {
        0 => "do not indent it".to_owned(),
        1 => "indent it by one space, like its neighbours".to_owned(),
        _ => format!("indent it by {spaces} spaces, like its neighbours"),
    }
}
