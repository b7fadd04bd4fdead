//! Structs that borrow from the body, as a lower bound for decoding.
//!
//! Unknown values have a separate variant, as in the client.

#![allow(dead_code, reason = "the fields are only decoded")]

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginSession<'a> {
    #[serde(rename = "bridgeID")]
    pub bridge_id: &'a str,
    #[serde(rename = "loginSessionID")]
    pub login_session_id: &'a str,
    pub status: SessionStatus,
    #[serde(borrow)]
    pub current_step: Option<LoginStep<'a>>,
    #[serde(borrow)]
    pub account: Option<Account<'a>>,
    #[serde(rename = "accountID")]
    #[serde(borrow)]
    pub account_id: Option<&'a str>,
    #[serde(borrow)]
    pub login: Option<BridgeLogin<'a>>,
    #[serde(rename = "loginID")]
    #[serde(borrow)]
    pub login_id: Option<&'a str>,
    #[serde(borrow)]
    pub error: Option<ApiError<'a>>,
}

#[derive(Deserialize, PartialEq)]
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

#[derive(Deserialize)]
pub struct ApiError<'a> {
    pub code: &'a str,
    pub message: &'a str,
    #[serde(borrow)]
    pub details: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LoginStep<'a> {
    UserInput {
        #[serde(rename = "stepID")]
        step_id: &'a str,
        #[serde(borrow)]
        instructions: Option<&'a str>,
        #[serde(borrow)]
        fields: Vec<InputField<'a>>,
    },
    Cookies {
        #[serde(rename = "stepID")]
        step_id: &'a str,
        #[serde(borrow)]
        instructions: Option<&'a str>,
        url: &'a str,
        #[serde(rename = "userAgent")]
        #[serde(borrow)]
        user_agent: Option<&'a str>,
        #[serde(rename = "expectedFinalURLRegex")]
        #[serde(borrow)]
        expected_final_url_regex: Option<&'a str>,
        #[serde(rename = "extractJS")]
        #[serde(borrow)]
        extract_js: Option<&'a str>,
        #[serde(borrow)]
        fields: Vec<CookieField<'a>>,
    },
    DisplayAndWait {
        #[serde(rename = "stepID")]
        step_id: &'a str,
        #[serde(borrow)]
        instructions: Option<&'a str>,
        #[serde(borrow)]
        display: Display<'a>,
    },
    Complete,
    /// An unknown variant, without its content.
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Display<'a> {
    Qr {
        data: &'a str,
    },
    Code {
        data: &'a str,
    },
    Emoji {
        #[serde(rename = "imageURL")]
        image_url: &'a str,
    },
    Nothing,
}

#[derive(Deserialize)]
pub struct InputField<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub r#type: Option<&'a str>,
    #[serde(borrow)]
    pub label: Option<&'a str>,
    pub optional: Option<bool>,
    #[serde(borrow)]
    pub placeholder: Option<&'a str>,
    #[serde(rename = "initialValue")]
    #[serde(borrow)]
    pub initial_value: Option<&'a str>,
}

#[derive(Deserialize)]
pub struct CookieField<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub name: Option<&'a str>,
    #[serde(borrow)]
    pub r#type: Option<&'a str>,
}

#[derive(Deserialize)]
pub struct BridgeList<'a> {
    #[serde(borrow)]
    pub items: Vec<Bridge<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bridge<'a> {
    pub id: &'a str,
    pub r#type: &'a str,
    pub provider: &'a str,
    #[serde(borrow)]
    pub network: Option<&'a str>,
    pub display_name: &'a str,
    pub status: &'a str,
    #[serde(borrow)]
    pub status_text: Option<&'a str>,
    pub supports_multiple_accounts: bool,
    pub active_account_count: u64,
    #[serde(borrow)]
    pub accounts: Vec<Account<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account<'a> {
    #[serde(rename = "accountID")]
    pub account_id: &'a str,
    #[serde(borrow)]
    pub bridge: AccountBridge<'a>,
    #[serde(rename = "loginID")]
    #[serde(borrow)]
    pub login_id: Option<&'a str>,
    #[serde(borrow)]
    pub network: Option<&'a str>,
    pub status: &'a str,
    #[serde(borrow)]
    pub status_text: Option<&'a str>,
    #[serde(borrow)]
    pub user: User<'a>,
    pub capabilities: Option<Value>,
}

#[derive(Deserialize)]
pub struct AccountBridge<'a> {
    pub id: &'a str,
    pub provider: &'a str,
    pub r#type: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub full_name: Option<&'a str>,
    #[serde(borrow)]
    pub username: Option<&'a str>,
    #[serde(borrow)]
    pub email: Option<&'a str>,
    #[serde(borrow)]
    pub phone_number: Option<&'a str>,
    pub is_self: Option<bool>,
    pub cannot_message: Option<bool>,
    #[serde(rename = "imgURL")]
    #[serde(borrow)]
    pub img_url: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BridgeLogin<'a> {
    #[serde(rename = "loginID")]
    pub login_id: &'a str,
    #[serde(rename = "bridgeID")]
    pub bridge_id: &'a str,
    pub status: &'a str,
    #[serde(borrow)]
    pub status_text: Option<&'a str>,
    #[serde(rename = "accountIDs")]
    #[serde(borrow)]
    pub account_ids: Option<Vec<&'a str>>,
    #[serde(borrow)]
    pub remove_scopes: Vec<&'a str>,
    #[serde(borrow)]
    pub user: Option<User<'a>>,
}
