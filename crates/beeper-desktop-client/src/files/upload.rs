use std::fmt;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::io::{InspectReader, ReaderStream};

use super::{Progress, Watcher};
use crate::error::{Error, ErrorKind, unbuildable};
use crate::runtime::{ClientHooks, OperationInfo};
use crate::types::UploadAssetResponse;
use crate::{CallOptions, Client, ResponseValue};

const OPERATION_ID: &str = "upload_asset";

/// How long an upload may take unless it says otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// How much of a file is read at a time.
const PIECE: usize = 64 * 1024;

/// A file to upload; given to [`Client::upload_asset`].
///
/// ```no_run
/// use beeper_desktop_client::files::Upload;
/// use beeper_desktop_client::types::ChatId;
///
/// # async fn example(client: beeper_desktop_client::Client, chat: ChatId) -> Result<(), Box<dyn std::error::Error>> {
/// let picture = Upload::file("holiday.jpg").on_progress(|progress| println!("{} bytes", progress.bytes));
/// let uploaded = client.upload_asset(picture).await?;
/// println!("{:?}", uploaded.upload_id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "an upload does nothing before it is given to a client"]
pub struct Upload {
    content: Content,
    file_name: Option<String>,
    mime_type: Option<String>,
    timeout: Duration,
    watcher: Option<Watcher>,
}

#[derive(Clone)]
enum Content {
    File(PathBuf),
    Bytes(Bytes),
}

impl Upload {
    /// A file on disk. It is opened when it is uploaded, and sent under its own name unless another is
    /// [set](Self::file_name).
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self::new(Content::File(path), file_name)
    }

    /// What is in memory.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Content::Bytes(Bytes::from(bytes.into())), None)
    }

    fn new(content: Content, file_name: Option<String>) -> Self {
        Self {
            content,
            file_name,
            mime_type: None,
            timeout: DEFAULT_TIMEOUT,
            watcher: None,
        }
    }

    /// The name that the file goes by, where others see it.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type, for instance `image/jpeg`. The server finds it out unless it is set.
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// How long the whole upload may take; 30 minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Is told how far the upload is, each time that more has been handed to the connection.
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Arc::new(watch));
        self
    }

    async fn into_form(self) -> Result<Form, Error> {
        let (content, total): (Box<dyn AsyncRead + Send + Unpin>, u64) = match self.content {
            Content::Bytes(bytes) => {
                let total = bytes.len() as u64;
                (Box::new(Cursor::new(bytes)), total)
            }
            Content::File(path) => {
                let file = File::open(&path).await.map_err(|error| unreadable(&error))?;
                let metadata = file.metadata().await.map_err(|error| unreadable(&error))?;
                if !metadata.is_file() {
                    return Err(local("it is no file"));
                }
                let total = metadata.len();
                // What the file grows by while it is sent is not a part of it.
                (Box::new(file.take(total)), total)
            }
        };
        let mut sent = 0;
        let watched = InspectReader::new(content, move |piece: &[u8]| {
            sent += piece.len() as u64;
            // The end is read as a piece without anything in it.
            if let Some(watch) = &self.watcher
                && !piece.is_empty()
            {
                watch(Progress {
                    bytes: sent,
                    total: Some(total),
                });
            }
        });
        let pieces = ReaderStream::with_capacity(watched, PIECE);
        let mut part = Part::stream_with_length(Body::wrap_stream(pieces), total);
        part = part.file_name(self.file_name.clone().unwrap_or_else(|| "file".to_owned()));
        if let Some(mime_type) = &self.mime_type {
            let invalid = |_| local("its media type is none");
            part = part.mime_str(mime_type).map_err(invalid)?;
        }
        // What describes the file goes before it, for servers that read as it comes.
        let mut form = Form::new();
        if let Some(name) = self.file_name {
            form = form.text("fileName", name);
        }
        if let Some(mime_type) = self.mime_type {
            form = form.text("mimeType", mime_type);
        }
        Ok(form.part("file", part))
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content = match &self.content {
            Content::File(_) => "a file".to_owned(),
            Content::Bytes(bytes) => format!("{} bytes", bytes.len()),
        };
        f.debug_struct("Upload")
            .field("content", &content)
            .field("file_name", &self.file_name)
            .field("mime_type", &self.mime_type)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Uploads a file, to be sent with a message.
    ///
    /// Sent once, and never repeated: `POST /v1/assets/upload`. That the server did not take the file can also be said in
    /// the answer's `error`.
    ///
    /// # Errors
    ///
    /// As any call that acts; and [`ErrorKind::LocalFile`] if the file cannot be read.
    pub async fn upload_asset(&self, upload: Upload) -> Result<ResponseValue<UploadAssetResponse>, Error> {
        let info = OperationInfo {
            operation_id: OPERATION_ID,
        };
        let client = self.with(CallOptions::new().timeout(upload.timeout));
        let request = client
            .request_for(&info)?
            .header(reqwest::header::ACCEPT, "application/json")
            .multipart(upload.into_form().await?);
        let mut request = request.build().map_err(unbuildable)?;
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        ResponseValue::from_response(result?).await
    }
}

fn unreadable(error: &std::io::Error) -> Error {
    // The system's words for the kind of failure; its errors can hold more.
    local(&error.kind().to_string())
}

fn local(reason: &str) -> Error {
    let reason = reason.to_owned();
    Error::before_sending(OPERATION_ID, ErrorKind::LocalFile { reason })
}
