//! The request that uploads a file.

use std::fmt;
use std::future::IntoFuture;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::Body;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part};
use tokio::io::AsyncRead;
use tokio_util::io::{InspectReader, ReaderStream};

use crate::client::Client;
use crate::error::Error;
use crate::files::upload_file::{ReadFailure, UploadFile};
use crate::files::{Progress, ProgressCallback};
use crate::generated::operations;
use crate::generated::types::UploadAssetResponse;
use crate::response::future::ResponseFuture;
use crate::response::raw::RawResponse;
use crate::response::value::ResponseValue;
use crate::runtime::call::WholeResponse;
use crate::runtime::exchange::perform;
use crate::runtime::operation::Operation;
use crate::runtime::request::endpoint::{Endpoint, Sender};
use crate::runtime::request::error::RequestError;

/// The default time limit of an upload.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// The size of the chunks in which a file is read.
const CHUNK_SIZE: usize = 64 * 1024;

/// The content of an upload, passed to [`Client::upload_asset`].
#[derive(Clone)]
pub struct Upload {
    content: Content,
    file_name: Option<String>,
}

#[derive(Clone)]
enum Content {
    File(PathBuf),
    Bytes(Bytes),
}

impl Upload {
    /// Uploads a file on disk, under its own name unless [`file_name`](UploadAsset::file_name) sets another.
    ///
    /// The file is opened when the upload starts, and sent with the size that it has then: bytes that are appended later are
    /// not sent. Symbolic links are followed. Only regular files can be uploaded. FIFOs, sockets, devices and directories are
    /// refused without being opened, and so are files of unknown size, such as those in `/proc`; read these yourself and
    /// upload the [`bytes`](Self::bytes).
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let content = Content::File(path);
        Self { content, file_name }
    }

    /// Uploads bytes in memory.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        let content = Content::Bytes(Bytes::from(bytes.into()));
        Self {
            content,
            file_name: None,
        }
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
            .finish_non_exhaustive()
    }
}

/// # Files, as streams
impl Client {
    /// Uploads a file, so that a message can attach it.
    ///
    /// See the request, [`UploadAsset`], for its setters, details and an example.
    pub fn upload_asset(&self, upload: Upload) -> UploadAsset {
        let Upload { content, file_name } = upload;
        UploadAsset {
            call: Sender::new(self),
            content,
            file_name,
            mime_type: None,
            on_progress: None,
        }
    }
}

/// Uploads a file, so that a message can attach it.
///
/// Sends `POST /v1/assets/upload`; made by [`Client::upload_asset`]. Awaiting it returns [`UploadAssetResponse`], whose
/// `upload_id` names the file for [`Client::send_message`]. If the server did not accept the file, a successful response may
/// say so in its `error`.
///
/// Delivery class: [`Act`](crate::DeliveryClass::Act); the client never sends it twice. The time limit is 30 minutes unless
/// [`timeout`](Self::timeout) sets another.
///
/// # Errors
///
/// Returns the errors of any call, and [`ErrorKind::LocalFile`](crate::ErrorKind::LocalFile) if the file cannot be read, or
/// if something shortens it during the upload.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use beeper_desktop_client::files::Upload;
///
/// let uploaded = client
///     .upload_asset(Upload::file("holiday.jpg"))
///     .on_progress(|progress| println!("{} bytes", progress.bytes))
///     .await?;
/// println!("{:?}", uploaded.upload_id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a request is sent when you await it"]
pub struct UploadAsset {
    call: Sender,
    content: Content,
    file_name: Option<String>,
    mime_type: Option<String>,
    on_progress: Option<ProgressCallback>,
}

impl UploadAsset {
    /// Sets the file's name, which others see.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type, for instance `image/jpeg`; by default the server detects it.
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Calls a function with the progress of the upload whenever the connection has accepted more bytes.
    pub fn on_progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(callback));
        self
    }

    /// Sets the time limit of the whole upload; 30 minutes by default.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call.timeout(limit);
        self
    }

    /// Has no effect: an upload is sent once, because its file is read while it is sent.
    pub fn retries(self, _: u32) -> Self {
        self
    }

    /// Adds a header, which replaces one that the client sets.
    ///
    /// A header that is added twice is sent twice. The call fails if the name is `Authorization`, `Host` or
    /// `Transfer-Encoding`, or begins with `Content-`.
    pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
        self.call.header(name, value);
        self
    }

    /// Sends the same request, and returns the response as the server sent it, with any status of success.
    pub fn raw(self) -> ResponseFuture<RawResponse> {
        ResponseFuture::raw_of(self.perform())
    }

    /// Opens the file, and sends it.
    async fn perform(self) -> Result<WholeResponse, Error> {
        // Checked first, so that no file is opened for a request that cannot be sent.
        self.call.check(&operations::UPLOAD_ASSET)?;
        let mut call = self.call.clone();
        if call.options().is_none_or(|options| options.timeout.is_none()) {
            call.timeout(DEFAULT_TIMEOUT);
        }
        let failure = ReadFailure::default();
        let form = Mutex::new(Some(self.into_form(failure.clone()).await?));
        let result = perform(Box::new(OpenUpload { call, form })).await;
        match (failure.get(), result) {
            (Some(failure), Ok(_)) => Err(failure.into_error(&operations::UPLOAD_ASSET)),
            // A server that responded nevertheless has its own reason, which is kept.
            (Some(failure), Err(error)) if error.status().is_none() => Err(failure.in_place_of(error)),
            (_, result) => result,
        }
    }

    async fn into_form(self, failure: ReadFailure) -> Result<Form, Error> {
        let on_progress = self.on_progress;
        let (content, total): (Box<dyn AsyncRead + Send + Unpin>, u64) = match self.content {
            Content::Bytes(bytes) => {
                let total = bytes.len() as u64;
                (Box::new(Cursor::new(bytes)), total)
            }
            Content::File(path) => {
                let file = UploadFile::open(&path, failure).await;
                let file = file.map_err(|error| error.into_error(&operations::UPLOAD_ASSET))?;
                let total = file.size();
                (Box::new(file), total)
            }
        };
        let mut sent = 0;
        let watched = InspectReader::new(content, move |chunk: &[u8]| {
            sent += chunk.len() as u64;
            // The end of the file is read as an empty chunk.
            if let Some(callback) = &on_progress
                && !chunk.is_empty()
            {
                callback(Progress {
                    bytes: sent,
                    total: Some(total),
                });
            }
        });
        let chunks = ReaderStream::with_capacity(watched, CHUNK_SIZE);
        let mut part = Part::stream_with_length(Body::wrap_stream(chunks), total);
        part = part.file_name(self.file_name.clone().unwrap_or_else(|| "file".to_owned()));
        if let Some(mime_type) = &self.mime_type {
            let invalid = |_| {
                RequestError::argument("mime_type", "it is not a valid media type")
                    .into_error(&operations::UPLOAD_ASSET)
            };
            part = part.mime_str(mime_type).map_err(invalid)?;
        }
        // The fields that describe the file precede it, for servers that process the body as it arrives.
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

/// An upload with its file opened.
struct OpenUpload {
    call: Sender,
    form: Mutex<Option<Form>>,
}

impl Endpoint for OpenUpload {
    fn sender(&self) -> &Sender {
        &self.call
    }

    fn operation(&self) -> &'static Operation {
        &operations::UPLOAD_ASSET
    }

    fn can_be_built_again(&self) -> bool {
        false
    }

    fn build(&self) -> Result<reqwest::Request, RequestError> {
        let mut form = self.form.lock().unwrap_or_else(PoisonError::into_inner);
        let form = form
            .take()
            .ok_or_else(|| RequestError::request("the file was sent already"))?;
        let request = self.call.request(self.operation(), &[])?.accept_json().build()?;
        // Only reqwest's own request builder can write multipart forms.
        let http = &self.call.client().shared().http;
        let builder = reqwest::RequestBuilder::from_parts(http.clone(), request).multipart(form);
        builder
            .build()
            .map_err(|error| RequestError::request(error.without_url().to_string()))
    }
}

impl IntoFuture for UploadAsset {
    type Output = Result<ResponseValue<UploadAssetResponse>, Error>;
    type IntoFuture = ResponseFuture<ResponseValue<UploadAssetResponse>>;

    fn into_future(self) -> Self::IntoFuture {
        ResponseFuture::of(self.perform(), ResponseValue::decoded)
    }
}

impl fmt::Debug for UploadAsset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadAsset").finish_non_exhaustive()
    }
}
