//! The macro that compares values by their JSON form, so that an unknown value equals the same known value.

/// Implements equality, order and hashing by the JSON form.
///
/// So they stay the same when a later version of this crate knows a value.
macro_rules! compare_by_wire_value {
    ($(#[$meta:meta])* $name:ident::$on_the_wire:ident) => {
        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.$on_the_wire() == other.$on_the_wire()
            }
        }

        impl Eq for $name {}

        $(#[$meta])*
        impl PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.$on_the_wire().cmp(&other.$on_the_wire())
            }
        }

        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.$on_the_wire().hash(state);
            }
        }
    };
}
pub(crate) use compare_by_wire_value;
