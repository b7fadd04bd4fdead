//! The committed document and its settings, with the client that is generated from them.

use crate::ci::component_uses::ComponentUses;
use crate::codegen::pipeline::{Generated, client_of};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::problem::Problem;
use crate::workspace::paths::committed_document;

/// The document, below the workspace's root.
pub const SPEC: &str = "openapi/beeper-desktop.yaml";

/// What the API is without additions.
pub struct CommittedApi {
    /// The document as its file has it.
    pub bytes: Vec<u8>,
    /// The settings beside it.
    pub settings: Settings,
    /// The client.
    pub client: Generated,
    /// How programs use the components.
    pub uses: ComponentUses,
}

impl CommittedApi {
    /// Reads the document and generates the client.
    pub fn read() -> Result<Self, Vec<Problem>> {
        let path = committed_document();
        let bytes = load::read(&path, SPEC).map_err(|problem| vec![problem])?;
        let settings = Settings::beside(&path)?;
        let client = client_of(SPEC, &bytes, &settings)?;
        Ok(Self {
            uses: ComponentUses::of(&client),
            bytes,
            settings,
            client,
        })
    }
}
