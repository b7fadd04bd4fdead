//! The settings: the sections of `codegen.toml`, as the verbs ask for them.

use std::ops::Deref;

use crate::document::codegen_toml::delivery::Delivery;
use crate::document::problem::{Position, Problem};

/// What the file says. Nothing, unless there is one.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The file's name, as problems show it.
    pub file: String,
    /// The words that an operationId may begin with.
    pub verbs: Vec<Placed<String>>,
    /// The components that are decoded although no operation leads to them.
    pub roots: Vec<Placed<String>>,
    /// The components that are kept on the heap where they may be absent.
    pub boxed: Vec<Placed<String>>,
    /// The components in which nothing is ever filled in.
    pub exact: Vec<Placed<String>>,
    /// Delivery classes of operations.
    pub delivery: Vec<Line<Placed<Delivery>>>,
    /// What the bodies of operations say when they wait.
    pub waits: Vec<Line<Wait>>,
    /// Names of arguments and setters.
    pub names: Vec<Name>,
    /// Arguments that stay arguments, of operations.
    pub arguments: Vec<Line<Vec<Placed<String>>>>,
    /// What may be given for what, by the component that is asked for.
    pub conversions: Vec<Line<Vec<Placed<String>>>>,
    /// What tells the items of lists apart, by the component of an item.
    pub identity: Vec<Line<Vec<Placed<String>>>>,
    /// What in their items says where these stand, of operations that list them.
    pub cursors: Vec<Line<ItemCursor>>,
    /// Headings of tags.
    pub groups: Vec<Line<Placed<String>>>,
}

/// A value, and where it stands in the file.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    pub value: T,
    /// Where it starts.
    pub at: Position,
}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A line of a table.
#[derive(Clone, Debug)]
pub struct Line<T> {
    /// What stands before the equals sign.
    pub key: Placed<String>,
    /// What stands after it.
    pub value: T,
}

/// What the body of an operation says when the operation waits for something.
#[derive(Clone, Debug)]
pub struct Wait {
    /// The member of the body, as it is called on the wire.
    pub member: Placed<String>,
    /// The member's value.
    pub value: Placed<String>,
}

/// What in an item of a list says where it stands there.
#[derive(Clone, Debug)]
pub struct ItemCursor {
    /// The member that is its cursor, as it is called on the wire.
    pub member: Placed<String>,
    /// The member that says when it was.
    pub time: Option<Placed<String>>,
}

/// What an argument, or a setter, is called in Rust.
#[derive(Clone, Debug)]
pub struct Name {
    /// The operation or component that it belongs to; without one, the name is for all of them.
    pub owner: Option<Placed<String>>,
    /// The name on the wire.
    pub wire: Placed<String>,
    /// The name in Rust.
    pub rust: Placed<String>,
}

impl Settings {
    /// A problem with something in the file.
    pub fn problem(&self, at: Position, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem::new(&self.file, message, help).at(at)
    }

    /// The words that an operationId may begin with. Any may if there are none.
    pub fn verbs(&self) -> impl Iterator<Item = &str> {
        values(&self.verbs)
    }

    /// The components that are decoded although no operation leads to them.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        values(&self.roots)
    }

    /// Whether a component is kept on the heap where it may be absent.
    pub fn is_boxed(&self, component: &str) -> bool {
        values(&self.boxed).any(|boxed| boxed == component)
    }

    /// Whether nothing is ever filled in in a component.
    pub fn is_exact(&self, component: &str) -> bool {
        values(&self.exact).any(|exact| exact == component)
    }

    /// The delivery class of an operation, where it does not follow the method.
    pub fn delivery(&self, operation_id: &str) -> Option<Delivery> {
        line(&self.delivery, operation_id).map(|class| **class)
    }

    /// When an operation waits for something, if it ever does.
    pub fn wait(&self, operation_id: &str) -> Option<&Wait> {
        line(&self.waits, operation_id)
    }

    /// The lines that name an argument or a setter, the one that counts first: those of its owners in their order, and then
    /// that for all. Owners are the component that a member is of, and the operation.
    pub fn names_of(&self, owners: &[&str], wire: &str) -> Vec<&Placed<String>> {
        let named = |owner: Option<&str>| {
            let mut names = self.names.iter();
            names.find(|name| *name.wire == wire && name.owner.as_ref().map(|it| it.as_str()) == owner)
        };
        let owners = owners.iter().map(|owner| Some(*owner)).chain([None]);
        owners.filter_map(named).map(|name| &name.rust).collect()
    }

    /// The name in Rust of an argument or a setter, where it does not follow the name on the wire. The owner is an
    /// operation, or a component that a body holds.
    pub fn name(&self, owner: &str, wire: &str) -> Option<&str> {
        self.names_of(&[owner], wire).first().map(|name| name.as_str())
    }

    /// The same for a member of the body of an operation, where a name for the component goes first.
    pub fn member_name(&self, operation_id: &str, component: &str, wire: &str) -> Option<&str> {
        let names = self.names_of(&[component, operation_id], wire);
        names.first().map(|name| name.as_str())
    }

    /// Whether an argument stays one where the document makes it optional. The owner is an operation, or a component that a
    /// body holds.
    pub fn keeps_argument(&self, owner: &str, wire: &str) -> bool {
        line(&self.arguments, owner).is_some_and(|kept| values(kept).any(|kept| kept == wire))
    }

    /// The IDs that may be given where another is asked for: each time the component that is asked for, and the one that
    /// may be given.
    pub fn conversions(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.conversions.iter();
        lines.flat_map(|line| values(&line.value).map(|from| (line.key.as_str(), from)))
    }

    /// The members that tell an item of a list from all others, where it is not the ID alone.
    pub fn identity(&self, component: &str) -> Option<impl Iterator<Item = &str>> {
        line(&self.identity, component).map(|members| values(members))
    }

    /// What in the items that an operation lists says where they stand, if anything does.
    pub fn item_cursor(&self, operation_id: &str) -> Option<&ItemCursor> {
        line(&self.cursors, operation_id)
    }

    /// The heading of the methods with this tag, where it is another word.
    pub fn group(&self, tag: &str) -> Option<&str> {
        line(&self.groups, tag).map(|heading| heading.as_str())
    }
}

fn values(placed: &[Placed<String>]) -> impl Iterator<Item = &str> {
    placed.iter().map(|placed| placed.as_str())
}

fn line<'a, T>(lines: &'a [Line<T>], key: &str) -> Option<&'a T> {
    let line = lines.iter().find(|line| *line.key == key)?;
    Some(&line.value)
}
