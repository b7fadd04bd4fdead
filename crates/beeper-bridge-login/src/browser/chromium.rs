//! The browser that captures, as an application uses it.

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
/// It starts for each capture anew, with a profile of its own, and is gone with all that belongs to it when the capture is over.
/// [The module](super) says what it does.
#[derive(Clone)]
pub struct Chromium {
    executable: PathBuf,
    settings: Settings,
    #[cfg_attr(not(unix), allow(dead_code))]
    on_progress: Option<Arc<ProgressObserver>>,
}

type ProgressObserver = dyn Fn(&CaptureProgress) + Send + Sync;

impl Chromium {
    /// Finds the browser: the one that the environment variable `BEEPER_BROWSER` names, or one of those on the `PATH` and in the
    /// usual places, of which Chromium goes first, then Chrome, Edge and Brave. Those that come as a snap are passed over, since
    /// they can use no profile in the folder for temporary files.
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
    /// [`BrowserNotFound`](CaptureError::BrowserNotFound) if there is none, [`CannotStart`](CaptureError::CannotStart) if
    /// `BEEPER_BROWSER` names no program, and [`NotSupportedHere`](CaptureError::NotSupportedHere) where there is one and this
    /// platform, which is Windows, has no way to talk to it. The user can paste then.
    pub fn find() -> Result<Self, CaptureError> {
        Self::new(executable::find()?)
    }

    /// Uses the browser at this path, whatever the environment says.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find), if there is no program.
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

    /// The path of the browser's program.
    pub fn path(&self) -> &Path {
        &self.executable
    }

    /// Whether no window is shown, also where the step does not ask for that. Meant for tests: nobody can type anything then.
    pub fn headless(mut self, headless: bool) -> Self {
        self.settings.is_headless = headless;
        self
    }

    /// Whether the [script](CookieStep::extract_script) that the step brings may run in the page. It is the server's, and can do there
    /// what the user can. Not allowed unless set.
    pub fn allow_script(mut self, allow: bool) -> Self {
        self.settings.allows_script = allow;
        self
    }

    /// Ends a capture that takes longer, as [`TimeLimit`](CaptureError::TimeLimit), which names what is missing. 15 minutes unless
    /// set, and less where the [login](crate::StartLogin::time_limit) has [less](CookieStep::time_limit).
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.settings.time_limit = limit;
        self
    }

    /// Calls this whenever there is something to tell, where the capture is awaited. It must not block.
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

    /// Opens the step's page in a new browser, and returns what it holds once all that the step requires is there.
    ///
    /// The browser is gone before this returns. It ends, too, when the future is dropped: that takes a moment, for which the
    /// drop waits.
    ///
    /// # Errors
    ///
    /// See [`CaptureError`].
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

    /// Captures, as the one line of a handler's [`collect`](crate::LoginHandler::collect).
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
    /// [`Stop::Capture`], with which the login ends: as cancelled if the user closed the window.
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
