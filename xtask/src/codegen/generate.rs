//! Runs progenitor on the lowered document.

pub mod recursive_types;

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use syn::visit::Visit;
use syn::{File, Item, visit};

use crate::codegen::lower::Lowered;
use crate::document::openapi::components::components_of;
use crate::document::problem::Problem;
use crate::model::runtime_types::Replacement;
use crate::model::rust_names;

/// The module into which progenitor puts all types.
pub const TYPES_MODULE: &str = "types";

/// Generates the code, and checks that every replacement had an effect.
///
/// `spec` is the document's name, for problems.
pub fn generate(lowered: &Lowered, spec: &str) -> Result<File, Problem> {
    let tokens = without_panic(|| Generator::new(&settings(&lowered.replacements)).generate_tokens(&lowered.openapi))
        .map_err(|message| progenitor_failed(spec, &message))?
        .map_err(|error| progenitor_failed(spec, &error.to_string()))?;
    let mut file: File = syn::parse2(tokens).map_err(|error| progenitor_failed(spec, &error.to_string()))?;
    let modules = file.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) if module.ident == TYPES_MODULE => module.content.as_mut(),
        _ => None,
    });
    modules.for_each(|(_, items)| recursive_types::break_cycles(items, lowered));
    check_replacements(lowered, &file, spec)?;
    Ok(file)
}

fn settings(replacements: &[Replacement]) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::runtime::Transport))
        .with_map_type("::std::collections::BTreeMap");
    for replacement in replacements {
        settings.with_replacement(&replacement.name, replacement.path(), [].into_iter());
    }
    settings
}

/// Runs a function that may panic, and returns the panic's message instead of printing it.
fn without_panic<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    // The panic hook belongs to the process: without the lock, two calls would restore each other's hook.
    static HOOK: Mutex<()> = Mutex::new(());
    let _one_at_a_time = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(hook);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        text.unwrap_or("it gave no reason").to_owned()
    })
}

/// Checks that no replacement was ignored. Progenitor ignores one without an error if it does not know the name. That shows in
/// one of two ways: progenitor defines a type that should have been replaced, or no code mentions the replacement although
/// something refers to the component.
fn check_replacements(lowered: &Lowered, file: &File, spec: &str) -> Result<(), Problem> {
    let generated: BTreeSet<String> = lowered
        .openapi
        .components
        .iter()
        .flat_map(|components| components.schemas.keys())
        .map(|component| rust_names::type_name(component))
        .filter(|name| !lowered.replacements.iter().any(|replacement| replacement.name == *name))
        .collect();
    if let Some(name) = defined_types(file).into_iter().find(|name| !generated.contains(name)) {
        return Err(Problem::new(
            spec,
            format!("progenitor generated the type `{name}`, which no component has as its name"),
            "move its schema to `components`, or rename the component so that progenitor derives this name from it",
        ));
    }
    let mut mentioned = MentionedPaths::default();
    mentioned.visit_file(file);
    for part in lowered
        .replacements
        .iter()
        .flat_map(|replacement| replacement.kind.part_types())
    {
        if let Ok(part) = syn::parse_str::<syn::Type>(&part) {
            mentioned.visit_type(&part);
        }
    }
    let meant = components_in_use(lowered);
    if let Some(unused) = lowered
        .replacements
        .iter()
        .filter(|replacement| meant.contains(replacement.component.as_str()))
        .find(|replacement| !mentioned.0.contains(&without_spaces(&replacement.path())))
    {
        return Err(Problem::new(
            spec,
            format!("progenitor did not use the replacement of `{}`", unused.component),
            "rename the component so that progenitor derives the same type name from it",
        )
        .within(&format!("/components/schemas/{}", unused.component)));
    }
    Ok(())
}

/// Returns the components that generated code uses. An unused component is not generated, even if it is not replaced.
fn components_in_use(lowered: &Lowered) -> BTreeSet<&str> {
    let is_generated = |name: &str| {
        lowered
            .replacements
            .iter()
            .all(|replacement| replacement.component != name)
    };
    let components = lowered.openapi.components.iter().flat_map(|it| &it.schemas);
    let generated = components.filter(|(name, _)| is_generated(name));
    generated.flat_map(|(_, schema)| components_of(schema)).collect()
}

fn defined_types(file: &File) -> Vec<String> {
    let types = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == TYPES_MODULE => module.content.as_ref(),
        _ => None,
    });
    types
        .iter()
        .flat_map(|(_, items)| items)
        .filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            Item::Type(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect()
}

fn progenitor_failed(spec: &str, message: &str) -> Problem {
    Problem::new(
        spec,
        format!("progenitor failed: {}", message.trim()),
        "undo the last change to the document part by part; add a rule to `xtask/src/lint` for what progenitor cannot generate",
    )
}

/// Every path of a type in the code, as it is written.
#[derive(Default)]
struct MentionedPaths(BTreeSet<String>);

impl<'ast> Visit<'ast> for MentionedPaths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.insert(without_spaces(&quote!(#path).to_string()));
        visit::visit_path(self, path);
    }
}

fn without_spaces(path: &str) -> String {
    path.replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codegen::lower::lower;
    use crate::document::codegen_toml::settings::Settings;
    use crate::document::test_document;

    fn problem(edits: &[(&str, &str)]) -> String {
        match generate(&lower(&test_document::openapi(edits), &Settings::default()), "api.yaml") {
            Ok(_) => panic!("the document was generated"),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn replaced_types_are_referred_to_and_not_defined() {
        let file = generate(&lower(&test_document::openapi(&[]), &Settings::default()), "api.yaml").unwrap();
        assert_eq!(
            defined_types(&file),
            [
                "ErrorBody",
                "KeyDoor",
                "LongVisit",
                "NewLock",
                "Room",
                "RoomChange",
                "Visit"
            ]
        );
    }

    #[test]
    fn a_replacement_that_matched_nothing_is_named() {
        let mut lowered = lower(&test_document::openapi(&[]), &Settings::default());
        for replacement in lowered
            .replacements
            .iter_mut()
            .filter(|it| it.component == "RoomStatus")
        {
            replacement.name = "StatusOfRoom".to_owned();
        }
        assert_eq!(
            generate(&lowered, "api.yaml").err().unwrap().to_string(),
            "error: progenitor did not use the replacement of `RoomStatus`\n  \
             --> api.yaml (at /components/schemas/RoomStatus)\n  \
             help: rename the component so that progenitor derives the same type name from it"
        );
    }

    #[test]
    fn a_type_that_no_component_is_called_is_named() {
        let inline = (
            "seats:\n          type: integer\n          minimum: 0",
            "seats:\n          type: string\n          enum: [few, many]",
        );
        assert!(
            problem(&[inline])
                .starts_with("error: progenitor generated the type `RoomSeats`, which no component has as its name\n")
        );
    }

    #[test]
    fn a_panic_inside_of_progenitor_is_caught_and_named() {
        let parameter = "- $ref: '#/components/parameters/RoomID'";
        let problem = problem(&[(parameter, "- $ref: '#/components/parameters/Nothing'")]);
        assert!(
            problem.starts_with("error: progenitor failed: key Nothing is missing"),
            "{problem}"
        );
        assert!(
            problem.contains("\n  --> api.yaml\n  help: undo the last change"),
            "{problem}"
        );
    }

    #[test]
    fn an_error_of_progenitor_is_named() {
        let no_operation_id = ("      operationId: listRooms\n", "");
        let problem = problem(&[no_operation_id]);
        assert!(
            problem.contains("progenitor failed") && problem.contains("missing operation ID"),
            "{problem}"
        );
    }
}
