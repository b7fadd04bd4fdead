//! Generates a client from the OpenAPI document with the default settings of Progenitor.

use std::error::Error;
use std::{env, fs};

use openapiv3::{OpenAPI, ReferenceOr};
use progenitor::Generator;

const DESCRIPTION: &str = "../../../../openapi/beeper-desktop.yaml";

/// The paths of the measured calls. Other paths have request bodies and responses that Progenitor refuses.
const MEASURED: [&str; 4] = [
    "/v1/bridges",
    "/v1/bridges/{bridgeID}/login-sessions",
    "/v1/bridges/{bridgeID}/login-sessions/{loginSessionID}",
    "/v1/bridges/{bridgeID}/login-sessions/{loginSessionID}/steps/{stepID}",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DESCRIPTION}");
    let mut openapi: OpenAPI = serde_yaml::from_str(&fs::read_to_string(DESCRIPTION)?)?;
    openapi.paths.paths.retain(|path, _| MEASURED.contains(&path.as_str()));
    // Progenitor also refuses a default response whose type differs from that of the successful response.
    for path in openapi.paths.paths.values_mut() {
        if let ReferenceOr::Item(path) = path {
            for operation in [&mut path.get, &mut path.post, &mut path.delete].into_iter().flatten() {
                operation.responses.default = None;
            }
        }
    }
    let code = syn::parse2(Generator::default().generate_tokens(&openapi)?)?;
    let file = format!("{}/generated.rs", env::var("OUT_DIR")?);
    Ok(fs::write(file, prettyplease::unparse(&code))?)
}
