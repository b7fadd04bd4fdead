//! The choices of a renderer among the forms of a format.

/// Bytes that select forms. When they run out, the first form is selected.
pub struct Choices<'a> {
    rest: &'a [u8],
}

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns one of these forms.
    pub fn one_of<'b, T: ?Sized>(&mut self, forms: &[&'b T]) -> &'b T {
        let at = match self.rest.split_first() {
            Some((first, rest)) => {
                self.rest = rest;
                usize::from(*first)
            }
            None => 0,
        };
        forms[at % forms.len()]
    }

    pub fn yes(&mut self) -> bool {
        *self.one_of(&[&false, &true])
    }
}
