use std::fmt;

use Operation::*;

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
    /// `GET /v1/info`, the only operation that needs no token.
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

    pub(crate) const fn needs_token(self) -> bool {
        !matches!(self, GetInfo)
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
    fn only_info_is_open() {
        let open: Vec<_> = Operation::ALL.iter().filter(|it| !it.needs_token()).collect();

        assert_eq!(open, [&GetInfo]);
    }
}
