//! Tests of special schemas: timestamps, enums of integers, untagged unions, nullable members and extensions.

bad_specs! {
    point_in_time_without_a_name
    { "message:\n  type: string" => "message:\n  type: string\n  format: date-time" }
    "error[named-schema]: this point in time is inline, so its type has no name
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: refer to `Timestamp`"
    address_with_a_length
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: array\n  items: {type: string, format: uri-reference, minLength: 1, maxLength: 9}" }
    "error[named-schema]: this string with a length is inline, so its type has no name
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/items)
       help: move it to `components`, under `schemas`, and refer to it"
    text_that_may_be_empty_with_a_length
    { "message:\n  type: string" => "message:\n  type: string\n  minLength: 1" }
    "error[named-schema]: this string with a length is inline, so its type has no name
       --> api.yaml:70:9 (at /components/schemas/ErrorBody/properties/message)
       help: move it to `components`, under `schemas`, and refer to it"
    integers_without_names
    { "seats:\n  type: integer\n  minimum: 0" => "seats:\n  type: integer\n  enum: [1, 2]" }
    "error[named-integers]: the numbers of this enum have no names
       --> api.yaml:114:11 (at /components/schemas/Room/properties/seats/enum)
       help: write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone"
    component_of_integers_without_names
    { "Nothing:\n  type: object" => "Nothing:\n  type: integer\n  enum: [1, 2]" }
    "error[named-integers]: the numbers of this enum have no names
       --> api.yaml:179:7 (at /components/schemas/Nothing/enum)
       help: write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone"
    integer_in_quotes
    { "enum: [-1]" => "enum: ['-1']" }
    "error: this value of an enum is text, not an integer
       --> api.yaml:185:18 (at /components/schemas/Noise/oneOf/0/enum/0)
       help: write a whole number, without quotes"
    variant_of_two_numbers
    { "enum: [-1]" => "enum: [-1, 0]" }
    "error[variant-number]: the variant `Quiet` is not one number that differs from the others
       --> api.yaml:185:11 (at /components/schemas/Noise/oneOf/0/enum)
       help: write one variant for each number"
    number_of_two_variants
    { "enum: [2]" => "enum: [-1]" }
    "error[variant-number]: the variant `Loud` is not one number that differs from the others
       --> api.yaml:189:11 (at /components/schemas/Noise/oneOf/1/enum)
       help: write one variant for each number"
    number_without_a_title
    { "- title: Loud\n  type: integer" => "- type: integer" }
    "error[variant-title]: this variant of a union has no title
       --> api.yaml:187:11 (at /components/schemas/Noise/oneOf/1)
       help: add a `title`, which becomes the variant's name; write a `$ref` as `allOf` beside it"
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
       help: add a `title`, which becomes the variant's name; write a `$ref` as `allOf` beside it"
    shape_that_is_a_bare_reference
    { "- title: Guest\n  description: A visitor who saw it.\n  allOf:\n    - $ref: '#/components/schemas/Visit'" => "- $ref: '#/components/schemas/Visit'" }
    "error[variant-title]: this variant of a union has no title
       --> api.yaml:201:11 (at /components/schemas/Seen/oneOf/2)
       help: add a `title`, which becomes the variant's name; write a `$ref` as `allOf` beside it"
    shapes_of_one_kind
    { "type: boolean\ndescription: Whether anybody did." => "type: string\ndescription: Whether anybody did." }
    "error[variant-kind]: `Anyone` and `At` cannot be distinguished
       --> api.yaml:197:11 (at /components/schemas/Seen/oneOf/1)
       help: keep one of the two; variants have to differ in kind, or each require a property that the other lacks"
    objects_that_require_the_same
    { "type: boolean\ndescription: Whether anybody did." => "description: Another visitor.\nallOf:\n  - $ref: '#/components/schemas/Visit'" }
    "error[variant-kind]: `Anyone` and `Guest` cannot be distinguished
       --> api.yaml:202:11 (at /components/schemas/Seen/oneOf/2)
       help: keep one of the two; variants have to differ in kind, or each require a property that the other lacks"
    number_among_other_shapes
    { "type: boolean\ndescription: Whether anybody did." => "type: integer\nenum: [1]\ndescription: Whether anybody did." }
    "error[named-integers]: the numbers of this enum have no names
       --> api.yaml:196:11 (at /components/schemas/Seen/oneOf/0/enum)
       help: write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone"
    extension_of_no_object
    { "- $ref: '#/components/schemas/Visit'\n- type: object\n  required" => "- $ref: '#/components/schemas/Seen'\n- type: object\n  required" }
    "error[extends-object]: `Seen` cannot be extended, because it is not an object with properties
       --> api.yaml:164:11 (at /components/schemas/LongVisit/allOf/0)
       help: extend an object, or write out all properties"
    extension_that_repeats_a_property
    { "required: [until]\nproperties:\n  until:" => "required: [at]\nproperties:\n  at:" }
    "error[unique-name]: the property `at` occurs twice
       --> api.yaml:168:13 (at /components/schemas/LongVisit/allOf/1/properties/at)
       help: rename it, or remove one of the two"
    extension_that_requires_nothing_of_its_own
    { "required: [until]" => "required: [untill]" }
    "error[required-property]: `untill` is required, but is not a property
       --> api.yaml:166:22 (at /components/schemas/LongVisit/allOf/1/required/0)
       help: did you mean `until`?"
    extension_of_an_extension
    { "Timestamp:\n  type: string" => "LongerVisit:\n  description: For longer.\n  allOf:\n    - $ref: '#/components/schemas/LongVisit'\n    - type: object\n      properties:\n        sofa:\n          type: boolean\n          description: Whether on the sofa.\nTimestamp:\n  type: string" }
    "error[extends-object]: `LongVisit` cannot be extended, because it is not an object with properties
       --> api.yaml:173:11 (at /components/schemas/LongerVisit/allOf/0)
       help: extend an object, or write out all properties"
    nullable_object_without_a_name
    { "noise:\n" => "host:\n  type: object\n  nullable: true\n  description: Who lets in.\n  properties:\n    name: {type: string, description: A.}\nnoise:\n" }
    "error[clearable]: the property `host` may be null, but its type has no name
       --> api.yaml:155:9 (at /components/schemas/Visit/properties/host)
       help: add a `title`; it becomes the name of the type"
    nullable_enum_without_a_name
    { "noise:\n" => "mood:\n  type: string\n  nullable: true\n  enum: [good, bad, null]\n  description: A.\nnoise:\n" }
    "error[clearable]: the property `mood` may be null, but its type has no name
       --> api.yaml:155:9 (at /components/schemas/Visit/properties/mood)
       help: add a `title`; it becomes the name of the type"
    nullable_enum_that_does_not_say_null
    { "noise:\n" => "mood:\n  title: Mood\n  type: string\n  nullable: true\n  enum: [good, bad]\n  description: A.\nnoise:\n" }
    "error: this enum may be null, but null is not among its values
       --> api.yaml:159:11 (at /components/schemas/Visit/properties/mood/enum)
       help: add `null` to its values, without quotes"
    null_in_an_enum_that_is_not_nullable
    { "enum: [key]" => "enum: [key, null]" }
    "error: this value of an enum is nothing, not a string
       --> api.yaml:135:23 (at /components/schemas/KeyDoor/properties/kind/enum/1)
       help: remove it, or write `nullable: true` beside the `enum` if the value may be null"
    title_that_is_taken
    { "noise:\n" => "host:\n  title: Room\n  type: object\n  nullable: true\n  description: Who lets in.\n  properties:\n    name: {type: string, description: A.}\nnoise:\n" }
    "error: the title `Room` is the name of another schema
       --> api.yaml:156:11 (at /components/schemas/Visit/properties/host/title)
       help: write another title; it becomes the name of a type"
    problem_inside_of_what_has_a_title
    { "noise:\n" => "host:\n  title: Host\n  type: object\n  nullable: true\n  description: Who lets in.\n  properties:\n    name: {type: string}\nnoise:\n" }
    "error[property-description]: the property `name` has no description
       --> api.yaml:161:13 (at /components/schemas/Visit/properties/host/properties/name)
       help: add a `description`; it becomes the documentation of the generated field"
    problem_deep_inside_of_what_has_a_title
    { "until:\n" => "host:\n  title: Host\n  type: object\n  nullable: true\n  description: Who lets in.\n  properties:\n    guest:\n      title: Guest\n      type: object\n      nullable: true\n      description: A.\n      properties: {name: {type: string, format: date-time, description: A.}}\nuntil:\n" }
    "error[named-schema]: this point in time is inline, so its type has no name
       --> api.yaml:179:32 (at /components/schemas/LongVisit/allOf/1/properties/host/properties/guest/properties/name)
       help: refer to `Timestamp`"
}

/// An unused component breaks a house rule, and stops no generation.
#[test]
fn unreferenced_components_are_generated() {
    let unused = "Colour:\n  type: string\n  description: Used nowhere.\n  enum: [red, green]\nOpenValue:";
    crate::support::codegen(&crate::support::Spec::base().edit("OpenValue:", unused).text).assert_fine();
}

/// The result shows in the client's own request with such a property.
#[test]
fn a_property_of_a_request_can_be_cleared() {
    for property in [
        "type: string\n  nullable: true",
        "title: Inner\n  type: object\n  nullable: true\n  properties:\n    name: {type: string, description: A.}",
        "title: Inner\n  type: string\n  nullable: true\n  enum: [good, bad, null]",
        "title: InnerID\n  type: string\n  nullable: true\n  minLength: 1",
        "title: Inner\n  type: string\n  nullable: true\n  format: date-time",
        "type: array\n  nullable: true\n  items: {type: string}",
        "type: object\n  nullable: true\n  additionalProperties: {type: integer}",
    ] {
        let name = format!("name:\n  {property}\n  description: A.\nlock:\n  description: The lock");
        let spec = crate::support::Spec::base().edit("lock:\n  description: The lock", &name);
        crate::support::codegen(&spec.text).assert_fine();
    }
}
