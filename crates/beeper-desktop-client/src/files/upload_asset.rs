//! The request that sends a file.

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

/// How long an upload may take unless it says otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// How much of a file is read at a time.
const CHUNK_SIZE: usize = 64 * 1024;

/// What to upload; given to [`Client::upload_asset`].
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
    /// Uploads a file on disk, under its own name unless another is [set](UploadAsset::file_name).
    ///
    /// The file is opened when it is uploaded, and sent as large as it is then: bytes that are appended later are not sent. Links
    /// are followed. Only regular files can be uploaded. FIFOs, sockets, devices and directories are refused without being
    /// opened, and so are files whose size is not known in advance, such as those in `/proc`; upload what you read from them as
    /// [`bytes`](Self::bytes).
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let content = Content::File(path);
        Self { content, file_name }
    }

    /// Uploads what is in memory.
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
    /// Uploads a file, to be sent with a message.
    ///
    /// The request, [`UploadAsset`], has setters for what is optional, the details, and an example.
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

/// Uploads a file, to be sent with a message.
///
/// `POST /v1/assets/upload`, made by [`Client::upload_asset`]. Awaited, it returns [`UploadAssetResponse`], whose `upload_id` names
/// the file to [`Client::send_message`]. That the server did not take the file can also be said in the answer's `error`.
///
/// Delivery class: [`Act`](crate::DeliveryClass::Act), never sent twice. It may take half an hour unless its
/// [time-out](Self::timeout) is set.
///
/// # Errors
///
/// [`Error`], as every call; of its own: [`ErrorKind::LocalFile`](crate::ErrorKind::LocalFile) if the file cannot be read, or ends
/// before its size because something shortens it during the upload.
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
#[must_use = "a request is sent when it is awaited"]
pub struct UploadAsset {
    call: Sender,
    content: Content,
    file_name: Option<String>,
    mime_type: Option<String>,
    on_progress: Option<ProgressCallback>,
}

impl UploadAsset {
    /// Sets the name that the file goes by, where others see it.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type, for instance `image/jpeg`. The server finds it out unless it is set.
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Calls a function with how far the upload is, each time that more has been handed to the connection.
    pub fn on_progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(callback));
        self
    }

    /// Limits how long the whole upload may take; 30 minutes unless set.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call.timeout(limit);
        self
    }

    /// Changes nothing: an upload is read while it is sent, so it is sent once.
    pub fn retries(self, _: u32) -> Self {
        self
    }

    /// Adds a header, in place of one that the client sets; one that is added again is repeated. When it is sent,
    /// the call refuses `Authorization`, `Host`, `Transfer-Encoding` and all that begin with `Content-`.
    pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
        self.call.header(name, value);
        self
    }

    /// Makes the same request, to be awaited for the answer as it comes: any status of success, headers and bytes.
    pub fn raw(self) -> ResponseFuture<RawResponse> {
        ResponseFuture::raw_of(self.perform())
    }

    /// Opens the file, and sends it.
    async fn perform(self) -> Result<WholeResponse, Error> {
        // Before a file is opened for nothing.
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
            // A server that answers all the same has a reason of its own.
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
            // The end is read as a chunk without anything in it.
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
            let invalid =
                |_| RequestError::argument("mime_type", "it is no media type").into_error(&operations::UPLOAD_ASSET);
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

/// An upload whose file is open.
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
            .ok_or_else(|| RequestError::request("the file has been sent"))?;
        let request = self.call.request(self.operation(), &[])?.accept_json().build()?;
        // Only the HTTP client's own builder writes forms.
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
