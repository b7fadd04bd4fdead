//! Files: up, down, and in parts.

use axum::http::HeaderValue;
use axum::http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use serde_json::{Value, json};

use crate::Reply;
use crate::call::{Call, Fields};
use crate::decode::{Part, base64, boundary, multipart};
use crate::model::MockAsset;
use crate::range::{Part as RangePart, part_of};
use crate::reply::Failure;
use crate::state::State;

/// That a file cannot be had is not an error of the request, but what the answer says.
pub(super) fn download(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let url = body.required_text("url")?;
    known_scheme(url, &["mxc://", "localmxc://"])?;
    Ok(match state.download(url) {
        Some(local) => json!({ "srcURL": local }),
        None => json!({ "error": "There is no such file" }),
    })
}

pub(super) fn serve(state: &State, call: &Call<'_>) -> Result<Reply, Failure> {
    let query = call.query()?;
    let url = query.required("url")?;
    known_scheme(url, &["mxc://", "localmxc://", "file://"])?;
    let asset = state.asset_at(url).ok_or(Failure::not_found("There is no such file"))?;
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
            let refusal = Failure::new(416, "M_INVALID_PARAM", "The file does not reach that far");
            return Err(refusal.header(CONTENT_RANGE, format!("bytes */{length}")));
        }
    };
    // The type was said by whoever uploaded it.
    let mime_type = match HeaderValue::from_str(&file.mime_type) {
        Ok(_) => &file.mime_type,
        Err(_) => "application/octet-stream",
    };
    Ok(reply
        .header(CONTENT_TYPE.as_str(), mime_type)
        .header(ACCEPT_RANGES.as_str(), "bytes"))
}

pub(super) fn upload(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let boundary = call.header(CONTENT_TYPE.as_str()).and_then(boundary);
    let boundary = boundary.ok_or(Failure::bad_param("The body must be `multipart/form-data`"))?;
    let parts = multipart(call.body, &boundary).ok_or(Failure::bad_param("The form is malformed"))?;
    let part = |name: &str| parts.iter().find(|part| part.name == name);
    let file = part("file").ok_or_else(|| Failure::bad_field("file", "must be given"))?;
    let text = |name| match part(name) {
        None => Ok(None),
        Some(part) => said(part, name),
    };
    let file_name = text("fileName")?.or(file.file_name.as_deref());
    // Those are the types clients send when they know none.
    let claimed = file.content_type.as_deref();
    let claimed = claimed.filter(|it| !it.is_empty() && *it != "application/octet-stream");
    let mime_type = text("mimeType")?.or(claimed);
    Ok(state.take_upload(asset(MockAsset::shared(file.data.clone()), file_name, mime_type)))
}

fn said<'a>(part: &'a Part, name: &'static str) -> Result<Option<&'a str>, Failure> {
    let text = std::str::from_utf8(&part.data);
    let text = text.map_err(|_| Failure::bad_field(name, "must be a text"))?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

pub(super) fn upload_base64(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let content = body.any_text("content")?;
    let content = content.ok_or_else(|| Failure::bad_field("content", "must be given"))?;
    let (file_name, mime_type) = (body.optional_text("fileName")?, body.optional_text("mimeType")?);
    let bytes = base64(content).ok_or_else(|| Failure::bad_field("content", "must be base64"))?;
    Ok(state.take_upload(asset(MockAsset::new(bytes), file_name, mime_type)))
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

fn known_scheme(url: &str, schemes: &[&str]) -> Result<(), Failure> {
    match schemes.iter().any(|scheme| url.starts_with(scheme)) {
        true => Ok(()),
        false => Err(Failure::bad_param("`url` has a scheme that is not served here")),
    }
}
