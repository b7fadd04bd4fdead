//! Rules that replace, delay or break the responses to selected calls.

use std::ops::RangeInclusive;

use crate::faults::delay::Delay;
use crate::faults::delivery::Delivery;
use crate::http::reply::Reply;
use crate::http::route::Route;

/// The plan for the response to one call: a delay, the reply, and its delivery.
#[derive(Clone, Default)]
pub(crate) struct ResponsePlan {
    pub(crate) delay: Delay,
    /// A canned reply; without it, the state answers.
    pub(crate) reply: Option<Reply>,
    pub(crate) delivery: Delivery,
}

/// The calls that a rule selects: of one route or of all, by their number since the test added the rule.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    pub(crate) route: Option<Route>,
    pub(crate) calls: RangeInclusive<u64>,
}

impl Selection {
    pub(crate) const EVERY_CALL: RangeInclusive<u64> = 1..=u64::MAX;

    fn applies_to(&self, route: Option<Route>) -> bool {
        self.route.is_none() || self.route == route
    }

    fn supersedes(&self, other: &Self) -> bool {
        self.calls == Self::EVERY_CALL && self.applies_to(other.route)
    }
}

struct Rule {
    selection: Selection,
    seen: u64,
    plan: ResponsePlan,
}

/// The rules, in the order in which the test added them.
#[derive(Default)]
pub(crate) struct CallRules(Vec<Rule>);

impl CallRules {
    /// Counts the call, and returns its plan by the last rule that selects it.
    ///
    /// The server does this for every call, including those without a token and those for unknown paths.
    pub(crate) fn next(&mut self, route: Option<Route>) -> ResponsePlan {
        let mut decided = ResponsePlan::default();
        for rule in self.0.iter_mut().filter(|rule| rule.selection.applies_to(route)) {
            rule.seen += 1;
            if rule.selection.calls.contains(&rule.seen) {
                decided = rule.plan.clone();
            }
        }
        // A rule that can select no further call would keep its `Hold` waiting for one.
        self.0.retain(|rule| rule.seen < *rule.selection.calls.end());
        decided
    }

    pub(crate) fn add(&mut self, selection: Selection, plan: ResponsePlan) {
        self.0.retain(|rule| !selection.supersedes(&rule.selection));
        self.0.push(Rule {
            selection,
            seen: 0,
            plan,
        });
    }

    /// Removes the rules for this route, or with `None` the rules for calls of any route.
    pub(crate) fn reset(&mut self, route: Option<Route>) {
        self.0.retain(|rule| rule.selection.route != route);
    }

    pub(crate) fn reset_all(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::Operation;
    use crate::http::endpoint::Endpoint;

    fn add(rules: &mut CallRules, route: Option<Route>, calls: RangeInclusive<u64>, status: u16) {
        let plan = ResponsePlan {
            reply: Some(Reply::empty(status)),
            ..ResponsePlan::default()
        };
        rules.add(Selection { route, calls }, plan);
    }

    /// Returns the statuses of the next calls, with 0 for calls that the state answers.
    fn statuses<const N: usize>(rules: &mut CallRules, route: Option<Route>) -> [u16; N] {
        std::array::from_fn(|_| {
            let reply = rules.next(route).reply;
            reply.map_or(0, |reply| reply.into_response().status().as_u16())
        })
    }

    const INFO: Option<Route> = Some(Route::Operation(Operation::GetInfo));
    const BRIDGES: Option<Route> = Some(Route::Operation(Operation::ListBridges));

    const TOKEN: Option<Route> = Some(Route::Endpoint(Endpoint::Token));

    #[test]
    fn the_last_rule_that_selects_a_call_decides() {
        let mut rules = CallRules::default();
        add(&mut rules, INFO, Selection::EVERY_CALL, 500);
        add(&mut rules, INFO, 1..=3, 503);
        add(&mut rules, INFO, 2..=2, 429);

        assert_eq!(statuses(&mut rules, INFO), [503, 429, 503, 500, 500]);
        assert_eq!(statuses(&mut rules, BRIDGES), [0]);
        assert_eq!(statuses(&mut rules, TOKEN), [0]);
        assert_eq!(statuses(&mut rules, None), [0]);
    }

    #[test]
    fn a_rule_counts_its_own_calls_from_when_it_was_made() {
        let mut rules = CallRules::default();
        add(&mut rules, INFO, 3..=3, 500);
        assert_eq!(statuses(&mut rules, INFO), [0]);
        add(&mut rules, INFO, 2..=2, 429);
        add(&mut rules, None, 4..=4, 503);

        assert_eq!(statuses(&mut rules, BRIDGES), [0]);
        // If two rules select the same call, the later rule decides.
        assert_eq!(statuses(&mut rules, INFO), [0, 429, 503, 0]);
    }

    #[test]
    fn rules_that_are_over_or_covered_are_forgotten() {
        let mut rules = CallRules::default();
        add(&mut rules, INFO, 1..=1, 500);
        assert_eq!(statuses(&mut rules, INFO), [500, 0]);
        assert!(rules.0.is_empty());

        add(&mut rules, INFO, 2..=2, 500);
        add(&mut rules, BRIDGES, Selection::EVERY_CALL, 500);
        assert_eq!(rules.0.len(), 2);
        add(&mut rules, None, Selection::EVERY_CALL, 503);
        assert_eq!(rules.0.len(), 1);
        rules.reset(INFO);
        assert_eq!(statuses(&mut rules, BRIDGES), [503]);
        rules.reset(None);
        assert_eq!(statuses(&mut rules, BRIDGES), [0]);
    }
}
