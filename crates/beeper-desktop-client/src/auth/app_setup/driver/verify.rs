//! The part of the setup that verifies the device.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use crate::auth::app_setup::driver::SetupDriver;
use crate::auth::app_setup::error::SetupError;
use crate::auth::app_setup::handler::{Comparison, ProofFailure, SetupHandler, Stop};
use crate::auth::app_setup::step::VerificationStep;
use crate::auth::app_setup::verification::DeviceVerification;
use crate::values::secret::Secret;

impl<H: SetupHandler> SetupDriver<H> {
    /// Runs a verification, and cancels it if it is not over at the end.
    pub(super) async fn verify(
        &mut self,
        verification: DeviceVerification,
    ) -> Result<Result<(), ProofFailure>, SetupError> {
        let mut verification = verification.cancel_when_dropped();
        let mut shown = None;
        let ended = self.until_over(&mut verification, &mut shown).await;
        self.hide(&mut shown);
        // Whether cancelling succeeds does not change the result.
        let _ = match ended {
            Ok(Err(ProofFailure::Mismatch)) => verification.mismatch().await,
            _ => verification.cancel().await,
        };
        ended
    }

    async fn until_over(
        &mut self,
        verification: &mut DeviceVerification,
        shown: &mut Option<Secret>,
    ) -> Result<Result<(), ProofFailure>, SetupError> {
        loop {
            let step = verification.step();
            if !matches!(step, VerificationStep::Ready { .. }) {
                self.hide(shown);
            }
            match step {
                VerificationStep::Done => return Ok(Ok(())),
                VerificationStep::Ended(why) => return Ok(Err(ProofFailure::Ended(why))),
                VerificationStep::Asked => verification.accept().await?,
                VerificationStep::Ready { qr, can_compare } => {
                    let details = verification.details();
                    let comparison = match (&qr, details) {
                        (Some(_), _) if shown.is_some() || !can_compare => Comparison::QrCode,
                        (Some(_), Some(details)) => {
                            let chosen = self.handler.choose_comparison(details).await;
                            chosen.map_err(|stop| SetupError::stopped(stop, "choose_comparison"))?
                        }
                        _ => Comparison::Emoji,
                    };
                    match (comparison, qr) {
                        (Comparison::QrCode, Some(code)) => {
                            if shown.as_ref().is_none_or(|shown| shown.expose() != code.expose()) {
                                let done = self.handler.show_qr(&code).await;
                                done.map_err(|stop| SetupError::stopped(stop, "show_qr"))?;
                                *shown = Some(code);
                            }
                            verification.changed().await?;
                        }
                        _ => verification.start_sas().await?,
                    }
                }
                VerificationStep::Compare(sas) => {
                    let answer = self.handler.compare(&sas);
                    match answered(answer, "compare", verification).await? {
                        Some(true) => verification.confirm_sas().await?,
                        Some(false) => return Ok(Err(ProofFailure::Mismatch)),
                        None => {}
                    }
                }
                VerificationStep::ConfirmScanned => {
                    let answer = self.handler.confirm_scanned();
                    match answered(answer, "confirm_scanned", verification).await? {
                        Some(true) => verification.confirm_scanned().await?,
                        Some(false) => return Ok(Err(ProofFailure::Mismatch)),
                        None => {}
                    }
                }
                VerificationStep::Waiting => {
                    if let Some(details) = verification.details() {
                        self.handler.wait_for_device(details);
                    }
                    verification.changed().await?;
                }
            }
        }
    }

    fn hide(&mut self, shown: &mut Option<Secret>) {
        if shown.take().is_some() {
            self.handler.hide_qr();
        }
    }
}

/// Returns the user's answer, or `None` if the question is settled first.
///
/// It is settled when the verification is over, or was confirmed in the application's own window.
async fn answered(
    answer: impl Future<Output = Result<bool, Stop>>,
    method: &'static str,
    verification: &mut DeviceVerification,
) -> Result<Option<bool>, SetupError> {
    let question = verification.step();
    let settled = async {
        while verification.step().is_same(&question) {
            verification.changed().await?;
        }
        Ok(None)
    };
    let (mut answer, mut settled) = (pin!(answer), pin!(settled));
    poll_fn(|context| match answer.as_mut().poll(context) {
        Poll::Ready(answer) => {
            let answer = answer.map(Some);
            Poll::Ready(answer.map_err(|stop| SetupError::stopped(stop, method)))
        }
        Poll::Pending => settled.as_mut().poll(context),
    })
    .await
}
