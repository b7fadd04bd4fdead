//! Tests of schemas that break the rules for names, enums, objects, IDs and secrets.

bad_specs! {
    missing_description
    { "description: A room." => "" }
    "error[component-description]: the component `Room` has no description
       --> api.yaml:89:5 (at /components/schemas/Room)
       help: add a `description`; it becomes the documentation of the generated type"
    value_that_holds_itself
    { "required: [code]" => "required: [code, inner]", "code:\n  $ref" => "inner:\n  $ref: '#/components/schemas/NewLock'\ncode:\n  $ref" }
    "error[finite-value]: each value of `NewLock` contains another one, without end
       --> api.yaml:220:5 (at /components/schemas/NewLock)
       help: make one of the members through which it contains itself optional"
    value_that_nobody_knows
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: integer\n  minimum: 5\n  maximum: 3" }
    "error[finite-value]: no valid value of `Room` can be generated
       --> api.yaml:89:5 (at /components/schemas/Room)
       help: write bounds that agree with each other and with the format; for a `pattern`, add an `example`"
    bounds_that_leave_nothing_in_a_parameter
    { "$ref: '#/components/schemas/RoomStatus'" => "type: number\nminimum: 5\nmaximum: 4\nmultipleOf: 0.5" }
    "error[finite-value]: no valid value of `status` can be generated
       --> api.yaml:14:11 (at /paths/~1rooms/get/parameters/0/schema)
       help: write bounds that agree with each other and with the format; for a `pattern`, add an `example`"
    lengths_that_leave_nothing
    { "message:\n  type: string" => "message:\n  type: string\n  format: email\n  maxLength: 5" }
    "error[named-schema]: this string with a length is inline, so its type has no name
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: move it to `components`, under `schemas`, and refer to it"
    list_that_is_too_long_to_write_down
    { "$ref: '#/components/schemas/RoomStatus'" => "type: array\nminItems: 400000000\nitems:\n  type: string" }
    "error[finite-value]: no valid value of `status` can be generated
       --> api.yaml:14:11 (at /paths/~1rooms/get/parameters/0/schema)
       help: write bounds that agree with each other and with the format; for a `pattern`, add an `example`"
    header_that_is_described_in_another_way
    { "- name: status\n  in: query" => "- name: authorization\n  in: header" }
    "error[plain-parameter]: OpenAPI ignores the header parameter `authorization`
       --> api.yaml:11:11 (at /paths/~1rooms/get/parameters/0)
       help: remove it: `security` declares who needs a token, and `content` declares media types"
    absent_property_required
    { "required: [id, seats]" => "required: [id, seat]" }
    "error[required-property]: `seat` is required, but is not a property
       --> api.yaml:92:22 (at /components/schemas/Room/required/1)
       help: did you mean `seats`?"
    property_required_twice
    { "required: [id, seats]" => "required: [id, id]" }
    "error[required-property]: `id` is required twice
       --> api.yaml:92:22 (at /components/schemas/Room/required/1)
       help: remove one of the two"
    duplicate_enum_value
    { "- taken" => "- free" }
    "error[unique-name]: the enum value `free` occurs twice
       --> api.yaml:88:11 (at /components/schemas/RoomStatus/enum/1)
       help: rename it, or remove one of the two"
    colliding_enum_values
    { "- taken" => "- Free" }
    "error[unique-name]: `free` and `Free` both become the variant `Free`
       --> api.yaml:88:11 (at /components/schemas/RoomStatus/enum/1)
       help: rename one of the two"
    colliding_schemas
    { "ErrorBody:" => "errorBody:\n  type: string\n  description: Unused.\nErrorBody:" }
    "error[unique-name]: `errorBody` and `ErrorBody` both become the type `ErrorBody`
       --> api.yaml:68:5 (at /components/schemas/ErrorBody)
       help: rename one of the two"
    component_called_option
    { "ErrorBody:" => "option:\n  type: string\n  description: Unused.\nErrorBody:" }
    "error[reserved-name]: `option` becomes the type `Option`, a name that the generated code uses otherwise
       --> api.yaml:65:5 (at /components/schemas/option)
       help: rename the component"
    component_with_the_name_of_a_macros_type
    { "ErrorBody:" => "Object:\n  type: string\n  description: Unused.\nErrorBody:" }
    "error[reserved-name]: `Object` becomes the type `Object`, a name that the generated code uses otherwise
       --> api.yaml:65:5 (at /components/schemas/Object)
       help: rename the component"
    component_with_the_name_of_a_table
    { "ErrorBody:" => "Types:\n  type: string\n  description: Unused.\nErrorBody:" }
    "error[reserved-name]: `Types` becomes the type `Types`, a name that the generated code uses otherwise
       --> api.yaml:65:5 (at /components/schemas/Types)
       help: rename the component"
    colliding_properties
    { "seats:" => "Seats:\n  type: integer\n  description: A.\nseats:" }
    "error[unique-name]: `Seats` and `seats` both become the field `seats`
       --> api.yaml:115:9 (at /components/schemas/Room/properties/seats)
       help: rename one of the two"
    property_called_extra
    { "properties:\n  message:" => "additionalProperties:\n  $ref: '#/components/schemas/OpenValue'\nproperties:\n  extra:\n    type: string\n    description: A.\n  message:" }
    "error[reserved-name]: `extra` becomes the field `extra`, which stores the additional properties
       --> api.yaml:72:9 (at /components/schemas/ErrorBody/properties/extra)
       help: remove one of the two"
    inline_enum
    { "message:\n  type: string" => "message:\n  type: string\n  enum: [none, never]" }
    "error[named-schema]: this enum is inline, so its type has no name
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_enum_of_one
    { "message:\n  type: string" => "message:\n  type: string\n  enum: [none]" }
    "error[named-schema]: this enum is inline, so its type has no name
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_enum_of_a_parameter
    { "$ref: '#/components/schemas/RoomStatus'" => "type: string\nenum: [free, taken]" }
    "error[named-schema]: this enum is inline, so its type has no name
       --> api.yaml:14:11 (at /paths/~1rooms/get/parameters/0/schema)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_enum_in_a_list
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: array\n  items:\n    type: string\n    enum: [a, b]" }
    "error[named-schema]: this enum is inline, so its type has no name
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/items)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_string_with_a_length
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: string\n  maxLength: 5" }
    "error[named-schema]: this string with a length is inline, so its type has no name
       --> api.yaml:112:9 (at /components/schemas/Room/properties/seats)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_id_of_a_component
    { "message:\n  type: string" => "roomID:\n  type: string\n  minLength: 1\n  description: A.\nmessage:\n  type: string" }
    "error[named-schema]: this string with a length is inline, so its type has no name
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/roomID)
       help: refer to `RoomID`"
    inline_id_without_a_component
    { "seats:\n  type: integer\n  minimum: 0" => "cursor:\n  type: string\n  minLength: 1", "required: [id, seats]" => "required: [id]" }
    "error[named-schema]: this string with a length is inline, so its type has no name
       --> api.yaml:112:9 (at /components/schemas/Room/properties/cursor)
       help: write a component `Cursor` with `type: string` and `minLength: 1`, and refer to it"
    inline_object
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: object\n  properties:\n    left:\n      type: integer" }
    "error[named-schema]: this object is inline, so its type has no name
       --> api.yaml:112:9 (at /components/schemas/Room/properties/seats)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_object_in_a_map
    { "additionalProperties:\n  $ref: '#/components/schemas/OpenValue'" => "additionalProperties:\n  type: object\n  properties: {a: {type: string}}" }
    "error[named-schema]: this object is inline, so its type has no name
       --> api.yaml:100:11 (at /components/schemas/Room/properties/extras/additionalProperties)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_union
    { "$ref: '#/components/schemas/Door'" => "description: A.\noneOf:\n  - $ref: '#/components/schemas/ErrorBody'" }
    "error[named-schema]: this union is inline, so its type has no name
       --> api.yaml:96:9 (at /components/schemas/Room/properties/door)
       help: move it to `components`, under `schemas`, and refer to it"
    inline_secret
    { "$ref: '#/components/schemas/Secret'" => "type: string\nformat: password\ndescription: A." }
    "error[named-schema]: this secret is inline, so its type has no name
       --> api.yaml:136:9 (at /components/schemas/KeyDoor/properties/secret)
       help: refer to `Secret`"
    extension_of_a_map
    { "- $ref: '#/components/schemas/Visit'\n- type: object\n  required" => "- $ref: '#/components/schemas/Nothing'\n- type: object\n  required", "description: An object without anything in it." => "description: A map.\nadditionalProperties: {type: string}" }
    "error[extends-object]: `Nothing` cannot be extended, because it is not an object with properties
       --> api.yaml:164:11 (at /components/schemas/LongVisit/allOf/0)
       help: extend an object, or write out all properties"
    property_without_a_description
    { "description: Whether it is locked." => "" }
    "error[property-description]: the property `locked` has no description
       --> api.yaml:103:9 (at /components/schemas/Room/properties/locked)
       help: add a `description`; it becomes the documentation of the generated field"
    enum_value_that_runs_on
    { "- free\n- taken" => "- free\n  - taken" }
    "error: this value of an enum contains white space
       --> api.yaml:87:11 (at /components/schemas/RoomStatus/enum/0)
       help: start every value with its own `-`, all at the same indentation"
    free_form_map
    { "additionalProperties:\n  $ref: '#/components/schemas/OpenValue'" => "additionalProperties: true", "OpenValue:\n  description: Any value." => "" }
    "error[named-open-value]: this schema allows any value and is inline, so its type has no name
       --> api.yaml:99:11 (at /components/schemas/Room/properties/extras/additionalProperties)
       help: refer to a component that has only a description, whose values are never printed"
    nameless_open_value
    { "additionalProperties:\n  $ref: '#/components/schemas/OpenValue'" => "additionalProperties: {}" }
    "error[named-open-value]: this schema allows any value and is inline, so its type has no name
       --> api.yaml:100:11 (at /components/schemas/Room/properties/extras/additionalProperties)
       help: refer to `OpenValue`, whose values are never printed"
    bare_object
    { "type: object\nadditionalProperties:\n  $ref: '#/components/schemas/OpenValue'" => "type: object", "OpenValue:\n  description: Any value." => "" }
    "error[named-open-value]: this schema allows any value and is inline, so its type has no name
       --> api.yaml:97:9 (at /components/schemas/Room/properties/extras)
       help: refer to a component that has only a description, whose values are never printed"
    nameless_server_text
    { "message:\n  type: string" => "message:\n  type: string\n  format: server-text" }
    "error[named-schema]: this text of a server is inline, so its type has no name
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: move it to `components`, under `schemas`, and refer to it"
    number_that_no_type_holds
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: integer\n  enum: [99999999999999999999]" }
    "error[one-type]: this schema has keywords of several types
       --> api.yaml:112:9 (at /components/schemas/Room/properties/seats)
       help: keep the keywords of one type, and whole numbers within 64 bits"
    closed_object
    { "description: A room." => "description: A room.\nadditionalProperties: false" }
    "error[open-object]: this object forbids additional properties
       --> api.yaml:92:7 (at /components/schemas/Room/additionalProperties)
       help: remove it; the client must accept properties that a later server adds"
    nullable_component
    { "description: A room." => "description: A room.\nnullable: true" }
    "error[nullable-use]: the component `Room` is nullable
       --> api.yaml:92:7 (at /components/schemas/Room/nullable)
       help: write it out where it may be null, with its name as the `title`; if null means the same as absence, remove `nullable`"
    variant_that_requires_its_union
    { "required: [kind, secret]" => "required: [kind, secret, behind]", "secret:\n" => "behind:\n  $ref: '#/components/schemas/Door'\nsecret:\n" }
    "error[endless]: `KeyDoor` requires `behind`, which contains a `KeyDoor` again
       --> api.yaml:136:9 (at /components/schemas/KeyDoor/properties/behind)
       help: remove it from `required`, or make it a list"
    list_of_itself
    { "Nothing:\n  type: object" => "Nothing:\n  type: array\n  items:\n    type: object\n    additionalProperties:\n      $ref: '#/components/schemas/Nothing'" }
    "error[endless]: `Nothing` contains nothing but itself
       --> api.yaml:177:5 (at /components/schemas/Nothing)
       help: make its items objects"
    nullable_use_of_a_component
    { "description: The lock to put in. Absent for none." => "description: The lock to put in. Absent for none.\nnullable: true" }
    "error[nullable-use]: `nullable` has no `type` beside it
       --> api.yaml:212:11 (at /components/schemas/RoomChange/properties/lock/nullable)
       help: write out the component here, with its `type` and its name as the `title`; if null means the same as absence, remove `nullable`"
    nullable_use_of_a_component_in_a_response
    { "description: The room around this one." => "description: The room around this one.\nnullable: true" }
    "error[nullable-use]: `nullable` has no `type` beside it
       --> api.yaml:109:11 (at /components/schemas/Room/properties/parent/nullable)
       help: remove `nullable`, and do not require the property; in a response, null means the same as absence"
    nullable_union
    { "description: How a room opens." => "description: How a room opens.\nnullable: true" }
    "error[nullable-use]: `nullable` has no `type` beside it
       --> api.yaml:120:7 (at /components/schemas/Door/nullable)
       help: remove `nullable`, and do not require the property; in a response, null means the same as absence"
    nullable_extension
    { "description: Somebody in a room for long." => "description: Somebody in a room for long.\nnullable: true" }
    "error[nullable-use]: `nullable` has no `type` beside it
       --> api.yaml:163:7 (at /components/schemas/LongVisit/nullable)
       help: remove `nullable`, and do not require the property; in a response, null means the same as absence"
    nullable_without_anything
    { "description: Any value." => "description: Any value.\nnullable: true" }
    "error[nullable-use]: `nullable` has no `type` beside it
       --> api.yaml:83:7 (at /components/schemas/OpenValue/nullable)
       help: remove `nullable`, and do not require the property; in a response, null means the same as absence"
    nullable_parameter_of_a_component
    { "description: Only rooms like this.\nschema:\n  $ref: '#/components/schemas/RoomStatus'" => "description: Only rooms like this.\nschema:\n  nullable: true\n  allOf:\n    - $ref: '#/components/schemas/RoomStatus'" }
    "error[nullable-use]: `nullable` has no `type` beside it
       --> api.yaml:15:13 (at /paths/~1rooms/get/parameters/0/schema/nullable)
       help: write out the component here, with its `type` and its name as the `title`; if null means the same as absence, remove `nullable`"
    nullable_item
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: array\n  items: {type: string, nullable: true}" }
    "error[nullable-use]: an item, a value of a map, a variant or a whole body cannot be nullable
       --> api.yaml:114:33 (at /components/schemas/Room/properties/seats/items/nullable)
       help: remove `nullable`; only a property or a parameter may be null"
    nullable_value_of_a_map
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: object\n  additionalProperties: {type: string, nullable: true}" }
    "error[nullable-use]: an item, a value of a map, a variant or a whole body cannot be nullable
       --> api.yaml:114:48 (at /components/schemas/Room/properties/seats/additionalProperties/nullable)
       help: remove `nullable`; only a property or a parameter may be null"
    nullable_variant
    { "- title: Anyone" => "- title: Anyone\n  nullable: true" }
    "error[nullable-use]: an item, a value of a map, a variant or a whole body cannot be nullable
       --> api.yaml:195:11 (at /components/schemas/Seen/oneOf/0/nullable)
       help: remove `nullable`; only a property or a parameter may be null"
    nullable_body
    { "type: array\nitems:\n  $ref: '#/components/schemas/Room'" => "type: array\nnullable: true\nitems:\n  $ref: '#/components/schemas/Room'" }
    "error[nullable-use]: an item, a value of a map, a variant or a whole body cannot be nullable
       --> api.yaml:23:17 (at /paths/~1rooms/get/responses/200/content/application~1json/schema/nullable)
       help: remove `nullable`; only a property or a parameter may be null"
    id_of_another_length
    { "minLength: 1" => "minLength: 2" }
    "error[id-shape]: the component `RoomID` is called like an ID, but its schema is not that of an ID
       --> api.yaml:73:5 (at /components/schemas/RoomID)
       help: write `type: string`, with `minLength: 1` if it is never empty, and no other keyword; describe other rules in its description"
    cursor_of_another_length
    { "OpenValue:" => "PageCursor:\n  type: string\n  maxLength: 9\n  description: A place.\nOpenValue:" }
    "error[id-shape]: the component `PageCursor` is called like an ID, but its schema is not that of an ID
       --> api.yaml:81:5 (at /components/schemas/PageCursor)
       help: write `type: string`, with `minLength: 1` if it is never empty, and no other keyword; describe other rules in its description"
    id_by_another_name
    { "OpenValue:" => "Name:\n  type: string\n  minLength: 1\n  description: A name.\nOpenValue:" }
    "error[id-shape]: the component `Name` has the schema of an ID, but is not called like one
       --> api.yaml:81:5 (at /components/schemas/Name)
       help: call it `NameID`, `NameKey` or `NameCursor` if it identifies something; if not, remove `minLength`, and state in its description that it is never empty"
    all_of_two
    { "- $ref: '#/components/schemas/Room'" => "- $ref: '#/components/schemas/Room'\n- $ref: '#/components/schemas/ErrorBody'" }
    "error[all-of]: `allOf` contains something else than one `$ref`
       --> api.yaml:110:11 (at /components/schemas/Room/properties/parent/allOf)
       help: keep one `$ref`; to combine schemas, write one component with all properties"
    component_of_all_of
    { "OpenValue:\n  description: Any value." => "OpenValue:\n  description: Any value.\n  allOf:\n    - $ref: '#/components/schemas/OpenValue'" }
    "error[all-of]: `allOf` does not consist of one `$ref` and one object
       --> api.yaml:83:7 (at /components/schemas/OpenValue/allOf)
       help: keep a `$ref` to the component that it extends, and after it an object with the additional properties"
}
