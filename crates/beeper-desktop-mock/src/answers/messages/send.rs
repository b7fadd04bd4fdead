//! Sends a message and its attachment.

use serde_json::{Map, Value, json};

use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::model::properties::object;
use crate::state::store::State;

pub(in crate::answers) fn send(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.body();
    let text = body.text("text");
    let reply_to = body.text("replyToMessageID");
    let attachment = body.object("attachment").map(Attachment::read);

    let chat = state.chat(call.param("chatID")?)?;
    if chat.is("isReadOnly") {
        return Err(ApiError::forbidden("This chat does not accept messages"));
    }
    let chat_id = chat.id.clone();
    let reply_to = match reply_to {
        Some(id) => Some(state.message_or_pending(&chat_id, id)?.id.clone()),
        None => None,
    };
    let attachment = match &attachment {
        Some(attachment) => Some(attachment.publish(state)?),
        None => None,
    };
    let pending_id = state.send(&chat_id, |mut message| {
        if let Some(text) = text {
            message = message.text(text);
        }
        if let Some(id) = reply_to {
            message = message.reply_to(&id);
        }
        if let Some((kind, attachment)) = attachment {
            message = message.property("type", json!(kind)).attachment(attachment);
        }
        message
    });
    Ok(json!({ "chatID": chat_id, "pendingMessageID": pending_id }))
}

/// The client's description of an upload, which takes precedence over the upload's own properties.
pub(in crate::answers) struct Attachment<'a> {
    upload_id: &'a str,
    kind: Option<&'a str>,
    duration: Option<Value>,
    size: Option<Value>,
    file_name: Option<&'a str>,
    mime_type: Option<&'a str>,
}

impl<'a> Attachment<'a> {
    pub(in crate::answers) fn read(attachment: &'a Map<String, Value>) -> Self {
        Self {
            upload_id: attachment.text("uploadID").unwrap_or_default(),
            kind: attachment.text("type"),
            duration: attachment.get("duration").cloned(),
            size: attachment
                .object("size")
                .map(|size| json!({ "width": size.get("width"), "height": size.get("height") })),
            file_name: attachment.text("fileName"),
            mime_type: attachment.text("mimeType"),
        }
    }

    /// Returns the type of the message and its attachment as JSON.
    fn publish(&self, state: &mut State) -> Result<(&'static str, Value), ApiError> {
        let (kind, file) = self.resolve(state)?;
        let (message_type, attachment_type) = match kind {
            "image" | "gif" => ("IMAGE", "img"),
            "sticker" => ("STICKER", "img"),
            "video" => ("VIDEO", "video"),
            "audio" => ("AUDIO", "audio"),
            "voice-note" => ("VOICE", "audio"),
            _ => ("FILE", "unknown"),
        };
        let url = state.publish(self.upload_id);
        let mut attachment = json!({ "id": url, "srcURL": url, "type": attachment_type });
        for (name, value) in file {
            attachment[&name] = value;
        }
        if let Some(duration) = &self.duration {
            attachment["duration"] = duration.clone();
        }
        for (kind_with_flag, flag) in [
            ("gif", "isGif"),
            ("sticker", "isSticker"),
            ("voice-note", "isVoiceNote"),
        ] {
            if kind == kind_with_flag {
                attachment[flag] = json!(true);
            }
        }
        Ok((message_type, attachment))
    }

    /// Returns the attachment of a draft as JSON.
    pub(in crate::answers) fn draft(&self, state: &State, id: &str) -> Result<Value, ApiError> {
        let (kind, file) = self.resolve(state)?;
        let kind = match kind {
            "gif" => "gif",
            "voice-note" => "recorded_audio",
            _ => "file",
        };
        let mut attachment = json!({ "id": id, "type": kind });
        for (name, value) in file {
            attachment[&name] = value;
        }
        if let Some(duration) = &self.duration {
            attachment["audioDurationSeconds"] = duration.clone();
        }
        Ok(attachment)
    }

    /// Returns the kind of the attachment, derived from the media type if the client names none, and the file's properties.
    fn resolve(&self, state: &State) -> Result<(&str, Map<String, Value>), ApiError> {
        let upload = state
            .upload(self.upload_id)
            .ok_or(ApiError::not_found("Upload not found"))?;
        let file = &upload.file;
        let mime_type = self.mime_type.unwrap_or(&file.mime_type);
        let kind = self.kind.unwrap_or(match mime_type.split('/').next() {
            Some("image") if mime_type == "image/gif" => "gif",
            Some("image") => "image",
            Some("video") => "video",
            Some("audio") => "audio",
            _ => "file",
        });
        let mut known = object([
            ("mimeType", json!(mime_type)),
            ("fileSize", json!(file.bytes.len())),
            ("fileName", json!(self.file_name.or(file.name()))),
        ]);
        let size = self.size.clone().or_else(|| {
            let (width, height) = file.size()?;
            Some(json!({ "width": width, "height": height }))
        });
        known.extend(size.map(|size| ("size".to_owned(), size)));
        Ok((kind, known))
    }
}
