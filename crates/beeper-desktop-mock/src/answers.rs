//! Answers each operation from the state: a table of the operations, and one module per group of them.

mod app_setup;
mod assets;
mod bridges;
mod chats;
mod contacts;
pub(crate) mod endpoint_call;
pub(crate) mod endpoints;
pub(crate) mod info;
mod messages;
mod oauth;
pub(crate) mod paging;
mod sample_answers;
mod search;
pub(crate) mod sign_in_pages;
mod text_matching;

use serde_json::{Value, json};

use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::call::Call;
use crate::http::reply::Reply;
use crate::state::login_sessions::StepAnswer;
use crate::state::login_sessions::submission::{StepCheck, StepCheckResult};
use crate::state::login_sessions::waiting_calls::WaitingCall;
use crate::state::store::State;

pub(crate) enum Answer {
    Ready(Reply),
    /// The call waits until a login session changes.
    Waiting(WaitingCall),
    /// The caller makes this check and calls again with its result; nothing has changed yet.
    NeedsCheck(StepCheck),
}

pub(crate) fn answer(
    state: &mut State,
    info: &Value,
    call: &Call<'_>,
    check_result: Option<&StepCheckResult>,
) -> Result<Answer, ApiError> {
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
        SubmitLoginStep => match bridges::submit_step(state, call, check_result)? {
            StepAnswer::Ready(session) => session,
            StepAnswer::Waiting(wait) => return Ok(Answer::Waiting(wait)),
            StepAnswer::NeedsCheck(check) => return Ok(Answer::NeedsCheck(check)),
        },

        ListContacts => contacts::list(state, call)?,
        SearchContacts => contacts::search(state, call)?,

        ListChats => chats::list(state, call)?,
        SearchChats => chats::search::search(state, call)?,
        CreateChat => chats::create::create(state, call)?,
        StartChat => chats::create::start(state, call)?,
        GetChat => chats::get(state, call)?,
        UpdateChat => chats::update::update(state, call)?,
        ArchiveChat => return chats::archive(state, call).map(nothing),
        MarkChatRead => chats::mark_read(state, call)?,
        MarkChatUnread => chats::mark_unread(state, call)?,
        NotifyAnyway => chats::notify_anyway(state, call)?,
        CreateChatReminder => return chats::create_reminder(state, call).map(nothing),
        DeleteChatReminder => return chats::delete_reminder(state, call).map(nothing),
        ListLabels => state.labels.iter().map(|label| json!(label.properties)).collect(),

        ListMessages => messages::list(state, call)?,
        SearchMessages => messages::search::search(state, call)?,
        GetMessage => messages::get(state, call)?,
        SendMessage => messages::send::send(state, call)?,
        UpdateMessage => messages::update(state, call)?,
        DeleteMessage => return messages::delete(state, call).map(nothing),
        AddReaction => messages::add_reaction(state, call)?,
        RemoveReaction => messages::remove_reaction(state, call)?,

        Search => search::search(state, call)?,
        FocusApp => search::focus(state, call)?,

        DownloadAsset => assets::download(state, call),
        ServeAsset => return assets::serve(state, call).map(Answer::Ready),
        UploadAsset => assets::upload(state, call)?,
        UploadAssetBase64 => assets::upload_base64(state, call),

        GetSetup => app_setup::get(state),
        StartSetup => app_setup::start(state)?,
        SubmitSetupEmail => return app_setup::email(state, call).map(nothing),
        SubmitSetupResponse => app_setup::response(state, call)?,
        RegisterSetup => app_setup::register(state, call)?,
        VerifyRecoveryKey => app_setup::verify_recovery_key(state, call)?,
        CreateRecoveryKeyReset => app_setup::create_reset(state, call)?,
        ConfirmRecoveryKeyReset => app_setup::confirm_reset(state, call)?,

        ListVerifications => app_setup::verifications::list(state),
        CreateVerification => app_setup::verifications::create(state, call)?,
        GetVerification => app_setup::verifications::get(state, call)?,
        AcceptVerification => app_setup::verifications::accept(state, call)?,
        CancelVerification => app_setup::verifications::cancel(state, call)?,
        StartSasVerification => app_setup::verifications::start_sas(state, call)?,
        ConfirmSasVerification => app_setup::verifications::confirm_sas(state, call)?,
        ScanVerificationQr => app_setup::verifications::scan_qr(state, call)?,
        ConfirmVerificationQrScanned => app_setup::verifications::confirm_qr_scanned(state, call)?,

        #[allow(
            unreachable_patterns,
            reason = "the API may have an operation more before the model plays it"
        )]
        operation => return Ok(Answer::Ready(sample_answers::answer(operation))),
    };
    state.dialect.rules().write(call.operation, &mut body);
    Ok(Answer::Ready(Reply::json(200, body)))
}

/// Returns the answer of an operation without a body.
fn nothing((): ()) -> Answer {
    Answer::Ready(Reply::empty(204))
}
