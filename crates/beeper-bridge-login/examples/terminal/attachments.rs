//! Saves the pictures and recordings of an input step.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

use beeper_bridge_login::input::{Attachment, AttachmentKind};

/// Files that only this user can read, removed when the user has seen them.
#[derive(Default)]
pub struct Attachments(Vec<PathBuf>);

impl Attachments {
    /// Saves an attachment, and returns one line that says what and where it is.
    pub fn describe(&mut self, attachment: &Attachment) -> String {
        let what = match attachment.kind() {
            AttachmentKind::Image => "A picture",
            AttachmentKind::Audio => "A recording",
            AttachmentKind::Undecodable(reason) => {
                return format!("The network sent an attachment that cannot be shown: {reason}.");
            }
            _ => "A file",
        };
        let mut size = format!("{} bytes", attachment.bytes().len());
        if let Some(mime_type) = attachment.mime_type() {
            size = format!("{mime_type}, {size}");
        }
        if let (Some(width), Some(height)) = (attachment.width(), attachment.height()) {
            size = format!("{size}, {width} × {height} pixels");
        }
        match self.save(attachment) {
            Ok(path) => format!("{what} ({size}) belongs to this. Open {}", path.display()),
            Err(error) => format!("{what} ({size}) belongs to this, but cannot be saved: {error}"),
        }
    }

    fn save(&mut self, attachment: &Attachment) -> io::Result<PathBuf> {
        let name = attachment.file_name().unwrap_or("attachment");
        let name = format!("beeper-{}-{}-{name}", std::process::id(), self.0.len() + 1);
        let path = std::env::temp_dir().join(name);
        let mut options = OpenOptions::new();
        // Never follow a link that another user may have created.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        self.0.push(path.clone());
        file.write_all(attachment.bytes())?;
        Ok(path)
    }
}

impl Drop for Attachments {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}
