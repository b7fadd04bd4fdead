//! Files and their addresses.

use serde_json::{Value, json};

use crate::http::percent_encoding::encoded_segment;
use crate::model::asset::MockAsset;
use crate::state::store::{State, StoredAsset};

impl State {
    /// Returns a file by its upload ID or one of its addresses.
    pub(crate) fn asset(&self, id: &str) -> Option<&StoredAsset> {
        let by_upload = self.upload(id);
        by_upload.or_else(|| self.asset_at(id))
    }

    pub(crate) fn asset_at(&self, url: &str) -> Option<&StoredAsset> {
        self.assets.iter().find(|asset| asset.urls.iter().any(|it| it == url))
    }

    pub(crate) fn upload(&self, id: &str) -> Option<&StoredAsset> {
        self.assets.iter().find(|asset| asset.upload_id.as_deref() == Some(id))
    }

    /// Adds a file at an address, or replaces the one there.
    pub(crate) fn put_asset(&mut self, url: &str, file: MockAsset) {
        let existing = self
            .assets
            .iter_mut()
            .find(|asset| asset.urls.iter().any(|it| it == url));
        match existing {
            Some(asset) => asset.file = file,
            None => self.assets.push(StoredAsset {
                upload_id: None,
                urls: vec![url.to_owned()],
                file,
            }),
        }
    }

    /// Adds an upload, and returns the answer to it.
    pub(crate) fn take_upload(&mut self, file: MockAsset) -> Value {
        let id = format!("mock-upload-{}", self.next_number("upload"));
        let name = file.file_name.clone().unwrap_or_else(|| id.clone());
        let file = file.file_name(&name);
        let url = local_url(&id, &name);
        let mut answer = json!({
            "uploadID": id,
            "srcURL": url,
            "fileName": name,
            "fileSize": file.bytes.len(),
            "mimeType": file.mime_type,
        });
        if let Some((width, height)) = file.size() {
            answer["width"] = json!(width);
            answer["height"] = json!(height);
        }
        self.assets.push(StoredAsset {
            upload_id: Some(id),
            urls: vec![url],
            file,
        });
        answer
    }

    /// Gives an upload its address in messages, and returns the address.
    pub(crate) fn publish(&mut self, upload_id: &str) -> String {
        let url = format!("mxc://beeper.local/{upload_id}");
        self.add_url(upload_id, url)
    }

    /// Gives a file a local address, and returns the address, or `None` if the file does not exist.
    pub(crate) fn download(&mut self, url: &str) -> Option<String> {
        let asset = self.asset_at(url)?;
        if let Some(local) = asset.urls.iter().find(|url| url.starts_with("file:")) {
            return Some(local.clone());
        }
        let name = asset.file.file_name.clone();
        let id = format!("mock-download-{}", self.next_number("download"));
        let local = local_url(&id, name.as_deref().unwrap_or(&id));
        self.add_url(url, local.clone());
        Some(local)
    }

    fn add_url(&mut self, id: &str, url: String) -> String {
        let is_meant =
            |asset: &&mut StoredAsset| asset.upload_id.as_deref() == Some(id) || asset.urls.iter().any(|it| it == id);
        if let Some(asset) = self.assets.iter_mut().find(is_meant)
            && !asset.urls.contains(&url)
        {
            asset.urls.push(url.clone());
        }
        url
    }
}

/// Returns a `file:` address that names no existing file on this machine.
fn local_url(id: &str, name: &str) -> String {
    format!("file:///beeper-desktop-mock/{id}/{}", encoded_segment(name))
}
