use std::fmt;
use std::ops::Deref;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::{Error, Head};
use crate::runtime::Response;

/// What a successful call returns: the value, which it can be used as, and the answer's status and headers.
///
/// Prints as the value does.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let accounts = client.list_accounts().await?;
/// println!("{} accounts, in an answer of {}", accounts.len(), accounts.status());
/// // To keep the value, or to take it apart, take it out.
/// for account in accounts.into_inner() {
///     println!("{}", account.account_id);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ResponseValue<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> ResponseValue<T> {
    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn head(&self) -> Head {
        Head {
            status: self.status,
            headers: self.headers.clone(),
        }
    }

    /// The answer's headers. They may hold secrets: don't print them.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    pub(crate) async fn from_response(response: Response) -> Result<Self, Error> {
        match crate::runtime::decode(&response.body) {
            Ok(value) => Ok(Self {
                value,
                status: response.head.status,
                headers: response.head.headers,
            }),
            Err(undecodable) => Err(Error::undecodable(response, undecodable)),
        }
    }
}

impl ResponseValue<()> {
    pub(crate) fn empty(response: Response) -> Self {
        Self {
            value: (),
            status: response.head.status,
            headers: response.head.headers,
        }
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{LoginSession, LoginStep};

    /// It is copied from future to future, and most of what a login costs beside the request would be that.
    #[test]
    fn the_answer_about_a_login_is_small() {
        let (answer, step) = (size_of::<ResponseValue<LoginSession>>(), size_of::<LoginStep>());
        let help = "box what is large and seldom there in xtask/src/append/boxes.rs, or measure and raise this";
        assert!(answer <= 512 && step <= 200, "{answer} and {step} bytes: {help}");
    }
}
