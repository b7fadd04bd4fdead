//! The answer of `getInfo`.

use std::env::consts;
use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::answers::oauth::metadata::addresses;
use crate::dialect::rules::VERSION;
use crate::http::endpoint::Endpoint;

/// Returns the answer of `getInfo`, which lists the given endpoints.
pub(crate) fn info(base_url: &str, addr: SocketAddr, served: &[Endpoint]) -> Value {
    let mut endpoints = json!({ "oauth": addresses(served, base_url) });
    if served.contains(&Endpoint::Spec) {
        endpoints["spec"] = json!(format!("{base_url}{}", Endpoint::Spec.path()));
    }
    if served.contains(&Endpoint::Events) {
        // Real servers, too, give this address the scheme `http`.
        endpoints["ws_events"] = json!(format!("{base_url}{}", Endpoint::Events.path()));
    }
    json!({
        "app": app(),
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

/// Returns the app that the server claims to belong to.
pub(crate) fn app() -> Value {
    json!({
        "bundle_id": "com.example.beeper-desktop-mock",
        "name": "Beeper Desktop Mock",
        "version": VERSION,
    })
}

/// Returns the platform under the name that the server's JavaScript runtime uses.
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
    // Other systems reveal their release through system calls only.
    if let Ok(release) = std::fs::read_to_string("/proc/sys/kernel/osrelease") {
        platform["release"] = json!(release.trim());
    }
    platform
}
