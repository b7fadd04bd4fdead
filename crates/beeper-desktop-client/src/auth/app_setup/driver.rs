//! The loop that takes an application from its current state to the end of the setup, by asking a handler.

mod sign_in;
mod verify;

use reqwest::StatusCode;

use crate::auth::app_setup::error::SetupError;
use crate::auth::app_setup::handler::{Proof, ProofFailure, SetupHandler};
use crate::auth::app_setup::polling::wait_for_next_poll;
use crate::client::Client;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::generated::types::{AppState, AppStateName};

/// The limit of inputs, far above what a person types. It ends the loop if a server refuses everything.
const MAX_TRIES: u32 = 100;

/// How often the driver polls, once a second, until it concludes that its action has not changed the state.
const MAX_POLLS_FOR_CHANGE: u32 = 30;

pub(super) async fn run(client: Client, handler: impl SetupHandler) -> Result<Client, SetupError> {
    let driver = SetupDriver {
        client,
        handler,
        tries: 0,
    };
    driver.until_ready().await
}

struct SetupDriver<H> {
    client: Client,
    handler: H,
    tries: u32,
}

/// A state in which the driver has acted.
struct ActedOnState {
    about: AppStateName,
    polls_left: u32,
}

impl ActedOnState {
    fn about(state: AppStateName) -> Self {
        Self {
            about: state,
            polls_left: MAX_POLLS_FOR_CHANGE,
        }
    }

    /// Returns whether the application may need more time to change its state.
    ///
    /// Devices that trust each other take a moment to exchange secrets.
    fn may_still_change(&mut self, now: &AppStateName) -> bool {
        let is_the_same = *now == self.about || *now == AppStateName::NeedsSecrets;
        let may_change = is_the_same && self.polls_left > 0;
        self.polls_left = self.polls_left.saturating_sub(1);
        may_change
    }
}

impl<H: SetupHandler> SetupDriver<H> {
    async fn until_ready(mut self) -> Result<Client, SetupError> {
        let mut done: Option<ActedOnState> = None;
        let mut failure = None;
        let mut observed = None;
        if self.client.settings().authorization.is_none() {
            self.sign_in().await?;
            done = Some(ActedOnState::about(AppStateName::NeedsLogin));
        }
        loop {
            let app = self.client.get_setup().await?.into_inner();
            if observed.replace(app.state.clone()).as_ref() != Some(&app.state) {
                self.handler.observe(&app);
            }
            if done.as_mut().is_some_and(|done| done.may_still_change(&app.state)) {
                wait_for_next_poll(&self.client).await;
                continue;
            }
            match app.state {
                AppStateName::Ready => return Ok(self.client),
                AppStateName::Initializing | AppStateName::NeedsFirstSync => {
                    wait_for_next_poll(&self.client).await;
                    continue;
                }
                AppStateName::NeedsLogin => self.sign_in().await?,
                AppStateName::NeedsCrossSigningSetup => self.make_recovery_key().await??,
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
            done = Some(ActedOnState::about(app.state));
        }
    }

    fn count_try(&mut self) -> Result<(), SetupError> {
        self.tries += 1;
        match self.tries > MAX_TRIES {
            true => Err(SetupError::TooManyTries),
            false => Ok(()),
        }
    }

    async fn make_recovery_key(&mut self) -> Result<Result<(), Error>, SetupError> {
        self.count_try()?;
        let new = match self.client.app_setup().new_recovery_key(None).await {
            Ok(new) => new,
            Err(error) => return Ok(Err(error)),
        };
        let result = self.handler.keep_recovery_key(new.key()).await;
        result.map_err(|stop| SetupError::stopped(stop, "keep_recovery_key"))?;
        match new.confirm(new.key().clone()).await {
            // The next poll shows whether it succeeded.
            Err(error) if error.is_delivery_unclear() => Ok(Ok(())),
            confirmed => Ok(confirmed.map(drop)),
        }
    }

    async fn prove(
        &mut self,
        app: &AppState,
        previous_failure: Option<&ProofFailure>,
    ) -> Result<Result<(), ProofFailure>, SetupError> {
        self.count_try()?;
        let setup = self.client.app_setup();
        let proof = self.handler.prove(app, previous_failure).await;
        let begun = match proof.map_err(|stop| SetupError::stopped(stop, "prove"))? {
            Proof::RecoveryKey(key) => setup.verify_with_recovery_key(key).await.map(|_| None),
            Proof::OtherDevice => {
                let going_on = setup.verification().await?.filter(|it| !it.step().is_over());
                match going_on {
                    Some(verification) => Ok(Some(verification)),
                    None => setup.verify_with_device().await.map(Some),
                }
            }
            Proof::Scanned(code) => setup.scan(code).await.map(Some),
            Proof::NewRecoveryKey => self.make_recovery_key().await?.map(|()| None),
        };
        match begun {
            Ok(Some(verification)) => self.verify(verification).await,
            Ok(None) => Ok(Ok(())),
            // The next poll shows whether it succeeded.
            Err(error) if error.is_delivery_unclear() => Ok(Ok(())),
            Err(error) => Ok(Err(ProofFailure::Refused(refusal(error, &PROOF_REFUSALS)?))),
        }
    }
}

/// The statuses with which a server refuses a proof.
///
/// A conflict may mean that no proof is needed any more; then the state shows that, and the handler is not asked again.
const PROOF_REFUSALS: [StatusCode; 5] = [
    StatusCode::BAD_REQUEST,
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::CONFLICT,
    StatusCode::UNPROCESSABLE_ENTITY,
];

/// Returns the error if it is about the user's input.
fn refusal(error: Error, refusals: &[StatusCode]) -> Result<Error, SetupError> {
    let is_refusal = *error.kind() == ErrorKind::Refused && error.status().is_some_and(|it| refusals.contains(&it));
    match is_refusal {
        true => Ok(error),
        false => Err(error.into()),
    }
}
