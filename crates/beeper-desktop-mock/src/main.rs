//! The mock as a program, for trying a client by hand.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use beeper_desktop_mock::{Dialect, MockDesktop, MockSetup, Operation};
use lexopt::prelude::*;

const HELP: &str = "\
Plays Beeper's Desktop API on 127.0.0.1 until Ctrl-C, with bridges to sign in to and chats to read. Prints what to type.

Usage: beeper-desktop-mock [--port PORT] [--dialect NAME] [--signed-out] [--spec FILE]

Options:
  --port PORT  Listen on this port; a free one unless given
  --dialect NAME
               Speak like this version of the server: `current`, unless given,
               or `older`, which has chats and messages, and nothing to sign in
               to
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
    Serve(Options),
}

struct Options {
    port: u16,
    dialect: Dialect,
    signed_out: bool,
    spec: Option<PathBuf>,
}

fn main() -> ExitCode {
    let done = match parse(lexopt::Parser::from_env()) {
        Ok(Invocation::Help) => print(HELP),
        Ok(Invocation::Serve(options)) => serve(options),
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
    let mut options = Options {
        port: 0,
        dialect: Dialect::Current,
        signed_out: false,
        spec: None,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => {
                let value = arguments.value()?;
                let number = value.to_str().and_then(|text| text.parse().ok());
                options.port = number.ok_or("`--port` takes a number from 0 to 65535")?;
            }
            Long("dialect") => options.dialect = arguments.value()?.parse()?,
            Long("signed-out") => options.signed_out = true,
            Long("spec") => options.spec = Some(PathBuf::from(arguments.value()?)),
            Short('h') | Long("help") => return Ok(Invocation::Help),
            other => return Err(other.unexpected()),
        }
    }
    if options.signed_out && !options.dialect.has(Operation::GetSetup) {
        return Err("`--signed-out` needs a dialect with the setup of the app".into());
    }
    Ok(Invocation::Serve(options))
}

fn serve(options: Options) -> Result<(), String> {
    let port = options.port;
    let setup = match options.signed_out {
        true => MockSetup::signed_out(),
        false => MockSetup::ready(),
    };
    let mut builder = MockDesktop::builder()
        .port(port)
        .dialect(options.dialect)
        .realistic_bridges()
        .realistic_chats()
        .setup(setup);
    if let Some(file) = options.spec {
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
    let mut paragraphs = vec![format!(
        "Playing Beeper's Desktop API on {base_url} with token {token}, until Ctrl-C."
    )];
    let has_logins = mock.dialect().has(Operation::CreateLoginSession);
    if has_logins {
        paragraphs.push(BRIDGES.to_owned());
    }
    paragraphs.push(CHATS.to_owned());
    if has_logins {
        paragraphs.push(format!(
            "Codes are shown for {seconds} seconds each while a client waits; the last is taken as scanned."
        ));
    }
    paragraphs.push(format!(
        "export BEEPER_BASE_URL={base_url}\nexport BEEPER_ACCESS_TOKEN={token}"
    ));
    paragraphs.join("\n\n")
}

/// Unlike `println!` does not panic when nobody reads: a server whose output is piped to `head` goes on.
fn print(text: &str) -> Result<(), String> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("cannot write to standard output: {error}")),
        _ => Ok(()),
    }
}
