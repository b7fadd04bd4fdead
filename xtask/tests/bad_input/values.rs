//! Points in time, enums of integers, unions without a tag, values that can be cleared, and what extends others.

bad_specs! {
    point_in_time_without_a_name
    { "message:\n  type: string" => "message:\n  type: string\n  format: date-time" }
    "error[named-schema]: this point in time needs a name of its own
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: refer to `Timestamp`"
    address_with_a_length
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: array\n  items: {type: string, format: uri-reference, minLength: 1, maxLength: 9}" }
    "error[named-schema]: this string with a length needs a name of its own
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/items)
       help: move it to `components`, under `schemas`, and refer to it"
    text_that_may_be_empty_with_a_length
    { "message:\n  type: string" => "message:\n  type: string\n  minLength: 1" }
    "error[named-schema]: this string with a length needs a name of its own
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: move it to `components`, under `schemas`, and refer to it"
    integers_without_names
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: integer\n  enum: [1, 2]" }
    "error[named-integers]: an enum of integers without names
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/enum)
       help: write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone"
    component_of_integers_without_names
    { "Nothing:\n  type: object" => "Nothing:\n  type: integer\n  enum: [1, 2]" }
    "error[named-integers]: an enum of integers without names
       --> api.yaml:179:7 (at /components/schemas/Nothing/enum)
       help: write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone"
    integer_in_quotes
    { "enum: [-1]" => "enum: ['-1']" }
    "error: this value of an enum is text, not an integer
       --> api.yaml:185:18 (at /components/schemas/Noise/oneOf/0/enum/0)
       help: write a whole number, without quotes"
    variant_of_two_numbers
    { "enum: [-1]" => "enum: [-1, 0]" }
    "error[variant-number]: the variant `Quiet` is not one number of its own
       --> api.yaml:185:11 (at /components/schemas/Noise/oneOf/0/enum)
       help: give each number a variant"
    number_of_two_variants
    { "enum: [2]" => "enum: [-1]" }
    "error[variant-number]: the variant `Loud` is not one number of its own
       --> api.yaml:189:11 (at /components/schemas/Noise/oneOf/1/enum)
       help: give each number a variant"
    number_without_a_title
    { "- title: Loud\n  type: integer" => "- type: integer" }
    "error[variant-title]: this variant of a union has no title
       --> api.yaml:187:11 (at /components/schemas/Noise/oneOf/1)
       help: add a `title`, which becomes the variant's name; put a `$ref` under `allOf` beside it"
    number_without_a_description
    { "description: Very." => "" }
    "error[variant-description]: the variant `Loud` has no description
       --> api.yaml:187:11 (at /components/schemas/Noise/oneOf/1)
       help: add a `description`; it becomes the documentation of the variant"
    titles_that_collide
    { "title: At" => "title: anyone" }
    "error[unique-name]: `Anyone` and `anyone` both become the variant `Anyone`
       --> api.yaml:197:11 (at /components/schemas/Seen/oneOf/1/title)
       help: rename one of the two"
    shape_without_a_title
    { "- title: At\n  description: When it was seen." => "- description: When it was seen." }
    "error[variant-title]: this variant of a union has no title
       --> api.yaml:197:11 (at /components/schemas/Seen/oneOf/1)
       help: add a `title`, which becomes the variant's name; put a `$ref` under `allOf` beside it"
    shape_that_is_a_bare_reference
    { "- title: Guest\n  description: A visitor who saw it.\n  allOf:\n    - $ref: '#/components/schemas/Visit'" => "- $ref: '#/components/schemas/Visit'" }
    "error[variant-title]: this variant of a union has no title
       --> api.yaml:201:11 (at /components/schemas/Seen/oneOf/2)
       help: add a `title`, which becomes the variant's name; put a `$ref` under `allOf` beside it"
    shapes_of_one_kind
    { "type: boolean\ndescription: Whether anybody did." => "type: string\ndescription: Whether anybody did." }
    "error[variant-kind]: `Anyone` and `At` cannot be told apart
       --> api.yaml:197:11 (at /components/schemas/Seen/oneOf/1)
       help: keep one of the two; variants differ in kind, or are objects that each require what the other has not"
    objects_that_require_the_same
    { "type: boolean\ndescription: Whether anybody did." => "description: Another visitor.\nallOf:\n  - $ref: '#/components/schemas/Visit'" }
    "error[variant-kind]: `Anyone` and `Guest` cannot be told apart
       --> api.yaml:202:11 (at /components/schemas/Seen/oneOf/2)
       help: keep one of the two; variants differ in kind, or are objects that each require what the other has not"
    number_among_other_shapes
    { "type: boolean\ndescription: Whether anybody did." => "type: integer\nenum: [1]\ndescription: Whether anybody did." }
    "error[named-integers]: an enum of integers without names
       --> api.yaml:196:11 (at /components/schemas/Seen/oneOf/0/enum)
       help: write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone"
    extension_of_no_object
    { "- $ref: '#/components/schemas/Visit'\n- type: object\n  required" => "- $ref: '#/components/schemas/Seen'\n- type: object\n  required" }
    "error[extends-object]: `Seen` cannot be extended, as it is no object with properties of its own
       --> api.yaml:164:11 (at /components/schemas/LongVisit/allOf/0)
       help: extend an object, or write the properties out"
    extension_that_repeats_a_property
    { "required: [until]\nproperties:\n  until:" => "required: [at]\nproperties:\n  at:" }
    "error[unique-name]: the property `at` is there twice
       --> api.yaml:168:13 (at /components/schemas/LongVisit/allOf/1/properties/at)
       help: rename it, or take one of the two away"
    extension_that_requires_nothing_of_its_own
    { "required: [until]" => "required: [untill]" }
    "error[required-property]: `untill` is required, but not among the properties
       --> api.yaml:166:22 (at /components/schemas/LongVisit/allOf/1/required/0)
       help: did you mean `until`?"
    extension_of_an_extension
    { "Timestamp:\n  type: string" => "LongerVisit:\n  description: For longer.\n  allOf:\n    - $ref: '#/components/schemas/LongVisit'\n    - type: object\n      properties:\n        sofa:\n          type: boolean\n          description: Whether on the sofa.\nTimestamp:\n  type: string" }
    "error[extends-object]: `LongVisit` cannot be extended, as it is no object with properties of its own
       --> api.yaml:173:11 (at /components/schemas/LongerVisit/allOf/0)
       help: extend an object, or write the properties out"
    clearable_that_is_not_nullable
    { "Nothing:\n  type: object" => "ClearableText:\n  type: string\n  description: A text.\nNothing:\n  type: object" }
    "error[clearable]: the component `ClearableText` cannot be cleared
       --> api.yaml:177:5 (at /components/schemas/ClearableText)
       help: make it `nullable: true` and a plain text, number or truth value, or `allOf` with one `$ref`"
    clearable_object
    { "Nothing:\n  type: object" => "ClearableThing:\n  type: object\n  nullable: true\n  description: A thing.\n  properties:\n    a:\n      type: string\n      description: A.\nNothing:\n  type: object" }
    "error[clearable]: the component `ClearableThing` cannot be cleared
       --> api.yaml:177:5 (at /components/schemas/ClearableThing)
       help: make it `nullable: true` and a plain text, number or truth value, or `allOf` with one `$ref`"
    clearable_outside_of_a_request
    { "noise:\n" => "name:\n  $ref: '#/components/schemas/ClearableText'\nnoise:\n", "Nothing:\n  type: object" => "ClearableText:\n  type: string\n  nullable: true\n  description: A text.\nNothing:\n  type: object" }
    "error[clearable]: `ClearableText` is used for something else than an optional property of a request body
       --> api.yaml:155:9 (at /components/schemas/Visit/properties/name)
       help: use what it holds; elsewhere null is the same as absence"
    clearable_that_is_required
    { "required: [id, seats]" => "required: [id, seats, name]", "seats:\n  type: integer" => "name:\n  $ref: '#/components/schemas/ClearableText'\nseats:\n  type: integer", "Nothing:\n  type: object" => "ClearableText:\n  type: string\n  nullable: true\n  description: A text.\nNothing:\n  type: object" }
    "error[clearable]: `ClearableText` is used for something else than an optional property of a request body
       --> api.yaml:112:9 (at /components/schemas/Room/properties/name)
       help: use what it holds; elsewhere null is the same as absence"
}

/// What such a component becomes is seen where the client's own request uses one.
#[test]
fn a_property_of_a_request_can_be_cleared() {
    let spec = crate::support::Spec::base()
        .edit(
            "lock:\n  description: The lock",
            "name:\n  $ref: '#/components/schemas/ClearableText'\nlock:\n  description: The lock",
        )
        .edit(
            "Nothing:\n  type: object",
            "ClearableText:\n  type: string\n  nullable: true\n  description: A text.\nNothing:\n  type: object",
        );
    crate::support::codegen(&spec.text).assert_fine();
}
