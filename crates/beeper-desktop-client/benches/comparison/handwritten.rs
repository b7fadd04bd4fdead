//! The measured calls, written by hand with reqwest and serde.

#![allow(dead_code, reason = "the fields are only decoded")]

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginSession {
    #[serde(rename = "bridgeID")]
    pub bridge_id: String,
    #[serde(rename = "loginSessionID")]
    pub login_session_id: String,
    pub status: SessionStatus,
    pub current_step: Option<LoginStep>,
    pub account: Option<Account>,
    #[serde(rename = "accountID")]
    pub account_id: Option<String>,
    pub login: Option<BridgeLogin>,
    #[serde(rename = "loginID")]
    pub login_id: Option<String>,
    pub error: Option<ApiError>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    WaitingForInput,
    WaitingForCookies,
    WaitingForDisplay,
    Complete,
    Cancelled,
    Failed,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
pub struct ApiError {
    pub code: String,
    pub message: String,
    pub details: Option<BTreeMap<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LoginStep {
    UserInput {
        #[serde(rename = "stepID")]
        step_id: String,
        instructions: Option<String>,
        fields: Vec<InputField>,
    },
    Cookies {
        #[serde(rename = "stepID")]
        step_id: String,
        instructions: Option<String>,
        url: String,
        #[serde(rename = "userAgent")]
        user_agent: Option<String>,
        #[serde(rename = "expectedFinalURLRegex")]
        expected_final_url_regex: Option<String>,
        #[serde(rename = "extractJS")]
        extract_js: Option<String>,
        fields: Vec<CookieField>,
    },
    DisplayAndWait {
        #[serde(rename = "stepID")]
        step_id: String,
        instructions: Option<String>,
        display: Display,
    },
    Complete,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Display {
    Qr {
        data: String,
    },
    Code {
        data: String,
    },
    Emoji {
        #[serde(rename = "imageURL")]
        image_url: String,
    },
    Nothing,
}

#[derive(Debug, Deserialize)]
pub struct InputField {
    pub id: String,
    pub r#type: Option<String>,
    pub label: Option<String>,
    pub optional: Option<bool>,
    pub placeholder: Option<String>,
    #[serde(rename = "initialValue")]
    pub initial_value: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct CookieField {
    pub id: String,
    pub name: Option<String>,
    pub r#type: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct BridgeList {
    pub items: Vec<Bridge>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bridge {
    pub id: String,
    pub r#type: String,
    pub provider: String,
    pub network: Option<String>,
    pub display_name: String,
    pub status: String,
    pub status_text: Option<String>,
    pub supports_multiple_accounts: bool,
    pub active_account_count: u64,
    pub accounts: Vec<Account>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    #[serde(rename = "accountID")]
    pub account_id: String,
    pub bridge: AccountBridge,
    #[serde(rename = "loginID")]
    pub login_id: Option<String>,
    pub network: Option<String>,
    pub status: String,
    pub status_text: Option<String>,
    pub user: User,
    pub capabilities: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub struct AccountBridge {
    pub id: String,
    pub provider: String,
    pub r#type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: String,
    pub full_name: Option<String>,
    pub username: Option<String>,
    pub email: Option<String>,
    pub phone_number: Option<String>,
    pub is_self: Option<bool>,
    pub cannot_message: Option<bool>,
    #[serde(rename = "imgURL")]
    pub img_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BridgeLogin {
    #[serde(rename = "loginID")]
    pub login_id: String,
    #[serde(rename = "bridgeID")]
    pub bridge_id: String,
    pub status: String,
    pub status_text: Option<String>,
    #[serde(rename = "accountIDs")]
    pub account_ids: Option<Vec<String>>,
    pub remove_scopes: Vec<String>,
    pub user: Option<User>,
}

#[derive(Serialize)]
pub struct CreateSession<'a> {
    #[serde(rename = "flowID")]
    pub flow_id: &'a str,
}

#[derive(Serialize)]
pub struct SubmitStep<'a> {
    pub r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeMap<&'a str, &'a str>>,
}

/// The parameters of a search.
pub struct SearchParameters<'a> {
    pub query: &'a str,
    pub account_ids: &'a [&'a str],
    pub date_after: &'a str,
    pub sender: &'a str,
    pub include_muted: bool,
    pub limit: u32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagePage {
    pub items: Vec<Value>,
    pub has_more: bool,
    pub oldest_cursor: Option<String>,
    pub newest_cursor: Option<String>,
}

/// A handwritten client.
#[derive(Clone)]
pub struct Api {
    http: Client,
    base: String,
    token: String,
}

impl Api {
    pub fn new(base: String, token: &str) -> Self {
        let http = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client");
        Self {
            http,
            base,
            token: token.to_owned(),
        }
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> reqwest::Result<T> {
        let answer = request.bearer_auth(&self.token).send().await?;
        answer.error_for_status()?.json().await
    }

    pub async fn session(&self, bridge: &str, session: &str) -> reqwest::Result<LoginSession> {
        let base = &self.base;
        self.send(
            self.http
                .get(format!("{base}/v1/bridges/{bridge}/login-sessions/{session}")),
        )
        .await
    }

    pub async fn bridges(&self) -> reqwest::Result<BridgeList> {
        self.send(self.http.get(format!("{}/v1/bridges", self.base))).await
    }

    pub async fn create(&self, bridge: &str, body: &CreateSession<'_>) -> reqwest::Result<LoginSession> {
        let base = &self.base;
        let request = self.http.post(format!("{base}/v1/bridges/{bridge}/login-sessions"));
        self.send(request.json(body)).await
    }

    pub async fn submit(
        &self,
        bridge: &str,
        session: &str,
        step: &str,
        body: &SubmitStep<'_>,
    ) -> reqwest::Result<LoginSession> {
        let base = &self.base;
        let path = format!("{base}/v1/bridges/{bridge}/login-sessions/{session}/steps/{step}");
        self.send(self.http.post(path).json(body)).await
    }
    pub fn search_request(&self, parameters: &SearchParameters<'_>) -> RequestBuilder {
        let limit = parameters.limit.to_string();
        let mut query = vec![
            ("dateAfter", parameters.date_after),
            ("includeMuted", if parameters.include_muted { "true" } else { "false" }),
            ("limit", &limit),
            ("query", parameters.query),
            ("sender", parameters.sender),
        ];
        query.extend(parameters.account_ids.iter().map(|id| ("accountIDs", *id)));
        self.http.get(format!("{}/v1/messages/search", self.base)).query(&query)
    }

    pub async fn search(&self, parameters: &SearchParameters<'_>) -> reqwest::Result<MessagePage> {
        self.send(self.search_request(parameters)).await
    }
}
