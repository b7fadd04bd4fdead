use reqwest::{Method, Request, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, ErrorKind, unbuildable};
use crate::runtime::{ClientHooks, ClientInfo, OperationInfo, is_plain_path};
use crate::{Client, ResponseValue};

const OPERATION_ID: &str = "execute";

impl Client {
    /// Calls an endpoint that this crate has no method for, with the client's token, time-outs and errors. The
    /// [`DeliveryClass`](crate::DeliveryClass) goes by the method, whatever the path.
    ///
    /// `path` starts with `/`, may carry a query, and is sent as it is, so it has to be percent-encoded. An answer
    /// without a body decodes as JSON `null`.
    ///
    /// # Errors
    ///
    /// As any call; and [`ErrorKind::InvalidRequest`] if `path` does not start with `/`, or holds `.` or `..` as a
    /// segment, a backslash, white space or a fragment, all of which would end up at another address.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// use beeper_desktop_client::Method;
    /// use serde_json::{Value, json};
    ///
    /// let body = json!({"name": "dark mode"});
    /// let answer = client.execute::<Value>(Method::POST, "/v1/experiments", Some(&body)).await?;
    /// println!("{}", answer["state"]);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn execute<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<ResponseValue<T>, Error> {
        let mut request = self.request_to(method, path, body)?;
        let info = OperationInfo {
            operation_id: OPERATION_ID,
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let mut response = result?;
        if response.body.is_empty() {
            response.body.extend_from_slice(b"null");
        }
        ResponseValue::from_response(response).await
    }

    fn request_to(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Request, Error> {
        let invalid = |reason: &str| {
            let reason = reason.to_owned();
            Error::before_sending(OPERATION_ID, ErrorKind::InvalidRequest { reason })
        };
        if !is_plain_path(path) {
            return Err(invalid(
                "a path starts with `/`, and holds no `.` or `..` segment, white space, backslash or fragment",
            ));
        }
        let url = Url::parse(&format!("{}{path}", self.baseurl())).map_err(|_| invalid("the path cannot be read"))?;
        let mut request = self.client().request(method, url);
        request = request.header(reqwest::header::ACCEPT, "application/json");
        if let Some(body) = body {
            request = request.json(body);
        }
        request.build().map_err(unbuildable)
    }
}
