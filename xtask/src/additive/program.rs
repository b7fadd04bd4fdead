//! Writes the program that uses all of a client, as somebody may have written it before something was added to the API.

mod operations;
mod types;
mod values;

use crate::codegen::Generated;
use crate::problem::Problem;
use crate::settings::Settings;
use values::Values;

/// A file of the program, by its name below `src`.
pub type Files = [(&'static str, String); 6];

/// What does not depend on the document: it is written by hand, and compiled as a part of the program only.
const MAIN: &str = include_str!("../../additive/main.rs");
const RECORDER: &str = include_str!("../../additive/recorder.rs");
const USES: &str = include_str!("../../additive/uses.rs");
const HANDWRITTEN: &str = include_str!("../../additive/handwritten.rs");

/// Writes the program.
pub fn write(client: &Generated, settings: &Settings) -> Result<Files, Problem> {
    let values = Values {
        openapi: &client.document.openapi,
        settings,
    };
    let operations = operations::module(&values, &client.lowered.requests);
    let types = types::module(&client.appended.text, &client.lowered, settings);
    let types = types.map_err(|error| {
        let help = "look at what the generator writes, and teach `xtask/src/additive/program`";
        Problem::new(
            &client.document.file,
            format!("the generated client cannot be read: {error}"),
            help,
        )
    })?;
    Ok([
        ("main.rs", MAIN.to_owned()),
        ("recorder.rs", RECORDER.to_owned()),
        ("uses.rs", USES.to_owned()),
        ("handwritten.rs", HANDWRITTEN.to_owned()),
        ("operations.rs", operations),
        ("types.rs", types),
    ])
}

/// A type of the client, as another crate names it.
fn rust_path(path: &str) -> String {
    let path = path.replace("crate::types::", "types::");
    path.replace("crate::", "beeper_desktop_client::")
}
