//! Compares schemas in pairs, one of ours and one of theirs.
//!
//! What a schema holds is put on a list instead of being gone into, so a schema may hold itself, and no document is too deep.

use std::collections::{BTreeSet, HashSet, VecDeque};

use super::finding::{Findings, Gap, MissingField, whole};
use super::source::Source;
use crate::document::problem::Problem;
use crate::document::yaml::tree::child;
use crate::drift::object_variants::{Candidate, by_value, is_required, objects, places, tag, twins};
use crate::drift::wire_schema::{Alternative, Place, Scalar, ScalarKind, Shape, Shapes, What, component, value_name};

/// Who writes the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The client.
    Sent,
    /// The server.
    Received,
}

/// A schema of ours, and the one of theirs that stands in its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// What is called so: a component of ours, or the way to it.
    name: String,
    ours: Place,
    theirs: Place,
    direction: Direction,
    /// Whether it makes a difference that one of them may be null.
    pub null_counts: bool,
}

impl Pair {
    /// Two schemas by their places.
    pub fn new(name: &str, ours: &str, theirs: &str, direction: Direction) -> Self {
        Self {
            name: name.to_owned(),
            ours: vec![ours.to_owned()],
            theirs: vec![theirs.to_owned()],
            direction,
            null_counts: true,
        }
    }

    /// The same for a schema of theirs that is put together of several.
    pub fn with_theirs(mut self, theirs: &Place) -> Self {
        self.theirs.clone_from(theirs);
        self
    }

    /// What stands under a key of both.
    pub fn under(mut self, key: &str) -> Self {
        for place in self.ours.iter_mut().chain(&mut self.theirs) {
            *place = child(place, key);
        }
        self
    }

    /// What both hold, under a name that comes after this one's.
    fn inner(&self, name: String, ours: &Place, theirs: &Place) -> Self {
        Self {
            name,
            ours: ours.clone(),
            theirs: theirs.clone(),
            direction: self.direction,
            null_counts: true,
        }
    }
}

/// The pairs that are still to be compared.
pub struct Schemas<'a> {
    ours: Shapes<'a>,
    theirs: Shapes<'a>,
    open: VecDeque<Pair>,
    seen: HashSet<(Place, Place, Direction, bool)>,
}

impl<'a> Schemas<'a> {
    /// Nothing is compared yet.
    pub fn new(ours: &'a Source, theirs: &'a Source) -> Self {
        Self {
            ours: Shapes::new(ours),
            theirs: Shapes::new(theirs),
            open: VecDeque::new(),
            seen: HashSet::new(),
        }
    }

    /// Puts a pair on the list.
    pub fn open(&mut self, pair: Pair) {
        let key = (pair.ours.clone(), pair.theirs.clone(), pair.direction, pair.null_counts);
        if self.seen.insert(key) {
            self.open.push_back(pair);
        }
    }

    /// Compares what is on the list, and everything in it.
    pub fn compare(&mut self, findings: &mut Findings<'_>) -> Result<(), Problem> {
        while let Some(pair) = self.open.pop_front() {
            let ours = self.ours.at(&pair.ours)?;
            let theirs = self.theirs.at(&pair.theirs)?;
            Comparison {
                schemas: self,
                findings,
                pair,
            }
            .shapes(&ours, &theirs)?;
        }
        Ok(())
    }
}

struct Comparison<'a, 'b, 'c> {
    schemas: &'a mut Schemas<'b>,
    findings: &'a mut Findings<'c>,
    pair: Pair,
}

impl Comparison<'_, '_, '_> {
    fn shapes(&mut self, ours: &Shape, theirs: &Shape) -> Result<(), Problem> {
        match (is_anything(ours), is_anything(theirs)) {
            (true, true) => return Ok(()),
            (false, false) => {}
            _ => {
                self.of_another_kind(ours, theirs);
                return Ok(());
            }
        }
        if self.pair.null_counts && ours.nullable != theirs.nullable {
            let name = whole(&self.pair.name);
            let word = |nullable| if nullable { "maybe null" } else { "never null" };
            self.differing(&name, word(ours.nullable), word(theirs.nullable));
        }
        self.alternatives(ours, theirs)
    }

    /// Our component, if the value is one, or what its type is called; otherwise how we came here.
    fn named(&self, home: &str) -> String {
        let component_of_pair = || self.schemas.ours.component(&self.place().0);
        let source = self.schemas.ours.source;
        match component(home).or_else(|| source.title_beside_null(home)) {
            Some(name) => name.to_owned(),
            None => component_of_pair()
                .and_then(|pointer| component(&pointer).map(str::to_owned))
                .unwrap_or_else(|| self.pair.name.clone()),
        }
    }

    fn place(&self) -> (String, String) {
        let first = |place: &Place| place.first().cloned().unwrap_or_default();
        (first(&self.pair.ours), first(&self.pair.theirs))
    }

    fn differing(&mut self, what: &str, we_say: &str, they_say: &str) {
        let (ours, theirs) = self.place();
        self.findings.differing(what, we_say, they_say, &ours, &theirs);
    }

    fn of_another_kind(&mut self, ours: &Shape, theirs: &Shape) {
        self.unlike(&described(ours), &described(theirs));
    }

    /// Where both sides have a component, that is what differs, and not each place that uses it.
    fn unlike(&mut self, we_say: &str, they_say: &str) {
        let (ours, theirs) = self.place();
        let components = (
            self.schemas.ours.component(&ours),
            self.schemas.theirs.component(&theirs),
        );
        let (name, ours, theirs) = match components {
            (Some(our), Some(their)) => (self.named(&our), our, their),
            _ => (self.pair.name.clone(), ours, theirs),
        };
        self.findings.differing(&whole(&name), we_say, they_say, &ours, &theirs);
    }

    fn alternatives(&mut self, ours: &Shape, theirs: &Shape) -> Result<(), Problem> {
        let shared = |it: &Alternative| theirs.alternatives.iter().any(|other| is_like(it, other));
        if !ours.alternatives.iter().any(shared) {
            if !(ours.alternatives.is_empty() && theirs.alternatives.is_empty()) {
                self.of_another_kind(ours, theirs);
            }
            return Ok(());
        }
        let union = self.named(&self.place().0);
        let (our_objects, our_others) = objects(ours);
        let (their_objects, their_others) = objects(theirs);
        for our in &our_others {
            let alike: Vec<_> = their_others.iter().filter(|their| is_like(our, their)).collect();
            if alike.is_empty() {
                let what = format!("variant {} of {}", whole(&our.describe()), whole(&union));
                self.findings.lacking(&what, &our.home, &self.place().1);
            }
            // One list may be written as several, each of something else.
            for their in alike {
                self.others(our, their)?;
            }
        }
        for their in their_others {
            if !our_others.iter().any(|our| is_like(our, their)) {
                let what = format!("variant {} of {}", whole(&their.describe()), whole(&union));
                let gap = Gap::Variant(their.clone(), None, self.pair.direction);
                self.findings.missed(&what, &self.place().0, &their.home, gap);
            }
        }
        self.variants(&union, &our_objects, &their_objects)
    }

    /// Values of one kind that are no objects.
    fn others(&mut self, ours: &Alternative, theirs: &Alternative) -> Result<(), Problem> {
        match (&ours.what, &theirs.what) {
            (What::Scalar(our), What::Scalar(their)) => self.scalars(ours, our, theirs, their),
            (What::Array(our), What::Array(their)) => {
                let name = format!("{}[]", self.named(&ours.home));
                self.held(name, our, their, [&ours.home, &theirs.home])?;
            }
            _ => {}
        }
        Ok(())
    }

    /// What lists and maps hold; saying nothing of it is holding anything.
    fn held(&mut self, name: String, ours: &Place, theirs: &Place, homes: [&str; 2]) -> Result<(), Problem> {
        let pair = self.pair.inner(name, ours, theirs);
        if !ours.is_empty() && !theirs.is_empty() {
            self.schemas.open(pair);
            return Ok(());
        }
        let shapes = [self.schemas.ours.at(ours)?, self.schemas.theirs.at(theirs)?];
        if !shapes.iter().all(|shape| is_anything(shape)) {
            let [we_say, they_say] = shapes.map(|shape| described(&shape));
            self.findings
                .differing(&whole(&pair.name), &we_say, &they_say, homes[0], homes[1]);
        }
        Ok(())
    }

    fn scalars(&mut self, ours: &Alternative, our: &Scalar, theirs: &Alternative, their: &Scalar) {
        let name = self.named(&ours.home);
        let differs = match (&our.values, &their.values) {
            (Some(we), Some(they)) => {
                for (value, place) in they.iter().filter(|(value, _)| !we.contains_key(*value)) {
                    let what = format!("value {} of {}", value_name(value), whole(&name));
                    self.findings
                        .missed(&what, &ours.home, place, Gap::Value(value.clone()));
                }
                for (value, place) in we.iter().filter(|(value, _)| !they.contains_key(*value)) {
                    let what = format!("value {} of {}", value_name(value), whole(&name));
                    self.findings.lacking(&what, place, &theirs.home);
                }
                false
            }
            (None, None) => our.is_time != their.is_time || self.is_too_wide(our.kind, their.kind),
            _ => true,
        };
        if differs {
            self.unlike(&our.describe(), &their.describe());
        }
    }

    /// A fraction where only whole numbers can be read. The other way round every value fits.
    fn is_too_wide(&self, ours: ScalarKind, theirs: ScalarKind) -> bool {
        let (written, read) = match self.pair.direction {
            Direction::Sent => (ours, theirs),
            Direction::Received => (theirs, ours),
        };
        written == ScalarKind::Number && read == ScalarKind::Integer
    }

    /// Finds out which object of theirs is which of ours.
    fn variants(&mut self, union: &str, ours: &[Candidate<'_>], theirs: &[Candidate<'_>]) -> Result<(), Problem> {
        let single = ours.len() == 1 && theirs.len() == 1;
        let sides = [(&self.schemas.ours, ours), (&self.schemas.theirs, theirs)];
        let tag = if single { None } else { tag(&sides)? };
        match tag {
            Some(tag) => self.tagged(union, &tag, ours, theirs),
            None => self.alike(union, ours, theirs, single),
        }
    }

    fn tagged(
        &mut self,
        union: &str,
        tag: &str,
        ours: &[Candidate<'_>],
        theirs: &[Candidate<'_>],
    ) -> Result<(), Problem> {
        let our_values = by_value(&self.schemas.ours, tag, ours)?;
        let their_values = by_value(&self.schemas.theirs, tag, theirs)?;
        for (value, our) in our_values
            .iter()
            .filter(|(value, _)| !their_values.contains_key(*value))
        {
            let what = format!("variant {} of {}", value_name(value), whole(union));
            self.findings.lacking(&what, our.home, &self.place().1);
        }
        for (value, their) in their_values
            .iter()
            .filter(|(value, _)| !our_values.contains_key(*value))
        {
            let what = format!("variant {} of {}", value_name(value), whole(union));
            let its_tag = (tag.to_owned(), value.clone());
            let gap = Gap::Variant(their.alternative(), Some(its_tag), self.pair.direction);
            self.findings.missed(&what, &self.place().0, their.home, gap);
        }
        // One object of ours may stand for several of theirs, and the other way round.
        for our in ours {
            let alike = twins(our, &our_values, &their_values);
            let is_theirs_alone = alike
                .iter()
                .all(|their| twins(their, &their_values, &our_values).len() == 1);
            if is_theirs_alone && !alike.is_empty() {
                self.objects(&[*our], &alike, Some(tag))?;
            }
        }
        for their in theirs {
            let alike = twins(their, &their_values, &our_values);
            if alike.len() > 1 {
                self.objects(&alike, &[*their], Some(tag))?;
            }
        }
        Ok(())
    }

    /// Without a tag, the objects with the most properties in common are taken for each other.
    fn alike(
        &mut self,
        union: &str,
        ours: &[Candidate<'_>],
        theirs: &[Candidate<'_>],
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
                // Two objects without properties are alike.
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
            let what = format!("variant {} of {}", our.describe(), whole(union));
            self.findings.lacking(&what, our.home, &self.place().1);
        }
        for (_, their) in theirs
            .iter()
            .enumerate()
            .filter(|(index, _)| !their_taken.contains(index))
        {
            let what = format!("variant {} of {}", their.describe(), whole(union));
            let gap = Gap::Variant(their.alternative(), None, self.pair.direction);
            self.findings.missed(&what, &self.place().0, their.home, gap);
        }
        Ok(())
    }

    /// Compares objects that stand for each other. Where one side writes several, each property counts that any of them has.
    fn objects(&mut self, ours: &[Candidate<'_>], theirs: &[Candidate<'_>], tag: Option<&str>) -> Result<(), Problem> {
        let [Some(our), Some(their)] = [ours.first(), theirs.first()] else {
            return Ok(());
        };
        let name = match ours {
            [only] => self.named(only.home),
            _ => self.named(&self.place().0),
        };
        let properties: BTreeSet<_> = ours
            .iter()
            .chain(theirs)
            .flat_map(|candidate| candidate.object.properties.keys())
            .filter(|property| Some(property.as_str()) != tag)
            .collect();
        for property in properties {
            let [our_places, their_places] = [ours, theirs].map(|candidates| places(candidates, property));
            let full_name = format!("{name}.{property}");
            let what = format!("field {}", whole(&full_name));
            match (our_places.first(), their_places.first()) {
                (None, None) => {}
                (Some(place), None) => self.findings.lacking(&what, first(place), their.home),
                (None, Some(place)) => {
                    let gap = Gap::Field(MissingField {
                        name: property.clone(),
                        place: (*place).clone(),
                        required: is_required(theirs, property),
                        direction: self.pair.direction,
                        objects: ours.iter().map(|it| it.home.to_owned()).collect(),
                    });
                    self.findings.missed(&what, our.home, first(place), gap);
                }
                (Some(_), Some(_)) => {
                    let required = [ours, theirs].map(|candidates| is_required(candidates, property));
                    self.property(full_name, required, [&our_places, &their_places])?;
                }
            }
        }
        if let ([our], [their]) = (ours, theirs)
            && !(our.object.rest.is_empty() && their.object.rest.is_empty())
        {
            let name = format!("{name}.*");
            self.held(name, &our.object.rest, &their.object.rest, [our.home, their.home])?;
        }
        Ok(())
    }

    fn property(&mut self, name: String, required: [bool; 2], [ours, theirs]: [&[&Place]; 2]) -> Result<(), Problem> {
        for our in ours {
            for their in theirs {
                let mut pair = self.pair.inner(name.clone(), our, their);
                // Said with the property.
                pair.null_counts = false;
                self.schemas.open(pair);
            }
        }
        let [Some(our), Some(their)] = [ours.first(), theirs.first()] else {
            return Ok(());
        };
        let (we, they) = (self.schemas.ours.at(our)?, self.schemas.theirs.at(their)?);
        let what = format!("field {}", whole(&name));
        let null = [we.nullable && !is_anything(&we), they.nullable && !is_anything(&they)];
        let mut differing = |words: [&str; 2], [we, they]: [bool; 2]| {
            let word = |flag: bool| words[usize::from(!flag)];
            if we != they {
                self.findings
                    .differing(&what, word(we), word(they), first(our), first(their));
            }
        };
        match self.pair.direction {
            // Who reads an answer takes null for absence.
            Direction::Received => {
                let always = [required[0] && !null[0], required[1] && !null[1]];
                differing(["always there", "maybe absent or null"], always);
            }
            Direction::Sent => {
                differing(["required", "optional"], required);
                if !is_anything(&we) && !is_anything(&they) {
                    differing(["maybe null", "never null"], null);
                }
            }
        }
        differing(["deprecated", "not deprecated"], [we.deprecated, they.deprecated]);
        Ok(())
    }
}

pub fn is_anything(shape: &Shape) -> bool {
    shape.alternatives.iter().any(|it| matches!(it.what, What::Anything))
}

fn described(shape: &Shape) -> String {
    let words: Vec<_> = shape.alternatives.iter().map(Alternative::describe).collect();
    match words.as_slice() {
        [] if shape.nullable => "null".to_owned(),
        [] => "nothing that is known".to_owned(),
        words => words.join(" or "),
    }
}

fn first(place: &Place) -> &str {
    place.first().map_or("", String::as_str)
}

fn is_like(one: &Alternative, other: &Alternative) -> bool {
    match (&one.what, &other.what) {
        (What::Scalar(one), What::Scalar(other)) => one.kind.is_like(other.kind),
        (What::Array(_), What::Array(_)) | (What::Object(_), What::Object(_)) => true,
        _ => false,
    }
}
