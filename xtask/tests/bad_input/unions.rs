//! Tests of unions and variants that break their rules.

bad_specs! {
    no_discriminator
    { "discriminator:\n  propertyName: kind\n  mapping:\n    key: '#/components/schemas/KeyDoor'\n    open: '#/components/schemas/OpenDoor'" => "" }
    "error[union-discriminator]: this union has no discriminator
       --> api.yaml:120:7 (at /components/schemas/Door/oneOf)
       help: add a `discriminator` with `propertyName` and a `mapping` from each tag to its schema; or, if the values differ in kind, a `title` to each variant"
    mapping_to_nothing
    { "open: '#/components/schemas/OpenDoor'" => "open: '#/components/schemas/OpenDoor'\nglass: '#/components/schemas/GlassDoor'" }
    "error[union-mapping]: the tag `glass` maps to `#/components/schemas/GlassDoor`, which is not a component schema
       --> api.yaml:128:11 (at /components/schemas/Door/discriminator/mapping/glass)
       help: write `#/components/schemas/` and the name of a variant"
    mapping_to_another_schema
    { "open: '#/components/schemas/OpenDoor'" => "open: '#/components/schemas/OpenDoor'\nroom: '#/components/schemas/Room'" }
    "error[union-mapping]: the tag `room` maps to `Room`, which is not a variant of this union
       --> api.yaml:128:11 (at /components/schemas/Door/discriminator/mapping/room)
       help: add the schema to `oneOf`, or remove the tag"
    variant_without_a_mapping
    { "open: '#/components/schemas/OpenDoor'" => "" }
    "error[union-mapping]: no tag of the discriminator maps to `OpenDoor`
       --> api.yaml:122:11 (at /components/schemas/Door/oneOf/1)
       help: add its tag to the `mapping`, or remove the variant"
    inline_variant
    { "- $ref: '#/components/schemas/OpenDoor'" => "- $ref: '#/components/schemas/OpenDoor'\n- type: object" }
    "error[union-variant]: this variant of a union is inline, so its type has no name
       --> api.yaml:123:11 (at /components/schemas/Door/oneOf/2)
       help: move it to `components`, under `schemas`, and refer to it"
    variant_twice
    { "- $ref: '#/components/schemas/OpenDoor'" => "- $ref: '#/components/schemas/OpenDoor'\n- $ref: '#/components/schemas/OpenDoor'" }
    "error[union-variant]: `OpenDoor` occurs twice
       --> api.yaml:123:11 (at /components/schemas/Door/oneOf/2)
       help: remove one of the two"
    variant_that_is_no_object
    { "OpenDoor:\n  type: object\n  description: Freely.\n  required: [kind]\n  properties:\n    kind:\n      type: string\n      enum: [open]" => "OpenDoor:\n  type: string\n  description: Freely." }
    "error[union-tag]: the variant `OpenDoor` is not an object
       --> api.yaml:138:5 (at /components/schemas/OpenDoor)
       help: give it the property `kind` with `type: string` and `enum: [open]`, and require it"
    variant_without_its_tag
    { "required: [kind]\nproperties:\n  kind:\n    type: string\n    enum: [open]" => "" }
    "error[union-tag]: the variant `OpenDoor` lacks its tag `kind`
       --> api.yaml:138:5 (at /components/schemas/OpenDoor)
       help: give it the property `kind` with `type: string` and `enum: [open]`, and require it"
    tag_that_may_be_anything
    { "enum: [open]" => "" }
    "error[union-tag]: the variant `OpenDoor` lacks its tag `kind`
       --> api.yaml:138:5 (at /components/schemas/OpenDoor)
       help: give it the property `kind` with `type: string` and `enum: [open]`, and require it"
    tag_of_another_variant
    { "enum: [open]" => "enum: [opened]" }
    "error[union-tag]: the tag of the variant `OpenDoor` is not `open`, to which the union maps it
       --> api.yaml:143:9 (at /components/schemas/OpenDoor/properties/kind)
       help: write `enum: [open]`, or change the union's `mapping`"
    tag_with_two_values
    { "enum: [open]" => "enum: [open, shut]" }
    "error[union-tag]: the tag of the variant `OpenDoor` is not `open`, to which the union maps it
       --> api.yaml:143:9 (at /components/schemas/OpenDoor/properties/kind)
       help: write `enum: [open]`, or change the union's `mapping`"
    tag_that_is_not_required
    { "required: [kind]" => "" }
    "error[union-tag]: the tag `kind` of the variant `OpenDoor` is not required
       --> api.yaml:138:5 (at /components/schemas/OpenDoor)
       help: add `kind` to `required`"
    colliding_tags
    { "open: '#/components/schemas/OpenDoor'" => "Key: '#/components/schemas/OpenDoor'", "enum: [open]" => "enum: [Key]" }
    "error[unique-name]: `key` and `Key` both become the variant `Key`
       --> api.yaml:127:11 (at /components/schemas/Door/discriminator/mapping/Key)
       help: rename one of the two"
    schema_in_two_unions
    { "KeyDoor:" => "Gate:\n  description: Outside.\n  oneOf:\n    - $ref: '#/components/schemas/OpenDoor'\n  discriminator:\n    propertyName: kind\n    mapping:\n      open: '#/components/schemas/OpenDoor'\nKeyDoor:" }
    "error[union-variant]: `OpenDoor` is already a variant of `Door`
       --> api.yaml:131:11 (at /components/schemas/Gate/oneOf/0)
       help: write a separate component for this union"
    variant_on_its_own
    { "$ref: '#/components/schemas/Door'" => "$ref: '#/components/schemas/OpenDoor'" }
    "error[variant-use]: `OpenDoor` is a variant of `Door`, and is used here without it
       --> api.yaml:96:9 (at /components/schemas/Room/properties/door)
       help: refer to the union, or write a separate component"
}
