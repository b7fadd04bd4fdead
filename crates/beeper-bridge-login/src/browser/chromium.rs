//! The public handle on a browser for captures.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::error::CaptureError;
use super::executable;
#[cfg(unix)]
use super::job::Job;
use super::progress::CaptureProgress;
use super::settings::Settings;
use crate::handler::stop::Stop;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// A Chromium, Chrome, Edge or Brave on this computer, in which users sign in on web pages.
///
/// Each capture starts a new browser with a new profile; both are gone when the capture is over. [The module](super) describes
/// a capture.
#[derive(Clone)]
pub struct Chromium {
    executable: PathBuf,
    settings: Settings,
    #[cfg_attr(not(unix), allow(dead_code))]
    on_progress: Option<Arc<ProgressObserver>>,
}

type ProgressObserver = dyn Fn(&CaptureProgress) + Send + Sync;

impl Chromium {
    /// Finds a browser on this computer.
    ///
    /// The environment variable `BEEPER_BROWSER` may name one. Otherwise, this searches the `PATH` and the usual places, for
    /// Chromium first, then Chrome, Edge and Brave. It ignores browsers from snap packages, because they cannot use a profile
    /// in the folder for temporary files.
    ///
    /// ```no_run
    /// use beeper_bridge_login::browser::Chromium;
    ///
    /// let browser = Chromium::find()?;
    /// println!("{}", browser.path().display());
    /// # Ok::<(), beeper_bridge_login::browser::CaptureError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`BrowserNotFound`](CaptureError::BrowserNotFound) if this computer has no browser,
    /// [`CannotStart`](CaptureError::CannotStart) if `BEEPER_BROWSER` does not name a program, or
    /// [`NotSupportedHere`](CaptureError::NotSupportedHere) if this platform, Windows, cannot connect to the browser; the user
    /// can then paste.
    pub fn find() -> Result<Self, CaptureError> {
        Self::new(executable::find()?)
    }

    /// Uses the browser at this path, and ignores the environment.
    ///
    /// As root, Chromium exits at once unless its sandbox is disabled, which a capture never does. If you accept that risk, use
    /// the path of a script that contains the line `exec chromium --no-sandbox "$@"` below `#!/bin/sh`.
    ///
    /// # Errors
    ///
    /// Returns [`CannotStart`](CaptureError::CannotStart) if the path does not name a program, or
    /// [`NotSupportedHere`](CaptureError::NotSupportedHere) as [`find`](Self::find) does.
    pub fn at(executable: impl AsRef<Path>) -> Result<Self, CaptureError> {
        Self::new(executable::check(executable.as_ref(), "the application")?)
    }

    fn new(executable: PathBuf) -> Result<Self, CaptureError> {
        if cfg!(not(unix)) {
            return Err(CaptureError::NotSupportedHere);
        }
        Ok(Self {
            executable,
            settings: Settings::default(),
            on_progress: None,
        })
    }

    /// Returns the path of the browser's program.
    pub fn path(&self) -> &Path {
        &self.executable
    }

    /// Hides the window even if the step does not request it. Meant for tests, because nobody can then type anything.
    pub fn headless(mut self, headless: bool) -> Self {
        self.settings.is_headless = headless;
        self
    }

    /// Allows the step's [script](CookieStep::extract_script) to run in the page.
    ///
    /// The script comes from the server, and can do everything there that the user can. By default, it does not run.
    pub fn allow_script(mut self, allow: bool) -> Self {
        self.settings.allows_script = allow;
        self
    }

    /// Sets the time limit of a capture; the default is 15 minutes.
    ///
    /// A capture that takes longer ends with [`TimeLimit`](CaptureError::TimeLimit), which names the missing values. If the
    /// [login](crate::StartLogin::time_limit) has [less time](CookieStep::time_limit), that limit applies.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.settings.time_limit = limit;
        self
    }

    /// Calls `tell` whenever a capture makes progress.
    ///
    /// The task that awaits the capture makes the call, so `tell` must not block.
    ///
    /// ```no_run
    /// use beeper_bridge_login::browser::{CaptureProgress, Chromium};
    ///
    /// let browser = Chromium::find()?.on_progress(|progress| match progress {
    ///     CaptureProgress::Opened => println!("Sign in in the browser's window."),
    ///     CaptureProgress::Found { found, total } => println!("{} of {total} values found", found.len()),
    ///     _ => {}
    /// });
    /// # Ok::<(), beeper_bridge_login::browser::CaptureError>(())
    /// ```
    pub fn on_progress(mut self, tell: impl Fn(&CaptureProgress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(tell));
        self
    }

    /// Opens the step's page in a new browser, and returns the browser's values once all required ones are present.
    ///
    /// The browser is gone before this returns. Dropping the future also ends the browser, and blocks for the moment that this
    /// takes.
    ///
    /// # Errors
    ///
    /// Returns a [`CaptureError`], which says why no values were captured.
    pub async fn capture(&self, step: &CookieStep) -> Result<WebSnapshot, CaptureError> {
        self.run(step).await
    }

    #[cfg(unix)]
    async fn run(&self, step: &CookieStep) -> Result<WebSnapshot, CaptureError> {
        let job = Job::start(&self.executable, step, &self.settings)?;
        job.finish(|progress| {
            if let Some(tell) = &self.on_progress {
                tell(progress);
            }
        })
        .await
    }

    #[cfg(not(unix))]
    async fn run(&self, _: &CookieStep) -> Result<WebSnapshot, CaptureError> {
        Err(CaptureError::NotSupportedHere)
    }

    /// Captures the step's values, as the whole implementation of a handler's [`collect`](crate::LoginHandler::collect).
    ///
    /// ```
    /// use beeper_bridge_login::browser::Chromium;
    /// use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
    /// use beeper_bridge_login::{LoginHandler, RetryReason, Stop};
    ///
    /// struct Window {
    ///     browser: Chromium,
    /// }
    ///
    /// impl LoginHandler for Window {
    ///     async fn collect(&mut self, step: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
    ///         self.browser.collect(step).await
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`Stop::Capture`], which ends the login. If the user closed the window, the login ends as cancelled.
    pub async fn collect(&self, step: &CookieStep) -> Result<WebSnapshot, Stop> {
        Ok(self.capture(step).await?)
    }
}

impl fmt::Debug for Chromium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chromium")
            .field("path", &self.executable)
            .field("headless", &self.settings.is_headless)
            .field("allow_script", &self.settings.allows_script)
            .field("time_limit", &self.settings.time_limit)
            .finish_non_exhaustive()
    }
}
