//! Writes calls of every operation: with the required arguments, with all setters, stored and sent raw, and page by page.

use std::fmt::Write;

use super::values::{Form, Values};
use crate::codegen::lower::Lowered;
use crate::model::request::{Parameter, Request};

/// Writes the module that has a function for each operation, and that stores a request of each.
pub fn module(values: &Values<'_>, lowered: &Lowered) -> String {
    let requests = &lowered.requests;
    let generated = || requests.iter().filter(|request| !request.is_handwritten);
    let fields: String = generated()
        .map(|it| format!("    pub {}: Vec<requests::{}>,\n", it.name, it.type_name))
        .collect();
    let first = generated()
        .next()
        .map_or("()".to_owned(), |it| format!("requests::{}", it.type_name));
    let functions: String = generated().map(|request| function(values, request)).collect();
    let calls: String = requests
        .iter()
        .map(|request| match request.is_handwritten {
            true => format!("    crate::handwritten::{}(client, recorder).await;\n", request.name),
            false => format!("    {}(client, recorder, &mut kept).await;\n", request.name),
        })
        .collect();
    let ids: String = requests.iter().map(|request| format!("{:?}, ", request.name)).collect();
    format!(
        "\
//! Every operation, with all its arguments and setters.

use beeper_desktop_client::{{Client, requests, types}};

use crate::recorder::Recorder;
use crate::{{TIMEOUT, uses}};

pub const IDS: &[&str] = &[{ids}];

/// The requests that a program stores.
#[derive(Clone, Debug, Default)]
pub struct Kept {{
    pub first: Option<{first}>,
{fields}}}

pub async fn all(client: &Client, recorder: &Recorder) {{
    let mut kept = Kept::default();
{calls}    variants(recorder);
}}

{functions}{}",
        variants(values, lowered)
    )
}

/// Writes a function that makes each variant of the unions in bodies, since a request holds only one.
fn variants(values: &Values<'_>, lowered: &Lowered) -> String {
    let mut code = "fn variants(recorder: &Recorder) {\n    recorder.begin(\"variants in bodies\");\n".to_owned();
    for union in lowered
        .replacements
        .iter()
        .filter(|it| lowered.body_objects.contains(&it.component))
    {
        for form in [Form::Plain, Form::Typed, Form::Other] {
            for value in values.variants(&union.component, form) {
                let _ = writeln!(code, "    let value: types::{} = {value};", union.name);
                code += "    recorder.note(serde_json::json!(value).to_string());\n";
            }
        }
    }
    code + "}\n"
}

fn function(values: &Values<'_>, request: &Request) -> String {
    let (name, type_name) = (&request.name, &request.type_name);
    let call = |form| {
        let mut call = format!("client.{name}({})", arguments(values, &request.arguments, form));
        if form != Form::Plain {
            for setter in &request.setters {
                if let Some(value) = values.given(&setter.member, form) {
                    call += &format!("\n        .{}({value})", setter.member.name);
                }
            }
        }
        call
    };
    let items = request.page.as_ref().map(|_| {
        format!(
            "    recorder.begin(\"{name}, page by page\");\n    let _ = {}.items().next().await;\n",
            call(Form::Typed)
        )
    });
    format!(
        "\
async fn {name}(client: &Client, recorder: &Recorder, kept: &mut Kept) {{
    uses::is_request::<requests::{type_name}>();
    recorder.begin(\"{name}, what it requires\");
    let _ = {plain}.await;
    recorder.begin(\"{name}, with all setters\");
    let request = {typed};
    let request = request.timeout(TIMEOUT).retries(0).header(\"x-additive\", \"1\");
    kept.{name}.push(request.clone());
    let _ = request.await;
    recorder.begin(\"{name}, other values, kept and raw\");
    let request: requests::{type_name} = {other};
    kept.{name}.push(request);
    for request in kept.{name}.clone() {{
        let _ = request.raw().await;
    }}
{items}}}

",
        plain = call(Form::Plain),
        typed = call(Form::Typed),
        other = call(Form::Other),
        items = items.unwrap_or_default(),
    )
}

fn arguments(values: &Values<'_>, arguments: &[Parameter], form: Form) -> String {
    // A value that would contain itself cannot be required.
    let given = arguments.iter().filter_map(|it| values.given(&it.member, form));
    given.collect::<Vec<_>>().join(", ")
}
