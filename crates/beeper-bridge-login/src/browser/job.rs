//! A capture in progress, on its own thread.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::capture;
use super::error::CaptureError;
use super::observer::Observer;
use super::pipe::Pipe;
use super::process::Process;
use super::progress::CaptureProgress;
use super::screen;
use super::settings::Settings;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// How long dropping a capture waits until the killed browser is gone.
const DROP: Duration = Duration::from_secs(3);

enum Report {
    Progress(CaptureProgress),
    Done(Result<WebSnapshot, CaptureError>),
}

/// A capture in progress. Dropping it gives the capture up.
///
/// It runs on a thread, so that the browser is ended and its profile removed whatever happens to the application's tasks, and
/// because its processes, pipes and folder need blocking calls.
pub(super) struct Job {
    reports: UnboundedReceiver<Report>,
    /// Disconnected once the browser is gone.
    gone: mpsc::Receiver<()>,
}

impl Job {
    /// Starts a capture.
    ///
    /// # Errors
    ///
    /// Returns an error if the step requires values that only a script can provide and none may run, or if the system allows no
    /// more threads.
    pub(super) fn start(executable: &Path, step: &CookieStep, settings: &Settings) -> Result<Self, CaptureError> {
        let has_script = settings.allows_script && step.extract_script().is_some();
        if let Some(missing) = step.only_from_script().filter(|_| !has_script) {
            return Err(CaptureError::ScriptNeeded(missing));
        }
        let (sender, reports) = unbounded_channel();
        let (guard, gone) = mpsc::channel::<()>();
        let (executable, step, mut settings) = (executable.to_owned(), step.clone(), settings.clone());
        settings.time_limit = step
            .time_limit()
            .unwrap_or(settings.time_limit)
            .min(settings.time_limit);
        let thread = thread::Builder::new().name("browser-capture".to_owned());
        thread
            .spawn(move || {
                let _guard = guard;
                run(executable, &step, &settings, &sender);
            })
            .map_err(|error| CaptureError::cannot_start(&error))?;
        Ok(Self { reports, gone })
    }

    /// Waits for the end of the capture, and reports its progress meanwhile.
    pub(super) async fn finish(mut self, tell: impl Fn(&CaptureProgress)) -> Result<WebSnapshot, CaptureError> {
        while let Some(report) = self.reports.recv().await {
            match report {
                Report::Progress(progress) => tell(&progress),
                Report::Done(result) => return result,
            }
        }
        Err(CaptureError::Died)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // The thread detects this. A program that exits next would leave the profile behind if this did not wait.
        self.reports.close();
        let _ = self.gone.recv_timeout(DROP);
    }
}

fn run(executable: PathBuf, step: &CookieStep, settings: &Settings, reports: &UnboundedSender<Report>) {
    // A panic here is a bug, but the browser must end nevertheless; dropping its process does that.
    let result = panic::catch_unwind(AssertUnwindSafe(|| capture(&executable, step, settings, reports)));
    let result = result.unwrap_or(Err(CaptureError::Died));
    let _ = reports.send(Report::Done(result));
}

fn capture(
    executable: &Path,
    step: &CookieStep,
    settings: &Settings,
    reports: &UnboundedSender<Report>,
) -> Result<WebSnapshot, CaptureError> {
    let is_headless = settings.is_headless || step.is_hidden();
    let (_process, to, from) = Process::start(executable, step.user_agent(), is_headless)
        .map_err(|error| CaptureError::cannot_start(&error))?;
    let pipe = Pipe::new(from, to).map_err(|error| CaptureError::cannot_start(&error))?;
    match capture::run(step, settings, pipe, reports) {
        Err(CaptureError::CannotStart { .. }) if !is_headless && screen::is_missing() => Err(CaptureError::NoScreen),
        result => result,
    }
}

impl Observer for UnboundedSender<Report> {
    fn tell(&self, progress: CaptureProgress) {
        let _ = self.send(Report::Progress(progress));
    }

    fn has_given_up(&self) -> bool {
        self.is_closed()
    }
}
