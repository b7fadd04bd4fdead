//! Writes the table of operations in `openapi/README.md`.

use openapiv3::OpenAPI;

use crate::document::problem::Problem;
use crate::model::request::Request;

const START: &str = "<!-- Written by `cargo xtask codegen`, from here -->\n";
const END: &str = "<!-- to here -->\n";

/// Returns the page with its table.
///
/// `present` is the page as it is now; everything but the table stays.
pub fn page(file: &str, present: &str, openapi: &OpenAPI, requests: &[Request]) -> Result<String, Problem> {
    let outside = present.split_once(START).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let Some((before, after)) = outside else {
        let message = "two lines that mark the place of the table of operations are missing";
        let help = format!(
            "add these two lines where the table belongs: `{}` and `{}`",
            START.trim(),
            END.trim()
        );
        return Err(Problem::new(file, message, help));
    };
    Ok(format!("{before}{START}\n{}\n{END}{after}", table(openapi, requests)))
}

fn table(openapi: &OpenAPI, requests: &[Request]) -> String {
    let rows = requests.iter().map(|request| {
        let learned = learned(openapi, &request.operation_id).unwrap_or_default();
        let Request {
            operation_id,
            method,
            path,
            ..
        } = request;
        format!(
            "| `{operation_id}` | `{method} {path}` | {} |\n",
            learned.replace('|', "\\|").replace('\n', " ")
        )
    });
    let rows: String = rows.collect();
    format!("| operation | method and path | learned from |\n| --- | --- | --- |\n{rows}")
}

/// Returns the source of an operation, which its `externalDocs` name.
fn learned<'a>(openapi: &'a OpenAPI, operation_id: &str) -> Option<&'a str> {
    let mut operations = openapi.operations().map(|(_, _, operation)| operation);
    let operation = operations.find(|it| it.operation_id.as_deref() == Some(operation_id))?;
    operation.external_docs.as_ref()?.description.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::codegen_toml::settings::Settings;
    use crate::document::test_document;
    use crate::model::request::requests;

    fn of(present: &str) -> Result<String, Problem> {
        let id = "      operationId: putRoom\n";
        let learned =
            format!("{id}      externalDocs:\n        url: https://a.example\n        description: The page a|b.\n");
        let openapi = test_document::openapi(&[(id, &learned)]);
        page(
            "README.md",
            present,
            &openapi,
            &requests(&openapi, &Settings::default()),
        )
    }

    #[test]
    fn the_table_is_put_between_its_marks_and_the_rest_stays() {
        let page = of(&format!("Before.\n{START}old\n{END}After.\n")).unwrap();
        let table = "| operation | method and path | learned from |\n| --- | --- | --- |\n\
                     | `listRooms` | `GET /rooms` |  |\n| `putRoom` | `PUT /rooms/{roomID}` | The page a\\|b. |\n";
        assert_eq!(page, format!("Before.\n{START}\n{table}\n{END}After.\n"));
        assert_eq!(of(&page).unwrap(), page);
    }

    #[test]
    fn a_page_without_marks_is_left_alone() {
        let problem = of("Before.\n").unwrap_err().to_string();
        assert!(
            problem.starts_with(
                "error: two lines that mark the place of the table of operations are missing\n  --> README.md"
            ),
            "{problem}"
        );
    }
}
