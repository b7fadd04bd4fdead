//! Tests of descriptions with errors.
//!
//! A table in `xtask/src/document/markdown` has the kinds; these tests check the positions.

bad_specs! {
    backtick_without_a_partner
    { "description: A room." => "description: A `room." }
    "error[markdown]: this backtick has no partner
       --> api.yaml:91:22 (at /components/schemas/Room/description)
       help: write the other one, or a backslash before it"
    block_of_code_that_is_not_closed
    { "description: A room.\n" => "description: |-\n  A room:\n\n  ```\n  {}\n" }
    "error[markdown]: this block of code is not closed
       --> api.yaml:94:9 (at /components/schemas/Room/description)
       help: write a line of three backticks below it"
    link_to_nowhere
    { "summary: Lists the rooms." => "summary: Lists the [rooms](#room)." }
    "error[markdown]: this link leads to `#room`, which is not an absolute URL
       --> api.yaml:9:26 (at /paths/~1rooms/get/summary)
       help: write the whole URL, or a backslash before the bracket"
    indented_paragraph
    { "description: A room.\n" => "description: |-\n  A room:\n\n      {}\n" }
    "error[markdown]: this paragraph is indented by four spaces, which makes it code
       --> api.yaml:94:13 (at /components/schemas/Room/description)
       help: indent it less, or put it between lines of three backticks"
    character_behind_an_escape
    { "description: A room." => "description: \"A \\u202eroom.\"" }
    "error: a control character for the direction of text (U+202E)
       --> api.yaml:91:20
       help: remove its escape from the text"
    character_that_nobody_sees
    { "description: A room." => "description: A \u{202e}room." }
    "error: a control character for the direction of text (U+202E)
       --> api.yaml:91:22
       help: remove it"
    character_in_a_value_of_an_enum
    { "- taken" => "- \"ta\\bken\"" }
    "error: a control character (U+0008)
       --> api.yaml:88:11
       help: remove its escape from the text"
}
