//! What each operation answers from the state: one module for each kind of thing.

mod assets;
mod bridges;
mod chat_search;
mod chats;
mod contacts;
mod message_search;
mod messages;
mod pages;
mod search;
mod sending;
mod setup;
mod starting;
mod updating;
mod verifications;

use serde_json::{Value, json};

use crate::call::Call;
use crate::login::{Question, Verdict};
use crate::reply::Failure;
use crate::state::{State, StepAnswer};
use crate::waits::Wait;
use crate::{Operation, Reply, documented};

pub(crate) enum Answer {
    Now(Reply),
    /// Comes when something happens.
    Held(Wait),
    /// To be asked again with the verdict; nothing has changed yet.
    Undecided(Question),
}

pub(crate) fn answer(
    state: &mut State,
    info: &Value,
    call: &Call<'_>,
    verdict: Option<&Verdict>,
) -> Result<Answer, Failure> {
    use Operation::*;
    let mut body = match call.operation {
        GetInfo => info.clone(),
        ListAccounts => bridges::list_accounts(state),
        GetAccount => bridges::get_account(state, call)?,
        ListBridges => bridges::list(state),
        GetBridge => bridges::get(state, call)?,
        GetBridgeCapabilities => bridges::capabilities(state, call)?,
        ListLoginFlows => bridges::flows(state, call)?,
        ListBridgeLogins => bridges::logins(state, call)?,
        GetBridgeLogin => bridges::login(state, call)?,
        RemoveBridgeLogin => bridges::remove_login(state, call)?,
        CreateLoginSession => bridges::create_session(state, call)?,
        GetLoginSession => bridges::get_session(state, call)?,
        CancelLoginSession => bridges::cancel_session(state, call)?,
        SubmitLoginStep => match bridges::submit_step(state, call, verdict)? {
            StepAnswer::Now(session) => session,
            StepAnswer::Held(wait) => return Ok(Answer::Held(wait)),
            StepAnswer::Undecided(question) => return Ok(Answer::Undecided(question)),
        },

        ListContacts => contacts::list(state, call)?,
        SearchContacts => contacts::search(state, call)?,

        ListChats => chats::list(state, call)?,
        SearchChats => chat_search::search(state, call)?,
        CreateChat => starting::create(state, call)?,
        StartChat => starting::start(state, call)?,
        GetChat => chats::get(state, call)?,
        UpdateChat => updating::update(state, call)?,
        ArchiveChat => return chats::archive(state, call).map(nothing),
        MarkChatRead => chats::mark_read(state, call)?,
        MarkChatUnread => chats::mark_unread(state, call)?,
        NotifyAnyway => chats::notify_anyway(state, call)?,
        CreateChatReminder => return chats::remind(state, call).map(nothing),
        DeleteChatReminder => return chats::forget_reminder(state, call).map(nothing),
        ListLabels => state.labels.iter().map(|label| json!(label.properties)).collect(),

        ListMessages => messages::list(state, call)?,
        SearchMessages => message_search::search(state, call)?,
        GetMessage => messages::get(state, call)?,
        SendMessage => sending::send(state, call)?,
        UpdateMessage => messages::update(state, call)?,
        DeleteMessage => return messages::delete(state, call).map(nothing),
        AddReaction => messages::react(state, call)?,
        RemoveReaction => messages::unreact(state, call)?,

        Search => search::search(state, call)?,
        FocusApp => search::focus(state, call)?,

        DownloadAsset => assets::download(state, call),
        ServeAsset => return assets::serve(state, call).map(Answer::Now),
        UploadAsset => assets::upload(state, call)?,
        UploadAssetBase64 => assets::upload_base64(state, call),

        GetSetup => setup::get(state),
        StartSetup => setup::start(state)?,
        SubmitSetupEmail => return setup::email(state, call).map(nothing),
        SubmitSetupResponse => setup::response(state, call)?,
        RegisterSetup => setup::register(state, call)?,
        VerifyRecoveryKey => setup::verify_recovery_key(state, call)?,
        CreateRecoveryKeyReset => setup::create_reset(state, call)?,
        ConfirmRecoveryKeyReset => setup::confirm_reset(state, call)?,

        ListVerifications => verifications::list(state),
        CreateVerification => verifications::create(state, call)?,
        GetVerification => verifications::get(state, call)?,
        AcceptVerification => verifications::accept(state, call)?,
        CancelVerification => verifications::cancel(state, call)?,
        StartSasVerification => verifications::start_sas(state, call)?,
        ConfirmSasVerification => verifications::confirm_sas(state, call)?,
        ScanVerificationQr => verifications::scan_qr(state, call)?,
        ConfirmVerificationQrScanned => verifications::confirm_qr_scanned(state, call)?,

        #[allow(
            unreachable_patterns,
            reason = "the API may have an operation more before the model plays it"
        )]
        operation => return Ok(Answer::Now(documented::answer(operation))),
    };
    state.dialect.rules().write(call.operation, &mut body);
    Ok(Answer::Now(Reply::json(200, body)))
}

/// The answer of an operation that has none.
fn nothing((): ()) -> Answer {
    Answer::Now(Reply::empty(204))
}

fn items(items: impl IntoIterator<Item = Value>) -> Value {
    json!({ "items": Value::from_iter(items) })
}
