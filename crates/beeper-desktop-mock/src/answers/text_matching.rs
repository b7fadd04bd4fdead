//! Matches search terms, all of which must occur, in any order and in upper or lower case.

pub(crate) struct SearchTerms(Vec<String>);

impl SearchTerms {
    pub(crate) fn new(query: &str) -> Self {
        Self(query.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Returns `true` if all terms occur in these texts, or if there are no terms.
    pub(crate) fn occur_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let texts: Vec<_> = texts.into_iter().map(str::to_lowercase).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_in_any_order_and_case() {
        assert!(SearchTerms::new("  ÄRGER dinner ").occur_in(["Dinner, without", "ärgernis"]));
        assert!(!SearchTerms::new("dinner plans").occur_in(["Dinner"]));
        assert!(SearchTerms::new("").occur_in([]));
    }
}
