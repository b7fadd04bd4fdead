//! Matches the values of a web login to the fields of a cookie step.

use beeper_desktop_client::Secret;
use url::Url;

use super::collected_values::{CollectedValues, FinalUrlStatus, MissingField, MissingReason};
use super::field::{CookieField, FieldPattern};
use super::pattern::PatternMatch;
use super::pattern_checks::{PatternCheck, PatternChecks};
use super::search::{Candidate, Search};
use super::snapshot::WebSnapshot;
use super::step::CookieStep;

impl CookieStep {
    /// Searches a snapshot for the values of the step's fields.
    ///
    /// [The module](super) describes where this searches, and which of several values it uses.
    pub fn collect(&self, snapshot: &WebSnapshot) -> CollectedValues {
        let checks = PatternChecks::new(&snapshot.check_results);
        let (final_url, last_url) = self.final_page(snapshot, &checks);
        let final_page = match final_url {
            FinalUrlStatus::NotReached => None,
            _ => last_url.and_then(|url| Url::parse(url.expose()).ok()),
        };
        let final_page_is_home = final_url == FinalUrlStatus::Reached;
        let search = Search::new(snapshot, &checks, self.url(), final_page, final_page_is_home);
        let mut collected = CollectedValues {
            values: Vec::new(),
            missing_required: Vec::new(),
            missing_optional: Vec::new(),
            unchecked: Vec::new(),
            open_checks: Vec::new(),
            final_url,
            last_url: last_url.cloned(),
            has_confirmation: final_url == FinalUrlStatus::Reached,
        };
        let mut required_are_checked = true;
        for field in self.fields() {
            match find(field, &search, &checks) {
                Ok(found) => {
                    if found.check != PatternMatch::Matches {
                        collected.unchecked.push(field.id().clone());
                        required_are_checked &= !field.is_required() || found.check != PatternMatch::Unchecked;
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
                    missing.push(MissingField::new(field, reason));
                }
            }
        }
        collected.open_checks = checks.into_open();
        // Without a rule for the address, only the fields prove that the user is signed in. So at least one must be required,
        // and each must be more than a cookie that guests have too.
        let fields_tell = required_are_checked && self.fields().iter().any(CookieField::is_required);
        let fields_decide = match final_url {
            FinalUrlStatus::NotRequired => true,
            FinalUrlStatus::CannotCheck => !self.is_final_url_open(snapshot, &collected),
            FinalUrlStatus::Reached | FinalUrlStatus::NotReached => false,
        };
        collected.has_confirmation |= fields_decide && fields_tell;
        collected
    }

    /// Returns whether the user has reached the final page, and the address that proves it, or else the last address.
    fn final_page<'a>(
        &self,
        snapshot: &'a WebSnapshot,
        checks: &PatternChecks<'_>,
    ) -> (FinalUrlStatus, Option<&'a Secret>) {
        let urls = &snapshot.visited_urls;
        let Some(pattern) = &self.final_url else {
            return (FinalUrlStatus::NotRequired, urls.last());
        };
        let mut can_check = pattern.can_run() || !urls.is_empty();
        for url in urls.iter().rev() {
            match checks.run(pattern, url.expose()) {
                PatternMatch::Matches => return (FinalUrlStatus::Reached, Some(url)),
                PatternMatch::DoesNotMatch => {}
                PatternMatch::Unchecked | PatternMatch::CannotCheck => can_check = false,
            }
        }
        let status = if can_check {
            FinalUrlStatus::NotReached
        } else {
            FinalUrlStatus::CannotCheck
        };
        (status, urls.last())
    }

    /// Returns `true` if a result of an open check may still prove that the final page was reached.
    fn is_final_url_open(&self, snapshot: &WebSnapshot, collected: &CollectedValues) -> bool {
        let pattern = self.final_url_pattern();
        let is_open = |check: &PatternCheck| Some(check.pattern()) == pattern;
        snapshot.visited_urls.is_empty() || collected.open_checks.iter().any(is_open)
    }
}

fn find<'a>(
    field: &CookieField,
    search: &Search<'a>,
    checks: &PatternChecks<'_>,
) -> Result<Candidate<'a>, MissingReason> {
    let candidates = search.candidates(field);
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
            FieldPattern::Pattern(pattern) => checks.run(pattern, &candidate.value),
            FieldPattern::Unreadable => PatternMatch::Unchecked,
        };
        match check {
            PatternMatch::DoesNotMatch => continue,
            PatternMatch::Matches => {}
            PatternMatch::CannotCheck if candidate.check == PatternMatch::Unchecked => {}
            PatternMatch::Unchecked | PatternMatch::CannotCheck => candidate.check = check,
        }
        if candidate.check == PatternMatch::Matches {
            return Ok(candidate);
        }
        unchecked = unchecked.or(Some(candidate));
    }
    unchecked.ok_or(MissingReason::DoesNotFit)
}
