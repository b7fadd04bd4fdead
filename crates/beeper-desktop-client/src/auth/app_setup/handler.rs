//! What an application supplies to the setup: its handler, and the answers that it gives.

use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};

use crate::auth::app_setup::sign_in::SignedIn;
use crate::error::Error;
use crate::generated::types::{AppState, SetupRegistration, Verification, VerificationError, VerificationSas};
use crate::values::secret::Secret;

/// Asks the user during the setup of the application, and shows what is to be shown. Its methods are called one after the
/// other, never two at once.
///
/// All but one have a default; most defaults say that the handler does not support what is asked, so that a program writes
/// only what it has a place for. What waits for a person must not block the thread: it belongs into
/// [`spawn_blocking`](tokio::task::spawn_blocking) or an event loop. [`compare`](Self::compare) and
/// [`confirm_scanned`](Self::confirm_scanned) are dropped where they wait when there is nothing left to answer: the other
/// device has ended the verification, for instance. A thread that reads a line goes on reading then, and takes the next one;
/// what comes from a terminal is better read by one thread for all questions.
///
/// `previous_failure` is why the user is asked once more; `None` the first time. What the server said of it for people is
/// [`api_error`](Error::api_error).
///
/// | where | methods |
/// |---|---|
/// | signing in | [`email`](Self::email), [`code`](Self::code), [`signed_in`](Self::signed_in) |
/// | a new account | [`register`](Self::register), [`keep_recovery_key`](Self::keep_recovery_key) |
/// | an account that exists | [`prove`](Self::prove) |
/// | a proof by comparing emoji | [`compare`](Self::compare), [`wait_for_device`](Self::wait_for_device) |
/// | a proof by a QR code shown here | [`choose_comparison`](Self::choose_comparison), [`show_qr`](Self::show_qr) and what follows it |
/// | a proof by a QR code scanned here | [`wait_for_device`](Self::wait_for_device) |
/// | a new recovery key in place of a proof | [`keep_recovery_key`](Self::keep_recovery_key) |
pub trait SetupHandler: Send {
    /// Asks for the e-mail address of the account. It is asked for again, with the error, when the attempt to sign in is over
    /// and another begins.
    fn email(&mut self, previous_failure: Option<&Error>) -> impl Future<Output = Result<String, Stop>> + Send {
        let _ = previous_failure;
        async { Err(Stop::Unsupported) }
    }

    /// Asks for the code that was sent to this address.
    fn code(
        &mut self,
        email: &str,
        previous_failure: Option<&Error>,
    ) -> impl Future<Output = Result<CodeReply, Stop>> + Send {
        let _ = (email, previous_failure);
        async { Err(Stop::Unsupported) }
    }

    /// Asks for a name for a new account, in the words of `form`. Returning one says that the user has seen the terms in it
    /// and agrees.
    fn register(
        &mut self,
        form: &SetupRegistration,
        previous_failure: Option<&Error>,
    ) -> impl Future<Output = Result<String, Stop>> + Send {
        let _ = (form, previous_failure);
        async { Err(Stop::Unsupported) }
    }

    /// Keeps the access token, which is not given out again: without it, the application cannot be reached any more. That is
    /// why this method alone has to be written, also where somebody is signed in already and it is not called. An error ends
    /// the setup, with the application signed in.
    fn signed_in(&mut self, signed_in: &SignedIn) -> impl Future<Output = Result<(), Stop>> + Send;

    /// Asks how this device is to prove that it may read encrypted messages. Where another device has asked to verify this
    /// one already, `app` has that in `verification`. It is not taken back when one asks later, or proves otherwise.
    fn prove(
        &mut self,
        app: &AppState,
        previous_failure: Option<&ProofFailure>,
    ) -> impl Future<Output = Result<Proof, Stop>> + Send {
        let _ = (app, previous_failure);
        async { Err(Stop::Unsupported) }
    }

    /// Shows a new recovery key, and returns when the user has it in a safe place. It is put in place of the old one then.
    fn keep_recovery_key(&mut self, key: &Secret) -> impl Future<Output = Result<(), Stop>> + Send {
        let _ = key;
        async { Err(Stop::Unsupported) }
    }

    /// Says that the other device has to do something now: accept, or confirm. Called for each change meanwhile. Does nothing
    /// unless written. To stop waiting, drop [`run`](super::AppSetup::run).
    fn wait_for_device(&mut self, verification: &Verification) {
        let _ = verification;
    }

    /// Chooses how to compare both devices, where both ways are open. Emoji, unless written.
    fn choose_comparison(
        &mut self,
        verification: &Verification,
    ) -> impl Future<Output = Result<Comparison, Stop>> + Send {
        let _ = verification;
        async { Ok(Comparison::Emoji) }
    }

    /// Shows a QR code for the other device to scan, in place of what was shown before, and returns as soon as it can be seen.
    /// `beeper-bridge-login` draws such codes, with its feature `qr`.
    fn show_qr(&mut self, code: &Secret) -> impl Future<Output = Result<(), Stop>> + Send {
        let _ = code;
        async { Err(Stop::Unsupported) }
    }

    /// Takes the QR code away: it was scanned, or the verification went on otherwise or ended. Does nothing unless written.
    /// Not called when [`run`](super::AppSetup::run) is dropped.
    fn hide_qr(&mut self) {}

    /// Shows emoji, and asks whether the other device shows the same ones.
    fn compare(&mut self, sas: &VerificationSas) -> impl Future<Output = Result<bool, Stop>> + Send {
        let _ = sas;
        async { Err(Stop::Unsupported) }
    }

    /// Asks whether the other device says that it scanned the code.
    fn confirm_scanned(&mut self) -> impl Future<Output = Result<bool, Stop>> + Send {
        async { Err(Stop::Unsupported) }
    }

    /// Watches: called once for each state of the application, before anything is done about it. Without an access token the
    /// state cannot be asked for, so a server that nobody is signed in to is not seen as such.
    fn observe(&mut self, app: &AppState) {
        let _ = app;
    }
}

impl<H: SetupHandler> SetupHandler for &mut H {
    fn email(&mut self, previous_failure: Option<&Error>) -> impl Future<Output = Result<String, Stop>> + Send {
        (**self).email(previous_failure)
    }

    fn code(
        &mut self,
        email: &str,
        previous_failure: Option<&Error>,
    ) -> impl Future<Output = Result<CodeReply, Stop>> + Send {
        (**self).code(email, previous_failure)
    }

    fn register(
        &mut self,
        form: &SetupRegistration,
        previous_failure: Option<&Error>,
    ) -> impl Future<Output = Result<String, Stop>> + Send {
        (**self).register(form, previous_failure)
    }

    fn signed_in(&mut self, signed_in: &SignedIn) -> impl Future<Output = Result<(), Stop>> + Send {
        (**self).signed_in(signed_in)
    }

    fn prove(
        &mut self,
        app: &AppState,
        previous_failure: Option<&ProofFailure>,
    ) -> impl Future<Output = Result<Proof, Stop>> + Send {
        (**self).prove(app, previous_failure)
    }

    fn keep_recovery_key(&mut self, key: &Secret) -> impl Future<Output = Result<(), Stop>> + Send {
        (**self).keep_recovery_key(key)
    }

    fn wait_for_device(&mut self, verification: &Verification) {
        (**self).wait_for_device(verification);
    }

    fn choose_comparison(
        &mut self,
        verification: &Verification,
    ) -> impl Future<Output = Result<Comparison, Stop>> + Send {
        (**self).choose_comparison(verification)
    }

    fn show_qr(&mut self, code: &Secret) -> impl Future<Output = Result<(), Stop>> + Send {
        (**self).show_qr(code)
    }

    fn hide_qr(&mut self) {
        (**self).hide_qr();
    }

    fn compare(&mut self, sas: &VerificationSas) -> impl Future<Output = Result<bool, Stop>> + Send {
        (**self).compare(sas)
    }

    fn confirm_scanned(&mut self) -> impl Future<Output = Result<bool, Stop>> + Send {
        (**self).confirm_scanned()
    }

    fn observe(&mut self, app: &AppState) {
        (**self).observe(app);
    }
}

/// What a user does who was asked for a code.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CodeReply {
    /// Types it.
    Code(Secret),
    /// Asks for another one, because none came.
    SendAgain,
    /// Wants to give another address.
    OtherAddress,
}

/// How this device proves that it may read encrypted messages.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Proof {
    /// With the recovery key.
    RecoveryKey(Secret),
    /// With a device that is trusted already: one that asks to verify this one, or all others are asked.
    OtherDevice,
    /// With the QR code that such a device shows.
    Scanned(Secret),
    /// Not at all: a new recovery key is made. What was encrypted before may stay unreadable.
    NewRecoveryKey,
}

/// Why the user is asked once more for a proof.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProofFailure {
    /// The server refused it: the recovery key is wrong, the QR code is one of something else, or there is no device to ask,
    /// for instance.
    Refused(Error),
    /// The verification ended otherwise. The server says why, unless it has forgotten.
    Ended(Option<VerificationError>),
    /// The user said that the devices show different emoji, or that the other one did not scan the code.
    Mismatch,
    /// It was accepted, or the answer was lost, but the application waits for a proof all the same.
    NotEnough,
}

/// How two devices are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Comparison {
    /// Both show emoji, and the user compares them.
    Emoji,
    /// The other device scans a QR code that this one shows.
    QrCode,
}

/// Why a handler stops the setup.
///
/// `?` makes one of whatever goes into a `Box<dyn Error + Send + Sync>`: errors that are `Send` and `Sync`, texts, and such
/// boxes themselves, those of `anyhow` and its like included. A plain `Box<dyn Error>` is none of them, because it cannot be
/// sent to another thread: let the function that returns it say `Box<dyn Error + Send + Sync>`. `Stop` is no error itself;
/// [`into_error`](Self::into_error) makes one of it.
///
/// An error must not print what was typed.
#[derive(Clone)]
#[non_exhaustive]
pub enum Stop {
    /// The user doesn't want to go on.
    Cancel,
    /// The handler does not support what is asked.
    Unsupported,
    /// Something failed in the handler.
    Failed(Arc<dyn StdError + Send + Sync>),
}

impl Stop {
    /// Turns this into an error, for functions that return `Box<dyn Error + Send + Sync>`, or an error type made from that.
    ///
    /// `?` in a handler's method turns it back: it comes out as it was, also from inside other errors.
    ///
    /// ```
    /// use std::error::Error;
    /// use beeper_desktop_client::app_setup::Stop;
    ///
    /// fn read_line() -> Result<String, Box<dyn Error + Send + Sync>> {
    ///     let line = std::io::stdin().lines().next();
    ///     Ok(line.ok_or_else(|| Stop::Cancel.into_error())??)
    /// }
    ///
    /// async fn email() -> Result<String, Stop> {
    ///     Ok(read_line()?)
    /// }
    /// ```
    pub fn into_error(self) -> Box<dyn StdError + Send + Sync> {
        Box::new(Stopped(self))
    }

    /// The one that [`into_error`](Self::into_error) put into an error or one of its sources.
    fn inside<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        std::iter::successors(Some(error), |&error| error.source()).find_map(|error| match error.downcast_ref() {
            Some(Stopped(stop)) => Some(stop),
            // It skips what is in it when it is asked for its source.
            None => Self::inside(error.downcast_ref::<io::Error>()?.get_ref()?),
        })
    }
}

/// Whatever can be a boxed error, a text included, stops it with that error; a [`Stop`] inside comes out as itself.
impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Stop {
    fn from(error: E) -> Self {
        let error = error.into();
        match Self::inside(&*error) {
            Some(stop) => stop.clone(),
            None => Self::Failed(error.into()),
        }
    }
}

/// A [`Stop`] as an error. `Stop` itself can be none, for then both `From<E>` and the standard library's `From<Stop>` would
/// turn it into itself.
struct Stopped(Stop);

impl fmt::Debug for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A program prints it whose `main` returns the error.
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Stop::Cancel => f.write_str("the user does not want to go on"),
            Stop::Unsupported => f.write_str("the handler does not support what is asked"),
            Stop::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for Stopped {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Stop::Failed(error) => error.source(),
            _ => None,
        }
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancel => "Cancel",
            Self::Unsupported => "Unsupported",
            Self::Failed(_) => "Failed(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stops a handler that does this.
    fn stopped<E>(failed: Result<(), E>) -> Stop
    where
        Stop: From<E>,
    {
        let method = || -> Result<(), Stop> { Ok(failed?) };
        method().unwrap_err()
    }

    #[test]
    fn errors_of_the_question_mark_operator_stop_and_are_not_printed() {
        type Boxed = Box<dyn StdError + Send + Sync>;
        for stop in [
            stopped(Err(io::Error::other("hunter2"))),
            stopped(Err("hunter2")),
            stopped(Err("hunter2".to_owned())),
            stopped(Err(Boxed::from("hunter2"))),
        ] {
            assert_eq!(format!("{stop:?}"), "Failed(..)");
            let error = stop.clone().into_error();
            assert_eq!(format!("{error} {error:?}"), "hunter2 hunter2");
            let Stop::Failed(error) = stop else { panic!("{stop:?}") };
            assert_eq!(error.to_string(), "hunter2");
        }
    }

    #[test]
    fn a_stop_inside_an_error_comes_out_as_itself() {
        assert!(matches!(stopped(Err(Stop::Cancel)), Stop::Cancel));
        assert!(matches!(stopped(Err(Stop::Cancel.into_error())), Stop::Cancel));
        let outer = |error: Box<dyn StdError + Send + Sync>| io::Error::other(io::Error::other(error));
        let unsupported = stopped(Err(outer(Stop::Unsupported.into_error())));
        assert!(matches!(unsupported, Stop::Unsupported));
        assert!(matches!(stopped(Err(outer("no stop".into()))), Stop::Failed(_)));
    }
}
