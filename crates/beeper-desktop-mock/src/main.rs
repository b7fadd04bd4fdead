//! Runs the mock as a program, for trying a client by hand.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use beeper_desktop_mock::{Consent, Dialect, Endpoint, MockDesktop, MockSetup, Operation};
use clap::error::ContextKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

const BRIDGES: &str = "\
bridge                flow      asks for
mock-qr               qr        a QR code; completes at once
mock-linked-device    qr        a QR code, which rotates twice
                      phone     the phone number +15550100, then shows a pairing code
mock-phone            phone     +15550100, the code 123456, the password `password`
mock-cookies          cookies   any `session`, `csrf` and `user_id`; `device` may be missing
mock-emoji            emoji     an emoji
mock-token            token     the token `secret`
mock-failing          expires   a QR code that nobody scans
                      rejected  a QR code that the phone refuses
mock-web-plain        cookies   a sign-in on a page that the mock serves, with any name and password
mock-web-rich         cookies   the same; leaves values in many places, one of them late
mock-web-pop-up       cookies   the same, in a separate window
mock-web-single-page  cookies   the same, on a page that never loads another";

const CHATS: &str = "\
chat                  with             has
!ana:beeper.local     Ana              a few messages
!hive:beeper.local    Ana, Ben, Cleo   a picture, two unread messages
!cleo:beeper.local    Cleo             nothing new; archived";

/// How long the program shows each code.
const INTERVAL: Duration = Duration::from_secs(5);

/// The options of the command line.
struct Options {
    /// The port; `None` for the first free one on which clients look for servers.
    port: Option<u16>,
    dialect: Dialect,
    signed_out: bool,
    consent: Consent,
    /// The lifetime of tokens; `None` for the dialect's.
    token_lifetime: Option<Duration>,
    /// The time between two messages that arrive by themselves; `None` if none do.
    incoming: Option<Duration>,
    spec: Option<PathBuf>,
}

/// The reason why the program ends before somebody stops it.
enum Failure {
    /// An argument or a file cannot be used: exit code 2.
    Usage(String),
    /// The program could not do what it was asked for: exit code 1.
    Run(String),
}

fn main() -> ExitCode {
    let (message, code) = match run() {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Run(message)) => (message, 1),
        Err(Failure::Usage(message)) => (message, 2),
    };
    eprintln!("error: {message}");
    ExitCode::from(code)
}

fn run() -> Result<(), Failure> {
    match command().try_get_matches() {
        Ok(matches) => serve(options(&matches)?),
        Err(error) if !error.use_stderr() => print(error.to_string().trim_end()),
        Err(error) => Err(Failure::Usage(format!("{}; see --help", on_one_line(&error)))),
    }
}

fn command() -> Command {
    Command::new(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .about(
            "Imitates Beeper's Desktop API on 127.0.0.1 until Ctrl-C, with bridges to sign in to and chats to\n\
             read. Prints what to type.",
        )
        .override_usage(
            "beeper-desktop-mock [--port PORT] [--dialect NAME] [--signed-out] [--consent DECISION]\n\
             \x20                   [--token-lifetime SECONDS] [--incoming SECONDS] [--spec FILE]",
        )
        .args([
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(|text: &str| text.parse::<u16>().map_err(|_| "must be a number from 0 to 65535"))
                .help(
                    "Listen on this port; without it, on the first free one\n\
                     from 23373 to 23392, where clients look for servers",
                ),
            Arg::new("dialect")
                .long("dialect")
                .value_name("NAME")
                .value_parser(str::parse::<Dialect>)
                .help(
                    "Imitate this version of the server: `current`, the default,\n\
                     or `older`, which has chats and messages but no bridges\n\
                     to sign in to",
                ),
            Arg::new("signed-out")
                .long("signed-out")
                .action(ArgAction::SetTrue)
                .help(
                    "Start with nobody signed in, to try the setup of the app with any\n\
                     email address, the code 123456 and the recovery key\n\
                     mock-recovery-key",
                ),
            Arg::new("consent")
                .long("consent")
                .value_name("DECISION")
                .value_parser(decision)
                .help(
                    "When a program asks for a token, `ask` a person in the\n\
                     browser (the default), or `approve` or `deny` it. The older\n\
                     dialect has no consent page, and approves",
                ),
            Arg::new("token-lifetime")
                .long("token-lifetime")
                .value_name("SECONDS")
                .value_parser(|text: &str| text.parse::<u64>().map_err(|_| "must be a whole number of seconds"))
                .help(
                    "Let tokens that programs ask for expire after so many seconds;\n\
                     the default is never, and a day in the older dialect",
                ),
            Arg::new("incoming")
                .long("incoming")
                .value_name("SECONDS")
                .value_parser(|text: &str| match text.parse::<u64>() {
                    Ok(seconds @ 1..) => Ok(seconds),
                    _ => Err("must be a whole number of seconds, at least 1"),
                })
                .help("Let a message arrive every so many seconds; without it, no\nmessages arrive"),
            Arg::new("spec")
                .long("spec")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Serve this description of the API at /v1/spec"),
        ])
}

fn options(matches: &ArgMatches) -> Result<Options, Failure> {
    let consent = matches.get_one("consent").copied();
    let options = Options {
        port: matches.get_one("port").copied(),
        dialect: matches.get_one("dialect").copied().unwrap_or_default(),
        signed_out: matches.get_flag("signed-out"),
        consent: consent.unwrap_or(Consent::Ask),
        token_lifetime: matches.get_one("token-lifetime").copied().map(Duration::from_secs),
        incoming: matches.get_one("incoming").copied().map(Duration::from_secs),
        spec: matches.get_one("spec").cloned(),
    };
    if options.signed_out && !options.dialect.has(Operation::GetSetup) {
        let message = "`--signed-out` does not work with this dialect, which has no setup of the app; see --help";
        return Err(Failure::Usage(message.to_owned()));
    }
    if consent == Some(Consent::Ask) && !options.dialect.has(Endpoint::Consent) {
        let message = "`--consent ask` does not work with this dialect, which has no consent page; see --help";
        return Err(Failure::Usage(message.to_owned()));
    }
    Ok(options)
}

fn decision(text: &str) -> Result<Consent, &'static str> {
    match text {
        "approve" => Ok(Consent::Approve),
        "deny" => Ok(Consent::Deny),
        "ask" => Ok(Consent::Ask),
        _ => Err("must be `approve`, `deny` or `ask`"),
    }
}

/// Returns the error and a possible correction, without the usage that clap prints below.
fn on_one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    match error.get(ContextKind::SuggestedArg) {
        Some(suggested) => format!("{first}; did you mean '{suggested}'?"),
        None => first.to_owned(),
    }
}

fn serve(options: Options) -> Result<(), Failure> {
    let port = options.port;
    let setup = match options.signed_out {
        true => MockSetup::signed_out(),
        false => MockSetup::ready(),
    };
    let mut builder = MockDesktop::builder()
        .dialect(options.dialect)
        .demo_bridges()
        .demo_chats()
        .setup(setup)
        .consent(options.consent)
        .real_time();
    builder = match port {
        Some(port) => builder.port(port),
        None => builder.usual_port(),
    };
    if let Some(lifetime) = options.token_lifetime {
        builder = builder.token_lifetime(lifetime);
    }
    if let Some(file) = options.spec {
        let text = fs::read_to_string(&file);
        let text = text.map_err(|error| Failure::Usage(format!("cannot read {}: {error}", file.display())))?;
        builder = builder.spec(text);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Run(format!("cannot create the runtime: {error}")))?;
    runtime.block_on(async {
        let mock = builder.start().await.map_err(|error| {
            Failure::Run(match (port, error.kind()) {
                (Some(port), ErrorKind::AddrInUse) => {
                    format!("port {port} of 127.0.0.1 is in use; choose another `--port`, or omit it")
                }
                (Some(port), _) => format!("cannot listen on port {port} of 127.0.0.1: {error}"),
                (None, _) => format!("cannot listen on a port of 127.0.0.1: {error}"),
            })
        })?;
        mock.auto_approve_logins(INTERVAL);
        if let Some(interval) = options.incoming {
            mock.receive_messages_every(interval);
        }
        print(&greeting(&mock, options.consent, options.incoming))?;
        let stopped = tokio::signal::ctrl_c().await;
        stopped.map_err(|error| Failure::Run(format!("cannot wait for Ctrl-C: {error}")))
    })
}

fn greeting(mock: &MockDesktop, consent: Consent, incoming: Option<Duration>) -> String {
    let (base_url, token) = (mock.base_url(), mock.token());
    let seconds = INTERVAL.as_secs();
    let mut paragraphs = vec![format!(
        "Serving a mock of Beeper's Desktop API on {base_url} with token {token}, until Ctrl-C."
    )];
    let has_logins = mock.dialect().has(Operation::CreateLoginSession);
    if has_logins {
        paragraphs.push(BRIDGES.to_owned());
    }
    paragraphs.push(CHATS.to_owned());
    paragraphs.extend(incoming.map(|interval| match interval.as_secs() {
        1 => "A message arrives every second.".to_owned(),
        seconds => format!("A message arrives every {seconds} seconds."),
    }));
    if has_logins {
        paragraphs.push(format!(
            "While a client waits, each code is shown for {seconds} seconds; the last one then counts as scanned."
        ));
    }
    paragraphs.push(tokens(mock, consent));
    paragraphs.push(format!(
        "export BEEPER_BASE_URL={base_url}\nexport BEEPER_ACCESS_TOKEN={token}"
    ));
    paragraphs.join("\n\n")
}

/// Describes how a program without a token gets one.
fn tokens(mock: &MockDesktop, consent: Consent) -> String {
    let found = match MockDesktop::USUAL_PORTS.contains(&mock.addr().port()) {
        true => "Clients that look for a server find this one",
        false => "Clients need this address, because they do not look for servers on this port",
    };
    let answer = match consent {
        Consent::Deny => "is denied",
        Consent::Ask if mock.dialect().has(Endpoint::Consent) => "has to ask a person in the browser",
        _ => "gets one at once",
    };
    format!("{found}. A program that asks for a token {answer}.")
}

/// Prints a text; unlike `println!`, it does not panic if nobody reads, so that a server piped to `head` keeps running.
fn print(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Run(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
