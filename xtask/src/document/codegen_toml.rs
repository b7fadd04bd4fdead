//! `codegen.toml`, the file beside the document: the settings of the generator that OpenAPI has no words for.
//!
//! The file is read by itself. `lint` checks that the document has what it names.

pub mod delivery;
pub mod read;
pub mod settings;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::problem::Problem;
use crate::workspace::paths;

/// The file's name.
///
/// It is in the document's folder.
pub const FILE: &str = "codegen.toml";

impl Settings {
    /// Reads the file beside a document.
    ///
    /// Without a file, all settings are empty.
    pub fn beside(document: &Path) -> Result<Self, Vec<Problem>> {
        let path = document.with_file_name(FILE);
        let file = paths::display(&path);
        // A dangling symbolic link is a mistake, unlike an absent file.
        if fs::symlink_metadata(&path).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Ok(Self::default());
        }
        let bytes = load::read_beside(&path, &file, "the generator's settings file");
        let bytes = bytes.map_err(|problem| vec![problem])?;
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::codegen_toml::delivery::Delivery;

    fn settings(text: &str) -> Settings {
        Settings::parse(FILE, text).unwrap_or_else(|problems| panic!("{}", problems[0]))
    }

    #[test]
    fn settings_answer_for_each_section() {
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
    fn names_for_one_owner_override_general_ones() {
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
    fn absent_settings_are_empty() {
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
    fn unreadable_settings_are_problems() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FILE)).unwrap();
        let problems = Settings::beside(&folder.path().join("api.yaml")).unwrap_err();
        assert_eq!(problems[0].message, "the generator's settings file is a directory");
    }

    #[cfg(unix)]
    #[test]
    fn settings_behind_a_link_that_leads_nowhere_are_problems() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join(FILE)).unwrap();
        let problems = Settings::beside(&folder.path().join("api.yaml")).unwrap_err();
        let message = &problems[0].message;
        assert!(
            message.starts_with("cannot read the generator's settings file: "),
            "{message}"
        );
    }

    #[test]
    fn the_file_of_this_workspace_is_read() {
        let settings = Settings::beside(&paths::committed_document());
        let settings = settings.unwrap_or_else(|problems| panic!("{}", problems[0]));
        assert!(settings.verbs().any(|verb| verb == "list"));
    }
}
