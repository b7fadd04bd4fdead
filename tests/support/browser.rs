//! A real browser without a window, for tests of what one shows and sends.
//!
//! ```text
//! executable    which one, or why the test is left out
//!     v
//! process       starts it with a profile of its own, and ends all of it
//!     v
//! pipe          calls and events of its DevTools protocol
//! ```

pub mod executable;
mod pipe;
mod process;

use std::path::Path;

use serde_json::{Value, json};

use pipe::Pipe;
use process::Process;

/// A browser with one page. All of it blocks; what takes too long is a panic. Its processes end when it is dropped.
pub struct Browser {
    pipe: Pipe,
    session: String,
    process: Process,
}

/// A request that the page made, with the headers that were sent.
#[derive(Debug)]
pub struct PageRequest {
    pub method: String,
    pub url: String,
    /// One header a line.
    pub headers: String,
    pub body: String,
}

impl Browser {
    /// Starts the browser with an empty page.
    pub fn start(executable: &Path) -> Self {
        let (process, input, output) = Process::start(executable);
        let mut pipe = Pipe::new(input, output);
        let target = pipe.call(None, "Target.createTarget", json!({"url": "about:blank"}));
        let attached = pipe.call(
            None,
            "Target.attachToTarget",
            json!({"targetId": target["targetId"], "flatten": true}),
        );
        let session = text(&attached["sessionId"]);
        let mut browser = Self { pipe, session, process };
        browser.call("Network.enable", json!({}));
        browser.call("Page.enable", json!({}));
        browser.call("Page.setLifecycleEventsEnabled", json!({"enabled": true}));
        browser
    }

    /// Opens an address, and waits until its page has loaded.
    pub fn open(&mut self, url: &str) {
        let answer = self.call("Page.navigate", json!({"url": url}));
        assert_eq!(answer["errorText"], Value::Null, "{url}");
        self.wait_for_page(url);
    }

    /// Waits until the page is one whose address begins with this, and has loaded.
    pub fn wait_for_page(&mut self, start: &str) {
        let loader = self.pipe.wait_for(start, |event| {
            let frame = &event["params"]["frame"];
            if event["method"] != "Page.frameNavigated" || frame.get("parentId").is_some() {
                return None;
            }
            assert_eq!(frame["unreachableUrl"], Value::Null, "the browser cannot open it");
            let is_wanted = frame["url"].as_str()?.starts_with(start);
            is_wanted.then(|| frame["loaderId"].clone())
        });
        self.pipe.wait_for(start, |event| {
            let params = &event["params"];
            let is_loaded = event["method"] == "Page.lifecycleEvent" && params["name"] == "load";
            (is_loaded && params["loaderId"] == loader).then_some(())
        });
    }

    /// Clicks the element that a CSS selector finds.
    pub fn click(&mut self, selector: &str) {
        self.evaluate(&format!("document.querySelector({}).click()", json!(selector)));
    }

    /// Returns the title of the page.
    pub fn title(&mut self) -> String {
        text(&self.evaluate("document.title"))
    }

    /// Returns the address of the page.
    pub fn address(&mut self) -> String {
        text(&self.evaluate("location.href"))
    }

    /// Returns all requests of the page so far. Waits until it is known what was sent for its documents.
    pub fn requests(&mut self) -> Vec<PageRequest> {
        let sent = self.pipe.events("Network.requestWillBeSent");
        let mut requests = Vec::new();
        for (place, params) in sent.iter().enumerate() {
            let (id, request) = (&params["requestId"], &params["request"]);
            // Not all of them are in the request, nor are there others for one that was refused.
            let mut headers = vec![request["headers"].clone()];
            if params["type"] == "Document" {
                // A redirect has the ID of the request that it answers.
                let number = sent[..=place].iter().filter(|it| it["requestId"] == *id).count();
                headers.push(self.sent_headers(id, number));
            }
            let headers = headers.iter().filter_map(Value::as_object).flatten();
            requests.push(PageRequest {
                method: text(&request["method"]),
                url: text(&request["url"]) + &text(&request["urlFragment"]),
                headers: headers
                    .map(|(name, value)| format!("{name}: {}\n", text(value)))
                    .collect(),
                body: text(&request["postData"]),
            });
        }
        requests
    }

    /// Waits for the headers of the nth request with this ID.
    fn sent_headers(&mut self, id: &Value, number: usize) -> Value {
        let mut seen = 0;
        self.pipe.wait_for("the headers of a request", |event| {
            let params = &event["params"];
            let is_one = event["method"] == "Network.requestWillBeSentExtraInfo" && params["requestId"] == *id;
            seen += usize::from(is_one);
            (is_one && seen == number).then(|| params["headers"].clone())
        })
    }

    /// Ends the browser, and removes its profile.
    pub fn close(mut self) {
        self.pipe.call(None, "Browser.close", json!({}));
        self.process.end();
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "userGesture": true});
        let answer = self.call("Runtime.evaluate", params);
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.pipe.call(Some(&self.session), method, params)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
