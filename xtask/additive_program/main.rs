//! Uses the whole client, sends every request to a local server, and prints the requests that the server received.

#![allow(dead_code, unreachable_patterns)]

mod handwritten;
mod operations;
mod recorder;
mod types;
mod uses;

use std::time::Duration;

use beeper_desktop_client::{CallOptions, Client, OPERATIONS};

const TIMEOUT: Duration = Duration::from_secs(30);

fn main() {
    let recorder = recorder::Recorder::start();
    recorder.begin("types");
    types::all(&recorder);
    let client = Client::builder().base_url(recorder.address()).access_token("token").build();
    let client = client.expect("a client").with(CallOptions::new().retries(0).timeout(TIMEOUT));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(operations::all(&client, &recorder));
    // Prints the properties of each known operation, in an order that additional operations do not change.
    recorder.begin("known operations");
    for id in operations::IDS {
        let operation = OPERATIONS.iter().find(|operation| operation.id == *id);
        recorder.note(format!("{operation:?}"));
    }
    println!("{}", recorder.text());
}
