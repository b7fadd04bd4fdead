//! Reads the body of a response up to a size limit.

use bytes::Bytes;

/// Reads the body of a response.
///
/// Returns `None` if it is larger than `max` bytes. A body that arrives in one chunk is not copied.
///
/// If the body is not received whole, `received` contains the part that has arrived, even if this future is dropped.
pub(crate) async fn read_body(
    answer: &mut reqwest::Response,
    max: usize,
    received: &mut Vec<u8>,
) -> reqwest::Result<Option<Bytes>> {
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
    received.reserve_exact(announced.max(first.len()));
    received.extend_from_slice(&first);
    while let Some(chunk) = answer.chunk().await? {
        if received.len() + chunk.len() > max {
            return Ok(None);
        }
        received.extend_from_slice(&chunk);
    }
    Ok(Some(std::mem::take(received).into()))
}
