//! Tests of operations that break the rules for their names, parameters, bodies and responses.

bad_specs! {
    duplicate_operation_id
    { "operationId: putRoom" => "operationId: listRooms" }
    "error[unique-name]: the operationId `listRooms` occurs twice
       --> api.yaml:31:7 (at /paths/~1rooms~1{roomID}/put/operationId)
       help: rename it, or remove one of the two"
    colliding_operation_ids
    { "operationId: putRoom" => "operationId: list-rooms" }
    "error[unique-name]: `listRooms` and `list-rooms` both become the method `list_rooms`
       --> api.yaml:31:7 (at /paths/~1rooms~1{roomID}/put/operationId)
       help: rename one of the two"
    reserved_operation_id
    { "operationId: putRoom" => "operationId: fromEnv" }
    "error[reserved-name]: `fromEnv` becomes the method `from_env`, which the client already has
       --> api.yaml:31:7 (at /paths/~1rooms~1{roomID}/put/operationId)
       help: rename the operation"
    argument_that_every_request_has
    { "name: status" => "name: raw" }
    "error[reserved-name]: the parameter `raw` becomes `raw`, which is already a method of every request
       --> api.yaml:11:11 (at /paths/~1rooms/get/parameters/0)
       help: give it another name under `[names]` in codegen.toml, as in `listRooms.raw = \"another_name\"`"
    setter_that_every_request_has
    { "lock:\n  description: The lock" => "timeout:\n  type: boolean\n  description: A.\nlock:\n  description: The lock" }
    "error[reserved-name]: the member `timeout` becomes `timeout`, which is already a method of every request
       --> api.yaml:210:9 (at /components/schemas/RoomChange/properties/timeout)
       help: give it another name under `[names]` in codegen.toml, as in `putRoom.timeout = \"another_name\"`"
    setter_that_an_object_has
    { "code:\n" => "new:\n  type: boolean\n  description: A.\ncode:\n" }
    "error[reserved-name]: the member `new` becomes `new`, which is already a method of `NewLock`
       --> api.yaml:225:9 (at /components/schemas/NewLock/properties/new)
       help: give it another name under `[names]` in codegen.toml, as in `NewLock.new = \"another_name\"`"
    member_called_as_a_parameter
    { "operationId: putRoom" => "operationId: putRoom\nparameters:\n  - {name: Seats, in: header, description: A., schema: {type: string}}" }
    "error[argument-once]: the parameter `Seats` and the member `seats` both become `seats`
       --> api.yaml:216:9 (at /components/schemas/RoomChange/properties/seats)
       help: give it another name under `[names]` in codegen.toml, as in `putRoom.seats = \"another_name\"`"
    member_called_as_a_parameter_on_the_wire
    { "operationId: putRoom" => "operationId: putRoom\nparameters:\n  - {name: seats, in: query, description: A., schema: {type: integer}}" }
    "error[argument-once]: the parameter `seats` and the member `seats` both become `seats`
       --> api.yaml:216:9 (at /components/schemas/RoomChange/properties/seats)
       help: give it another name under `[names]` in codegen.toml, as in `RoomChange.seats = \"another_name\"`"
    undeclared_path_parameter
    { "/rooms:" => "/{house}/rooms:" }
    "error[path-parameters]: the path has {house}, but no parameter with that name is declared
       --> api.yaml:6:3 (at /paths/~1{house}~1rooms)
       help: add `house` to `parameters`, with `in: path`"
    parameter_without_a_place
    { "/rooms/{roomID}" => "/rooms/one" }
    "error[path-parameters]: the path does not contain the parameter `roomID`
       --> api.yaml:29:9 (at /paths/~1rooms~1one/parameters/0)
       help: put {roomID} into the path, or remove the parameter"
    unclosed_brace
    { "/rooms/{roomID}" => "/rooms/{roomID" }
    "error[path-template]: this path has a brace without a partner
       --> api.yaml:27:3 (at /paths/~1rooms~1{roomID)
       help: write each parameter once, as `{name}`"
    parameter_twice
    { "parameters:" => "parameters:\n  - name: status\n    in: header\n    description: A.\n    schema:\n      type: string" }
    "error[argument-once]: the parameter `status` occurs twice
       --> api.yaml:16:11 (at /paths/~1rooms/get/parameters/1)
       help: remove one of the two"
    two_parameters_of_one_name
    { "parameters:" => "parameters:\n  - name: Status\n    in: header\n    description: A.\n    schema:\n      type: string" }
    "error[argument-once]: the parameter `status` becomes the argument `status`, as another value does
       --> api.yaml:16:11 (at /paths/~1rooms/get/parameters/1)
       help: the generator cannot rename it or the other parameter or body: write this operation by hand"
    parameter_called_body
    { "operationId: putRoom" => "operationId: putRoom\nparameters:\n  - name: body\n    in: query\n    description: A.\n    schema:\n      type: string" }
    "error[argument-once]: the parameter `body` becomes the argument `body`, as another value does
       --> api.yaml:33:11 (at /paths/~1rooms~1{roomID}/put/parameters/0)
       help: the generator cannot rename it or the other parameter or body: write this operation by hand"
    optional_path_parameter
    { "in: path\nrequired: true" => "in: path" }
    "error[path-parameter-required]: the path parameter `roomID` is not required
       --> api.yaml:50:5 (at /components/parameters/RoomID)
       help: add `required: true`; a path has no optional parts"
    parameter_without_a_description
    { "description: Only rooms like this." => "" }
    "error[parameter-description]: the parameter `status` has no description
       --> api.yaml:11:11 (at /paths/~1rooms/get/parameters/0)
       help: add a `description`; it becomes a part of the method's documentation"
    inline_path_parameter
    { "schema:\n  $ref: '#/components/schemas/RoomID'" => "schema:\n  type: string" }
    "error[path-parameter-is-id]: the path parameter `roomID` is not an ID
       --> api.yaml:55:7 (at /components/parameters/RoomID/schema)
       help: make its schema a `$ref` to a component with `type: string` whose name ends in `ID`, or in `Key` for what people choose"
    path_parameter_that_is_no_id
    { "schema:\n  $ref: '#/components/schemas/RoomID'" => "schema:\n  $ref: '#/components/schemas/RoomStatus'" }
    "error[path-parameter-is-id]: the path parameter `roomID` is not an ID
       --> api.yaml:55:7 (at /components/parameters/RoomID/schema)
       help: make its schema a `$ref` to a component with `type: string` whose name ends in `ID`, or in `Key` for what people choose"
    object_in_a_query
    { "$ref: '#/components/schemas/RoomStatus'" => "$ref: '#/components/schemas/Room'" }
    "error[plain-parameter]: the parameter `status` is neither a plain value nor a list of them
       --> api.yaml:14:11 (at /paths/~1rooms/get/parameters/0/schema)
       help: make it a string, number, boolean, enum or ID, or an array of these"
    inline_object_in_a_query
    { "$ref: '#/components/schemas/RoomStatus'" => "type: object" }
    "error[plain-parameter]: the parameter `status` is neither a plain value nor a list of them
       --> api.yaml:14:11 (at /paths/~1rooms/get/parameters/0/schema)
       help: make it a string, number, boolean, enum or ID, or an array of these"
    object_of_a_request_and_an_answer
    { "door:\n  $ref: '#/components/schemas/Door'" => "door:\n  $ref: '#/components/schemas/NewLock'" }
    "error[body-or-answer]: `NewLock` is part of a request and of a response
       --> api.yaml:220:5 (at /components/schemas/NewLock)
       help: write a second component for requests, and refer to it there"
    inline_request_body
    { "schema:\n  $ref: '#/components/schemas/RoomChange'" => "schema:\n  type: object" }
    "error[named-body]: the schema of this request body is inline, so its type has no name
       --> api.yaml:37:13 (at /paths/~1rooms~1{roomID}/put/requestBody/content/application~1json/schema)
       help: move the schema to `components`, and refer to it"
    two_request_bodies
    { "required: true\ncontent:" => "required: true\ncontent:\n  multipart/form-data:\n    schema:\n      type: object" }
    "error[one-body]: this body has two media types: `multipart/form-data` and `application/json`
       --> api.yaml:39:11 (at /paths/~1rooms~1{roomID}/put/requestBody/content/application~1json)
       help: keep one of the two"
    inline_response
    { "type: array\nitems:\n  $ref: '#/components/schemas/Room'" => "type: string" }
    "error[named-body]: the schema of this response is inline, so its type has no name
       --> api.yaml:21:15 (at /paths/~1rooms/get/responses/200/content/application~1json/schema)
       help: move the schema to `components`, and refer to it; a list of `$ref`s may stay"
    inline_error_response
    { "$ref: '#/components/schemas/ErrorBody'" => "type: object" }
    "error[named-body]: the schema of this response is inline, so its type has no name
       --> api.yaml:62:11 (at /components/responses/Error/content/application~1json/schema)
       help: move the schema to `components`, and refer to it; a list of `$ref`s may stay"
    binary_error_response
    { "application/json:\n  schema:\n    $ref: '#/components/schemas/ErrorBody'" => "application/octet-stream:\n  schema:\n    type: string\n    format: binary" }
    "error[error-is-json]: the body of an error is not JSON
       --> api.yaml:61:9 (at /components/responses/Error/content/application~1octet-stream)
       help: declare errors as `application/json`"
    no_success
    { "'200':\n  description: The room.\n  content:\n    application/json:\n      schema:\n        $ref: '#/components/schemas/Room'" => "" }
    "error[success-response]: this operation has no successful response
       --> api.yaml:39:7 (at /paths/~1rooms~1{roomID}/put/responses)
       help: add a response under '200'"
    two_successes
    { "'200':\n  description: The room." => "'204':\n  description: Nothing.\n'200':\n  description: The room." }
    "error[one-outcome]: the successful responses 204 and 200 have different bodies
       --> api.yaml:42:9 (at /paths/~1rooms~1{roomID}/put/responses/200)
       help: write one component with the properties of both, optional if one lacks them, and refer to it in both; or keep one response, as the client accepts every 2xx"
    redirect
    { "default:" => "'302':\n  description: Elsewhere.\ndefault:" }
    "error[known-status]: the status 302 has no meaning for the client
       --> api.yaml:25:9 (at /paths/~1rooms/get/responses/302)
       help: remove it; the client distinguishes only 2xx, 4xx, 5xx and `default`"
}
