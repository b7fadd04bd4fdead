//! The committed document and its settings, with the client that is generated from them.

use crate::ci::component_uses::ComponentUses;
use crate::codegen::pipeline::{Generated, client_of};
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::problem::Problem;
use crate::workspace::paths::committed_document;

/// The path of the document, from the workspace's root.
pub const SPEC: &str = "openapi/beeper-desktop.yaml";

/// The API without additions.
pub struct CommittedApi {
    /// The bytes of the document's file.
    pub bytes: Vec<u8>,
    /// The settings for it.
    pub settings: Settings,
    /// The generated client.
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
