//! Compares the properties of objects.

use std::collections::BTreeSet;

use crate::document::problem::{Problem, quoted_in_full};
use crate::drift::compare_schemas::{Comparison, first, is_anything};
use crate::drift::direction::Direction;
use crate::drift::finding::{Gap, MissingField};
use crate::drift::object_variants::{ObjectVariant, is_required, places};
use crate::drift::wire_schema::SchemaPlace;

impl Comparison<'_, '_, '_> {
    /// Compares objects that correspond.
    ///
    /// If one side has several, each property that any of them has counts.
    pub fn objects(
        &mut self,
        ours: &[ObjectVariant<'_>],
        theirs: &[ObjectVariant<'_>],
        tag: Option<&str>,
    ) -> Result<(), Problem> {
        let [Some(our), Some(their)] = [ours.first(), theirs.first()] else {
            return Ok(());
        };
        let name = match ours {
            [only] => self.named(only.origin),
            _ => self.named(&self.place().0),
        };
        let properties: BTreeSet<_> = ours
            .iter()
            .chain(theirs)
            .flat_map(|variant| variant.object.properties.keys())
            .filter(|property| Some(property.as_str()) != tag)
            .collect();
        for property in properties {
            let [our_places, their_places] = [ours, theirs].map(|variants| places(variants, property));
            let full_name = format!("{name}.{property}");
            let what = format!("field {}", quoted_in_full(&full_name));
            match (our_places.first(), their_places.first()) {
                (None, None) => {}
                (Some(place), None) => self.findings.lacking(&what, first(place), their.origin),
                (None, Some(place)) => {
                    let gap = Gap::Field(MissingField {
                        name: property.clone(),
                        place: (*place).clone(),
                        required: is_required(theirs, property),
                        direction: self.pair.direction,
                        objects: ours.iter().map(|it| it.origin.to_owned()).collect(),
                    });
                    self.findings.missed(&what, our.origin, first(place), gap);
                }
                (Some(_), Some(_)) => {
                    let required = [ours, theirs].map(|variants| is_required(variants, property));
                    self.property(full_name, required, [&our_places, &their_places])?;
                }
            }
        }
        if let ([our], [their]) = (ours, theirs)
            && !(our.object.rest.is_empty() && their.object.rest.is_empty())
        {
            let name = format!("{name}.*");
            self.held(name, &our.object.rest, &their.object.rest, [our.origin, their.origin])?;
        }
        Ok(())
    }

    pub fn property(
        &mut self,
        name: String,
        required: [bool; 2],
        [ours, theirs]: [&[&SchemaPlace]; 2],
    ) -> Result<(), Problem> {
        for our in ours {
            for their in theirs {
                let mut pair = self.pair.inner(name.clone(), our, their);
                // Null is reported with the property.
                pair.null_counts = false;
                self.schemas.open(pair);
            }
        }
        let [Some(our), Some(their)] = [ours.first(), theirs.first()] else {
            return Ok(());
        };
        let (we, they) = (self.schemas.ours.at(our)?, self.schemas.theirs.at(their)?);
        let what = format!("field {}", quoted_in_full(&name));
        let null = [we.nullable && !is_anything(&we), they.nullable && !is_anything(&they)];
        let mut differing = |words: [&str; 2], [we, they]: [bool; 2]| {
            let word = |flag: bool| words[usize::from(!flag)];
            if we != they {
                self.findings
                    .differing(&what, word(we), word(they), first(our), first(their));
            }
        };
        match self.pair.direction {
            // In a response, the client reads null as absence.
            Direction::Received => {
                let always = [required[0] && !null[0], required[1] && !null[1]];
                differing(["always present", "possibly absent or null"], always);
            }
            Direction::Sent => {
                differing(["required", "optional"], required);
                if !is_anything(&we) && !is_anything(&they) {
                    differing(["nullable", "never null"], null);
                }
            }
        }
        differing(["deprecated", "not deprecated"], [we.deprecated, they.deprecated]);
        Ok(())
    }
}
