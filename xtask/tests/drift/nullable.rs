//! Tests of `drift` and `drift --adopt` with nullable properties, whose types are inline.

use std::fs;

use serde_json::json;

use crate::adopt::adopted;
use crate::adopted_lines::printed_for;
use crate::support::{OURS, drift_of, json_of, outcome};
use crate::vendor_additions::add_nulls;

const NOTHING_LEFT: &str = "drift: 0 differences from theirs.json, 0 allowed\n";

/// Returns [`OURS`] with an object and an enum that null clears.
fn ours() -> String {
    let from = "        subtitle:\n          type: string\n          nullable: true\n          description: A text to set or to take away.\n";
    let to = "        cover:\n          title: NewCover\n          type: object\n          nullable: true\n          description: What is around it.\n          properties:\n            colour:\n              title: CoverColour\n              type: string\n              nullable: true\n              description: What it looks like.\n              enum: [red, blue, null]\n            stuff:\n              title: CoverStuff\n              type: string\n              nullable: true\n              description: What it is made of.\n              enum:\n                - cloth\n                - null\n";
    assert!(OURS.contains(from));
    OURS.replacen(from, &format!("{to}{from}"), 1)
}

#[test]
fn nullable_properties_are_written_inline() {
    let (printed, document) = adopted(add_nulls);
    for written in [
        "        wallpaperURL:\n          type: string\n          nullable: true\n          format: uri\n          minLength: 1\n          description: TODO\n",
        "        volume:\n          type: integer\n          nullable: true\n          minimum: 1\n          description: TODO\n",
        "        isLoud:\n          type: boolean\n          nullable: true\n          description: TODO\n          deprecated: true\n",
        "        labels:\n          type: array\n          nullable: true\n          description: TODO\n          items:\n            type: string\n",
        "        sizes:\n          type: array\n          nullable: true\n          description: TODO\n          items:\n            $ref: '#/components/schemas/NewAttachmentSize'\n",
        "        flags:\n          type: object\n          nullable: true\n          description: TODO\n          additionalProperties:\n            type: boolean\n",
        "        mood:\n          title: UpdateChatRequestMood\n          type: string\n          nullable: true\n          description: TODO\n          enum:\n            - calm\n            - 'no'\n            - null\n",
        "# `inbox` equals the component `ChatInbox`, to which nothing can refer beside null\n        inbox:\n          title: UpdateChatRequestInbox\n",
        "        pinPassword:\n          title: UpdateChatRequestPinPassword\n          type: string\n          nullable: true\n          format: password\n          description: TODO\n",
        "is a plain text\n        ownerUserID:\n          type: string\n          nullable: true\n          description: TODO\n",
        "is a plain text\n        folderId:\n          type: string\n          nullable: true\n          description: TODO\n",
        // A component inside another one becomes an inline schema inside the other.
        "          title: UpdateChatRequestBadge\n          type: object\n          nullable: true\n          description: TODO\n          required: [seenAt, shape, text]\n          properties:\n            place:\n              title: Corner\n              type: object\n              nullable: true\n",
        "                top:\n                  type: boolean\n                  nullable: true\n                  description: TODO\n",
        "            shape:\n              title: UpdateChatRequestBadgeShape\n              type: string\n",
        // The same schema in another place needs another name.
        "          title: UpdateChatRequestOtherBadge\n",
        "# `previewSize` equals the component `NewAttachmentSize`, to which nothing can refer beside null\n",
        "# differs: field `UpdateChatRequest.zoom` is never null in ours, nullable in theirs\n        zoom:\n          description: TODO. Absent when TODO.\n          allOf:\n            - $ref: '#/components/schemas/UpdateChatRequestZoom'\n",
        "# differs: field `UpdateChatRequest.sound` is never null in ours, nullable in theirs\n        sound:\n          $ref: '#/components/schemas/UpdateChatRequestSound'\n",
        // In an object that is not an update, and in one that is inline already.
        "insert field `NewAttachment.frame`\n",
        "insert field `NewDraft.replyTo`\n",
        "          required: [kind, text]\n",
        "            kind:\n              $ref: '#/components/schemas/NewDraftKind'\n",
        "    UpdateBackdropRequest:\n      type: object\n      description: TODO\n      properties:\n        picture:\n          title: Picture\n          type: object\n          nullable: true\n",
    ] {
        assert!(printed.contains(written), "{written}{printed}");
    }
    assert!(!document.contains("Clearable"));
}

/// Returns the blocks without their places in the two documents.
fn without_places(blocks: &[String]) -> Vec<String> {
    let lines = |block: &String| {
        let (head, rest) = block.split_once('\n').unwrap();
        let rest = rest.lines().filter(|line| !line.starts_with("# theirs: "));
        let head = head.split_once(": ").unwrap().1;
        [head].into_iter().chain(rest).collect::<Vec<_>>().join("\n")
    };
    blocks.iter().map(lines).collect()
}

/// An existing inline schema is found by its title, and extended in its place.
#[test]
fn inline_objects_are_extended_in_place() {
    let (blocks, again) = printed_for(&ours(), |theirs| {
        let cover = &mut theirs["components"]["schemas"]["NewBook"]["properties"]["cover"];
        cover["properties"]["colour"]["enum"] = json!(["red", null, "green", "blue"]);
        cover["properties"]["stuff"]["enum"] = json!(["paper", "cloth", null]);
        cover["properties"]["corners"] = json!({ "type": "object", "properties": { "round": { "type": "boolean" } } });
        cover["properties"]["depth"] = json!({ "type": "number" });
        cover["required"] = json!(["depth"]);
    });
    assert_eq!(
        without_places(&blocks),
        [
            "insert component `NewCoverCorners`\n    NewCoverCorners:\n      type: object\n      description: TODO\n      properties:\n        round:\n          type: boolean\n          description: TODO. Absent when TODO.",
            "insert value `paper` of `CoverStuff`\n                - paper",
            "insert field `NewCover.depth`\n            depth:\n              type: number\n              description: TODO",
            "insert field `NewCover.corners`\n            corners:\n              description: TODO. Absent when TODO.\n              allOf:\n                - $ref: '#/components/schemas/NewCoverCorners'",
            "replace by `enum`, with green\n              enum: [red, blue, green, null]",
            "insert `required` of `NewCover`, with depth\n          required: [depth]",
        ]
    );
    again.assert_found(NOTHING_LEFT);
}

/// The report names a difference in an inline schema by its title.
#[test]
fn inline_objects_are_named_by_their_title() {
    let folder = tempfile::tempdir().unwrap();
    let mut theirs = json_of(&ours());
    let cover = &mut theirs["components"]["schemas"]["NewBook"]["properties"]["cover"];
    let properties = cover["properties"].as_object_mut().unwrap();
    properties["stuff"] = json!({ "type": "string", "enum": ["leather", "cloth"] });
    properties.remove("colour");
    fs::write(folder.path().join("spec.yaml"), ours()).unwrap();
    fs::write(folder.path().join("theirs.json"), theirs.to_string()).unwrap();
    let found = outcome(drift_of(folder.path(), "spec.yaml", "").arg("theirs.json"));
    let lines: Vec<_> = found.stdout.lines().filter(|line| line.contains('`')).collect();
    assert_eq!(
        lines,
        [
            "the server lacks: field `NewCover.colour`",
            "differs: field `NewCover.stuff` is nullable in ours, never null in theirs",
            "the document lacks: value `leather` of `CoverStuff`",
        ]
    );
}

/// Our titles are names in use, as those of components are.
#[test]
fn titles_reserve_component_names() {
    let (blocks, again) = printed_for(&ours(), |theirs| {
        theirs["components"]["schemas"]["NewBook"]["properties"]["wrap"] =
            json!({ "title": "New cover", "type": ["object", "null"], "properties": { "x": { "type": "boolean" } } });
        theirs["components"]["schemas"]["Member"]["properties"]["colour"] =
            json!({ "title": "Cover colour", "type": "string", "enum": ["a", "b"] });
    });
    let blocks = without_places(&blocks);
    assert!(blocks[0].contains("\n    CoverColour2:\n"), "{blocks:#?}");
    assert!(blocks[2].contains("\n          title: NewCover2\n"), "{blocks:#?}");
    again.assert_found(NOTHING_LEFT);
}

/// A schema that contains itself cannot be inline: it becomes a component, and a note names what that cannot express.
#[test]
fn recursive_nullable_objects_become_components() {
    let (fold, or_null) = (
        json!({ "$ref": "#/components/schemas/Fold" }),
        json!({ "anyOf": [{ "$ref": "#/components/schemas/Fold" }, { "type": "null" }] }),
    );
    for (first, differing) in [
        (&or_null, ["field `Fold.inner`", "field `NewFold.inner`"].as_slice()),
        (&fold, &["field `Fold.inner`"]),
    ] {
        let (blocks, again) = printed_for(OURS, |theirs| {
            theirs["components"]["schemas"]["Fold"] = json!({
                "type": "object",
                "properties": { "inner": or_null, "width": { "type": ["integer", "null"] } },
            });
            theirs["components"]["schemas"]["NewBook"]["properties"]["fold"] = first.clone();
        });
        let differing: Vec<_> = differing
            .iter()
            .map(|what| format!("differs: {what} is never null in ours, nullable in theirs"))
            .collect();
        let lines = blocks.iter().flat_map(|block| block.lines());
        let mut noted: Vec<_> = lines
            .filter_map(|line| line.strip_prefix("# ").filter(|it| it.starts_with("differs: ")))
            .collect();
        let mut found: Vec<_> = again.stdout.lines().filter(|line| line.contains('`')).collect();
        noted.sort_unstable();
        found.sort_unstable();
        assert_eq!(
            (&noted, &found),
            (&differing.iter().map(String::as_str).collect(), &noted),
            "{blocks:#?}"
        );
    }
}
