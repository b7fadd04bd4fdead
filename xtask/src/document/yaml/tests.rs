//! Tests of the tree that YAML is read into: positions, pointers and the kinds of scalars.

use super::parse::read;
use super::tree::*;

#[test]
fn positions_of_all_nodes_are_known() {
    let root = read("a.yaml", "a:\n  b: [1, two]\n'c/~': ~\n").unwrap();
    let positions = positions(&root);
    let mut places: Vec<_> = positions
        .iter()
        .map(|(p, at)| (p.as_str(), at.line, at.column))
        .collect();
    places.sort();
    assert_eq!(
        places,
        [
            ("", 1, 1),
            ("/a", 1, 1),
            ("/a/b", 2, 3),
            ("/a/b/0", 2, 7),
            ("/a/b/1", 2, 10),
            ("/c~1~0", 3, 1)
        ]
    );
}

#[test]
fn pointers_find_their_nodes() {
    let root = read("a.yaml", "a:\n  b: [1, two]\n'c/~': three\n").unwrap();
    for (pointer, text) in [("/a/b/1", "two"), ("/c~1~0", "three")] {
        assert_eq!(root.find(pointer).and_then(Node::text), Some(text), "{pointer}");
    }
    assert!(root.find("").is_some_and(|node| node.entries().is_some()));
    for nowhere in ["/b", "/a/b/2", "/a/b/x", "/c~1~0/d"] {
        assert!(root.find(nowhere).is_none(), "{nowhere}");
    }
}

#[test]
fn kinds_follow_the_core_schema() {
    let root = read(
        "a.yaml",
        "[~, '', true, yes, 7, -0x1, 0x1F, 0.1.0, 1e3, .5, .inf, 1e999, inf, '7', '-', 2001-01-01]",
    )
    .unwrap();
    let Value::Sequence(items) = root.value else {
        panic!("not a list")
    };
    let kinds: Vec<_> = items.iter().filter_map(Node::kind).collect();
    use Kind::*;
    assert_eq!(
        kinds,
        [
            Null, Text, Bool, Text, Integer, Text, Integer, Text, Float, Float, Text, Text, Text, Text, Text, Text
        ]
    );
}

#[test]
fn untyped_values_are_the_same_in_order() {
    let text = "z: [1, -2, 0x1F, 0o17, 1.5, 99999999999999999999]\na: {1: ~, true: yes, 'x': '7', y: True}\n";
    let json = serde_json::to_string(&untyped(&read("a.yaml", text).unwrap())).unwrap();
    assert_eq!(
        json,
        r#"{"z":[1,-2,31,15,1.5,1e+20],"a":{"1":null,"true":"yes","x":"7","y":true}}"#
    );
}
