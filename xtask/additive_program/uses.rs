//! Functions and macros that use the client's types as programs do, one for each kind of type.

use std::collections::{BTreeSet, HashSet};
use std::fmt::{Debug, Display};
use std::future::IntoFuture;
use std::hash::Hash;

use beeper_desktop_client::Timestamp;

/// A text that no document has as a value until an addition brings it.
pub const UNKNOWN: &str = "added_later";
pub const UNKNOWN_NUMBER: i64 = 7_777;

pub fn clones<T: Clone>() {}
pub fn prints<T: Debug>() {}
pub fn reads<T: serde::de::DeserializeOwned>() {}
pub fn writes<T: serde::Serialize>() {}
pub fn compares<T: PartialEq>() {}
pub fn is_shared<T: Send + Sync + 'static>() {}

pub fn is_value<T: Clone + Debug + serde::de::DeserializeOwned + serde::Serialize + Send + Sync + 'static>() {}
pub fn is_key<T: Eq + Ord + Hash>() {}
pub fn is_copied<T: Copy>() {}
pub fn is_shown<T: Display>() {}

/// Requires that a request can be stored, cloned, printed and sent from another task.
pub fn is_request<R>()
where
    R: IntoFuture<IntoFuture: Send> + Clone + Debug + Send + 'static,
{
}

pub fn time() -> Timestamp {
    "2026-01-31T09:30:00.000Z".parse().expect("a point in time")
}

/// Uses an ID, a key or a cursor.
#[macro_export]
macro_rules! uses_text {
    ($type:ty) => {{
        let text = "a text".to_owned();
        let made = <$type>::new("a text");
        let all = [
            <$type>::from("a text"),
            <$type>::from(&text),
            <$type>::from(text.clone()),
            <$type>::from(&made),
            made.clone(),
        ];
        let _: &str = made.as_str();
        let _: &str = made.as_ref();
        let _: String = String::from(&made) + &String::from(made.clone());
        assert!(all.iter().all(|it| *it == made && *it == "a text"));
        $crate::uses::is_value::<$type>();
        $crate::uses::is_key::<$type>();
        $crate::uses::is_shown::<$type>();
    }};
}

/// Uses a text with known values.
#[macro_export]
macro_rules! uses_enum {
    ($type:ty) => {{
        let unknown = <$type>::from($crate::uses::UNKNOWN);
        let all = [
            <$type>::from($crate::uses::UNKNOWN.to_owned()),
            <$type>::from(&$crate::uses::UNKNOWN.to_owned()),
            <$type>::from(&unknown),
            $crate::uses::UNKNOWN.parse::<$type>().expect("every text is one"),
        ];
        assert!(
            all.iter()
                .all(|it| *it == unknown && it.as_str() == $crate::uses::UNKNOWN)
        );
        assert_eq!(String::from(unknown.clone()), unknown.to_string());
        $crate::uses::is_value::<$type>();
        $crate::uses::is_key::<$type>();
        $crate::uses::is_shown::<$type>();
    }};
}

/// Uses a number with known values.
#[macro_export]
macro_rules! uses_integers {
    ($type:ty) => {{
        let unknown = <$type>::from($crate::uses::UNKNOWN_NUMBER);
        assert_eq!((unknown.as_i64(), i64::from(unknown)), (7_777, 7_777));
        $crate::uses::is_value::<$type>();
        $crate::uses::is_key::<$type>();
        $crate::uses::is_copied::<$type>();
    }};
}

/// Stores values in sets.
pub fn keeps<T: Eq + Ord + Hash + Clone>(values: &[T]) -> (BTreeSet<T>, HashSet<T>) {
    (values.iter().cloned().collect(), values.iter().cloned().collect())
}
