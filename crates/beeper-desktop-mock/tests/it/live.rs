//! Tests live events, as a WebSocket client receives them.

mod announcements;
mod broken_frames;
mod handshake;
mod lost_connections;
mod older;
mod program;
mod subscriptions;

use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage, MockUser};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// A client of live events.
struct Client(WebSocketStream<TcpStream>);

impl Client {
    /// Connects, and also returns the first frame.
    async fn greeted(mock: &MockDesktop) -> (Self, Value) {
        let (socket, _) = handshake(mock, opening(mock)).await.unwrap();
        let mut client = Self(socket);
        let greeting = client.next().await;
        (client, greeting)
    }

    async fn connect(mock: &MockDesktop) -> Self {
        let (client, greeting) = Self::greeted(mock).await;
        assert_eq!(greeting["type"], "ready");
        client
    }

    /// Connects, and subscribes to these chats.
    async fn subscribed(mock: &MockDesktop, chat_ids: &[&str]) -> Self {
        let mut client = Self::connect(mock).await;
        let answer = client.subscribe(chat_ids).await;
        assert_eq!(answer["type"], "subscriptions.updated");
        client
    }

    async fn subscribe(&mut self, chat_ids: &[&str]) -> Value {
        self.command(json!({ "type": "subscriptions.set", "requestID": "r1", "chatIDs": chat_ids }))
            .await
    }

    /// Sends a command, and returns the next frame.
    async fn command(&mut self, command: Value) -> Value {
        self.send(Message::text(command.to_string())).await;
        self.next().await
    }

    async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// Returns the next frame, parsed as JSON.
    async fn next(&mut self) -> Value {
        serde_json::from_str(&self.next_text().await).unwrap()
    }

    async fn next_text(&mut self) -> String {
        match self.message().await.unwrap().unwrap() {
            Message::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        }
    }

    /// Returns the next message or error, or `None` at the end.
    async fn message(&mut self) -> Option<Result<Message, Error>> {
        self.0.next().await
    }

    /// Returns the code and the reason with which the server closes the connection.
    async fn closed(&mut self) -> (u16, String) {
        match self.message().await.unwrap().unwrap() {
            Message::Close(Some(CloseFrame { code, reason })) => (code.into(), reason.to_string()),
            other => panic!("{other:?}"),
        }
    }

    /// Returns all events until now in short form: the type, the chat and the IDs.
    async fn events(&mut self, mock: &MockDesktop) -> Vec<String> {
        mock.push_frame(json!({ "type": "end of the test" }));
        let mut events = Vec::new();
        loop {
            let event = self.next().await;
            if event["type"] == "end of the test" {
                return events;
            }
            let ids = event["ids"].as_array().unwrap();
            let ids: Vec<_> = ids.iter().map(|id| id.as_str().unwrap()).collect();
            let text = |name: &str| event[name].as_str().unwrap();
            events.push(format!("{} {} {}", text("type"), text("chatID"), ids.join(" ")));
        }
    }
}

/// Returns a request for a live connection.
fn opening(mock: &MockDesktop) -> Request {
    opening_at(&mock.addr().to_string(), mock.token())
}

fn opening_at(addr: &str, token: &str) -> Request {
    let mut request = format!("ws://{addr}/v1/ws").into_client_request().unwrap();
    let token = format!("Bearer {token}").parse().unwrap();
    request.headers_mut().insert("authorization", token);
    request
}

type Answer = tokio_tungstenite::tungstenite::handshake::client::Response;

async fn handshake(mock: &MockDesktop, request: Request) -> Result<(WebSocketStream<TcpStream>, Answer), Error> {
    let stream = TcpStream::connect(mock.addr()).await.unwrap();
    client_async(request, stream).await
}

/// Adds the chat `!ana` with Ana's message `1` to a server.
fn with_message(mock: MockDesktop) -> MockDesktop {
    mock.put_chat(MockChat::new("!ana").participant(MockUser::new("@ana").name("Ana")));
    mock.put_message(MockMessage::new("!ana", "1").sender("@ana").text("Dinner?"));
    mock
}

async fn started() -> MockDesktop {
    with_message(MockDesktop::start().await.unwrap())
}
