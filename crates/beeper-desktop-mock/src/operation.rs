use std::fmt;

use Operation::*;

use crate::decode::decoded_segment;

/// One operation of the API, by the `operationId` of the OpenAPI document.
///
/// ```
/// use beeper_desktop_mock::Operation;
///
/// let operation = Operation::GetBridge;
/// assert_eq!(operation.operation_id(), "getBridge");
/// assert_eq!(operation.method(), "GET");
/// assert_eq!(operation.path_template(), "/v1/bridges/{bridgeID}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `GET /v1/info`, which needs no token.
    GetInfo,
    /// `GET /v1/accounts`
    ListAccounts,
    /// `GET /v1/accounts/{accountID}`
    GetAccount,
    /// `GET /v1/bridges`
    ListBridges,
    /// `GET /v1/bridges/{bridgeID}`
    GetBridge,
    /// `GET /v1/bridges/{bridgeID}/capabilities`
    GetBridgeCapabilities,
    /// `GET /v1/bridges/{bridgeID}/login-flows`
    ListLoginFlows,
    /// `GET /v1/bridges/{bridgeID}/logins`
    ListBridgeLogins,
    /// `GET /v1/bridges/{bridgeID}/logins/{loginID}`
    GetBridgeLogin,
    /// `POST /v1/bridges/{bridgeID}/logins/{loginID}/remove`
    RemoveBridgeLogin,
    /// `POST /v1/bridges/{bridgeID}/login-sessions`
    CreateLoginSession,
    /// `GET /v1/bridges/{bridgeID}/login-sessions/{loginSessionID}`
    GetLoginSession,
    /// `DELETE /v1/bridges/{bridgeID}/login-sessions/{loginSessionID}`
    CancelLoginSession,
    /// `POST /v1/bridges/{bridgeID}/login-sessions/{loginSessionID}/steps/{stepID}`
    SubmitLoginStep,
    /// `GET /v1/accounts/{accountID}/contacts/list`
    ListContacts,
    /// `GET /v1/accounts/{accountID}/contacts`
    SearchContacts,
    /// `GET /v1/chats`
    ListChats,
    /// `GET /v1/chats/search`
    SearchChats,
    /// `POST /v1/chats`
    CreateChat,
    /// `POST /v1/chats/start`
    StartChat,
    /// `GET /v1/chats/{chatID}`
    GetChat,
    /// `PATCH /v1/chats/{chatID}`
    UpdateChat,
    /// `POST /v1/chats/{chatID}/archive`
    ArchiveChat,
    /// `POST /v1/chats/{chatID}/read`
    MarkChatRead,
    /// `POST /v1/chats/{chatID}/unread`
    MarkChatUnread,
    /// `POST /v1/chats/{chatID}/notify-anyway`
    NotifyAnyway,
    /// `POST /v1/chats/{chatID}/reminders`
    CreateChatReminder,
    /// `DELETE /v1/chats/{chatID}/reminders`
    DeleteChatReminder,
    /// `GET /v1/chats/{chatID}/messages`
    ListMessages,
    /// `GET /v1/messages/search`
    SearchMessages,
    /// `GET /v1/chats/{chatID}/messages/{messageID}`
    GetMessage,
    /// `POST /v1/chats/{chatID}/messages`
    SendMessage,
    /// `PUT /v1/chats/{chatID}/messages/{messageID}`
    UpdateMessage,
    /// `DELETE /v1/chats/{chatID}/messages/{messageID}`
    DeleteMessage,
    /// `POST /v1/chats/{chatID}/messages/{messageID}/reactions`
    AddReaction,
    /// `DELETE /v1/chats/{chatID}/messages/{messageID}/reactions/{reactionKey}`
    RemoveReaction,
    /// `GET /v1/labels`
    ListLabels,
    /// `GET /v1/search`
    Search,
    /// `POST /v1/focus`
    FocusApp,
    /// `POST /v1/assets/download`
    DownloadAsset,
    /// `GET /v1/assets/serve`
    ServeAsset,
    /// `POST /v1/assets/upload`
    UploadAsset,
    /// `POST /v1/assets/upload/base64`
    UploadAssetBase64,
    /// `GET /v1/app/setup`; needs no token before the sign-in.
    GetSetup,
    /// `POST /v1/app/setup/start`; needs no token.
    StartSetup,
    /// `POST /v1/app/setup/email`; needs no token.
    SubmitSetupEmail,
    /// `POST /v1/app/setup/response`; needs no token.
    SubmitSetupResponse,
    /// `POST /v1/app/setup/register`; needs no token.
    RegisterSetup,
    /// `POST /v1/app/setup/verification/recovery-key`
    VerifyRecoveryKey,
    /// `POST /v1/app/setup/verification/recovery-key/reset`
    CreateRecoveryKeyReset,
    /// `POST /v1/app/setup/verification/recovery-key/reset/confirm`
    ConfirmRecoveryKeyReset,
    /// `GET /v1/app/setup/verifications`
    ListVerifications,
    /// `POST /v1/app/setup/verifications`
    CreateVerification,
    /// `GET /v1/app/setup/verifications/{verificationID}`
    GetVerification,
    /// `POST /v1/app/setup/verifications/{verificationID}/accept`
    AcceptVerification,
    /// `POST /v1/app/setup/verifications/{verificationID}/cancel`
    CancelVerification,
    /// `POST /v1/app/setup/verifications/{verificationID}/sas/start`
    StartSasVerification,
    /// `POST /v1/app/setup/verifications/{verificationID}/sas/confirm`
    ConfirmSasVerification,
    /// `POST /v1/app/setup/verifications/qr/scan`
    ScanVerificationQr,
    /// `POST /v1/app/setup/verifications/{verificationID}/qr/confirm-scanned`
    ConfirmVerificationQrScanned,
}

/// When an operation asks for the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Never,
    OnceSignedIn,
    Always,
}

impl Operation {
    /// Every operation the server answers.
    pub const ALL: &[Self] = &[
        GetInfo,
        ListAccounts,
        GetAccount,
        ListBridges,
        GetBridge,
        GetBridgeCapabilities,
        ListLoginFlows,
        ListBridgeLogins,
        GetBridgeLogin,
        RemoveBridgeLogin,
        CreateLoginSession,
        GetLoginSession,
        CancelLoginSession,
        SubmitLoginStep,
        ListContacts,
        SearchContacts,
        ListChats,
        SearchChats,
        CreateChat,
        StartChat,
        GetChat,
        UpdateChat,
        ArchiveChat,
        MarkChatRead,
        MarkChatUnread,
        NotifyAnyway,
        CreateChatReminder,
        DeleteChatReminder,
        ListMessages,
        SearchMessages,
        GetMessage,
        SendMessage,
        UpdateMessage,
        DeleteMessage,
        AddReaction,
        RemoveReaction,
        ListLabels,
        Search,
        FocusApp,
        DownloadAsset,
        ServeAsset,
        UploadAsset,
        UploadAssetBase64,
        GetSetup,
        StartSetup,
        SubmitSetupEmail,
        SubmitSetupResponse,
        RegisterSetup,
        VerifyRecoveryKey,
        CreateRecoveryKeyReset,
        ConfirmRecoveryKeyReset,
        ListVerifications,
        CreateVerification,
        GetVerification,
        AcceptVerification,
        CancelVerification,
        StartSasVerification,
        ConfirmSasVerification,
        ScanVerificationQr,
        ConfirmVerificationQrScanned,
    ];

    /// The `operationId` of the OpenAPI document, such as `listBridges`.
    #[must_use]
    pub const fn operation_id(self) -> &'static str {
        self.row().0
    }

    /// The HTTP method, in capitals.
    #[must_use]
    pub const fn method(self) -> &'static str {
        self.row().1
    }

    /// The path, with parameters in braces.
    #[must_use]
    pub const fn path_template(self) -> &'static str {
        self.row().2
    }

    /// The parameters of a path of this operation, decoded as far as they are UTF-8; `None` where it is another's.
    pub(crate) fn params(self, path: &str) -> Option<Vec<(String, String)>> {
        let template = self.path_template();
        if path.split('/').count() != template.split('/').count() {
            return None;
        }
        let mut params = Vec::new();
        for (segment, part) in path.split('/').zip(template.split('/')) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(_) if segment.is_empty() => return None,
                Some(name) => params.extend(decoded_segment(segment).map(|value| (name.to_owned(), value))),
                None if segment == part => {}
                None => return None,
            }
        }
        Some(params)
    }

    /// Whether it changes something, so that a token that only reads does not do.
    pub(crate) fn writes(self) -> bool {
        self.method() != "GET"
    }

    pub(crate) const fn needs_token(self) -> Needs {
        match self {
            GetInfo | StartSetup | SubmitSetupEmail | SubmitSetupResponse | RegisterSetup => Needs::Never,
            GetSetup => Needs::OnceSignedIn,
            _ => Needs::Always,
        }
    }

    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            GetInfo => ("getInfo", "GET", "/v1/info"),
            ListAccounts => ("listAccounts", "GET", "/v1/accounts"),
            GetAccount => ("getAccount", "GET", "/v1/accounts/{accountID}"),
            ListBridges => ("listBridges", "GET", "/v1/bridges"),
            GetBridge => ("getBridge", "GET", "/v1/bridges/{bridgeID}"),
            GetBridgeCapabilities => ("getBridgeCapabilities", "GET", "/v1/bridges/{bridgeID}/capabilities"),
            ListLoginFlows => ("listLoginFlows", "GET", "/v1/bridges/{bridgeID}/login-flows"),
            ListBridgeLogins => ("listBridgeLogins", "GET", "/v1/bridges/{bridgeID}/logins"),
            GetBridgeLogin => ("getBridgeLogin", "GET", "/v1/bridges/{bridgeID}/logins/{loginID}"),
            RemoveBridgeLogin => (
                "removeBridgeLogin",
                "POST",
                "/v1/bridges/{bridgeID}/logins/{loginID}/remove",
            ),
            CreateLoginSession => ("createLoginSession", "POST", "/v1/bridges/{bridgeID}/login-sessions"),
            GetLoginSession => (
                "getLoginSession",
                "GET",
                "/v1/bridges/{bridgeID}/login-sessions/{loginSessionID}",
            ),
            CancelLoginSession => (
                "cancelLoginSession",
                "DELETE",
                "/v1/bridges/{bridgeID}/login-sessions/{loginSessionID}",
            ),
            SubmitLoginStep => (
                "submitLoginStep",
                "POST",
                "/v1/bridges/{bridgeID}/login-sessions/{loginSessionID}/steps/{stepID}",
            ),
            ListContacts => ("listContacts", "GET", "/v1/accounts/{accountID}/contacts/list"),
            SearchContacts => ("searchContacts", "GET", "/v1/accounts/{accountID}/contacts"),
            ListChats => ("listChats", "GET", "/v1/chats"),
            SearchChats => ("searchChats", "GET", "/v1/chats/search"),
            CreateChat => ("createChat", "POST", "/v1/chats"),
            StartChat => ("startChat", "POST", "/v1/chats/start"),
            GetChat => ("getChat", "GET", "/v1/chats/{chatID}"),
            UpdateChat => ("updateChat", "PATCH", "/v1/chats/{chatID}"),
            ArchiveChat => ("archiveChat", "POST", "/v1/chats/{chatID}/archive"),
            MarkChatRead => ("markChatRead", "POST", "/v1/chats/{chatID}/read"),
            MarkChatUnread => ("markChatUnread", "POST", "/v1/chats/{chatID}/unread"),
            NotifyAnyway => ("notifyAnyway", "POST", "/v1/chats/{chatID}/notify-anyway"),
            CreateChatReminder => ("createChatReminder", "POST", "/v1/chats/{chatID}/reminders"),
            DeleteChatReminder => ("deleteChatReminder", "DELETE", "/v1/chats/{chatID}/reminders"),
            ListMessages => ("listMessages", "GET", "/v1/chats/{chatID}/messages"),
            SearchMessages => ("searchMessages", "GET", "/v1/messages/search"),
            GetMessage => ("getMessage", "GET", "/v1/chats/{chatID}/messages/{messageID}"),
            SendMessage => ("sendMessage", "POST", "/v1/chats/{chatID}/messages"),
            UpdateMessage => ("updateMessage", "PUT", "/v1/chats/{chatID}/messages/{messageID}"),
            DeleteMessage => ("deleteMessage", "DELETE", "/v1/chats/{chatID}/messages/{messageID}"),
            AddReaction => (
                "addReaction",
                "POST",
                "/v1/chats/{chatID}/messages/{messageID}/reactions",
            ),
            RemoveReaction => (
                "removeReaction",
                "DELETE",
                "/v1/chats/{chatID}/messages/{messageID}/reactions/{reactionKey}",
            ),
            ListLabels => ("listLabels", "GET", "/v1/labels"),
            Search => ("search", "GET", "/v1/search"),
            FocusApp => ("focusApp", "POST", "/v1/focus"),
            DownloadAsset => ("downloadAsset", "POST", "/v1/assets/download"),
            ServeAsset => ("serveAsset", "GET", "/v1/assets/serve"),
            UploadAsset => ("uploadAsset", "POST", "/v1/assets/upload"),
            UploadAssetBase64 => ("uploadAssetBase64", "POST", "/v1/assets/upload/base64"),
            GetSetup => ("getSetup", "GET", "/v1/app/setup"),
            StartSetup => ("startSetup", "POST", "/v1/app/setup/start"),
            SubmitSetupEmail => ("submitSetupEmail", "POST", "/v1/app/setup/email"),
            SubmitSetupResponse => ("submitSetupResponse", "POST", "/v1/app/setup/response"),
            RegisterSetup => ("registerSetup", "POST", "/v1/app/setup/register"),
            VerifyRecoveryKey => ("verifyRecoveryKey", "POST", "/v1/app/setup/verification/recovery-key"),
            CreateRecoveryKeyReset => (
                "createRecoveryKeyReset",
                "POST",
                "/v1/app/setup/verification/recovery-key/reset",
            ),
            ConfirmRecoveryKeyReset => (
                "confirmRecoveryKeyReset",
                "POST",
                "/v1/app/setup/verification/recovery-key/reset/confirm",
            ),
            ListVerifications => ("listVerifications", "GET", "/v1/app/setup/verifications"),
            CreateVerification => ("createVerification", "POST", "/v1/app/setup/verifications"),
            GetVerification => ("getVerification", "GET", "/v1/app/setup/verifications/{verificationID}"),
            AcceptVerification => (
                "acceptVerification",
                "POST",
                "/v1/app/setup/verifications/{verificationID}/accept",
            ),
            CancelVerification => (
                "cancelVerification",
                "POST",
                "/v1/app/setup/verifications/{verificationID}/cancel",
            ),
            StartSasVerification => (
                "startSasVerification",
                "POST",
                "/v1/app/setup/verifications/{verificationID}/sas/start",
            ),
            ConfirmSasVerification => (
                "confirmSasVerification",
                "POST",
                "/v1/app/setup/verifications/{verificationID}/sas/confirm",
            ),
            ScanVerificationQr => ("scanVerificationQr", "POST", "/v1/app/setup/verifications/qr/scan"),
            ConfirmVerificationQrScanned => (
                "confirmVerificationQrScanned",
                "POST",
                "/v1/app/setup/verifications/{verificationID}/qr/confirm-scanned",
            ),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation_id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_has_its_own_id_and_route() {
        let ids: BTreeSet<_> = Operation::ALL.iter().map(|it| it.operation_id()).collect();
        let routes: BTreeSet<_> = Operation::ALL
            .iter()
            .map(|it| (it.method(), it.path_template()))
            .collect();

        assert_eq!(ids.len(), Operation::ALL.len());
        assert_eq!(routes.len(), Operation::ALL.len());
    }

    #[test]
    fn only_info_and_the_way_to_a_token_are_open() {
        let open = Operation::ALL.iter().filter(|it| it.needs_token() != Needs::Always);

        assert!(open.eq(&[
            GetInfo,
            GetSetup,
            StartSetup,
            SubmitSetupEmail,
            SubmitSetupResponse,
            RegisterSetup
        ]));
    }

    #[test]
    fn the_whole_api_is_served() {
        assert_eq!(Operation::ALL.len(), 60, "as many operations as the description has");
    }
}
