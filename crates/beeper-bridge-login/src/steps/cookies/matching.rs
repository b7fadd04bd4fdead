//! Matches what a browser holds to the fields of a cookie step.

use std::borrow::Cow;
use std::cmp::Reverse;

use beeper_desktop_client::Secret;
use url::Url;

use super::browser_snapshot::{BrowserSnapshot, Cookie, LocalStorageEntry, RequestHeader};
use super::collected_values::{CollectedValues, FinalUrlStatus, MissingField, MissingReason};
use super::domain::{Domain, DomainRelation};
use super::field::{CookieField, FieldPattern, Source, SourceKind};
use super::pattern::PatternMatch;
use super::percent_decoding::decode_cookie_value;
use super::step::CookieStep;

impl CookieStep {
    /// Looks for the step's values in a browser. [The module](super) says where, and which one is taken if there are
    /// several.
    pub fn collect(&self, browser: &BrowserSnapshot) -> CollectedValues {
        let final_url = self.check_final_url(browser);
        let mut sign_in_hosts: Vec<Domain> = Domain::of_url(self.url()).into_iter().collect();
        if final_url == FinalUrlStatus::Reached {
            sign_in_hosts.extend(browser.current_host());
        }
        let search = Search {
            browser,
            sign_in_hosts,
            current_host: browser.current_host(),
        };
        let mut collected = CollectedValues {
            values: Vec::new(),
            missing_required: Vec::new(),
            missing_optional: Vec::new(),
            unchecked: Vec::new(),
            final_url,
            has_confirmation: final_url == FinalUrlStatus::Reached,
        };
        let mut required_are_checked = true;
        for field in self.fields() {
            match search.find(field) {
                Ok(found) => {
                    if !found.is_checked {
                        collected.unchecked.push(field.id().clone());
                        required_are_checked &= !field.is_required();
                    }
                    collected
                        .values
                        .push((field.id().clone(), Secret::from(found.value.into_owned())));
                }
                Err(reason) => {
                    let missing = if field.is_required() {
                        &mut collected.missing_required
                    } else {
                        &mut collected.missing_optional
                    };
                    missing.push(MissingField {
                        id: field.id().clone(),
                        name: field.name().to_owned(),
                        reason,
                    });
                }
            }
        }
        // Without a rule for the address, the fields alone tell that the user is signed in: so there has to be one, and
        // each has to be more than a cookie that guests get too.
        let fields_tell = required_are_checked && self.fields().iter().any(CookieField::is_required);
        collected.has_confirmation |= final_url == FinalUrlStatus::NotRequired && fields_tell;
        collected
    }

    fn check_final_url(&self, browser: &BrowserSnapshot) -> FinalUrlStatus {
        let Some(pattern) = &self.final_url else {
            return FinalUrlStatus::NotRequired;
        };
        let current_url = browser.current_url.as_ref().map(Secret::expose);
        match current_url.map(|url| pattern.check(url)) {
            _ if !pattern.can_run() => FinalUrlStatus::CannotCheck,
            Some(PatternMatch::Matches) => FinalUrlStatus::Reached,
            _ => FinalUrlStatus::NotReached,
        }
    }
}

struct Search<'a> {
    browser: &'a BrowserSnapshot,
    /// The hosts on which the user signs in, the most important first.
    sign_in_hosts: Vec<Domain>,
    current_host: Option<Domain>,
}

struct Candidate<'a> {
    value: Cow<'a, str>,
    is_checked: bool,
}

/// The rank of a candidate; the best one is the least. Its first part tells how well the place fits.
type Rank = (u8, Reverse<usize>);

const IN_OPEN_PAGE: u8 = 100;
const ELSEWHERE: u8 = 101;
const UNKNOWN_PLACE: u8 = 102;

impl<'a> Search<'a> {
    fn find(&self, field: &CookieField) -> Result<Candidate<'a>, MissingReason> {
        let candidates = self.candidates(field);
        if candidates.is_empty() {
            return Err(if field.can_collect() {
                MissingReason::NotFound
            } else {
                MissingReason::CannotCollect
            });
        }
        let mut unchecked = None;
        for mut candidate in candidates {
            let check = match &field.pattern {
                FieldPattern::Any => PatternMatch::Matches,
                FieldPattern::Pattern(pattern) => pattern.check(&candidate.value),
                FieldPattern::Unreadable => PatternMatch::Unchecked,
            };
            candidate.is_checked &= check == PatternMatch::Matches;
            match check {
                PatternMatch::DoesNotMatch => {}
                _ if candidate.is_checked => return Ok(candidate),
                _ => unchecked = unchecked.or(Some(candidate)),
            }
        }
        unchecked.ok_or(MissingReason::DoesNotFit)
    }

    /// Returns all values that could be the field's, the best first.
    fn candidates(&self, field: &CookieField) -> Vec<Candidate<'a>> {
        let mut candidates = Vec::new();
        let extracted = self.browser.extracted.iter().rev().filter(|(id, _)| id == field.id());
        candidates.extend(extracted.map(|(_, value)| raw(value)));
        for source in field.sources() {
            match source.kind() {
                SourceKind::Cookie => candidates.extend(self.cookies(source).into_iter().map(|it| decoded(&it.value))),
                SourceKind::LocalStorage => {
                    candidates.extend(self.local_storage(source).into_iter().map(|it| raw(&it.value)));
                }
                SourceKind::RequestHeader => candidates.extend(self.request_headers(source)),
                SourceKind::RequestBody | SourceKind::Special => {}
                SourceKind::Unknown(_) => continue,
            }
            candidates.extend(self.named_values(
                |name| match source.kind() {
                    SourceKind::RequestHeader => name.eq_ignore_ascii_case(source.name()),
                    _ => name == source.name(),
                },
                source.kind() == &SourceKind::Cookie,
            ));
        }
        let is_cookie = field
            .sources()
            .iter()
            .any(|source| source.kind() == &SourceKind::Cookie);
        candidates.extend(self.named_values(|name| field.id() == name, is_cookie));
        candidates.retain(|candidate| !candidate.value.is_empty());
        candidates
    }

    fn named_values(&self, is_meant: impl Fn(&str) -> bool, is_cookie: bool) -> impl Iterator<Item = Candidate<'a>> {
        let values = self.browser.named_values.iter().rev();
        values
            .filter(move |(name, _)| is_meant(name))
            .map(move |(_, value)| if is_cookie { decoded(value) } else { raw(value) })
    }

    fn cookies(&self, source: &Source) -> Vec<&'a Cookie> {
        let named = self
            .browser
            .cookies
            .iter()
            .rev()
            .filter(|cookie| cookie.name == source.name());
        sorted_by_rank(named, |cookie| {
            let rank = match (&source.cookie_domain, &cookie.domain) {
                (_, None) => unknown_place(),
                (Some(wanted), Some(domain)) => match domain.relation_to(wanted)? {
                    DomainRelation::Same => (0, Reverse(domain.labels())),
                    DomainRelation::Subdomain => (1, Reverse(domain.labels())),
                    DomainRelation::Parent => return None,
                },
                (None, Some(domain)) => {
                    let if_pasted = || cookie.is_pasted.then(|| (ELSEWHERE, Reverse(domain.labels())));
                    self.rank_at_sign_in_host(domain).or_else(if_pasted)?
                }
            };
            Some((cookie.is_partitioned, rank, cookie.domain.as_ref()))
        })
    }

    fn local_storage(&self, source: &Source) -> Vec<&'a LocalStorageEntry> {
        let named = self
            .browser
            .local_storage
            .iter()
            .rev()
            .filter(|entry| entry.name == source.name());
        sorted_by_rank(named, |entry| {
            let Some(host) = &entry.host else {
                return Some((unknown_place(), None));
            };
            let in_open_page =
                || (self.current_host.as_ref() == Some(host)).then(|| (IN_OPEN_PAGE, Reverse(host.labels())));
            let if_pasted = || entry.is_pasted.then(|| (ELSEWHERE, Reverse(host.labels())));
            let rank = self
                .rank_at_sign_in_host(host)
                .or_else(in_open_page)
                .or_else(if_pasted)?;
            Some((rank, Some(host)))
        })
    }

    fn request_headers(&self, source: &Source) -> Vec<Candidate<'a>> {
        let named = self.browser.request_headers.iter().rev();
        let named = named.filter(|header| header.name.eq_ignore_ascii_case(source.name()));
        let check = |header: &RequestHeader| match (&source.request_url, &header.url) {
            (None, _) | (_, None) => PatternMatch::Matches,
            (Some(pattern), Some(url)) => pattern.check(url.expose()),
        };
        let ordered = sorted_by_rank(named, |header| {
            let Some(url) = &header.url else {
                return Some(UNKNOWN_PLACE);
            };
            match check(header) {
                PatternMatch::DoesNotMatch => None,
                PatternMatch::Matches if source.request_url.is_some() => Some(0),
                _ => {
                    let host = Url::parse(url.expose()).ok().and_then(|url| Domain::of_url(&url));
                    let is_at_home = host.is_some_and(|host| self.rank_at_sign_in_host(&host).is_some());
                    Some(if is_at_home { 0 } else { ELSEWHERE })
                }
            }
        });
        let candidate = |header: &'a RequestHeader| Candidate {
            is_checked: check(header) == PatternMatch::Matches,
            ..raw(&header.value)
        };
        ordered.into_iter().map(candidate).collect()
    }

    fn rank_at_sign_in_host(&self, domain: &Domain) -> Option<Rank> {
        self.sign_in_hosts.iter().zip(0u8..).find_map(|(host, place)| {
            let is_subdomain = match domain.relation_to(host)? {
                DomainRelation::Same | DomainRelation::Parent => 0,
                DomainRelation::Subdomain => 1,
            };
            Some((2 * place + is_subdomain, Reverse(domain.labels())))
        })
    }
}

fn unknown_place() -> Rank {
    (UNKNOWN_PLACE, Reverse(0))
}

/// The items that have a rank, sorted by it. Equal ones keep their order.
fn sorted_by_rank<'a, T, R: Ord>(items: impl Iterator<Item = &'a T>, rank: impl Fn(&'a T) -> Option<R>) -> Vec<&'a T> {
    let mut ranked: Vec<_> = items.filter_map(|item| Some((rank(item)?, item))).collect();
    ranked.sort_by(|(left, _), (right, _)| left.cmp(right));
    ranked.into_iter().map(|(_, item)| item).collect()
}

fn raw(value: &Secret) -> Candidate<'_> {
    Candidate {
        value: Cow::Borrowed(value.expose()),
        is_checked: true,
    }
}

fn decoded(value: &Secret) -> Candidate<'_> {
    Candidate {
        value: decode_cookie_value(value.expose()),
        is_checked: true,
    }
}
