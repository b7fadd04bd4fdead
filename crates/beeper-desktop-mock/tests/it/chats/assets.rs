//! Tests uploads and downloads of files: forms, base64, byte ranges and media types.

use beeper_desktop_mock::{MockAsset, MockChat, MockDesktop, Operation};
use reqwest::Response;
use serde_json::{Value, json};

use crate::{escaped, ok, post, refusal, request, send};

/// Returns every byte, and a text that looks like the end of a part.
fn odd_bytes() -> Vec<u8> {
    let mut bytes: Vec<_> = (0..=u8::MAX).collect();
    bytes.extend_from_slice(b"\r\n--other\r\n\r\n");
    bytes
}

async fn upload(mock: &MockDesktop, file: &[u8], file_name: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--xyz--\r\n");
    let upload = request(mock, "POST", "/v1/assets/upload");
    send(
        upload
            .header("content-type", "multipart/form-data; boundary=xyz")
            .body(body),
    )
    .await
}

async fn serve(mock: &MockDesktop, url: &str, range: Option<&str>) -> Response {
    let serve = request(mock, "GET", &format!("/v1/assets/serve?url={}", escaped(url)));
    let serve = match range {
        Some(range) => serve.header("range", range),
        None => serve,
    };
    serve.send().await.unwrap()
}

fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_form_upload_is_downloaded_unchanged() {
    let mock = MockDesktop::start().await.unwrap();
    let file = odd_bytes();

    let uploaded = ok(upload(&mock, &file, "grüße & mehr.bin", &[("mimeType", "application/x-bee")]).await);

    assert_eq!(
        uploaded,
        json!({
            "uploadID": "mock-upload-1",
            "srcURL": "file:///beeper-desktop-mock/mock-upload-1/gr%C3%BC%C3%9Fe%20%26%20mehr.bin",
            "fileName": "grüße & mehr.bin",
            "fileSize": file.len(),
            "mimeType": "application/x-bee",
        })
    );
    let served = serve(&mock, uploaded["srcURL"].as_str().unwrap(), None).await;
    assert_eq!(served.status(), 200);
    assert_eq!(header(&served, "content-type"), Some("application/x-bee"));
    assert_eq!(header(&served, "accept-ranges"), Some("bytes"));
    assert_eq!(served.bytes().await.unwrap(), file);
    let asset = mock.asset("mock-upload-1").unwrap();
    assert_eq!(
        (asset.bytes(), asset.name(), asset.content_type()),
        (&*file, Some("grüße & mehr.bin"), "application/x-bee")
    );
}

#[tokio::test]
async fn a_base64_upload_is_downloaded_unchanged() {
    let mock = MockDesktop::start().await.unwrap();

    let body = json!({ "content": "R0lGODlhAgADAA==", "fileName": "bee.gif" });
    let uploaded = ok(post(&mock, "/v1/assets/upload/base64", body).await);

    assert_eq!(
        (&uploaded["mimeType"], &uploaded["fileSize"]),
        (&json!("image/gif"), &json!(10))
    );
    assert_eq!((&uploaded["width"], &uploaded["height"]), (&json!(2), &json!(3)));
    let served = serve(&mock, uploaded["srcURL"].as_str().unwrap(), None).await;
    assert_eq!(served.bytes().await.unwrap(), "GIF89a\x02\0\x03\0");
}

#[tokio::test]
async fn file_name_and_type_of_a_form_upload_have_fallbacks() {
    let mock = MockDesktop::start().await.unwrap();

    let named = ok(upload(&mock, b"%PDF-1", "a.bin", &[("fileName", "b.pdf")]).await);
    let empty = ok(upload(&mock, b"", "", &[]).await);

    assert_eq!(
        (&named["fileName"], &named["mimeType"]),
        (&json!("b.pdf"), &json!("application/pdf"))
    );
    assert_eq!(
        (&empty["fileName"], &empty["fileSize"]),
        (&json!("mock-upload-2"), &json!(0))
    );
}

#[tokio::test]
async fn byte_ranges_of_a_file_are_served() {
    let mock = MockDesktop::start().await.unwrap();
    let url = "mxc://beeper.local/digits?x=1&y=2";
    mock.put_asset(url, MockAsset::new("0123456789").mime_type("text/plain"));

    for (range, bytes, position) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=4-", "456789", "bytes 4-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=9-100", "9", "bytes 9-9/10"),
    ] {
        let part = serve(&mock, url, Some(range)).await;
        assert_eq!(part.status(), 206, "{range}");
        assert_eq!(header(&part, "content-range"), Some(position));
        assert_eq!(header(&part, "content-type"), Some("text/plain"));
        assert_eq!(part.bytes().await.unwrap(), bytes);
    }
    for range in ["bytes=3-1", "bytes=0-1,3-4", "lines=1-2"] {
        let whole = serve(&mock, url, Some(range)).await;
        assert_eq!(
            (whole.status().as_u16(), header(&whole, "content-range")),
            (200, None),
            "{range}"
        );
    }
    let outside = serve(&mock, url, Some("bytes=10-")).await;
    assert_eq!(header(&outside, "content-range"), Some("bytes */10"));
    assert_eq!(
        refusal((outside.status().as_u16(), outside.json().await.unwrap())).0,
        416
    );
}

#[tokio::test]
async fn a_large_file_is_uploaded_and_its_download_resumed() {
    let mock = MockDesktop::start().await.unwrap();
    let file: Vec<_> = (0_u32..1_500_000).flat_map(u32::to_le_bytes).collect();
    let uploaded = ok(upload(&mock, &file, "large", &[]).await);
    let url = uploaded["srcURL"].as_str().unwrap();

    mock.on(Operation::ServeAsset).once().reset_mid_body();
    let broken = serve(&mock, url, None).await;
    assert_eq!(broken.status(), 200);
    assert!(broken.bytes().await.is_err());

    let rest = serve(&mock, url, Some(&format!("bytes={}-", file.len() / 2))).await;
    assert_eq!(rest.status(), 206);
    assert_eq!(rest.bytes().await.unwrap(), file[file.len() / 2..]);
}

#[tokio::test]
async fn an_upload_that_is_sent_stays_available() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!ana"));
    ok(upload(&mock, b"GIF89a\x02\0\x03\0", "bee.gif", &[]).await);

    for (said, message_type, attachment) in [
        (
            json!({}),
            "IMAGE",
            json!({ "type": "img", "isGif": true, "size": { "width": 2, "height": 3 } }),
        ),
        (
            json!({ "type": "sticker", "fileName": "other.gif", "size": { "width": 9, "height": 8 } }),
            "STICKER",
            json!({ "type": "img", "isSticker": true, "fileName": "other.gif", "size": { "width": 9, "height": 8 } }),
        ),
        (
            json!({ "type": "voice-note", "duration": 1.5 }),
            "VOICE",
            json!({ "type": "audio", "isVoiceNote": true, "duration": 1.5 }),
        ),
        (
            json!({ "mimeType": "video/mp4" }),
            "VIDEO",
            json!({ "type": "video", "mimeType": "video/mp4" }),
        ),
        (
            json!({ "type": "file" }),
            "FILE",
            json!({ "type": "unknown", "fileName": "bee.gif", "fileSize": 10 }),
        ),
    ] {
        let mut upload = said.clone();
        upload["uploadID"] = json!("mock-upload-1");
        ok(post(&mock, "/v1/chats/!ana/messages", json!({ "attachment": upload })).await);

        let message = mock.messages("!ana").pop().unwrap();
        assert_eq!(message["type"], message_type, "{said}");
        let sent = &message["attachments"][0];
        for (name, value) in attachment.as_object().unwrap() {
            assert_eq!(&sent[name], value, "{said} {name}");
        }
        let served = serve(&mock, sent["id"].as_str().unwrap(), None).await;
        assert_eq!(served.bytes().await.unwrap(), "GIF89a\x02\0\x03\0");
    }
}

#[tokio::test]
async fn a_download_tells_where_the_file_is() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_asset("mxc://beeper.local/bee", MockAsset::new("bzz").file_name("bee.txt"));
    let download = |url: &str| post(&mock, "/v1/assets/download", json!({ "url": url }));

    let first = ok(download("mxc://beeper.local/bee").await);
    assert_eq!(ok(download("mxc://beeper.local/bee").await), first);
    let served = serve(&mock, first["srcURL"].as_str().unwrap(), None).await;
    assert_eq!(served.bytes().await.unwrap(), "bzz");

    let unknown = ok(download("mxc://beeper.local/wasp").await);
    assert!(unknown["error"].is_string() && unknown.get("srcURL").is_none());
    assert!(mock.remove_asset("mxc://beeper.local/bee"));
    assert!(!mock.remove_asset("mxc://beeper.local/bee"));
    assert!(mock.asset("mxc://beeper.local/bee").is_none());
}

#[tokio::test]
async fn unavailable_files_are_refused() {
    let mock = MockDesktop::start().await.unwrap();
    for (url, status) in [
        ("mxc://beeper.local/bee", 404),
        ("file:///etc/hostname", 404),
        ("https://chat.example/bee.png", 404),
        ("bee", 400),
        ("mxc://beeper.local/two bees", 400),
        ("", 400),
    ] {
        let answer = serve(&mock, url, None).await;
        let status_and_body = (answer.status().as_u16(), answer.json().await.unwrap());
        assert_eq!(refusal(status_and_body).0, status, "{url}");
    }
    mock.put_asset("file:///bee", MockAsset::new("buzz"));
    let elsewhere = ok(post(&mock, "/v1/assets/download", json!({ "url": "file:///bee" })).await);
    assert!(elsewhere["error"].is_string(), "{elsewhere}");
}

#[tokio::test]
async fn an_invalid_media_type_is_not_sent_as_header() {
    let mock = MockDesktop::start().await.unwrap();
    for (said, sent) in [
        ("text/plain\r\nx-evil: 1", "application/octet-stream"),
        ("null", "application/octet-stream"),
        ("text/ plain", "application/octet-stream"),
        ("/plain", "application/octet-stream"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
    ] {
        let body = json!({ "content": "", "mimeType": said });
        let uploaded = ok(post(&mock, "/v1/assets/upload/base64", body).await);

        let served = serve(&mock, uploaded["srcURL"].as_str().unwrap(), None).await;

        assert_eq!(header(&served, "content-type"), Some(sent), "{said}");
        assert_eq!(header(&served, "x-evil"), None);
    }
}

#[tokio::test]
async fn malformed_forms_are_refused() {
    let mock = MockDesktop::start().await.unwrap();
    let no_file = "--x\r\nContent-Disposition: form-data; name=\"fileName\"\r\n\r\na\r\n--x--";
    let cut_off = "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na";
    for (content_type, body) in [
        ("application/json", "{}"),
        ("multipart/form-data", no_file),
        ("multipart/form-data; boundary=x", ""),
        ("multipart/form-data; boundary=x", no_file),
        ("multipart/form-data; boundary=x", cut_off),
    ] {
        let upload = request(&mock, "POST", "/v1/assets/upload").header("content-type", content_type);
        assert_eq!(refusal(send(upload.body(body)).await).0, 400, "{content_type} {body}");
    }
    for body in [json!({}), json!({ "content": "no base64" }), json!({ "content": 1 })] {
        let refused = post(&mock, "/v1/assets/upload/base64", body.clone()).await;
        assert_eq!(refusal(refused).0, 400, "{body}");
    }
    assert!(mock.asset("mock-upload-1").is_none());
}
