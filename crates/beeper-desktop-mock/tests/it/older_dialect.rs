//! Tests the older dialect.

mod answers;
mod lists;
mod operations;
mod refusals;

use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage, MockUser};
use reqwest::{RequestBuilder, Response};

async fn older() -> MockDesktop {
    MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap()
}

/// Starts an older server with the chat `!ana`, which contains Ana's message `1`.
async fn with_message() -> MockDesktop {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana").participant(MockUser::new("@ana").name("Ana")));
    mock.put_message(MockMessage::new("!ana", "1").sender("@ana").text("Dinner?"));
    mock
}

/// Returns the status, the content type and the text of an answer.
async fn text(request: RequestBuilder) -> (u16, String, String) {
    let answer = request.send().await.unwrap();
    (
        answer.status().as_u16(),
        header(&answer, "content-type").to_owned(),
        answer.text().await.unwrap(),
    )
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn plain(status: u16, text: &str) -> (u16, String, String) {
    (status, "text/plain; charset=utf-8".to_owned(), text.to_owned())
}
