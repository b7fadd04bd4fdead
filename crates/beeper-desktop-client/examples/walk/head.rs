//! The lines above the report: address, name and version of the server, and version of this crate.

use std::env;

use beeper_desktop_client::ResponseValue;
use beeper_desktop_client::reqwest::Url;
use beeper_desktop_client::types::Info;

/// Returns the lines above the report.
pub fn of(info: Option<&ResponseValue<Info>>) -> String {
    let (name, version, system) = match info {
        Some(info) => (
            shown(&info.app.name),
            shown(&info.app.version),
            format!("{} {}", shown(&info.platform.os), shown(&info.platform.arch)),
        ),
        None => ("?", "?", "?".to_owned()),
    };
    let header = info.and_then(|info| info.server_version()).unwrap_or("none");
    format!(
        "address  {}\nserver   {name}, version {version}; in the answers' header: {header}\nsystem   {system}\nclient   {}",
        address(),
        env!("CARGO_PKG_VERSION")
    )
}

/// Returns scheme, host and port of the server, as the client reads them from the environment.
fn address() -> String {
    let variables = ["BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL"];
    let mut said = variables.into_iter().filter_map(|name| env::var(name).ok());
    let said = said.find_map(|text| {
        let text = text.trim().trim_matches(['"', '\'']).trim().to_owned();
        (!text.is_empty()).then_some(text)
    });
    let url = said.as_deref().unwrap_or("http://localhost:23373").parse::<Url>();
    let shown = url.ok().and_then(|url| {
        let port = url.port_or_known_default()?;
        Some(format!("{}://{}:{port}", url.scheme(), url.host_str()?))
    });
    shown.unwrap_or_else(|| "?".to_owned())
}

/// Returns a name or a version, or `?` if the text does not look like one.
fn shown(text: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || " .-+_".contains(c);
    match (1..=40).contains(&text.len()) && text.chars().all(plain) {
        true => text,
        false => "?",
    }
}
