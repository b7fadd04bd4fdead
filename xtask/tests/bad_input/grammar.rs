//! Tests of keys and values that OpenAPI 3.0.3 does not have, or that this project does not support.

bad_specs! {
    misspelt_required
    { "required: [id, seats]" => "requried: [id, seats]" }
    "error: a schema has no key `requried`
       --> api.yaml:92:7 (at /components/schemas/Room/requried)
       help: did you mean `required`?"
    misspelt_nullable
    { "minimum: 0" => "nulable: true" }
    "error: a schema has no key `nulable`
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/nulable)
       help: did you mean `nullable`?"
    unknown_key
    { "operationId: putRoom" => "operationId: putRoom\ncolor: red" }
    "error: an operation has no key `color`
       --> api.yaml:32:7 (at /paths/~1rooms~1{roomID}/put/color)
       help: remove it; if the document needs it, add it to `xtask/src/document/grammar`"
    key_of_another_version
    { "enum:\n  - free\n  - taken" => "const: free" }
    "error: a schema has no key `const`
       --> api.yaml:86:7 (at /components/schemas/RoomStatus/const)
       help: use an `enum` with one value"
    any_of
    { "oneOf:" => "anyOf:" }
    "error: a schema has no key `anyOf`
       --> api.yaml:120:7 (at /components/schemas/Door/anyOf)
       help: use `oneOf` with a `discriminator`, or a separate component; in a component with `type: object`, `anyOf` may list the members of which one is required, each as `required: [name]`"
    any_of_a_member_that_is_not_there
    { "required: [seats]" => "anyOf:\n  - required: [chairs]" }
    "error: `chairs` is required, but is not a property
       --> api.yaml:209:22 (at /components/schemas/RoomChange/anyOf/0/required/0)
       help: add it to `properties`, or remove it"
    any_of_a_misspelt_member
    { "required: [seats]" => "anyOf:\n  - required: [lock]\n  - required: [status, seat]" }
    "error: `seat` is required, but is not a property
       --> api.yaml:210:30 (at /components/schemas/RoomChange/anyOf/1/required/1)
       help: did you mean `seats`?"
    any_of_a_member_twice
    { "required: [seats]" => "anyOf:\n  - required: [seats, seats]" }
    "error: `seats` is required twice
       --> api.yaml:209:29 (at /components/schemas/RoomChange/anyOf/0/required/1)
       help: remove one of the two"
    any_of_no_member
    { "required: [seats]" => "anyOf:\n  - required: []" }
    "error: `required` in this alternative lists no property
       --> api.yaml:209:11 (at /components/schemas/RoomChange/anyOf/0/required)
       help: write the names of one or more properties, as in `required: [name]`"
    any_of_more_than_members
    { "required: [seats]" => "anyOf:\n  - required: [seats]\n    description: A." }
    "error: `description` is in an `anyOf` beside `properties`
       --> api.yaml:210:11 (at /components/schemas/RoomChange/anyOf/0/description)
       help: remove it: each alternative contains only `required` with names of properties"
    pattern
    { "minLength: 1" => "minLength: 1\npattern: '!.*'" }
    "error: a schema has no key `pattern`
       --> api.yaml:76:7 (at /components/schemas/RoomID/pattern)
       help: write it in the description; checking it would need a regular expression engine at run time"
    extension
    { "title: Rooms" => "title: Rooms\nx-logo: rooms.png" }
    "error: the extension `x-logo` is not allowed
       --> api.yaml:4:3 (at /info/x-logo)
       help: remove it; write what is special about a place in its description"
    extension_among_paths
    { "paths:" => "paths:\n  x-group: {}" }
    "error: the extension `x-group` is not allowed
       --> api.yaml:6:3 (at /paths/x-group)
       help: remove it; write what is special about a place in its description"
    sibling_of_a_ref
    { "$ref: '#/components/schemas/RoomStatus'" => "$ref: '#/components/schemas/RoomStatus'\ndescription: How." }
    "error: `description` is beside a `$ref`, so readers ignore it
       --> api.yaml:16:13 (at /paths/~1rooms/get/parameters/0/schema/description)
       help: put the `$ref` into a list under `allOf`, or remove the other key"
    ref_without_its_dollar
    { "$ref: '#/components/schemas/RoomStatus'" => "ref: '#/components/schemas/RoomStatus'" }
    "error: a schema has no key `ref`
       --> api.yaml:15:13 (at /paths/~1rooms/get/parameters/0/schema/ref)
       help: did you mean `$ref`?"
    key_without_a_space_behind_its_colon
    { "additionalProperties:\n  $ref: '#/components/schemas/OpenValue'" => "additionalProperties: {$ref:'#/components/schemas/OpenValue'}" }
    "error: a schema has no key `$ref:'#/components/schemas/OpenValue'`
       --> api.yaml:100:34 (at /components/schemas/Room/properties/extras/additionalProperties/$ref:'#~1components~1schemas~1OpenValue')
       help: write a space after the colon: `$ref: '#/components/schemas/OpenValue'`"
    unknown_type
    { "type: integer" => "type: intger" }
    "error: `type` cannot be `intger`
       --> api.yaml:113:11 (at /components/schemas/Room/properties/seats/type)
       help: did you mean `integer`?"
    two_types
    { "type: integer" => "type: [integer, string]" }
    "error: `type` must be one word, not a list
       --> api.yaml:113:11 (at /components/schemas/Room/properties/seats/type)
       help: keep one of them; for a value that may be null, add `nullable: true`"
    keyword_of_another_type
    { "minimum: 0" => "minLength: 0" }
    "error: `minLength` cannot be combined with `type: integer`
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/minLength)
       help: remove it, or change the type; it is allowed with `string`"
    properties_of_a_string
    { "RoomID:\n  type: string" => "RoomID:\n  type: string\n  properties: {}" }
    "error: `properties` cannot be combined with `type: string`
       --> api.yaml:75:7 (at /components/schemas/RoomID/properties)
       help: remove it, or change the type; it is allowed with `object`"
    keyword_without_a_type
    { "seats:\n  type: integer" => "seats:" }
    "error: `minimum` needs a `type` beside it
       --> api.yaml:113:11 (at /components/schemas/Room/properties/seats/minimum)
       help: add a `type`; it is allowed with `integer`, `number`"
    type_beside_one_of
    { "oneOf:" => "type: object\noneOf:" }
    "error: `oneOf` cannot be combined with `type`
       --> api.yaml:121:7 (at /components/schemas/Door/oneOf)
       help: keep one of the two"
    array_without_items
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: array" }
    "error: an array needs `items`
       --> api.yaml:112:9 (at /components/schemas/Room/properties/seats)
       help: add `items: ...` here"
    bound_without_its_number
    { "minimum: 0" => "exclusiveMinimum: true" }
    "error: `exclusiveMinimum` has no effect without `minimum`
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/exclusiveMinimum)
       help: add `minimum`, or remove it"
    fraction_for_an_integer
    { "minimum: 0" => "minimum: 0.5" }
    "error: `minimum` of an integer must be a whole number of 64 bits
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/minimum)
       help: write a whole number in decimal digits"
    format_of_a_foreign_crate
    { "message:\n  type: string" => "message:\n  type: string\n  format: uuid" }
    "error: `format: uuid` would become a type of a crate that the client does not use
       --> api.yaml:72:11 (at /components/schemas/ErrorBody/properties/message/format)
       help: remove it, and write the format in the description"
    text_for_a_flag
    { "required: true\ndescription: The room." => "required: yes-string\ndescription: The room." }
    "error: `required` must be true or false, not text
       --> api.yaml:53:7 (at /components/parameters/RoomID/required)
       help: write `true` or `false`, without quotes"
    flag_for_a_list
    { "required: [id, seats]" => "required: true" }
    "error: `required` must be a list, not true or false
       --> api.yaml:92:7 (at /components/schemas/Room/required)
       help: write `[a, b]`, or one item a line after `- `"
    required_in_a_property
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: array\n  required: true\n  items:\n    type: string" }
    "error: `required` must be a list, not true or false
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/required)
       help: remove it, and list `seats` under `required` of the object"
    text_for_a_count
    { "minLength: 1" => "minLength: '1'" }
    "error: `minLength` must be a whole number from 0, not text
       --> api.yaml:75:7 (at /components/schemas/RoomID/minLength)
       help: write the digits, without quotes"
    text_for_a_number
    { "minimum: 0" => "minimum: '0'" }
    "error: `minimum` must be a number, not text
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/minimum)
       help: write the digits, without quotes"
    number_for_text
    { "version: 1.0.0" => "version: 1.0" }
    "error: `version` must be text, not a number
       --> api.yaml:4:3 (at /info/version)
       help: put it in quotes"
    nothing_for_a_mapping
    { "responses:\n  '200':\n    description: The rooms." => "responses:\n  '200':\n    headers:\n    description: The rooms." }
    "error: `headers` must be a mapping, not nothing
       --> api.yaml:18:11 (at /paths/~1rooms/get/responses/200/headers)
       help: write `key: value` lines, indented below it"
    number_in_an_enum
    { "- taken" => "- 7" }
    "error: this value of an enum is a whole number, not a string
       --> api.yaml:88:11 (at /components/schemas/RoomStatus/enum/1)
       help: put it in quotes"
    enum_of_integers
    { "minimum: 0" => "enum: [1, 2]" }
    "error[named-integers]: the numbers of this enum have no names
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/enum)
       help: write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone"
    empty_enum
    { "enum:\n  - free\n  - taken" => "enum: []" }
    "error: this `enum` has no values
       --> api.yaml:86:7 (at /components/schemas/RoomStatus/enum)
       help: list the values, or remove it"
    not_a_path
    { "/rooms:" => "rooms:" }
    "error: `rooms` is not a path
       --> api.yaml:6:3 (at /paths/rooms)
       help: start it with `/`"
    not_a_status
    { "'200'" => "'20x'" }
    "error: `20x` is not a status
       --> api.yaml:17:9 (at /paths/~1rooms/get/responses/20x)
       help: write a status such as '200', a range such as 4XX, or `default`"
    not_a_component_name
    { "ErrorBody:" => "Error Body:\n  description: Unused.\nErrorBody:" }
    "error: `Error Body` is not the name of a component
       --> api.yaml:65:5 (at /components/schemas/Error Body)
       help: use letters, digits, `.`, `-` and `_`"
    missing_info
    { "info:\n  title: Rooms\n  version: 1.0.0" => "" }
    "error: the document needs `info`
       --> api.yaml:1:1
       help: add `info: ...` here"
    missing_operation_id
    { "operationId: putRoom" => "" }
    "error: an operation needs `operationId`
       --> api.yaml:30:5 (at /paths/~1rooms~1{roomID}/put)
       help: add `operationId: ...` here"
    missing_summary
    { "summary: Changes a room." => "" }
    "error: an operation needs `summary`
       --> api.yaml:30:5 (at /paths/~1rooms~1{roomID}/put)
       help: add `summary: ...` here"
    cookie_parameter
    { "in: query" => "in: cookie" }
    "error: `in` cannot be `cookie`
       --> api.yaml:12:11 (at /paths/~1rooms/get/parameters/0/in)
       help: write one of `path`, `query`, `header`"
    deep_object
    { "in: query" => "in: query\nstyle: deepObject" }
    "error: a parameter has no key `style`
       --> api.yaml:13:11 (at /paths/~1rooms/get/parameters/0/style)
       help: remove it; parameters go in their default style, lists with the name repeated"
    space_delimited
    { "in: query" => "in: query\nstyle: spaceDelimited" }
    "error: a parameter has no key `style`
       --> api.yaml:13:11 (at /paths/~1rooms/get/parameters/0/style)
       help: remove it; parameters go in their default style, lists with the name repeated"
    lists_not_exploded
    { "in: query" => "in: query\nexplode: false" }
    "error: a parameter has no key `explode`
       --> api.yaml:13:11 (at /paths/~1rooms/get/parameters/0/explode)
       help: remove it; parameters go in their default style, lists with the name repeated"
    nothing_for_text
    { "title: Rooms" => "title:" }
    "error: `title` must be text, not nothing
       --> api.yaml:3:3 (at /info/title)
       help: write text on the same line, or indented below it after `|-`"
    infinity
    { "minimum: 0" => "minimum: .inf" }
    "error: `minimum` must be a number, not text
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/minimum)
       help: write the digits, without quotes"
    unsupported_request_body
    { "application/json:\n  schema:\n    $ref: '#/components/schemas/RoomChange'" => "text/plain:\n  schema:\n    $ref: '#/components/schemas/RoomChange'" }
    "error: `text/plain` is not a body that can be generated
       --> api.yaml:36:11 (at /paths/~1rooms~1{roomID}/put/requestBody/content/text~1plain)
       help: use `application/json`, `multipart/form-data`"
    unsupported_response
    { "application/json" => "text/html" }
    "error: `text/html` is not a body that can be generated
       --> api.yaml:20:13 (at /paths/~1rooms/get/responses/200/content/text~1html)
       help: use `application/json`, `application/octet-stream`, `*/*`"
    dangling_schema
    { "#/components/schemas/RoomStatus" => "#/components/schemas/RomStatus" }
    "error: the `$ref` to `#/components/schemas/RomStatus` leads nowhere
       --> api.yaml:15:13 (at /paths/~1rooms/get/parameters/0/schema/$ref)
       help: did you mean `#/components/schemas/RoomStatus`?"
    dangling_parameter
    { "#/components/parameters/RoomID" => "#/components/parameters/Color" }
    "error: the `$ref` to `#/components/parameters/Color` leads nowhere
       --> api.yaml:29:9 (at /paths/~1rooms~1{roomID}/parameters/0/$ref)
       help: add `Color` to `components`, under `parameters`"
    dangling_response
    { "#/components/responses/Error" => "#/components/responses/Eror" }
    "error: the `$ref` to `#/components/responses/Eror` leads nowhere
       --> api.yaml:26:11 (at /paths/~1rooms/get/responses/default/$ref)
       help: did you mean `#/components/responses/Error`?"
    ref_that_is_only_a_name
    { "#/components/schemas/RoomStatus" => "RoomStatus" }
    "error: the `$ref` to `RoomStatus` is not the full path of a component
       --> api.yaml:15:13 (at /paths/~1rooms/get/parameters/0/schema/$ref)
       help: write `'#/components/schemas/RoomStatus'`"
    ref_without_the_kind
    { "#/components/schemas/RoomStatus" => "#/components/RoomStatus" }
    "error: the `$ref` to `#/components/RoomStatus` is not the full path of a component
       --> api.yaml:15:13 (at /paths/~1rooms/get/parameters/0/schema/$ref)
       help: write `'#/components/schemas/RoomStatus'`"
    ref_to_a_file
    { "#/components/schemas/RoomStatus" => "other.yaml#/RoomStatus" }
    "error: the `$ref` to `other.yaml#/RoomStatus` leads to another kind of object
       --> api.yaml:15:13 (at /paths/~1rooms/get/parameters/0/schema/$ref)
       help: here it has to start with `#/components/schemas/`"
    ref_to_another_kind
    { "#/components/responses/Error" => "#/components/schemas/ErrorBody" }
    "error: the `$ref` to `#/components/schemas/ErrorBody` leads to another kind of object
       --> api.yaml:26:11 (at /paths/~1rooms/get/responses/default/$ref)
       help: here it has to start with `#/components/responses/`"
    alias_component
    { "OpenValue:\n  description: Any value." => "OpenValue:\n  $ref: '#/components/schemas/Room'" }
    "error: a component that is only a `$ref`
       --> api.yaml:82:7 (at /components/schemas/OpenValue/$ref)
       help: use its target where this component is used, or write the component out"
}
