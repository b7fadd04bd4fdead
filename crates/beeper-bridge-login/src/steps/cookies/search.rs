//! Searches for possible values of a field, and ranks them.

use std::borrow::Cow;
use std::cmp::Reverse;

use beeper_desktop_client::Secret;
use url::Url;

use super::cookie::Cookie;
use super::domain::{Domain, DomainRelation};
use super::field::{CookieField, Source, SourceKind};
use super::pattern::{Pattern, PatternMatch};
use super::pattern_checks::PatternChecks;
use super::percent_decoding::decode_cookie_value;
use super::snapshot::{LocalStorageEntry, WebSnapshot};

pub(super) struct Search<'a> {
    snapshot: &'a WebSnapshot,
    checks: &'a PatternChecks<'a>,
    /// The hosts on which the user signs in, most important first.
    sign_in_hosts: Vec<Domain>,
    first_page: &'a Url,
    final_page: Option<Url>,
}

pub(super) struct Candidate<'a> {
    pub(super) value: Cow<'a, str>,
    pub(super) check: PatternMatch,
}

/// Ranks by how well a value's place matches. The smallest is the best.
const ELSEWHERE: u8 = 101;
const UNKNOWN_PLACE: u8 = 102;

impl<'a> Search<'a> {
    pub(super) fn new(
        snapshot: &'a WebSnapshot,
        checks: &'a PatternChecks<'a>,
        first_page: &'a Url,
        final_page: Option<Url>,
        final_page_is_home: bool,
    ) -> Self {
        let mut sign_in_hosts: Vec<Domain> = Domain::of_url(first_page).into_iter().collect();
        if final_page_is_home {
            sign_in_hosts.extend(final_page.as_ref().and_then(Domain::of_url));
        }
        Self {
            snapshot,
            checks,
            sign_in_hosts,
            first_page,
            final_page,
        }
    }

    /// Returns all possible values of a field, best first.
    pub(super) fn candidates(&self, field: &CookieField) -> Vec<Candidate<'a>> {
        let is_of_kind = |kind: &SourceKind| field.sources().iter().any(|source| source.kind() == kind);
        let extracted = self.snapshot.extracted.iter().rev().filter(|(id, _)| id == field.id());
        let extracted = || extracted.clone().map(|(_, value)| raw(value));
        let mut candidates = Vec::new();
        if !is_of_kind(&SourceKind::Special) {
            candidates.extend(extracted());
        }
        for source in field.sources() {
            match source.kind() {
                SourceKind::Cookie => candidates.extend(self.cookies(source).into_iter().map(|it| decoded(&it.value))),
                SourceKind::LocalStorage => {
                    candidates.extend(self.local_storage(source).into_iter().map(|it| raw(&it.value)));
                }
                SourceKind::RequestHeader => candidates.extend(self.request_headers(source)),
                SourceKind::RequestBody => candidates.extend(self.request_bodies(source)),
                SourceKind::Special => candidates.extend(extracted()),
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
        candidates.extend(self.named_values(|name| field.id() == name, is_of_kind(&SourceKind::Cookie)));
        candidates.retain(|candidate| !candidate.value.is_empty());
        candidates
    }

    fn named_values(&self, is_meant: impl Fn(&str) -> bool, is_cookie: bool) -> impl Iterator<Item = Candidate<'a>> {
        let values = self.snapshot.named_values.iter().rev();
        values
            .filter(move |(name, _)| is_meant(name))
            .map(move |(_, value)| if is_cookie { decoded(value) } else { raw(value) })
    }

    fn cookies(&self, source: &Source) -> Vec<&'a Cookie> {
        let named = self.snapshot.cookies.iter().zip(0i64..);
        let named = named.filter(|(cookie, _)| cookie.name == source.name());
        sorted_by_rank(named, |&(cookie, position)| {
            let is_sent = self.final_page.as_ref().is_some_and(|page| cookie.is_sent_to(page));
            let (place, relation) = self.cookie_place(cookie, source)?;
            let labels = cookie.domain.as_ref().map_or(0, Domain::labels);
            // Browsers send the longest path first, then the oldest cookie. If paths are unknown, so is the age; then the most
            // specific domain comes first, and of equal ones the cookie added last.
            let order = match (&cookie.path, is_sent) {
                (Some(path), true) => (Reverse(path.len()), 0, Reverse(0), None, position),
                (_, is_sent) => {
                    let relation = if is_sent { 0 } else { relation };
                    (Reverse(0), relation, Reverse(labels), cookie.domain.as_ref(), -position)
                }
            };
            Some((cookie.is_partitioned, place, !is_sent, order))
        })
        .into_iter()
        .map(|(cookie, _)| cookie)
        .collect()
    }

    /// Returns how well the cookie's site matches, and whether it is a subdomain. `None` if the cookie belongs to another site.
    fn cookie_place(&self, cookie: &Cookie, source: &Source) -> Option<(u8, u8)> {
        match (&source.cookie_domain, &cookie.domain) {
            (_, None) => Some((UNKNOWN_PLACE, 0)),
            (Some(wanted), Some(domain)) => match domain.relation_to(wanted)? {
                DomainRelation::Same => Some((0, 0)),
                DomainRelation::Subdomain => Some((0, 1)),
                DomainRelation::Parent => None,
            },
            (None, Some(domain)) => {
                let if_pasted = || cookie.is_pasted.then_some((ELSEWHERE, 0));
                self.place_at_sign_in_host(domain).or_else(if_pasted)
            }
        }
    }

    fn local_storage(&self, source: &Source) -> Vec<&'a LocalStorageEntry> {
        let entries = self.snapshot.local_storage.iter().rev();
        sorted_by_rank(entries.filter(|entry| entry.name == source.name()), |entry| {
            let Some(page) = &entry.page else {
                return entry.is_pasted.then_some(UNKNOWN_PLACE);
            };
            if page.contains(self.first_page) {
                Some(0)
            } else if self.final_page.as_ref().is_some_and(|url| page.contains(url)) {
                Some(1)
            } else {
                entry.is_pasted.then_some(ELSEWHERE)
            }
        })
    }

    fn request_headers(&self, source: &Source) -> Vec<Candidate<'a>> {
        let headers = self.snapshot.request_headers.iter().rev();
        let named = headers.filter(|header| header.name.eq_ignore_ascii_case(source.name()));
        let values = named.map(|header| (header.url.as_ref(), &header.value));
        self.of_requests(values, source.request_url.as_ref())
    }

    fn request_bodies(&self, source: &Source) -> Vec<Candidate<'a>> {
        let bodies = self.snapshot.request_bodies.iter().rev();
        let values = bodies.flat_map(|body| body.values.iter().map(|(name, value)| (&body.url, name, value)));
        let named = values.filter(|(_, name, _)| *name == source.name());
        self.of_requests(
            named.map(|(url, _, value)| (Some(url), value)),
            source.request_url.as_ref(),
        )
    }

    /// Ranks values from requests; the newest request comes first.
    fn of_requests(
        &self,
        values: impl Iterator<Item = (Option<&'a Secret>, &'a Secret)>,
        pattern: Option<&Pattern>,
    ) -> Vec<Candidate<'a>> {
        let checked = values.map(|(url, value)| {
            let check = match (pattern, url) {
                (None, _) | (_, None) => PatternMatch::Matches,
                (Some(pattern), Some(url)) => self.checks.run(pattern, url.expose()),
            };
            (url, value, check)
        });
        let ordered = sorted_by_rank(checked, |(url, _, check)| {
            let Some(url) = url else {
                return Some(UNKNOWN_PLACE);
            };
            match check {
                PatternMatch::DoesNotMatch => None,
                PatternMatch::Matches if pattern.is_some() => Some(0),
                _ => {
                    let host = Url::parse(url.expose()).ok().and_then(|url| Domain::of_url(&url));
                    let is_at_home = host.is_some_and(|host| self.place_at_sign_in_host(&host).is_some());
                    Some(if is_at_home { 0 } else { ELSEWHERE })
                }
            }
        });
        let candidate = |(_, value, check)| Candidate { check, ..raw(value) };
        ordered.into_iter().map(candidate).collect()
    }

    /// Returns the index of the first sign-in host that a domain belongs to, and whether the domain is a subdomain of it.
    fn place_at_sign_in_host(&self, domain: &Domain) -> Option<(u8, u8)> {
        self.sign_in_hosts.iter().zip(0u8..).find_map(|(host, place)| {
            let is_subdomain = match domain.relation_to(host)? {
                DomainRelation::Same | DomainRelation::Parent => 0,
                DomainRelation::Subdomain => 1,
            };
            Some((place, is_subdomain))
        })
    }
}

/// Returns the items that have a rank, sorted by it. Equal ones keep their order.
fn sorted_by_rank<T, R: Ord>(items: impl Iterator<Item = T>, rank: impl Fn(&T) -> Option<R>) -> Vec<T> {
    let mut ranked: Vec<_> = items.filter_map(|item| Some((rank(&item)?, item))).collect();
    ranked.sort_by(|(left, _), (right, _)| left.cmp(right));
    ranked.into_iter().map(|(_, item)| item).collect()
}

fn raw(value: &Secret) -> Candidate<'_> {
    Candidate {
        value: Cow::Borrowed(value.expose()),
        check: PatternMatch::Matches,
    }
}

fn decoded(value: &Secret) -> Candidate<'_> {
    Candidate {
        value: decode_cookie_value(value.expose()),
        check: PatternMatch::Matches,
    }
}
