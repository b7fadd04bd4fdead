//! Answers about files: uploads, downloads, and ranges of bytes.

use axum::http::HeaderValue;
use axum::http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use serde_json::{Value, json};

use crate::http::api_error::ApiError;
use crate::http::base64::base64;
use crate::http::byte_range::{Part as RangePart, part_of};
use crate::http::call::{Call, Members};
use crate::http::reply::Reply;
use crate::model::asset::MockAsset;
use crate::state::store::State;

/// Downloads a file; reports a missing file in the answer, not as an error of the request.
pub(super) fn download(state: &mut State, call: &Call<'_>) -> Value {
    let url = call.body().text("url").unwrap_or_default();
    let is_fetched = ["mxc://", "localmxc://"].iter().any(|scheme| url.starts_with(scheme));
    match is_fetched.then(|| state.download(url)).flatten() {
        Some(local) => json!({ "srcURL": local }),
        None => json!({ "error": "File not found" }),
    }
}

pub(super) fn serve(state: &State, call: &Call<'_>) -> Result<Reply, ApiError> {
    let url = call.query.text("url").unwrap_or_default();
    let asset = state.asset_at(url).ok_or(ApiError::not_found("File not found"))?;
    let file = &asset.file;
    let length = file.bytes.len();
    let reply = match call
        .header(RANGE.as_str())
        .map_or(RangePart::Whole, |range| part_of(range, length))
    {
        RangePart::Whole => Reply::shared(200, file.bytes.clone()),
        RangePart::Some(range) => {
            let position = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            Reply::shared(206, file.bytes.slice(range)).header(CONTENT_RANGE.as_str(), &position)
        }
        RangePart::Outside => {
            let refusal = ApiError::new(416, "M_INVALID_PARAM", "The range starts after the end of the file");
            return Err(refusal.header(CONTENT_RANGE, format!("bytes */{length}")));
        }
    };
    // The client that uploaded the file chose its type, which may not be a valid header value.
    let mime_type = match HeaderValue::from_str(&file.mime_type) {
        Ok(_) if is_media_type(&file.mime_type) => &file.mime_type,
        _ => "application/octet-stream",
    };
    Ok(reply
        .header(CONTENT_TYPE.as_str(), mime_type)
        .header(ACCEPT_RANGES.as_str(), "bytes"))
}

pub(super) fn upload(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let text = |name| {
        let text = call.part(name).and_then(|part| std::str::from_utf8(&part.data).ok());
        text.filter(|text| !text.is_empty())
    };
    let file = call
        .part("file")
        .ok_or(ApiError::invalid_param("The form has no part `file`"))?;
    let file_name = text("fileName").or(file.file_name.as_deref());
    // Clients send these types if they do not know the real one.
    let claimed = file.content_type.as_deref();
    let claimed = claimed.filter(|it| !it.is_empty() && *it != "application/octet-stream");
    let mime_type = text("mimeType").or(claimed);
    Ok(state.take_upload(asset(MockAsset::shared(file.data.clone()), file_name, mime_type)))
}

pub(super) fn upload_base64(state: &mut State, call: &Call<'_>) -> Value {
    let body = call.body();
    let bytes = body.text("content").and_then(base64).unwrap_or_default();
    state.take_upload(asset(
        MockAsset::new(bytes),
        body.text("fileName"),
        body.text("mimeType"),
    ))
}

fn asset(asset: MockAsset, file_name: Option<&str>, mime_type: Option<&str>) -> MockAsset {
    let asset = match file_name.filter(|name| !name.is_empty()) {
        Some(name) => asset.file_name(name),
        None => asset,
    };
    match mime_type {
        Some(mime_type) => asset.mime_type(mime_type),
        None => asset,
    }
}

/// Returns `true` if a text consists of a type and a subtype, whatever its parameters.
fn is_media_type(text: &str) -> bool {
    let is_token = |text: &str| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(is_sign)
    };
    let (kind, _) = text.split_once(';').unwrap_or((text, ""));
    kind.trim()
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}
