//! The settings: the sections of `codegen.toml`, in the form in which the verbs need them.

use std::ops::Deref;

use crate::document::codegen_toml::delivery::Delivery;
use crate::document::problem::{Position, Problem};

/// The contents of the file, or nothing if there is no file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The file's name, as problems show it.
    pub file: String,
    /// The words that an operationId may begin with.
    pub verbs: Vec<Placed<String>>,
    /// The components that are decoded although no operation refers to them.
    pub roots: Vec<Placed<String>>,
    /// The components that are boxed where they are optional.
    pub boxed: Vec<Placed<String>>,
    /// The components in which the client never fills in missing members.
    pub exact: Vec<Placed<String>>,
    /// Delivery classes of operations.
    pub delivery: Vec<Line<Placed<Delivery>>>,
    /// Values in the bodies of operations for which the server holds the request.
    pub waits: Vec<Line<Wait>>,
    /// Names of arguments and setters.
    pub names: Vec<Name>,
    /// Arguments that stay arguments, by operation or component.
    pub arguments: Vec<Line<Vec<Placed<String>>>>,
    /// IDs that may be passed for another ID, by the component that is required.
    pub conversions: Vec<Line<Vec<Placed<String>>>>,
    /// The members that identify items of lists, by the component of an item.
    pub identity: Vec<Line<Vec<Placed<String>>>>,
    /// The members that give the position of an item in its list, by the operation that lists them.
    pub cursors: Vec<Line<ItemCursor>>,
    /// Headings of tags.
    pub groups: Vec<Line<Placed<String>>>,
}

/// A value with its position in the file.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    pub value: T,
    /// The position at which the value starts.
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
    /// The key, before the equals sign.
    pub key: Placed<String>,
    /// The value, after the equals sign.
    pub value: T,
}

/// The value in the body of an operation for which the server holds the request.
#[derive(Clone, Debug)]
pub struct Wait {
    /// The member of the body, by its name on the wire.
    pub member: Placed<String>,
    /// The member's value.
    pub value: Placed<String>,
}

/// The members that give the position of an item in its list.
#[derive(Clone, Debug)]
pub struct ItemCursor {
    /// The member that is the item's cursor, by its name on the wire.
    pub member: Placed<String>,
    /// The member that is the item's time.
    pub time: Option<Placed<String>>,
}

/// The Rust name of an argument or a setter.
#[derive(Clone, Debug)]
pub struct Name {
    /// The operation or component that it belongs to. Without an owner, the name is for all of them.
    pub owner: Option<Placed<String>>,
    /// The name on the wire.
    pub wire: Placed<String>,
    /// The name in Rust.
    pub rust: Placed<String>,
}

impl Settings {
    /// Returns a problem with a value in the file.
    pub fn problem(&self, at: Position, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem::new(&self.file, message, help).at(at)
    }

    /// Returns the words that an operationId may begin with.
    ///
    /// If there are none, any word may.
    pub fn verbs(&self) -> impl Iterator<Item = &str> {
        values(&self.verbs)
    }

    /// Returns the components that are decoded although no operation refers to them.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        values(&self.roots)
    }

    /// Returns `true` if a component is boxed where it is optional.
    pub fn is_boxed(&self, component: &str) -> bool {
        values(&self.boxed).any(|boxed| boxed == component)
    }

    /// Returns `true` if the client never fills in missing members of a component.
    pub fn is_exact(&self, component: &str) -> bool {
        values(&self.exact).any(|exact| exact == component)
    }

    /// Returns the delivery class of an operation, if it differs from the default of its method.
    pub fn delivery(&self, operation_id: &str) -> Option<Delivery> {
        line(&self.delivery, operation_id).map(|class| **class)
    }

    /// Returns the value for which the server holds a request of an operation, if there is one.
    pub fn wait(&self, operation_id: &str) -> Option<&Wait> {
        line(&self.waits, operation_id)
    }

    /// Returns the lines that name an argument or a setter, the effective one first.
    ///
    /// The lines of its owners come in their order, and then the one for all. Owners are the component that a member is of, and
    /// the operation.
    pub fn names_of(&self, owners: &[&str], wire: &str) -> Vec<&Placed<String>> {
        let named = |owner: Option<&str>| {
            let mut names = self.names.iter();
            names.find(|name| *name.wire == wire && name.owner.as_ref().map(|it| it.as_str()) == owner)
        };
        let owners = owners.iter().map(|owner| Some(*owner)).chain([None]);
        owners.filter_map(named).map(|name| &name.rust).collect()
    }

    /// Returns the Rust name of an argument or a setter, if it is not derived from the name on the wire.
    ///
    /// The owner is an operation, or a component in a body.
    pub fn name(&self, owner: &str, wire: &str) -> Option<&str> {
        self.names_of(&[owner], wire).first().map(|name| name.as_str())
    }

    /// Returns the name of a member of an operation's body; a name for the component takes precedence.
    pub fn member_name(&self, operation_id: &str, component: &str, wire: &str) -> Option<&str> {
        let names = self.names_of(&[component, operation_id], wire);
        names.first().map(|name| name.as_str())
    }

    /// Returns `true` if an argument stays an argument when the document makes it optional.
    ///
    /// The owner is an operation, or a component in a body.
    pub fn keeps_argument(&self, owner: &str, wire: &str) -> bool {
        line(&self.arguments, owner).is_some_and(|kept| values(kept).any(|kept| kept == wire))
    }

    /// Returns pairs of IDs: the component that is required, and one that may be passed for it.
    pub fn conversions(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.conversions.iter();
        lines.flat_map(|line| values(&line.value).map(|from| (line.key.as_str(), from)))
    }

    /// Returns the members that identify an item of a list, if it is not the ID alone.
    pub fn identity(&self, component: &str) -> Option<impl Iterator<Item = &str>> {
        line(&self.identity, component).map(|members| values(members))
    }

    /// Returns the members that give the position of the items that an operation lists, if the settings name them.
    pub fn item_cursor(&self, operation_id: &str) -> Option<&ItemCursor> {
        line(&self.cursors, operation_id)
    }

    /// Returns the heading of the methods with this tag, if it differs from the tag.
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
