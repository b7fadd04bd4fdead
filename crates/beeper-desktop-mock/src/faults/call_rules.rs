//! What the server does with a call before any handler sees it.

use std::ops::RangeInclusive;

use crate::faults::delay::Wait;
use crate::faults::delivery::Delivery;
use crate::generated::Operation;
use crate::http::reply::Reply;

/// How one call is answered: first the wait, then the answer, then its delivery.
#[derive(Clone, Default)]
pub(crate) struct Behaviour {
    pub(crate) wait: Wait,
    /// What the test asked for; else an answer from the state, like the real thing's.
    pub(crate) reply: Option<Reply>,
    pub(crate) delivery: Delivery,
}

/// Which calls: of one operation or of all, by their number since the rule was made.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    pub(crate) operation: Option<Operation>,
    pub(crate) calls: RangeInclusive<u64>,
}

impl Selection {
    pub(crate) const EVERY_CALL: RangeInclusive<u64> = 1..=u64::MAX;

    fn concerns(&self, operation: Option<Operation>) -> bool {
        self.operation.is_none() || self.operation == operation
    }

    fn covers(&self, other: &Self) -> bool {
        self.calls == Self::EVERY_CALL && self.concerns(other.operation)
    }
}

struct Rule {
    selection: Selection,
    seen: u64,
    behaviour: Behaviour,
}

/// In the order they were made.
#[derive(Default)]
pub(crate) struct Behaviours(Vec<Rule>);

impl Behaviours {
    /// Counts the call and decides about it, by the last rule that selects it. Every call passes here, those without a token
    /// and those of no operation too.
    pub(crate) fn next(&mut self, operation: Option<Operation>) -> Behaviour {
        let mut decided = Behaviour::default();
        for rule in self.0.iter_mut().filter(|rule| rule.selection.concerns(operation)) {
            rule.seen += 1;
            if rule.selection.calls.contains(&rule.seen) {
                decided = rule.behaviour.clone();
            }
        }
        // A rule that lingered would keep its `Hold` hoping.
        self.0.retain(|rule| rule.seen < *rule.selection.calls.end());
        decided
    }

    pub(crate) fn add(&mut self, selection: Selection, behaviour: Behaviour) {
        self.0.retain(|rule| !selection.covers(&rule.selection));
        self.0.push(Rule {
            selection,
            seen: 0,
            behaviour,
        });
    }

    /// Forgets what was said about this operation, or about all at once.
    pub(crate) fn reset(&mut self, operation: Option<Operation>) {
        self.0.retain(|rule| rule.selection.operation != operation);
    }

    pub(crate) fn reset_all(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(behaviours: &mut Behaviours, operation: Option<Operation>, calls: RangeInclusive<u64>, status: u16) {
        let behaviour = Behaviour {
            reply: Some(Reply::empty(status)),
            ..Behaviour::default()
        };
        behaviours.add(Selection { operation, calls }, behaviour);
    }

    /// The statuses of the next calls; 0 where the state answers.
    fn statuses<const N: usize>(behaviours: &mut Behaviours, operation: Option<Operation>) -> [u16; N] {
        std::array::from_fn(|_| {
            let reply = behaviours.next(operation).reply;
            reply.map_or(0, |reply| reply.into_response().status().as_u16())
        })
    }

    const INFO: Option<Operation> = Some(Operation::GetInfo);
    const BRIDGES: Option<Operation> = Some(Operation::ListBridges);

    #[test]
    fn the_last_rule_that_selects_a_call_decides() {
        let mut behaviours = Behaviours::default();
        add(&mut behaviours, INFO, Selection::EVERY_CALL, 500);
        add(&mut behaviours, INFO, 1..=3, 503);
        add(&mut behaviours, INFO, 2..=2, 429);

        assert_eq!(statuses(&mut behaviours, INFO), [503, 429, 503, 500, 500]);
        assert_eq!(statuses(&mut behaviours, BRIDGES), [0]);
    }

    #[test]
    fn a_rule_counts_its_own_calls_from_when_it_was_made() {
        let mut behaviours = Behaviours::default();
        add(&mut behaviours, INFO, 3..=3, 500);
        assert_eq!(statuses(&mut behaviours, INFO), [0]);
        add(&mut behaviours, INFO, 2..=2, 429);
        add(&mut behaviours, None, 4..=4, 503);

        assert_eq!(statuses(&mut behaviours, BRIDGES), [0]);
        // The call both numbers fall on is the later rule's.
        assert_eq!(statuses(&mut behaviours, INFO), [0, 429, 503, 0]);
    }

    #[test]
    fn rules_that_are_over_or_covered_are_forgotten() {
        let mut behaviours = Behaviours::default();
        add(&mut behaviours, INFO, 1..=1, 500);
        assert_eq!(statuses(&mut behaviours, INFO), [500, 0]);
        assert!(behaviours.0.is_empty());

        add(&mut behaviours, INFO, 2..=2, 500);
        add(&mut behaviours, BRIDGES, Selection::EVERY_CALL, 500);
        assert_eq!(behaviours.0.len(), 2);
        add(&mut behaviours, None, Selection::EVERY_CALL, 503);
        assert_eq!(behaviours.0.len(), 1);
        behaviours.reset(INFO);
        assert_eq!(statuses(&mut behaviours, BRIDGES), [503]);
        behaviours.reset(None);
        assert_eq!(statuses(&mut behaviours, BRIDGES), [0]);
    }
}
