//! Decides where a list continues after a page.

use crate::error::kind::ErrorKind;
use crate::generated::types::Cursor;

/// The most pages in a row without new items.
const MAX_PAGES_WITHOUT_NEW_ITEMS: u32 = 10;

/// Where a list continues.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// At a cursor, or at the first page.
    Page(Option<Cursor>),
    /// Nowhere, although the list is not complete.
    Failed(ErrorKind),
    /// Nowhere: the list is complete.
    End,
}

/// The facts about a page that decide where the list continues.
#[derive(Clone, Debug)]
pub(super) struct PageSummary {
    pub(super) has_more: Option<bool>,
    /// The cursor of the next page, from the page or its items.
    pub(super) cursor: Option<Cursor>,
    /// Whether that cursor was requested before.
    pub(super) was_requested: bool,
    /// Whether the page had a new item.
    pub(super) has_new: bool,
    /// The number of pages in a row, this one included, that certainly had no new items.
    pub(super) pages_without_new_items: u32,
}

impl PageSummary {
    pub(super) fn next(self) -> Next {
        let incomplete = |reason| Next::Failed(ErrorKind::IncompleteList { reason });
        match (self.has_more, self.cursor) {
            (Some(false), _) | (None, None) => Next::End,
            // The newest item is the end of the list, whatever the server says.
            (Some(true), None) if self.pages_without_new_items > 0 => Next::End,
            (Some(true), None) => incomplete("the server says that there is more, but sent no cursor for it"),
            (_, Some(_)) if self.was_requested && self.has_new => Next::Failed(ErrorKind::RepeatedCursor),
            (_, Some(_)) if self.was_requested => Next::End,
            (_, Some(cursor)) if self.pages_without_new_items < MAX_PAGES_WITHOUT_NEW_ITEMS => Next::Page(Some(cursor)),
            (None, Some(_)) => Next::End,
            (Some(true), Some(_)) => {
                incomplete("the server says that there is more, but ten pages in a row had nothing new")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_follows_from_the_items_and_cursors_of_a_page() {
        const NEW: (bool, u32) = (true, 0);
        const NOTHING: (bool, u32) = (false, 1);
        const TENTH: (bool, u32) = (false, 10);
        // A page whose items could not be read.
        const ODD: (bool, u32) = (false, 0);
        let asked = |is_asked: bool| Some(("here", is_asked));
        for (has_more, cursor, (has_new, pages_without_new_items), expected) in [
            (Some(false), asked(false), NEW, "end"),
            (Some(false), asked(true), NEW, "end"),
            (Some(false), None, NOTHING, "end"),
            (Some(true), asked(false), NEW, "page"),
            (Some(true), asked(false), ODD, "page"),
            (Some(true), asked(false), NOTHING, "page"),
            (Some(true), asked(false), TENTH, "incomplete"),
            (Some(true), asked(true), NEW, "circle"),
            (Some(true), asked(true), ODD, "end"),
            (Some(true), asked(true), NOTHING, "end"),
            (Some(true), None, NEW, "incomplete"),
            (Some(true), None, ODD, "incomplete"),
            (Some(true), None, NOTHING, "end"),
            (None, asked(false), NEW, "page"),
            (None, asked(false), NOTHING, "page"),
            (None, asked(false), TENTH, "end"),
            (None, asked(true), NEW, "circle"),
            (None, asked(true), NOTHING, "end"),
            (None, None, NEW, "end"),
            (None, None, NOTHING, "end"),
        ] {
            let summary = PageSummary {
                has_more,
                cursor: cursor.map(|(cursor, _)| Cursor::from(cursor)),
                was_requested: cursor.is_some_and(|(_, was_requested)| was_requested),
                has_new,
                pages_without_new_items,
            };
            let next = match summary.clone().next() {
                Next::End => "end",
                Next::Page(Some(cursor)) if cursor == "here" => "page",
                Next::Page(_) => "elsewhere",
                Next::Failed(ErrorKind::RepeatedCursor) => "circle",
                Next::Failed(ErrorKind::IncompleteList { .. }) => "incomplete",
                Next::Failed(_) => "failed",
            };
            assert_eq!(next, expected, "{summary:?}");
        }
    }
}
