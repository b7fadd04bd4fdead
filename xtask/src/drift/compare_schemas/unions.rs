//! Matches the objects of theirs with ours, in schemas with several.

use std::collections::BTreeSet;

use crate::document::problem::{Problem, quoted_in_full};
use crate::drift::compare_schemas::Comparison;
use crate::drift::finding::Gap;
use crate::drift::object_variants::{ObjectVariant, by_value, counterparts, tag};
use crate::drift::wire_schema::value_name;

impl Comparison<'_, '_, '_> {
    /// Matches the objects of theirs with ours.
    pub fn variants(
        &mut self,
        union: &str,
        ours: &[ObjectVariant<'_>],
        theirs: &[ObjectVariant<'_>],
    ) -> Result<(), Problem> {
        let single = ours.len() == 1 && theirs.len() == 1;
        let sides = [(&self.schemas.ours, ours), (&self.schemas.theirs, theirs)];
        let tag = if single { None } else { tag(&sides)? };
        match tag {
            Some(tag) => self.tagged(union, &tag, ours, theirs),
            None => self.untagged(union, ours, theirs, single),
        }
    }

    pub fn tagged(
        &mut self,
        union: &str,
        tag: &str,
        ours: &[ObjectVariant<'_>],
        theirs: &[ObjectVariant<'_>],
    ) -> Result<(), Problem> {
        let our_values = by_value(&self.schemas.ours, tag, ours)?;
        let their_values = by_value(&self.schemas.theirs, tag, theirs)?;
        for (value, our) in our_values
            .iter()
            .filter(|(value, _)| !their_values.contains_key(*value))
        {
            let what = format!("variant {} of {}", value_name(value), quoted_in_full(union));
            self.findings.lacking(&what, our.origin, &self.place().1);
        }
        for (value, their) in their_values
            .iter()
            .filter(|(value, _)| !our_values.contains_key(*value))
        {
            let what = format!("variant {} of {}", value_name(value), quoted_in_full(union));
            let its_tag = (tag.to_owned(), value.clone());
            let gap = Gap::Variant(their.alternative(), Some(its_tag), self.pair.direction);
            self.findings.missed(&what, &self.place().0, their.origin, gap);
        }
        // One object of ours may match several of theirs, and the reverse.
        for our in ours {
            let matching = counterparts(our, &our_values, &their_values);
            let is_theirs_alone = matching
                .iter()
                .all(|their| counterparts(their, &their_values, &our_values).len() == 1);
            if is_theirs_alone && !matching.is_empty() {
                self.objects(&[*our], &matching, Some(tag))?;
            }
        }
        for their in theirs {
            let matching = counterparts(their, &their_values, &our_values);
            if matching.len() > 1 {
                self.objects(&matching, &[*their], Some(tag))?;
            }
        }
        Ok(())
    }

    /// Without a tag, matches the objects that share the most properties.
    pub fn untagged(
        &mut self,
        union: &str,
        ours: &[ObjectVariant<'_>],
        theirs: &[ObjectVariant<'_>],
        single: bool,
    ) -> Result<(), Problem> {
        let mut likeness = Vec::new();
        for (our_index, our) in ours.iter().enumerate() {
            for (their_index, their) in theirs.iter().enumerate() {
                let common = our
                    .object
                    .properties
                    .keys()
                    .filter(|it| their.object.properties.contains_key(*it))
                    .count();
                let all = our.object.properties.len() + their.object.properties.len() - common;
                // Two objects without properties are equal.
                let share = (common * 1000).checked_div(all).unwrap_or(1000);
                if share > 0 || single {
                    likeness.push((share, our_index, their_index));
                }
            }
        }
        likeness.sort_by_key(|(share, our, their)| (usize::MAX - share, *our, *their));
        let (mut our_taken, mut their_taken) = (BTreeSet::new(), BTreeSet::new());
        for (_, our, their) in likeness {
            if !our_taken.contains(&our) && !their_taken.contains(&their) {
                our_taken.insert(our);
                their_taken.insert(their);
                self.objects(&ours[our..=our], &theirs[their..=their], None)?;
            }
        }
        for (_, our) in ours.iter().enumerate().filter(|(index, _)| !our_taken.contains(index)) {
            let what = format!("variant {} of {}", our.describe(), quoted_in_full(union));
            self.findings.lacking(&what, our.origin, &self.place().1);
        }
        for (_, their) in theirs
            .iter()
            .enumerate()
            .filter(|(index, _)| !their_taken.contains(index))
        {
            let what = format!("variant {} of {}", their.describe(), quoted_in_full(union));
            let gap = Gap::Variant(their.alternative(), None, self.pair.direction);
            self.findings.missed(&what, &self.place().0, their.origin, gap);
        }
        Ok(())
    }
}
