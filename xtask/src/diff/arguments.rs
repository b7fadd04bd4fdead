//! Compares the arguments and setters of requests.

use crate::diff::change::{Changes, Class, type_name};
use crate::diff::constraints;
use crate::diff::renames::Renames;
use crate::diff::snapshot::{Input, Operation};
use crate::document::problem::quoted;
use crate::model::request::Place;

/// Compares the arguments and setters of an operation.
///
/// `breaking` is the class of changes that affect every call.
pub fn compare(
    changes: &mut Changes<'_>,
    renames: &Renames,
    breaking: Class,
    old: &Operation<'_>,
    new: &Operation<'_>,
) {
    let name = quoted(&new.request.name);
    let pairs = pairs(old, new);
    let is_generated = new.left_out.is_none();
    let help = is_generated.then(|| line_that_keeps(changes, old, new, &pairs));
    let mut order = Vec::new();
    for (before, found) in old.inputs.iter().zip(&pairs) {
        let Some((index, after)) = found.and_then(|index| Some((index, new.inputs.get(index)?))) else {
            let text = format!("the {} of {name} is gone", called(before));
            changes.gone(breaking, text, &before.pointer);
            continue;
        };
        input(changes, renames, breaking, new, help.as_ref(), [before, after]);
        if before.is_argument && after.is_argument {
            order.push(index);
        }
    }
    for (index, after) in new.inputs.iter().enumerate() {
        if !pairs.contains(&Some(index)) {
            let class = if after.is_argument { breaking } else { Class::Compatible };
            changes.add(class, format!("the {} of {name} is new", called(after)), &after.pointer);
        }
    }
    if !order.is_sorted() {
        let arguments = new.inputs.iter().filter(|it| it.is_argument);
        let arguments: Vec<_> = arguments.map(|it| quoted(&it.parameter.member.name)).collect();
        let text = format!("the arguments of {name} are in another order: {}", arguments.join(", "));
        changes.add(breaking, text, &new.pointer);
    }
}

fn called(input: &Input<'_>) -> String {
    let role = if input.is_argument { "argument" } else { "setter" };
    format!("{role} {}", quoted(&input.parameter.member.name))
}

/// Returns, for each input of the old request, the index of the new input that it became: the one with the same wire name, at the
/// same position in the path, or else with the same name.
fn pairs(old: &Operation<'_>, new: &Operation<'_>) -> Vec<Option<usize>> {
    /// Compares two inputs.
    type Way = fn(&Input<'_>, &Input<'_>) -> bool;
    let same_on_the_wire: Way = |one, other| {
        let (one, other) = (one.parameter, other.parameter);
        one.place == other.place && one.member.wire == other.member.wire
    };
    let same_part: Way = |one, other| one.number_in_path.is_some() && one.number_in_path == other.number_in_path;
    let same_name: Way = |one, other| one.parameter.member.name == other.parameter.member.name;
    let mut pairs = vec![None; old.inputs.len()];
    for is_same in [same_on_the_wire, same_part, same_name] {
        for (number, before) in old.inputs.iter().enumerate() {
            if pairs[number].is_none() {
                let mut free = (0..new.inputs.len()).filter(|index| !pairs.contains(&Some(*index)));
                pairs[number] = free.find(|index| is_same(before, &new.inputs[*index]));
            }
        }
    }
    pairs
}

fn input(
    changes: &mut Changes<'_>,
    renames: &Renames,
    breaking: Class,
    of: &Operation<'_>,
    help: Option<&String>,
    [old, new]: [&Input<'_>; 2],
) {
    let method = quoted(&of.request.name);
    let (was, is) = (&old.parameter.member, &new.parameter.member);
    let name = quoted(&is.name);
    let what = format!("{name} of {method}");
    let (before, after) = (renames.apply(&was.value.rust_type()), is.value.rust_type());
    if before != after {
        let text = format!("{what} is {}, no longer {}", type_name(&after), type_name(&before));
        changes.add(breaking, text, &new.pointer);
    }
    match (old.is_argument, new.is_argument) {
        (true, false) => {
            let text = format!("{what} is a setter, no longer an argument");
            // A whole body has no name that a line of the settings could keep.
            match help.filter(|_| new.parameter.place != Place::WholeBody) {
                Some(help) => changes.add_with_help(breaking, text, help.clone(), &new.pointer),
                None => changes.add(breaking, text, &new.pointer),
            }
        }
        (false, true) => {
            let text = format!("{what} is an argument, no longer a setter");
            changes.add(breaking, text, &new.pointer);
        }
        (true, true) => {
            if was.name != is.name {
                let text = format!("the argument {name} of {method} was called {}", quoted(&was.name));
                changes.add(Class::Compatible, text, &new.pointer);
            }
            if was.is_required != is.is_required {
                let kind = if is.is_required { "required" } else { "optional" };
                let text = format!("{what} is {kind}, and stays an argument");
                changes.add(Class::Compatible, text, &new.pointer);
            }
        }
        (false, false) if was.name != is.name => {
            let text = format!("the setter {name} of {method} was called {}", quoted(&was.name));
            changes.add(breaking, text, &new.pointer);
        }
        (false, false) => {}
    }
    let (from, to) = (old.parameter.place, new.parameter.place);
    if from != to {
        let text = format!("{what} goes into {}, no longer into {}", target(to), target(from));
        changes.add(Class::Compatible, text, &new.pointer);
    } else if from != Place::Path && was.wire != is.wire {
        let text = format!(
            "{what} is {} on the wire, no longer {}",
            quoted(&is.wire),
            quoted(&was.wire)
        );
        changes.add(Class::Compatible, text, &new.pointer);
    }
    if before == after {
        // A shared parameter is reported once.
        let what = match new.pointer.strip_prefix("/components/parameters/") {
            Some(component) => format!("the parameter {}", quoted(component)),
            None => what,
        };
        constraints::compare(
            changes,
            renames,
            &what,
            [&old.declaration, &new.declaration],
            &new.pointer,
        );
    }
}

fn target(place: Place) -> &'static str {
    match place {
        Place::Path => "the path",
        Place::Query => "the query",
        Place::Header => "a header",
        Place::BodyMember | Place::WholeBody => "the body",
    }
}

/// Returns the line of the settings that keeps arguments: one line for all arguments of an operation.
fn line_that_keeps(changes: &Changes<'_>, old: &Operation<'_>, new: &Operation<'_>, pairs: &[Option<usize>]) -> String {
    let id = &new.request.operation_id;
    let was_argument = |index: usize| {
        let mut pairs = old.inputs.iter().zip(pairs);
        pairs.any(|(before, found)| before.is_argument && *found == Some(index))
    };
    let kept = new.inputs.iter().enumerate().filter(|(index, it)| {
        let becomes_setter = !it.is_argument && was_argument(*index) && it.parameter.place != Place::WholeBody;
        becomes_setter || changes.new.settings.keeps_argument(id, &it.parameter.member.wire)
    });
    let kept = kept.map(|(_, it)| it.parameter.member.wire.as_str());
    changes.line_of_arguments(id, kept)
}
