//! The mock as a program, for trying a client by hand.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use beeper_desktop_mock::MockDesktop;
use lexopt::prelude::*;

const HELP: &str = "\
Plays Beeper's Desktop API on 127.0.0.1 until Ctrl-C, with one bridge whose QR login completes by itself.

Usage: beeper-desktop-mock [--port PORT]

Options:
  --port PORT  Listen on this port; a free one unless given
  -h, --help   Print this page";

enum Invocation {
    Help,
    Serve { port: u16 },
}

fn main() -> ExitCode {
    let done = match parse(lexopt::Parser::from_env()) {
        Ok(Invocation::Help) => print(HELP),
        Ok(Invocation::Serve { port }) => serve(port),
        Err(error) => Err(format!("{error}; see --help")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn parse(mut arguments: lexopt::Parser) -> Result<Invocation, lexopt::Error> {
    let mut port = 0;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => {
                let value = arguments.value()?;
                let number = value.to_str().and_then(|text| text.parse().ok());
                port = number.ok_or("`--port` takes a number from 0 to 65535")?;
            }
            Short('h') | Long("help") => return Ok(Invocation::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Invocation::Serve { port })
}

fn serve(port: u16) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let mock = MockDesktop::builder()
            .port(port)
            .start()
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::AddrInUse => format!("port {port} of 127.0.0.1 is in use; give another `--port`, or none"),
                _ => format!("cannot listen on port {port} of 127.0.0.1: {error}"),
            })?;
        print(&greeting(&mock))?;
        tokio::signal::ctrl_c()
            .await
            .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))
    })
}

fn greeting(mock: &MockDesktop) -> String {
    let (base_url, token) = (mock.base_url(), mock.token());
    format!(
        "Playing Beeper's Desktop API on {base_url} with token {token}, until Ctrl-C.\n\
         The bridge `mock-qr` has a QR login that completes by itself.\n\
         \n\
         export BEEPER_BASE_URL={base_url}\n\
         export BEEPER_ACCESS_TOKEN={token}"
    )
}

/// Unlike `println!` does not panic when nobody reads: a server whose output is piped to `head` goes on.
fn print(text: &str) -> Result<(), String> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("cannot write to standard output: {error}")),
        _ => Ok(()),
    }
}
