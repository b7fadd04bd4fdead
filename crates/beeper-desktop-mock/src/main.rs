//! The mock as a program, for trying a client by hand.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use beeper_desktop_mock::{MockDesktop, MockSetup};
use lexopt::prelude::*;

const HELP: &str = "\
Plays Beeper's Desktop API on 127.0.0.1 until Ctrl-C, with bridges to sign in to and chats to read. Prints what to type.

Usage: beeper-desktop-mock [--port PORT] [--signed-out] [--spec FILE]

Options:
  --port PORT  Listen on this port; a free one unless given
  --signed-out Begin with nobody signed in, to try the setup of the app:
               any email address, the code 123456, the recovery key
               mock-recovery-key
  --spec FILE  Serve this description of the API at /v1/spec
  -h, --help   Print this page";

const BRIDGES: &str = "\
bridge              flow      asks for
mock-qr             qr        a QR code; completes at once
mock-linked-device  qr        a QR code, which rotates twice
                    phone     the phone number +15550100, then shows a pairing code
mock-phone          phone     +15550100, the code 123456, the password `password`
mock-cookies        cookies   any `session`, `csrf` and `user_id`; `device` may be missing
mock-emoji          emoji     an emoji
mock-token          token     the token `secret`
mock-failing        expires   a QR code that nobody scans
                    rejected  a QR code that the phone refuses";

const CHATS: &str = "\
chat                  with             has
!ana:beeper.local     Ana              a few messages
!hive:beeper.local    Ana, Ben, Cleo   a picture, two unread messages
!cleo:beeper.local    Cleo             nothing new; archived";

/// For how long each code is shown.
const INTERVAL: Duration = Duration::from_secs(5);

enum Invocation {
    Help,
    Serve {
        port: u16,
        setup: MockSetup,
        spec: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let done = match parse(lexopt::Parser::from_env()) {
        Ok(Invocation::Help) => print(HELP),
        Ok(Invocation::Serve { port, setup, spec }) => serve(port, setup, spec),
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
    let mut setup = MockSetup::ready();
    let mut spec = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => {
                let value = arguments.value()?;
                let number = value.to_str().and_then(|text| text.parse().ok());
                port = number.ok_or("`--port` takes a number from 0 to 65535")?;
            }
            Long("signed-out") => setup = MockSetup::signed_out(),
            Long("spec") => spec = Some(PathBuf::from(arguments.value()?)),
            Short('h') | Long("help") => return Ok(Invocation::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Invocation::Serve { port, setup, spec })
}

fn serve(port: u16, setup: MockSetup, spec: Option<PathBuf>) -> Result<(), String> {
    let mut builder = MockDesktop::builder()
        .port(port)
        .realistic_bridges()
        .realistic_chats()
        .setup(setup);
    if let Some(file) = spec {
        let text = fs::read_to_string(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        builder = builder.spec(text);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let mock = builder.start().await.map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => format!("port {port} of 127.0.0.1 is in use; give another `--port`, or none"),
            _ => format!("cannot listen on port {port} of 127.0.0.1: {error}"),
        })?;
        mock.play_other_device(INTERVAL);
        print(&greeting(&mock))?;
        tokio::signal::ctrl_c()
            .await
            .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))
    })
}

fn greeting(mock: &MockDesktop) -> String {
    let (base_url, token) = (mock.base_url(), mock.token());
    let seconds = INTERVAL.as_secs();
    format!(
        "Playing Beeper's Desktop API on {base_url} with token {token}, until Ctrl-C.\n\
         \n\
         {BRIDGES}\n\
         \n\
         {CHATS}\n\
         \n\
         Codes are shown for {seconds} seconds each while a client waits; the last is taken as scanned.\n\
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
