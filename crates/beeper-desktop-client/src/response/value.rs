//! The value of a response.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::client::server_origin::ServerOrigin;
use crate::error::Error;
use crate::response::misfits::Misfits;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::call::{Call, WholeResponse};
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::repair::RawItems;
use crate::runtime::decode::schema::{Answer, schema_of};
use crate::runtime::decode::serde_error::decode;
use crate::runtime::decode::{Decoded, Repairs, decode_answer};
use crate::values::open_value::OpenValue;

/// A successful response: its value, status and headers.
///
/// It dereferences to the value, has the value's `Debug` output, and can be used in a `for` loop if the value can. To keep
/// the value or a part of it, take it out with [`into_inner`](Self::into_inner).
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let accounts = client.list_accounts().await?;
/// println!("{} accounts, in a response with the status {}", accounts.len(), accounts.status());
/// for account in &accounts {
///     println!("{}", account.account_id);
/// }
/// let first = accounts.into_inner().into_iter().next();
/// # drop(first);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ResponseValue<T> {
    value: T,
    answer: ResponseInfo,
}

/// The response that a value came in.
#[derive(Clone)]
struct ResponseInfo {
    call: Call,
    tries: u32,
    head: ResponseHead,
    server: ServerOrigin,
    body_size: usize,
    repairs: Option<Box<Repairs>>,
}

impl<T> ResponseValue<T> {
    /// Takes the value out of the response.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.answer.head.status
    }

    /// Returns the headers of the response. They may contain secrets: do not print them.
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.head.headers
    }

    /// Returns the server's version, if the response has the header `X-Beeper-Desktop-Version`.
    pub fn server_version(&self) -> Option<&str> {
        self.answer.head.server_version()
    }

    /// Returns the size of the response's body, in bytes.
    pub fn body_size(&self) -> usize {
        self.answer.body_size
    }

    /// Returns the misfits: the parts of the response that are not as documented, and were filled in or taken out.
    ///
    /// Usually it is empty. The list contains the first 10,000 misfits, or the first `n / 64` of a response of `n` bytes if
    /// that is more; a misfit deep inside of a value of unknown shape counts for several. [`Misfits::omitted`] counts the
    /// others.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// let accounts = client.list_accounts().await?;
    /// for misfit in accounts.misfits() {
    ///     eprintln!("{}: {misfit}", accounts.server_version().unwrap_or("a server of unknown version"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn misfits(&self) -> &Misfits {
        self.answer
            .repairs
            .as_ref()
            .map_or(Misfits::none(), |repairs| &repairs.misfits)
    }

    /// Returns the items of the page as the server sent them, if the response has misfits.
    pub(crate) fn raw_items(&self) -> Option<&RawItems> {
        self.answer.repairs.as_ref()?.items.as_ref()
    }

    /// Returns the error for a decoded response whose content this crate cannot use.
    pub(crate) fn misfit_error(&self, path: &str, reason: &str) -> Error {
        let ResponseInfo {
            call,
            tries,
            head,
            server,
            ..
        } = &self.answer;
        let error = Error::misfit(*call, head.clone(), path, reason);
        error.with_tries(*tries).with_server(server).traced()
    }
}

impl<T> ResponseValue<T> {
    pub(crate) fn decoded(response: WholeResponse) -> Result<Self, Error>
    where
        T: Answer,
    {
        let decoded = decode_answer(&response.body, T::schema);
        Self::of(response, decoded).map(Self::warn_of_misfits)
    }

    fn of(response: WholeResponse, decoded: Result<Decoded<T>, DecodeError>) -> Result<Self, Error> {
        let Decoded { value, repairs } = match decoded {
            Ok(decoded) => decoded,
            Err(decode_error) => return Err(Error::decode_error(response, decode_error)),
        };
        let WholeResponse {
            call,
            tries,
            head,
            body,
            server,
        } = response;
        Ok(Self {
            value,
            answer: ResponseInfo {
                call,
                tries,
                head,
                server,
                body_size: body.len(),
                repairs,
            },
        })
    }

    /// Traces a warning if the response has misfits.
    fn warn_of_misfits(self) -> Self {
        if let [first, ..] = &**self.misfits() {
            let (operation, misfits) = (
                self.answer.call.operation_id,
                self.misfits().len() + self.misfits().omitted(),
            );
            let first = first.outline();
            tracing::warn!(operation, misfits, first, "a response is not as documented");
        }
        self
    }
}

impl ResponseValue<()> {
    pub(crate) fn empty(response: WholeResponse) -> Result<Self, Error> {
        Self::of(
            response,
            Ok(Decoded {
                value: (),
                repairs: None,
            }),
        )
    }
}

impl ResponseValue<OpenValue> {
    /// Decodes the body as any JSON, and keeps its bytes for [`decode`](Self::decode).
    pub(crate) fn open(response: WholeResponse) -> Result<Self, Error> {
        let body = response.body.clone();
        let mut answer = Self::decoded(response)?;
        answer.answer.repairs.get_or_insert_default().body = Some(body);
        Ok(answer)
    }

    /// Decodes the value as a type of the program or of [`types`](crate::types).
    ///
    /// A type of this crate, or a `Vec` of one, is read as a method of [`Client`](crate::Client) reads it: values that are
    /// not as documented are filled in or taken out, and [`misfits`](Self::misfits) of the returned value reports them. serde
    /// alone decodes any other type, even if its fields have types of this crate.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// use beeper_desktop_client::{Method, types::Account};
    ///
    /// let accounts = client.execute(Method::GET, "/v1/accounts").await?.decode::<Vec<Account>>()?;
    /// println!("{} accounts, {} misfits", accounts.len(), accounts.misfits().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error of the kind [`Misfit`](crate::ErrorKind::Misfit), with the place, if the value cannot be read as `T`.
    pub fn decode<T: DeserializeOwned + 'static>(self) -> Result<ResponseValue<T>, Error> {
        let ResponseInfo {
            call,
            tries,
            head,
            server,
            repairs,
            ..
        } = self.answer;
        let Repairs {
            misfits: before, body, ..
        } = repairs.map_or_else(Repairs::default, |repairs| *repairs);
        // serde_json reports the places of errors only when it reads text.
        let repaired = || Bytes::from(serde_json::to_vec(&self.value).unwrap_or_default());
        let body = body.unwrap_or_else(repaired);
        let decoded = match schema_of::<T>() {
            Some(schema) => decode_answer(&body, || schema),
            None => {
                let plain = |value| Decoded { value, repairs: None };
                // If serde cannot read the body, the repaired value is decoded.
                decode::<T>(&body).map(plain).or_else(|_| {
                    let value = decode::<T>(&repaired())?;
                    let repairs = (!before.is_empty()).then(|| {
                        Box::new(Repairs {
                            misfits: before.clone(),
                            ..Repairs::default()
                        })
                    });
                    Ok(Decoded { value, repairs })
                })
            }
        };
        let response = WholeResponse {
            call,
            tries,
            head,
            body,
            server,
        };
        let decoded = ResponseValue::of(response, decoded)?;
        // One warning for each response is enough.
        Ok(if before.is_empty() {
            decoded.warn_of_misfits()
        } else {
            decoded
        })
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: IntoIterator> IntoIterator for ResponseValue<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.value.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a ResponseValue<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
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
    use crate::generated::types::{LoginSession, LoginStep};

    /// The future of each call copies this value, which would make up most of the client's cost of a login.
    #[test]
    fn the_answer_about_a_login_is_small() {
        let (answer, step) = (size_of::<ResponseValue<LoginSession>>(), size_of::<LoginStep>());
        let help = "add large and rare types to `boxed` in openapi/codegen.toml, or measure and raise this limit";
        assert!(answer <= 576 && step <= 200, "{answer} and {step} bytes: {help}");
    }
}
