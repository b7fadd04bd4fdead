//! Tests of changes to parts of the document from which no code is generated: its title, servers and errors.

use super::*;

changes! {
    the_description_of_an_error { "      description: What went wrong.\n      content" => "      description: It failed.\n      content" }
        ["documentation: `components` of the document differs"]
        back ["documentation: `components` of the document differs"]
    the_title { "title: Rooms" => "title: The rooms" }
        ["documentation: `info` of the document differs"]
        back ["documentation: `info` of the document differs"]
    the_servers { "paths:\n" => "servers: [{url: 'http://localhost:1'}]\npaths:\n" }
        ["documentation: `servers` of the document differs"]
        back ["documentation: `servers` of the document differs"]
}
