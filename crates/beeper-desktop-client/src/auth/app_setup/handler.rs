//! The handler that an application supplies to the setup, and the answers that it returns.

use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};

use crate::auth::app_setup::sign_in::SignedIn;
use crate::error::Error;
use crate::generated::types::{AppState, SetupRegistration, Verification, VerificationError, VerificationSas};
use crate::values::secret::Secret;

/// Asks the user during the setup of the application, and displays what the user has to see.
///
/// The driver calls one method at a time. All but one have a default, and most defaults report that the handler does not
/// support the question, so that a program implements only those it needs. A method must not block its thread while it waits
/// for a person: use [`spawn_blocking`](tokio::task::spawn_blocking) or an event loop.
///
/// The driver drops the futures of [`compare`](Self::compare) and [`confirm_scanned`](Self::confirm_scanned) if the question
/// is settled first, for instance because the other device ends the verification. A thread that reads a line then keeps
/// reading, and takes the next line. Read a terminal with one thread for all questions.
///
/// `previous_failure` is the reason why the driver asks again, or `None` the first time. [`api_error`](Error::api_error)
/// returns the server's message about it.
///
/// | where | methods |
/// |---|---|
/// | signing in | [`email`](Self::email), [`code`](Self::code), [`signed_in`](Self::signed_in) |
/// | a new account | [`register`](Self::register), [`keep_recovery_key`](Self::keep_recovery_key) |
/// | an account that exists | [`prove`](Self::prove) |
/// | a proof by comparing emoji | [`compare`](Self::compare), [`wait_for_device`](Self::wait_for_device) |
/// | a proof by a QR code shown here | [`choose_comparison`](Self::choose_comparison), [`show_qr`](Self::show_qr) and the next |
/// | a proof by a QR code scanned here | [`wait_for_device`](Self::wait_for_device) |
/// | a new recovery key in place of a proof | [`keep_recovery_key`](Self::keep_recovery_key) |
pub trait SetupHandler: Send {
    /// Asks for the e-mail address of the account.
    ///
    /// If the sign-in attempt is over and another begins, the driver asks again and passes the error.
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

    /// Asks for a name for a new account, in the words of `form`.
    ///
    /// By returning a name, the handler confirms that the user has seen the terms in the form and agrees.
    fn register(
        &mut self,
        form: &SetupRegistration,
        previous_failure: Option<&Error>,
    ) -> impl Future<Output = Result<String, Stop>> + Send {
        let _ = (form, previous_failure);
        async { Err(Stop::Unsupported) }
    }

    /// Stores the access token, which the server does not return again.
    ///
    /// Without it, no program can reach the application any more. So this method has no default, although the driver does not
    /// call it if somebody is signed in already. An error ends the setup, but the application stays signed in.
    fn signed_in(&mut self, signed_in: &SignedIn) -> impl Future<Output = Result<(), Stop>> + Send;

    /// Asks how this device proves that it may read encrypted messages.
    ///
    /// If another device has already asked to verify this one, `verification` of `app` contains that. The driver does not
    /// drop the future if a device asks later, or if this device is verified in another way.
    fn prove(
        &mut self,
        app: &AppState,
        previous_failure: Option<&ProofFailure>,
    ) -> impl Future<Output = Result<Proof, Stop>> + Send {
        let _ = (app, previous_failure);
        async { Err(Stop::Unsupported) }
    }

    /// Shows a new recovery key, and returns when the user has stored it safely.
    ///
    /// The new key then replaces the old one.
    fn keep_recovery_key(&mut self, key: &Secret) -> impl Future<Output = Result<(), Stop>> + Send {
        let _ = key;
        async { Err(Stop::Unsupported) }
    }

    /// Reports that the other device has to act: to accept or to confirm.
    ///
    /// The driver calls it for each change while it waits. The default does nothing. To stop waiting, drop
    /// [`run`](super::AppSetup::run).
    fn wait_for_device(&mut self, verification: &Verification) {
        let _ = verification;
    }

    /// Chooses how to compare the devices if both ways are possible; emoji by default.
    fn choose_comparison(
        &mut self,
        verification: &Verification,
    ) -> impl Future<Output = Result<Comparison, Stop>> + Send {
        let _ = verification;
        async { Ok(Comparison::Emoji) }
    }

    /// Shows a QR code for the other device to scan, and returns as soon as it is visible.
    ///
    /// It replaces what was shown before. The feature `qr` of `beeper-bridge-login` draws QR codes.
    fn show_qr(&mut self, code: &Secret) -> impl Future<Output = Result<(), Stop>> + Send {
        let _ = code;
        async { Err(Stop::Unsupported) }
    }

    /// Hides the QR code, because it was scanned or the verification continued in another way or ended.
    ///
    /// The default does nothing. The driver does not call it when [`run`](super::AppSetup::run) is dropped.
    fn hide_qr(&mut self) {}

    /// Shows emoji, and asks whether the other device shows the same.
    fn compare(&mut self, sas: &VerificationSas) -> impl Future<Output = Result<bool, Stop>> + Send {
        let _ = sas;
        async { Err(Stop::Unsupported) }
    }

    /// Asks whether the other device reports that it scanned the code.
    fn confirm_scanned(&mut self) -> impl Future<Output = Result<bool, Stop>> + Send {
        async { Err(Stop::Unsupported) }
    }

    /// Observes each state of the application once, before the driver acts on it.
    ///
    /// Without an access token, the driver cannot ask for the state, so it does not observe that nobody is signed in.
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

/// The answer of a user who was asked for a code.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CodeReply {
    /// The code.
    Code(Secret),
    /// The user asks for another code, because none arrived.
    SendAgain,
    /// The user wants to enter another address.
    OtherAddress,
}

/// How this device proves that it may read encrypted messages.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Proof {
    /// The recovery key.
    RecoveryKey(Secret),
    /// A trusted device: the one that asks to verify this device, or otherwise any of the account's devices.
    OtherDevice,
    /// The QR code that a trusted device shows.
    Scanned(Secret),
    /// No proof: the driver creates a new recovery key. Earlier encrypted messages may stay unreadable.
    NewRecoveryKey,
}

/// Why the driver asks the user for a proof again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProofFailure {
    /// The server refused the proof.
    ///
    /// For instance, the recovery key is wrong, the QR code is of something else, or the account has no other device.
    Refused(Error),
    /// The verification ended in another way, with the server's reason if it still has one.
    Ended(Option<VerificationError>),
    /// The user answered that the emoji differ, or that the other device did not scan the code.
    Mismatch,
    /// The server accepted the proof or its response was lost, but the application still waits for a proof.
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

/// The reason why a handler stops the setup.
///
/// `?` converts everything that converts to `Box<dyn Error + Send + Sync>`: errors that are `Send` and `Sync`, texts, and
/// these boxes themselves, including those of `anyhow` and similar crates. It does not convert a plain `Box<dyn Error>`,
/// because that cannot be sent to another thread; return `Box<dyn Error + Send + Sync>` instead. `Stop` is not an error
/// itself; [`into_error`](Self::into_error) converts it to one.
///
/// `?` converts an [`io::Error`] of the kind [`Interrupted`](io::ErrorKind::Interrupted) to [`Cancel`](Self::Cancel), also
/// from inside of other errors: prompts for a password return this error when the user presses Ctrl-C.
///
/// An error must not print what was typed.
#[derive(Clone)]
#[non_exhaustive]
pub enum Stop {
    /// The user does not want to continue.
    Cancel,
    /// The handler does not support the question.
    Unsupported,
    /// The handler failed.
    Failed(Arc<dyn StdError + Send + Sync>),
}

impl Stop {
    /// Converts this to an error, for functions that return `Box<dyn Error + Send + Sync>` or a type made from it.
    ///
    /// `?` in a method of a handler converts it back, even from inside of other errors.
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

    /// Returns the `Stop` that [`into_error`](Self::into_error) put into an error or one of its sources.
    ///
    /// Returns [`Cancel`](Self::Cancel) for an interrupted prompt there.
    fn inside(error: &(dyn StdError + 'static)) -> Option<Self> {
        std::iter::successors(Some(error), |&error| error.source()).find_map(|error| {
            if let Some(Stopped(stop)) = error.downcast_ref() {
                return Some(stop.clone());
            }
            let error = error.downcast_ref::<io::Error>()?;
            // The `source` of an `io::Error` skips the error inside of it.
            let inner = error.get_ref().and_then(|inner| Self::inside(inner));
            inner.or_else(|| (error.kind() == io::ErrorKind::Interrupted).then_some(Self::Cancel))
        })
    }
}

/// Converts anything that can be a boxed error, including a text.
///
/// A [`Stop`] inside of it is returned as it was, and an interrupted prompt becomes [`Stop::Cancel`].
impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Stop {
    fn from(error: E) -> Self {
        let error = error.into();
        Self::inside(&*error).unwrap_or_else(|| Self::Failed(error.into()))
    }
}

/// A [`Stop`] as an error.
///
/// `Stop` itself cannot implement `Error`: then `From<E>` would conflict with the standard library's `From<T> for T`.
struct Stopped(Stop);

impl fmt::Debug for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A `main` that returns the error prints it with `Debug`.
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Stop::Cancel => f.write_str("the user does not want to continue"),
            Stop::Unsupported => f.write_str("the handler does not support the question"),
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

    /// Returns the `Stop` of a handler with this result.
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
        assert!(matches!(stopped(Err(outer("not a stop".into()))), Stop::Failed(_)));
    }

    #[test]
    fn an_interrupted_prompt_cancels() {
        let interrupted = || io::Error::from(io::ErrorKind::Interrupted);
        assert!(matches!(stopped(Err(interrupted())), Stop::Cancel));
        assert!(matches!(stopped(Err(io::Error::other(interrupted()))), Stop::Cancel));
        let unsupported = io::Error::new(io::ErrorKind::Interrupted, Stop::Unsupported.into_error());
        assert!(matches!(stopped(Err(unsupported)), Stop::Unsupported));
        let ended = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert!(matches!(stopped(Err(ended)), Stop::Failed(_)));
    }
}
