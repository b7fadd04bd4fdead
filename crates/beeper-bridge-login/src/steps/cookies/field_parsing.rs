//! Reads the fields of a cookie step, which servers describe in two formats.

use beeper_desktop_client::OpenValue;
use beeper_desktop_client::types;
use serde_json::{Map, Value};

use super::domain::Domain;
use super::field::{CookieField, FieldPattern, Source, SourceKind};
use super::pattern::{Pattern, PatternBudget};

/// The error of an undocumented member with an unexpected type.
struct Unreadable;

pub(super) fn read_field(field: types::CookieField, budget: &mut PatternBudget) -> CookieField {
    let mut has_unreadable_parts = false;
    let mut note = |_: &Unreadable| has_unreadable_parts = true;
    let extra = |name| match field.extra.get(name).map(OpenValue::as_value) {
        None | Some(Value::Null) => None,
        Some(value) => Some(value),
    };

    let is_required = match extra("required") {
        None => true,
        Some(Value::Bool(required)) => *required,
        Some(_) => {
            note(&Unreadable);
            true
        }
    };
    let pattern = match extra("pattern") {
        None => FieldPattern::Any,
        Some(Value::String(text)) if text.is_empty() => FieldPattern::Any,
        Some(Value::String(text)) => FieldPattern::Pattern(Pattern::new(text, budget)),
        Some(_) => {
            note(&Unreadable);
            FieldPattern::Unreadable
        }
    };
    let described_name = field.name.filter(|name| !name.is_empty());
    let described_kind = field.type_.filter(|kind| !kind.as_str().is_empty());
    let mut sources = Vec::new();
    let listed = match extra("sources") {
        None => &[],
        Some(Value::Array(entries)) => entries.as_slice(),
        Some(unfit) => std::slice::from_ref(unfit),
    };
    for entry in listed {
        match read_source(entry, budget) {
            Ok(source) => sources.push(source),
            Err(unreadable) => note(&unreadable),
        }
    }
    // If sources are listed, the field's own description would only widen them. Without a list, assuming a cookie with the
    // field's name is right for the plain format, but wrong if the list could not be read.
    let is_plain = described_name.is_some() || described_kind.is_some() || listed.is_empty();
    if sources.is_empty() && is_plain {
        let kind = described_kind.map_or(SourceKind::Cookie, |kind| kind.as_str().into());
        let name = described_name.as_deref().unwrap_or(field.id.as_str());
        sources.push(Source {
            kind,
            name: name.to_owned(),
            cookie_domain: None,
            request_url: None,
        });
    }
    let name = described_name
        .or_else(|| sources.first().map(|source| source.name.clone()))
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| field.id.to_string());
    CookieField {
        id: field.id,
        name,
        is_required,
        pattern,
        sources,
        has_unreadable_parts,
    }
}

fn read_source(entry: &Value, budget: &mut PatternBudget) -> Result<Source, Unreadable> {
    let entry = entry.as_object().ok_or(Unreadable)?;
    let kind = SourceKind::from(text(entry, &["type"])?.ok_or(Unreadable)?);
    let name = match text(entry, &["name"])? {
        Some(name) => name,
        None if kind.is_in_browser() => return Err(Unreadable),
        None => "",
    };
    let cookie_domain = match text(entry, &["cookieDomain", "cookie_domain"])? {
        Some(domain) => Some(Domain::new(domain).ok_or(Unreadable)?),
        None => None,
    };
    Ok(Source {
        kind,
        name: name.to_owned(),
        cookie_domain,
        request_url: text(entry, &["requestURLRegex", "request_url_regex"])?.map(|text| Pattern::new(text, budget)),
    })
}

/// Returns the first of the members that is present. Empty strings count as absent.
fn text<'a>(entry: &'a Map<String, Value>, names: &[&str]) -> Result<Option<&'a str>, Unreadable> {
    for name in names {
        match entry.get(*name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.is_empty() => {}
            Some(Value::String(text)) => return Ok(Some(text)),
            Some(_) => return Err(Unreadable),
        }
    }
    Ok(None)
}
