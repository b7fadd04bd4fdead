//! The loop between the application's state and a handler.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use reqwest::StatusCode;

use super::{
    CodeAccepted, CodeReply, Comparison, DeviceVerification, Proof, ProofFailure, SetupError, SetupHandler, SignIn,
    SignedIn, Stop, VerificationStep, pause,
};
use crate::runtime::ClientInfo;
use crate::types::{AppState, AppStateName};
use crate::{Client, Error, ErrorKind, Secret};

/// Nobody types this often. A server that refuses everything would go on for ever.
const MOST_TRIES: u32 = 100;

/// How often to look before believing that what was done has not moved the application on. A second lies between two looks.
const PATIENCE: u32 = 30;

pub(super) async fn drive(client: Client, handler: impl SetupHandler) -> Result<Client, SetupError> {
    let drive = Drive {
        client,
        handler,
        tries: 0,
    };
    drive.until_ready().await
}

struct Drive<H> {
    client: Client,
    handler: H,
    tries: u32,
}

/// What has been done about a state, until the application says another.
struct Done {
    about: AppStateName,
    looks_left: u32,
}

impl Done {
    fn about(state: AppStateName) -> Option<Self> {
        let looks_left = PATIENCE;
        Some(Self {
            about: state,
            looks_left,
        })
    }

    /// Whether the application may just not have noticed yet. Devices that trust each other take a moment to hand over secrets.
    fn is_to_be_noticed(&mut self, now: &AppStateName) -> bool {
        let is_the_same = *now == self.about || *now == AppStateName::NeedsSecrets;
        let waits = is_the_same && self.looks_left > 0;
        self.looks_left = self.looks_left.saturating_sub(1);
        waits
    }
}

impl<H: SetupHandler> Drive<H> {
    async fn until_ready(mut self) -> Result<Client, SetupError> {
        let mut done: Option<Done> = None;
        let mut failure = None;
        let mut observed = None;
        if self.client.inner().token.is_none() {
            self.sign_in().await?;
        }
        loop {
            let app = self.client.get_setup().await?.into_inner();
            if observed.replace(app.state.clone()).as_ref() != Some(&app.state) {
                self.handler.observe(&app);
            }
            if done.as_mut().is_some_and(|done| done.is_to_be_noticed(&app.state)) {
                pause(&self.client).await;
                continue;
            }
            match app.state {
                AppStateName::Ready => return Ok(self.client),
                AppStateName::Initializing | AppStateName::NeedsFirstSync => {
                    pause(&self.client).await;
                    continue;
                }
                AppStateName::NeedsLogin => self.sign_in().await?,
                AppStateName::NeedsCrossSigningSetup => self.make_recovery_key().await?,
                AppStateName::NeedsVerification | AppStateName::NeedsSecrets => {
                    match self.prove(&app, failure.as_ref()).await? {
                        Ok(()) => failure = Some(ProofFailure::NotEnough),
                        Err(why) => {
                            failure = Some(why);
                            continue;
                        }
                    }
                }
                state => return Err(SetupError::UnknownState(state)),
            }
            done = Done::about(app.state);
        }
    }

    fn count(&mut self) -> Result<(), SetupError> {
        self.tries += 1;
        match self.tries > MOST_TRIES {
            true => Err(SetupError::TooManyTries),
            false => Ok(()),
        }
    }

    async fn sign_in(&mut self) -> Result<(), SetupError> {
        let signed_in = match self.submit_code().await? {
            CodeAccepted::SignedIn(signed_in) => signed_in,
            CodeAccepted::RegistrationRequired(registration) => {
                let mut again = None;
                loop {
                    self.count()?;
                    let name = self.handler.register(registration.form(), again.as_ref()).await;
                    let name = name.map_err(|stop| SetupError::stopped(stop, "register"))?;
                    match registration.register(&name).await {
                        Ok(signed_in) => break signed_in,
                        Err(error) => again = Some(refusal(error, &SIGN_IN_REFUSALS)?),
                    }
                }
            }
        };
        self.keep(&signed_in).await
    }

    async fn keep(&mut self, signed_in: &SignedIn) -> Result<(), SetupError> {
        self.client = signed_in.client().clone();
        let kept = self.handler.signed_in(signed_in).await;
        kept.map_err(|stop| SetupError::stopped(stop, "signed_in"))
    }

    /// Asks for the address and for the code, until one is right.
    async fn submit_code(&mut self) -> Result<CodeAccepted, SetupError> {
        enum Next {
            AskAddress(Option<Error>),
            Send(String),
            AskCode(String, Option<Error>),
        }
        let mut attempt = self.begin().await?;
        let mut next = Next::AskAddress(None);
        loop {
            self.count()?;
            next = match next {
                Next::AskAddress(again) => {
                    let email = self.handler.email(again.as_ref()).await;
                    Next::Send(email.map_err(|stop| SetupError::stopped(stop, "email"))?)
                }
                Next::Send(email) => match attempt.send_code(&email).await {
                    Ok(()) => Next::AskCode(email, None),
                    // It may be on its way; who waits in vain can ask for another.
                    Err(error) if error.is_delivery_unclear() => Next::AskCode(email, None),
                    Err(error) if is_over(&error) => {
                        attempt = self.begin().await?;
                        Next::AskAddress(Some(error))
                    }
                    Err(error) => Next::AskAddress(Some(refusal(error, &SIGN_IN_REFUSALS)?)),
                },
                Next::AskCode(email, again) => {
                    let reply = self.handler.code(&email, again.as_ref()).await;
                    match reply.map_err(|stop| SetupError::stopped(stop, "code"))? {
                        CodeReply::SendAgain => Next::Send(email),
                        CodeReply::OtherAddress => Next::AskAddress(None),
                        CodeReply::Code(code) => match attempt.submit_code(code).await {
                            Ok(accepted) => return Ok(accepted),
                            Err(error) if is_over(&error) => {
                                attempt = self.begin().await?;
                                Next::AskAddress(Some(error))
                            }
                            Err(error) => Next::AskCode(email, Some(refusal(error, &SIGN_IN_REFUSALS)?)),
                        },
                    }
                }
            };
        }
    }

    async fn begin(&self) -> Result<SignIn, SetupError> {
        let attempt = self.client.app_setup().sign_in().await?;
        match attempt.methods().iter().any(|method| method == "email") {
            true => Ok(attempt),
            false => Err(SetupError::NoEmail {
                methods: attempt.methods().to_vec(),
            }),
        }
    }

    async fn make_recovery_key(&mut self) -> Result<(), SetupError> {
        self.count()?;
        let new = self.client.app_setup().new_recovery_key(None).await?;
        let kept = self.handler.keep_recovery_key(new.key()).await;
        kept.map_err(|stop| SetupError::stopped(stop, "keep_recovery_key"))?;
        new.confirm(new.key().clone()).await?;
        Ok(())
    }

    async fn prove(
        &mut self,
        app: &AppState,
        again: Option<&ProofFailure>,
    ) -> Result<Result<(), ProofFailure>, SetupError> {
        self.count()?;
        let setup = self.client.app_setup();
        let proof = self.handler.prove(app, again).await;
        match proof.map_err(|stop| SetupError::stopped(stop, "prove"))? {
            Proof::RecoveryKey(key) => match setup.verify_with_recovery_key(key).await {
                Ok(_) => Ok(Ok(())),
                // The state will tell.
                Err(error) if error.is_delivery_unclear() => Ok(Ok(())),
                Err(error) => Ok(Err(ProofFailure::Refused(refusal(error, &PROOF_REFUSALS)?))),
            },
            Proof::OtherDevice => {
                let going_on = setup.verification().await?.filter(|it| !it.step().is_over());
                let verification = match going_on {
                    Some(verification) => verification,
                    None => setup.verify_with_device().await?,
                };
                self.verify(verification).await
            }
            Proof::Scanned(code) => match setup.scan(code).await {
                Ok(verification) => self.verify(verification).await,
                Err(error) => Ok(Err(ProofFailure::Refused(refusal(error, &PROOF_REFUSALS)?))),
            },
            Proof::NewRecoveryKey => {
                self.make_recovery_key().await?;
                Ok(Ok(()))
            }
        }
    }

    /// Goes through a verification, and leaves none behind.
    async fn verify(&mut self, verification: DeviceVerification) -> Result<Result<(), ProofFailure>, SetupError> {
        let mut verification = verification.cancel_when_dropped();
        let mut shown = None;
        let ended = self.until_over(&mut verification, &mut shown).await;
        self.hide(&mut shown);
        // Whether it can still be called off makes no difference to what happened.
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
                            let chosen = self.handler.choose(details).await;
                            chosen.map_err(|stop| SetupError::stopped(stop, "choose"))?
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

/// The user's answer, or `None` if the verification is over before there is one.
async fn answered(
    answer: impl Future<Output = Result<bool, Stop>>,
    method: &'static str,
    verification: &mut DeviceVerification,
) -> Result<Option<bool>, SetupError> {
    let over = async {
        while !verification.step().is_over() {
            verification.changed().await?;
        }
        Ok(None)
    };
    let (mut answer, mut over) = (pin!(answer), pin!(over));
    poll_fn(|context| match answer.as_mut().poll(context) {
        Poll::Ready(answer) => {
            let answer = answer.map(Some);
            Poll::Ready(answer.map_err(|stop| SetupError::stopped(stop, method)))
        }
        Poll::Pending => over.as_mut().poll(context),
    })
    .await
}

/// With what a server refuses something that was typed. Where no token is sent, 401 cannot mean the token.
const SIGN_IN_REFUSALS: [StatusCode; 4] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::UNPROCESSABLE_ENTITY,
];
const PROOF_REFUSALS: [StatusCode; 4] = [
    StatusCode::BAD_REQUEST,
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::UNPROCESSABLE_ENTITY,
];

/// The error, if it is about what was typed.
fn refusal(error: Error, refusals: &[StatusCode]) -> Result<Error, SetupError> {
    let is_refusal = *error.kind() == ErrorKind::Refused && error.status().is_some_and(|it| refusals.contains(&it));
    match is_refusal {
        true => Ok(error),
        false => Err(error.into()),
    }
}

/// Whether the attempt to sign in is over.
fn is_over(error: &Error) -> bool {
    matches!(error.status(), Some(StatusCode::NOT_FOUND | StatusCode::GONE))
}
