//! Reports the progress of a capture, each change once.

use crate::browser::observer::Observer;
use crate::browser::progress::CaptureProgress;
use crate::steps::cookies::collected_values::CollectedValues;
use crate::steps::cookies::step::CookieStep;

/// The progress that was already reported.
#[derive(Default)]
pub(super) struct Told {
    is_open: bool,
    found: Vec<String>,
    missing: Option<Vec<String>>,
}

impl Told {
    /// Reports once that the page is open.
    pub(super) fn opened(&mut self, observer: &impl Observer) {
        if !std::mem::replace(&mut self.is_open, true) {
            observer.tell(CaptureProgress::Opened);
        }
    }

    /// Reports the values that are present and missing, if they have changed.
    pub(super) fn tell(&mut self, step: &CookieStep, collected: &CollectedValues, observer: &impl Observer) {
        let is_there = |id: &_| collected.values().iter().any(|(found, _)| found == id);
        let fields = step.fields().iter();
        let found: Vec<_> = fields
            .filter(|field| is_there(field.id()))
            .map(|field| field.name().to_owned())
            .collect();
        if found != self.found {
            self.found.clone_from(&found);
            observer.tell(CaptureProgress::Found {
                found,
                total: step.fields().len(),
            });
        }
        let missing = collected.missing_required().iter();
        let missing: Vec<_> = missing.map(|field| field.name().to_owned()).collect();
        let waits = self.is_open && !collected.may_close_automatically();
        if waits && self.missing.as_ref() != Some(&missing) {
            self.missing = Some(missing.clone());
            observer.tell(CaptureProgress::Waiting { missing });
        }
    }
}
