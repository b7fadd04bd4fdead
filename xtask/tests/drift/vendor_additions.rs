//! Additions to a vendor's document, as different tools write them.

use serde_json::{Value, json};

use crate::vendor_document::require;

/// Returns a component of a document.
fn schema<'a>(root: &'a mut Value, name: &str) -> &'a mut Value {
    &mut root["components"]["schemas"][name]
}

fn add_property(root: &mut Value, component: &str, name: &str, is_required: bool, property: Value) {
    let mut object = schema(root, component);
    if object.get("allOf").is_some() {
        object = &mut object["allOf"][1];
    }
    object["properties"][name] = property;
    if is_required {
        require(schema(root, component), name);
    }
}

fn poll() -> Value {
    json!({
        "type": "object",
        "title": "Poll",
        "required": ["id", "question", "options", "kind", "createdAt"],
        "properties": {
            "id": { "type": "string", "minLength": 1, "description": "Vendor prose." },
            "question": { "type": "string" },
            "kind": { "oneOf": [{ "const": "single", "title": "One answer" }, { "const": "multiple" }] },
            "createdAt": { "type": "string", "format": "date-time" },
            "closesAt": { "type": ["string", "null"], "format": "date-time" },
            "creatorUserID": { "type": "string" },
            "options": { "type": "array", "items": {
                "type": "object",
                "required": ["text"],
                "properties": { "text": { "type": "string" }, "votes": { "type": "integer", "minimum": -1, "exclusiveMinimum": true, "maximum": 9007199254740991_u64 } },
            } },
        },
    })
}

/// Adds properties to objects in responses, each in another form.
pub fn add_to_answers(root: &mut Value) {
    for (component, name, is_required, property) in [
        (
            "Account",
            "statusMessage",
            false,
            json!({ "type": "string", "description": "Vendor prose." }),
        ),
        ("Account", "sessionToken", false, json!({ "type": ["string", "null"] })),
        ("Account", "extras", false, json!({})),
        (
            "Account",
            "flags",
            true,
            json!({ "type": "object", "additionalProperties": { "type": "boolean" } }),
        ),
        (
            "Account",
            "anything",
            false,
            json!({ "type": "object", "additionalProperties": true }),
        ),
        (
            "Chat",
            "createdAt",
            true,
            json!({ "type": "string", "format": "date-time" }),
        ),
        (
            "Chat",
            "theme",
            false,
            json!({ "type": "string", "enum": ["dark", "light", "no"], "nullable": true }),
        ),
        (
            "Chat",
            "kind",
            false,
            json!({ "anyOf": [{ "const": "single" }, { "const": "group" }, { "type": "null" }] }),
        ),
        ("Chat", "owner", false, json!({ "$ref": "#/components/schemas/User" })),
        ("Chat", "polls", false, json!({ "type": "array", "items": poll() })),
        (
            "Chat",
            "pinnedPoll",
            false,
            json!({ "anyOf": [poll(), { "type": "null" }] }),
        ),
        (
            "Chat",
            "relatedChatIDs",
            false,
            json!({ "type": "array", "items": { "type": "string" } }),
        ),
        ("Chat", "topicID", false, json!({ "type": "string" })),
        ("Chat", "bannerURL", false, json!({ "type": "string", "format": "uri" })),
        (
            "Chat",
            "oldName",
            false,
            json!({ "type": "string", "deprecated": true }),
        ),
        ("Chat", "weight", false, json!({ "type": "number", "minimum": 0 })),
        (
            "Chat",
            "zoom",
            true,
            json!({ "oneOf": [{ "const": 1, "title": "Near" }, { "const": 2, "title": "Far" }, { "const": -1 }] }),
        ),
        ("Participant", "nickname", false, json!({ "type": "string" })),
        ("User", "bio", false, json!({ "type": "string" })),
        (
            "Message",
            "rating",
            false,
            json!({ "anyOf": [
            { "type": "string", "title": "In words" }, { "type": "number" }, { "type": "boolean" },
            { "type": "array", "items": { "type": "string" } },
        ] }),
        ),
        (
            "Message",
            "payload",
            false,
            json!({ "anyOf": [
            { "title": "Place", "type": "object", "required": ["type", "latitude"], "properties": {
                "type": { "type": "string", "const": "place" }, "latitude": { "type": "number" },
            } },
            { "title": "Card", "type": "object", "required": ["type", "user"], "properties": {
                "type": { "type": "string", "enum": ["card", "visiting-card"] }, "user": { "$ref": "#/components/schemas/User" },
            } },
        ] }),
        ),
        (
            "Message",
            "source",
            false,
            json!({ "oneOf": [
            { "title": "Forwarded", "type": "object", "required": ["fromChatID"], "properties": { "fromChatID": { "type": "string" } } },
            { "title": "Scheduled", "type": "object", "required": ["at"], "properties": { "at": { "type": "string", "format": "date-time" } } },
        ] }),
        ),
        ("ErrorBody", "requestID", false, json!({ "type": "string" })),
    ] {
        add_property(root, component, name, is_required, property);
    }
    for (component, value) in [
        ("BridgeStatus", "updating"),
        ("BridgeStatus", "off"),
        ("ChatType", "channel"),
        ("LoginStepAnswerType", "passkey"),
    ] {
        schema(root, component)["enum"]
            .as_array_mut()
            .unwrap()
            .push(json!(value));
    }
    let level = json!({ "title": "Better", "type": "integer", "enum": [3] });
    schema(root, "CapabilityLevel")["oneOf"]
        .as_array_mut()
        .unwrap()
        .push(level);
    schema(root, "LoginStep")["oneOf"].as_array_mut().unwrap().push(json!({
        "type": "object",
        "required": ["type", "stepID", "challenge"],
        "properties": {
            "type": { "const": "passkey" },
            "stepID": { "type": "string" },
            "challenge": { "type": "string" },
            "timeout": { "type": "integer", "exclusiveMinimum": 0 },
        },
    }));
    let list = json!({ "title": "By several", "type": "array", "items": { "type": "string" } });
    schema(root, "MessageSeen")["oneOf"].as_array_mut().unwrap().push(list);
}

/// Adds properties to request bodies, and parameters to our operations.
pub fn add_to_requests(root: &mut Value) {
    for (component, name, is_required, property) in [
        ("SendMessageRequest", "silent", false, json!({ "type": "boolean" })),
        (
            "UpdateChatRequest",
            "nickname",
            false,
            json!({ "type": ["string", "null"] }),
        ),
        (
            "UpdateChatRequest",
            "mutedUntil",
            false,
            json!({ "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "null" }] }),
        ),
        (
            "FocusAppRequest",
            "window",
            true,
            json!({ "type": "string", "enum": ["main", "other"] }),
        ),
        (
            "SendMessageRequest",
            "hashtags",
            false,
            json!({ "type": "array", "minItems": 2, "maxItems": 5, "items": { "type": "string" } }),
        ),
        (
            "SendMessageRequest",
            "motto",
            false,
            json!({ "type": "string", "maxLength": 80 }),
        ),
        ("StartChatUser", "nickname", true, json!({ "type": "string" })),
        (
            "NewAttachment",
            "preview",
            true,
            json!({ "type": "object", "required": ["width"], "properties": { "width": { "type": "number" }, "blur": { "type": "string" } } }),
        ),
    ] {
        add_property(root, component, name, is_required, property);
    }
    schema(root, "NotifyAnywayRequest")["properties"] = json!({
        "reason": { "type": "string" },
        "urgent": { "type": "boolean" },
    });
    schema(root, "NotifyAnywayRequest")["required"] = json!(["urgent"]);
    root["paths"]["/v1/app/setup/verifications/{verificationID}/accept"]["post"]["requestBody"] = json!({
        "content": { "application/json": { "schema": { "type": "object", "properties": { "method": { "type": "string", "enum": ["qr", "sas"] } } } } },
    });
    for (path, parameters) in [
        (
            "/v1/chats",
            json!([{ "name": "sortBy", "in": "query", "schema": { "type": "string", "enum": ["name", "time"] } }]),
        ),
        (
            "/v1/chats/{chatID}",
            json!([{ "name": "includeReactions", "in": "query", "required": true, "schema": { "type": "boolean" } }]),
        ),
        (
            "/v1/bridges",
            json!([
                { "name": "verbose", "in": "query", "schema": { "type": ["boolean", "null"] } },
                { "name": "cursor", "in": "query", "schema": { "type": "string" } },
                { "name": "X-Trace", "in": "header", "schema": { "type": "string" } },
            ]),
        ),
    ] {
        let operation = &mut root["paths"][path]["get"];
        let mut all = operation.get("parameters").cloned().unwrap_or(json!([]));
        all.as_array_mut()
            .unwrap()
            .extend(parameters.as_array().unwrap().clone());
        operation["parameters"] = all;
    }
}

/// Adds operations on new and existing paths.
pub fn add_operations(root: &mut Value) {
    let json_of =
        |schema: Value| json!({ "description": "OK", "content": { "application/json": { "schema": schema } } });
    let error = json!({ "$ref": "#/components/responses/Error" });
    let chat = json!({ "$ref": "#/components/parameters/ChatID" });
    let poll_id = json!({ "name": "pollId", "in": "path", "required": true, "schema": { "type": "string" } });
    let paths = &mut root["paths"];
    paths["/v1/chats/{chatID}"]["delete"] =
        json!({ "responses": { "204": { "description": "Gone" }, "default": error } });
    paths["/v1/chats/{chatID}/polls"] = json!({
        "parameters": [chat],
        "get": {
            "operationId": "polls.list",
            "parameters": [{ "name": "cursor", "in": "query", "schema": { "type": "string" } }],
            "responses": { "200": json_of(json!({
                "type": "object", "required": ["items", "hasMore"],
                "properties": { "items": { "type": "array", "items": poll() }, "hasMore": { "type": "boolean" } },
            })), "default": error },
        },
        "post": {
            "operationId": "createPoll",
            "requestBody": { "content": { "application/json": { "schema": {
                "type": "object", "required": ["question", "options"],
                "properties": {
                    "question": { "type": "string" },
                    "options": { "type": "array", "items": { "type": "object", "required": ["text"], "properties": { "text": { "type": "string" } } } },
                    "closesAt": { "type": ["string", "null"], "format": "date-time" },
                },
            } } } },
            "responses": { "201": json_of(poll()), "default": error },
        },
    });
    paths["/v1/chats/{chatID}/polls/{pollId}"] = json!({
        "parameters": [chat, poll_id],
        "get": { "operationId": "getPoll", "responses": { "200": json_of(poll()), "default": error } },
        "delete": { "operationId": "deletePoll", "deprecated": true, "responses": { "204": { "description": "Gone" }, "default": error } },
    });
    paths["/v1/presence"] = json!({
        "get": { "security": [], "responses": { "200": json_of(json!({ "type": "object", "properties": { "state": { "type": "string", "enum": ["here", "away"] } } })), "default": error } },
        "put": { "requestBody": { "content": { "application/json": { "schema": { "type": "object" } } } }, "responses": { "200": json_of(json!({})), "default": error } },
    });
    paths["/v1/presence/{network}/users"] = json!({
        "parameters": [{ "name": "network", "in": "path", "required": true, "schema": { "type": "string" } }],
        "get": { "responses": { "200": json_of(json!({ "type": "array", "items": { "$ref": "#/components/schemas/User" } })), "default": error } },
    });
    paths["/v1/assets/upload/picture"] = json!({
        "post": {
            "requestBody": { "content": { "multipart/form-data": { "schema": { "type": "object", "required": ["picture"], "properties": {
                "picture": { "type": "string", "format": "binary" }, "name": { "type": "string" },
            } } } } },
            "responses": { "200": { "description": "OK", "content": { "image/png": { "schema": {} } } }, "default": error },
        },
    });
}

/// Adds values that null clears, of every kind, in bodies and in objects inside bodies.
pub fn add_nulls(root: &mut Value) {
    let size = json!({ "type": "object", "required": ["height", "width"], "properties": {
        "height": { "type": "number" }, "width": { "type": "number" },
    } });
    let badge = json!({ "type": ["object", "null"], "required": ["text", "shape", "seenAt"], "properties": {
        "text": { "type": "string" },
        "shape": { "type": ["string", "null"], "enum": ["round", "no", null] },
        "seenAt": { "type": ["string", "null"], "format": "date-time" },
        "place": { "anyOf": [{ "type": "object", "title": "Corner", "properties": {
            "top": { "type": ["boolean", "null"] }, "users": { "type": "array", "items": { "type": "string" } },
        } }, { "type": "null" }] },
    } });
    for (component, name, is_required, property) in [
        (
            "UpdateChatRequest",
            "wallpaperURL",
            false,
            json!({ "type": ["string", "null"], "format": "uri" }),
        ),
        (
            "UpdateChatRequest",
            "volume",
            false,
            json!({ "type": ["integer", "null"], "exclusiveMinimum": 0 }),
        ),
        (
            "UpdateChatRequest",
            "weight",
            true,
            json!({ "type": "number", "nullable": true }),
        ),
        (
            "UpdateChatRequest",
            "isLoud",
            false,
            json!({ "type": ["boolean", "null"], "deprecated": true }),
        ),
        (
            "UpdateChatRequest",
            "labels",
            false,
            json!({ "type": ["array", "null"], "items": { "type": "string" } }),
        ),
        (
            "UpdateChatRequest",
            "sizes",
            false,
            json!({ "anyOf": [{ "type": "array", "items": size }, { "type": "null" }] }),
        ),
        (
            "UpdateChatRequest",
            "flags",
            false,
            json!({ "type": ["object", "null"], "additionalProperties": { "type": "boolean" } }),
        ),
        (
            "UpdateChatRequest",
            "mood",
            false,
            json!({ "type": ["string", "null"], "enum": ["calm", "no", null] }),
        ),
        (
            "UpdateChatRequest",
            "voice",
            false,
            json!({ "anyOf": [{ "const": "high" }, { "const": "low" }, { "type": "null" }] }),
        ),
        (
            "UpdateChatRequest",
            "inbox",
            false,
            json!({ "anyOf": [{ "enum": ["primary", "low-priority", "archive"] }, { "type": "null" }] }),
        ),
        (
            "UpdateChatRequest",
            "pinPassword",
            false,
            json!({ "type": ["string", "null"] }),
        ),
        (
            "UpdateChatRequest",
            "ownerUserID",
            false,
            json!({ "type": ["string", "null"], "minLength": 1 }),
        ),
        (
            "UpdateChatRequest",
            "folderId",
            false,
            json!({ "type": ["string", "null"] }),
        ),
        ("UpdateChatRequest", "badge", false, badge.clone()),
        ("UpdateChatRequest", "otherBadge", true, badge),
        (
            "UpdateChatRequest",
            "previewSize",
            false,
            json!({ "anyOf": [size, { "type": "null" }] }),
        ),
        (
            "UpdateChatRequest",
            "zoom",
            false,
            json!({ "anyOf": [{ "const": 1 }, { "const": 2 }, { "type": "null" }] }),
        ),
        (
            "UpdateChatRequest",
            "sound",
            true,
            json!({ "anyOf": [{ "type": "string" }, { "type": "boolean" }, { "type": "null" }] }),
        ),
        ("NewAttachment", "caption", false, json!({ "type": ["string", "null"] })),
        (
            "NewAttachment",
            "frame",
            false,
            json!({ "type": ["object", "null"], "properties": { "colour": { "type": "string" } } }),
        ),
    ] {
        add_property(root, component, name, is_required, property);
    }
    // This schema is inline in ours.
    let draft = &mut schema(root, "UpdateChatRequest")["properties"]["draft"];
    for (name, property) in [
        ("kind", json!({ "enum": ["note", "letter"] })),
        (
            "replyTo",
            json!({ "type": ["object", "null"], "properties": { "text": { "type": "string" } } }),
        ),
        ("subject", json!({ "type": "string", "nullable": true })),
    ] {
        draft["properties"][name] = property;
    }
    require(draft, "kind");
    let error = json!({ "$ref": "#/components/responses/Error" });
    root["paths"]["/v1/chats/{chatID}/backdrop"] = json!({
        "parameters": [{ "$ref": "#/components/parameters/ChatID" }],
        "put": {
            "operationId": "updateBackdrop",
            "requestBody": { "content": { "application/json": { "schema": { "type": "object", "properties": {
                "picture": { "type": ["object", "null"], "title": "Picture", "properties": {
                    "colours": { "type": ["array", "null"], "items": { "type": "string", "enum": ["red", "green"] } },
                    "style": { "type": ["string", "null"], "enum": ["plain", "dotted", null] },
                } },
                "until": { "type": ["string", "null"], "format": "date-time" },
            } } } } },
            "responses": { "204": { "description": "Done" }, "default": error },
        },
    });
}
