//! Choices that a renderer makes among the forms that a format has.

/// Bytes that decide. When they run out, the first form is taken.
pub struct Choices<'a> {
    rest: &'a [u8],
}

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// One of these.
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
