//! The answer of `getInfo`.

use std::env::consts;
use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::dialect::rules::VERSION;

/// The path at which the API's description is served.
pub(crate) const SPEC_PATH: &str = "/v1/spec";

/// Returns the answer of `getInfo`, which names the endpoints that are served.
pub(crate) fn info(base_url: &str, addr: SocketAddr, has_spec: bool) -> Value {
    let mut endpoints = json!({});
    if has_spec {
        endpoints["spec"] = json!(format!("{base_url}{SPEC_PATH}"));
    }
    json!({
        "app": {
            "bundle_id": "com.example.beeper-desktop-mock",
            "name": "Beeper Desktop Mock",
            "version": VERSION,
        },
        "endpoints": endpoints,
        "platform": platform(),
        "server": {
            "base_url": base_url,
            "hostname": addr.ip().to_string(),
            "mcp_enabled": false,
            "port": addr.port(),
            "remote_access": false,
            "status": "running",
        },
    })
}

/// Returns the platform by the names that the server's runtime uses.
fn platform() -> Value {
    let os = match consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        os => os,
    };
    let arch = match consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        arch => arch,
    };
    let mut platform = json!({ "os": os, "arch": arch });
    // Other systems say it to system calls alone.
    if let Ok(release) = std::fs::read_to_string("/proc/sys/kernel/osrelease") {
        platform["release"] = json!(release.trim());
    }
    platform
}
