//! What the generator has to know and OpenAPI cannot say: `codegen.toml`, the file beside the document.
//!
//! This is the file as it stands. Whether the document has what it names is checked by `lint`.

use std::fs;
use std::io::ErrorKind;
use std::ops::Deref;
use std::path::Path;

use crate::codegen::lower::Delivery;
use crate::codegen::write;
use crate::document::codegen_toml::read;
use crate::document::load;
use crate::document::problem::Problem;
use crate::document::yaml::tree::Position;

/// The file's name. It lies beside the document.
pub const FILE: &str = "codegen.toml";

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
    /// Reads the file beside a document. There need not be one.
    pub fn beside(document: &Path) -> Result<Self, Vec<Problem>> {
        let path = document.with_file_name(FILE);
        let file = write::shown(&path);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                let message = format!("cannot read the settings of the generator: {error}");
                return Err(vec![Problem::new(&file, message, "check the file and its permissions")]);
            }
        };
        Self::read(&file, &bytes)
    }

    /// Reads the contents of a file; `file` is the name that problems show.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        Self::parse(file, load::decode(file, bytes).map_err(|problem| vec![problem])?)
    }

    /// Reads the text of a file.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        read::read(file, text)
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Settings {
        Settings::parse(FILE, text).unwrap_or_else(|problems| panic!("{}", problems[0]))
    }

    #[test]
    fn each_section_answers_for_what_it_names() {
        let settings = settings(
            "verbs = ['get', 'list']\nroots = ['Frame']\nboxed = ['Room']\nexact = ['Visit']\n\
             [delivery]\nlistRooms = 'act'\n[waits]\nputRoom = { member = 'kind', value = 'wait' }\n\
             [arguments]\nlistRooms = ['status']\n[conversions]\nRoomID = ['DoorID', 'FloorID']\n\
             [groups]\nrooms = 'houses'\n\
             [identity]\nRoom = ['floor', 'id']\n\
             [cursors]\nlistRooms = { member = 'key', time = 'at' }\nlistDoors = { member = 'key' }\n",
        );
        assert_eq!(settings.verbs().collect::<Vec<_>>(), ["get", "list"]);
        assert_eq!(settings.roots().collect::<Vec<_>>(), ["Frame"]);
        assert!(settings.is_boxed("Room") && !settings.is_boxed("Visit"));
        assert_eq!(settings.exact.len(), 1);
        assert_eq!(settings.delivery("listRooms"), Some(Delivery::Act));
        assert_eq!(settings.delivery("putRoom"), None);
        let wait = settings
            .wait("putRoom")
            .map(|wait| (wait.member.as_str(), wait.value.as_str()));
        assert_eq!(wait, Some(("kind", "wait")));
        assert!(settings.wait("listRooms").is_none());
        assert!(settings.keeps_argument("listRooms", "status") && !settings.keeps_argument("putRoom", "status"));
        let conversions: Vec<_> = settings.conversions().collect();
        assert_eq!(conversions, [("RoomID", "DoorID"), ("RoomID", "FloorID")]);
        assert_eq!(
            (settings.group("rooms"), settings.group("doors")),
            (Some("houses"), None)
        );
        let identity = settings.identity("Room").map(|members| members.collect::<Vec<_>>());
        assert_eq!(identity, Some(vec!["floor", "id"]));
        assert!(settings.identity("Door").is_none());
        let cursor = |id| {
            let cursor = settings.item_cursor(id)?;
            Some((cursor.member.as_str(), cursor.time.as_ref().map(|time| time.as_str())))
        };
        assert_eq!(cursor("listRooms"), Some(("key", Some("at"))));
        assert_eq!(cursor("listDoors"), Some(("key", None)));
        assert_eq!(cursor("putRoom"), None);
    }

    #[test]
    fn a_name_for_one_owner_goes_before_that_for_all() {
        let settings =
            settings("[names]\ntype = 'kind'\nlistRooms.type = 'sort'\nlistRooms.id = 'room'\nVisit.type = 'look'\n");
        assert_eq!(settings.name("listRooms", "type"), Some("sort"));
        assert_eq!(settings.name("Room", "type"), Some("kind"));
        assert_eq!(settings.name("listRooms", "id"), Some("room"));
        assert_eq!(settings.name("Visit", "id"), None);
        assert_eq!(settings.member_name("listRooms", "Visit", "id"), Some("room"));
        assert_eq!(settings.member_name("listRooms", "Visit", "type"), Some("look"));
        assert_eq!(settings.member_name("listRooms", "Room", "type"), Some("sort"));
    }

    #[test]
    fn what_is_not_there_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for settings in [
            settings(""),
            Settings::beside(&folder.path().join("api.yaml")).unwrap_or_else(|problems| panic!("{}", problems[0])),
        ] {
            assert!(settings.verbs().chain(settings.roots()).next().is_none());
            assert!(settings.conversions().next().is_none() && settings.delivery("listRooms").is_none());
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FILE)).unwrap();
        let problems = Settings::beside(&folder.path().join("api.yaml")).unwrap_err();
        let text = problems[0].to_string();
        assert!(
            text.starts_with("error: cannot read the settings of the generator: "),
            "{text}"
        );
    }

    #[test]
    fn the_file_of_this_workspace_is_read() {
        let settings = Settings::beside(&write::workspace_path("openapi/beeper-desktop.yaml"));
        let settings = settings.unwrap_or_else(|problems| panic!("{}", problems[0]));
        assert!(settings.verbs().any(|verb| verb == "list"));
    }
}
