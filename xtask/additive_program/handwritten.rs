//! Calls the operations whose requests are written by hand: a function for each operation.

use beeper_desktop_client::Client;
use beeper_desktop_client::files::Upload;

use crate::TIMEOUT;
use crate::recorder::Recorder;

pub async fn serve_asset(client: &Client, recorder: &Recorder) {
    recorder.begin("serve_asset, what it requires");
    let _ = client.serve_asset("url").await;
    recorder.begin("serve_asset, with all setters");
    let request = client.serve_asset("url".to_owned()).range(1..3).on_progress(|_| {});
    let request = request.timeout(TIMEOUT).retries(0).header("x-additive", "1");
    let kept = vec![request.clone()];
    let _ = request.bytes(1024).await;
    recorder.begin("serve_asset, kept and raw");
    for request in kept {
        let _ = request.raw().await;
    }
}

pub async fn upload_asset(client: &Client, recorder: &Recorder) {
    recorder.begin("upload_asset, what it requires");
    let _ = client.upload_asset(Upload::bytes("content")).await;
    recorder.begin("upload_asset, with all setters");
    let request = client
        .upload_asset(Upload::bytes("content"))
        .file_name("a.txt")
        .mime_type("text/plain");
    let request = request.on_progress(|_| {}).timeout(TIMEOUT).header("x-additive", "1");
    let kept = vec![request.clone()];
    let _ = request.await;
    recorder.begin("upload_asset, kept and raw");
    for request in kept {
        let _ = request.raw().await;
    }
}
