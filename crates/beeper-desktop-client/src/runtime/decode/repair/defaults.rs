//! Writes the default values of required members that are missing.

use crate::runtime::decode::repair::Pass;
use crate::runtime::decode::repair::containers::json_text;
use crate::runtime::decode::schema::{Component, Kind, Member, Shape};

/// An object that requires another one of its own type would never end.
const MAX_DEFAULT_DEPTH: usize = 16;

impl Pass<'_> {
    /// Writes an empty value of a kind. Returns `false` if the kind has none.
    pub(super) fn write_default(&mut self, kind: Kind, depth: usize) -> bool {
        let value: &[u8] = match kind {
            Kind::Text | Kind::NeverEmpty | Kind::Timestamp => b"\"\"",
            Kind::Only(value) => {
                self.out.extend_from_slice(&json_text(value));
                return true;
            }
            Kind::Bool => b"false",
            Kind::True => b"true",
            Kind::Integer | Kind::Number => b"0",
            Kind::Any => b"null",
            Kind::List(_) => b"[]",
            Kind::Map(_) => b"{}",
            Kind::Of(Component {
                is_exact: false,
                shape: Shape::Object(members) | Shape::OpenObject(members),
            }) => {
                return self.write_default_object(members, depth + 1);
            }
            Kind::Id
            | Kind::AnyId
            | Kind::Secret
            | Kind::IntegerEnum
            | Kind::Untagged
            | Kind::UntaggedNeverEmpty
            | Kind::Of(_) => {
                return false;
            }
        };
        self.out.extend_from_slice(value);
        true
    }

    fn write_default_object(&mut self, members: &[Member], depth: usize) -> bool {
        if depth > MAX_DEFAULT_DEPTH {
            return false;
        }
        self.out.push(b'{');
        let mut required = members.iter().filter(|member| member.is_required());
        let is_filled = required.all(|member| {
            self.write_key(member.name());
            self.write_default(member.kind(), depth)
        });
        self.out.push(b'}');
        is_filled
    }
}
