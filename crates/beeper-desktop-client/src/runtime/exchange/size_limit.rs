//! Reads the body of an answer, up to a limit of its size.

use bytes::Bytes;

/// Reads the body of an answer. Returns `None` if it is larger than `max` bytes. A body that arrives in one piece is not copied.
pub(super) async fn read_body(answer: &mut reqwest::Response, max: usize) -> reqwest::Result<Option<Bytes>> {
    let announced = usize::try_from(answer.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max {
        return Ok(None);
    }
    let first = answer.chunk().await?.unwrap_or_default();
    if first.len() > max {
        return Ok(None);
    }
    if first.len() == announced && announced > 0 {
        return Ok(Some(first));
    }
    let mut body = Vec::with_capacity(announced.max(first.len()));
    body.extend_from_slice(&first);
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > max {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body.into()))
}
