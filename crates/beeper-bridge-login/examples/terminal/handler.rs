//! The login handler, which asks and shows in a terminal.

use std::sync::Arc;
use std::time::Duration;

use beeper_bridge_login::browser::{CaptureError, CaptureProgress, Chromium};
use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use beeper_bridge_login::input::{Field, FieldValues, InputStep};
use beeper_bridge_login::qr::Qr;
use beeper_bridge_login::text::{Lines, printable};
use beeper_bridge_login::{Display, DisplayStep, LoginHandler, RetryReason, Stop};
use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{FlowId, LoginFlow};
use tokio::task::JoinHandle;

use crate::attachments::Attachments;
use crate::browser;
use crate::console::{Console, Echo, choose};
use crate::pasting;
use crate::screen::{Panel, QrContent, Screen};
use crate::server_text::{line, lines};

const WAITING: &str = "Waiting. Ctrl-C cancels.";

/// A handler that asks and shows in a terminal.
pub struct TerminalHandler<'a> {
    console: &'a mut Console,
    /// The last answer, so that the user corrects only a part of it, or sends it again.
    values: FieldValues,
    /// The values pasted so far, so that the user pastes only the missing ones.
    pasted: WebSnapshot,
    attachments: Attachments,
    /// The current display, which is shown again once the server is reachable.
    shown: Option<DisplayStep>,
    wait_notice: Option<WaitNotice>,
}

impl<'a> TerminalHandler<'a> {
    pub fn new(console: &'a mut Console) -> Self {
        Self {
            console,
            values: FieldValues::new(),
            pasted: WebSnapshot::new(),
            attachments: Attachments::default(),
            shown: None,
            wait_notice: None,
        }
    }

    /// Marks the beginning of a question, which earlier input does not answer.
    fn begin_question(&mut self) {
        self.wait_notice = None;
        self.console.forget_typed_ahead();
    }

    fn start_wait_notice(&mut self) {
        self.wait_notice = Some(WaitNotice::start(Arc::clone(&self.console.screen)));
    }

    fn say(&self, text: &str) {
        self.console.screen.say(text);
    }

    fn show_instructions(&self, instructions: Option<&ServerText>) {
        if let Some(text) = instructions.map(lines).filter(|text| !text.is_empty()) {
            self.say(&format!("\n{text}"));
        }
    }

    /// Asks whether to send the same answer again after it could not be sent.
    async fn ask_to_resend(&mut self) -> Result<bool, Stop> {
        self.say("The server could not be reached, so the answer was not sent.");
        let question = "Press Enter to send it again, or type `n` to give another answer: ";
        let answer = self.console.line(question, Echo::On).await.ok_or(Stop::Cancel)?;
        let is_the_same = answer.trim().is_empty();
        if is_the_same {
            self.start_wait_notice();
        }
        Ok(is_the_same)
    }

    /// Lets the user sign in in a browser. `None` if the user prefers to paste, or has to.
    async fn capture(&mut self, chromium: Chromium, step: &CookieStep) -> Result<Option<WebSnapshot>, Stop> {
        let address = line(step.url().as_str());
        let question =
            format!("Press Enter to sign in on {address} in a browser's window, or type `p` to paste instead: ");
        let answer = self.console.line(&question, Echo::On).await.ok_or(Stop::Cancel)?;
        if !answer.trim().is_empty() {
            return Ok(None);
        }
        let screen = Arc::clone(&self.console.screen);
        let chromium = chromium.on_progress(move |progress| match progress {
            CaptureProgress::Opened => screen.say("The browser is open. Closing its window cancels the login."),
            CaptureProgress::Found { found, total } => {
                let names: Vec<_> = found.iter().map(|name| line(name)).collect();
                screen.say(&format!("Found {} of {total}: {}.", found.len(), names.join(", ")));
            }
            _ => {}
        });
        match chromium.capture(step).await {
            Ok(captured) => Ok(Some(captured)),
            Err(error @ CaptureError::Closed) => Err(error.into()),
            Err(error) => {
                self.say(&format!("The sign-in in the browser failed: {error}."));
                Ok(None)
            }
        }
    }

    async fn ask(&mut self, field: &Field) -> Result<String, Stop> {
        if let Some(description) = field.description() {
            self.say(description);
        }
        for (number, option) in (1..).zip(field.options()) {
            self.say(&format!("{number:3}  {}", option.label()));
        }
        let mut prompt = field.label().to_owned();
        let echo = if field.is_secret() { Echo::Off } else { Echo::On };
        let mut notes = Vec::new();
        if echo == Echo::Off {
            notes.push("not shown".to_owned());
        }
        if let Some(initial) = field.initial_value() {
            let option = field.options().iter().find(|option| option.value() == initial.expose());
            notes.push(match (option, echo) {
                (Some(option), _) => format!("Enter takes {}", option.label()),
                (None, Echo::On) => format!("Enter takes {}", printable(initial.expose(), Lines::Flatten, 60)),
                (None, Echo::Off) => "Enter takes the network's suggestion".to_owned(),
            });
        }
        match (field.is_optional(), field.initial_value()) {
            (true, Some(_)) => notes.push("`-` leaves it empty".to_owned()),
            (true, None) => notes.push("may stay empty".to_owned()),
            _ => {}
        }
        if let Some(placeholder) = field.placeholder() {
            notes.push(format!("like {placeholder}"));
        }
        if !notes.is_empty() {
            prompt = format!("{prompt} ({})", notes.join("; "));
        }
        let typed = self.console.line(&format!("{prompt}: "), echo).await;
        let typed = typed.ok_or(Stop::Cancel)?;
        let number = typed
            .trim()
            .parse()
            .ok()
            .and_then(|number: usize| number.checked_sub(1));
        Ok(
            match (number.and_then(|at| field.options().get(at)), field.initial_value()) {
                (Some(option), _) => option.value().to_owned(),
                (None, Some(initial)) if typed.is_empty() => initial.expose().to_owned(),
                (None, Some(_)) if field.is_optional() && typed == "-" => String::new(),
                _ => typed,
            },
        )
    }
}

impl LoginHandler for TerminalHandler<'_> {
    async fn choose_flow(&mut self, flows: &[LoginFlow]) -> Result<FlowId, Stop> {
        self.say("\nHow to sign in:");
        for (number, flow) in (1..).zip(flows) {
            let name = flow.name.as_deref().unwrap_or(flow.id.as_str());
            let description = flow.description.as_deref().map(line).unwrap_or_default();
            self.say(format!("{number:3}  {}  {description}", line(name)).trim_end());
        }
        loop {
            let typed = self.console.line("Number: ", Echo::On).await.ok_or(Stop::Cancel)?;
            match choose(flows, &typed, |flow| flow.id.as_str()) {
                Some(flow) => return Ok(flow.id.clone()),
                None => self.say(&format!("Type a number from 1 to {}.", flows.len())),
            }
        }
    }

    async fn fill(&mut self, step: &InputStep, retry_reason: Option<&RetryReason>) -> Result<FieldValues, Stop> {
        self.begin_question();
        let mut wrong = None;
        match retry_reason {
            Some(RetryReason::InvalidInput(invalid)) => {
                for problem in invalid.field_errors() {
                    self.say(&format!("{}: {}", problem.label(), problem.advice()));
                }
                // The other values were valid.
                let fields = invalid.field_errors().iter().map(|problem| problem.field());
                wrong = Some(fields.collect::<Vec<_>>());
            }
            Some(RetryReason::NotSent) if self.ask_to_resend().await? => return Ok(self.values.clone()),
            Some(RetryReason::NotSent) => {}
            retry_reason => {
                self.values = FieldValues::new();
                self.attachments = Attachments::default();
                if let Some(reason) = retry_reason {
                    self.say(&reason_to_ask_again(reason));
                }
                self.show_instructions(step.instructions());
                for attachment in step.attachments() {
                    let described = self.attachments.describe(attachment);
                    self.say(&described);
                }
            }
        }
        if step.fields().is_empty() {
            let answer = self.console.line("Press Enter to continue: ", Echo::On).await;
            answer.ok_or(Stop::Cancel)?;
        }
        for field in step.fields() {
            if wrong.as_ref().is_some_and(|wrong| !wrong.contains(&field.id())) {
                continue;
            }
            let value = self.ask(field).await?;
            self.values.insert(field.id(), value);
        }
        self.start_wait_notice();
        Ok(self.values.clone())
    }

    async fn collect(&mut self, step: &CookieStep, retry_reason: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        self.begin_question();
        match retry_reason {
            Some(RetryReason::NotSent) if self.ask_to_resend().await? => return Ok(self.pasted.clone()),
            Some(RetryReason::MissingValues(_)) => {}
            retry_reason => {
                self.pasted = WebSnapshot::new();
                if let Some(reason) = retry_reason {
                    self.say(&reason_to_ask_again(reason));
                }
                self.show_instructions(step.instructions());
                if let Some(chromium) = browser::for_sign_in()
                    && let Some(captured) = self.capture(chromium, step).await?
                {
                    self.pasted = captured;
                    self.start_wait_notice();
                    return Ok(self.pasted.clone());
                }
            }
        }
        pasting::explain(step, retry_reason)
            .iter()
            .for_each(|text| self.say(text));
        let pasted = pasting::ask(self.console).await?;
        self.pasted.merge(pasted);
        self.start_wait_notice();
        Ok(self.pasted.clone())
    }

    async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
        self.wait_notice = None;
        self.console.screen.show(panel(step));
        self.shown = Some(step.clone());
        Ok(())
    }

    fn hide(&mut self) {
        self.shown = None;
        self.console.screen.hide();
    }

    fn reachability_changed(&mut self, is_reachable: bool) {
        match (&self.shown, is_reachable) {
            (_, false) => {
                let notice = "The server is unreachable. The code may have expired. Ctrl-C cancels.";
                self.console.screen.set_status(notice);
            }
            (Some(step), true) => {
                self.console.screen.set_status("The server is reachable again.");
                self.console.screen.show(panel(step));
            }
            (None, true) => self.say("The server is reachable again."),
        }
    }
}

/// Returns the panel for a step that is waited on.
fn panel(step: &DisplayStep) -> Panel {
    let mut above: Vec<_> = step.instructions().map(lines).into_iter().collect();
    let mut code = None;
    let mut below = vec![String::new()];
    if step.is_stale() {
        above = vec!["The network shows an expired code again. Cancel and start again.".to_owned()];
    } else {
        match step.display() {
            Display::Qr(payload) => {
                code = Some(match Qr::encode(payload) {
                    Ok(qr) => QrContent::Drawn(qr),
                    // The login continues without a drawing, because the user can copy the text.
                    Err(_) => QrContent::Text(printable(payload.expose(), Lines::Flatten, usize::MAX)),
                });
            }
            Display::Code(code) => above.push(format!("\n    {}", printable(code.expose(), Lines::Flatten, 100))),
            Display::Picture(url) => above.push(format!("\nOpen this picture:\n    {}", line(url.expose()))),
            Display::Emoji(emoji) => {
                let shown = emoji.emoji().into_iter().chain(emoji.image_url()).map(line);
                above.extend(shown.map(|shown| format!("\n    {shown}")));
            }
            Display::Nothing => {}
            _ if above.is_empty() => above.push("Look at your other device.".to_owned()),
            _ => {}
        }
    }
    below.push(WAITING.to_owned());
    Panel { above, code, below }
}

fn reason_to_ask_again(reason: &RetryReason) -> String {
    match reason {
        RetryReason::Refused { message: Some(message) } => format!("Not accepted: {}", lines(message)),
        RetryReason::Refused { message: None } => "Not accepted.".to_owned(),
        RetryReason::Unclear => "The connection broke, and whether the answer has arrived is not known. \
                                Answering again may count as a second try."
            .to_owned(),
        // How long to wait, and reasons of newer versions of the crate.
        other => other.user_message(),
    }
}

/// Prints a notice if the server is slow, until this is dropped.
struct WaitNotice(JoinHandle<()>);

impl WaitNotice {
    fn start(screen: Arc<Screen>) -> Self {
        Self(tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(3)).await;
            screen.say("Waiting for the server …");
        }))
    }
}

impl Drop for WaitNotice {
    fn drop(&mut self) {
        self.0.abort();
    }
}
