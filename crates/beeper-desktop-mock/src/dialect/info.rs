use std::net::SocketAddr;

use serde_json::{Value, json};

use super::Rules;

/// The version that the server says it has.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What `getInfo` answers.
pub(crate) fn info(rules: &Rules, base_url: &str, addr: SocketAddr) -> Value {
    json!({
        "app": {
            "bundle_id": "com.example.beeper-desktop-mock",
            "name": "Beeper Desktop Mock",
            "version": VERSION,
        },
        "endpoints": (rules.endpoints)(base_url, addr),
        "platform": { "arch": std::env::consts::ARCH, "os": std::env::consts::OS },
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
