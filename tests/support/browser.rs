//! A real browser without a window, for tests of what a page shows and sends.
//!
//! ```text
//! executable    finds the browser, or reports why the test is skipped
//!     v
//! process       starts it with a separate profile, and ends all its processes
//!     v
//! pipe          sends calls and receives events of its DevTools protocol
//! ```

pub mod executable;
mod pipe;
mod process;

use std::path::Path;

use serde_json::{Value, json};

use pipe::Pipe;
use process::Process;

/// A browser with one page.
///
/// Its methods block, and panic after a time limit. Dropping it ends its processes.
pub struct Browser {
    pipe: Pipe,
    session: String,
    process: Process,
}

/// A request that the page made, with the headers that the browser sent.
#[derive(Debug)]
pub struct PageRequest {
    pub method: String,
    pub url: String,
    /// The headers, one per line.
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

    /// Waits until a page is loaded whose address begins with this.
    pub fn wait_for_page(&mut self, start: &str) {
        let loader = self.pipe.wait_for(start, |event| {
            let frame = &event["params"]["frame"];
            if event["method"] != "Page.frameNavigated" || frame.get("parentId").is_some() {
                return None;
            }
            assert_eq!(
                frame["unreachableUrl"],
                Value::Null,
                "the browser cannot open the address"
            );
            let is_wanted = frame["url"].as_str()?.starts_with(start);
            is_wanted.then(|| frame["loaderId"].clone())
        });
        self.pipe.wait_for(start, |event| {
            let params = &event["params"];
            let is_loaded = event["method"] == "Page.lifecycleEvent" && params["name"] == "load";
            (is_loaded && params["loaderId"] == loader).then_some(())
        });
    }

    /// Clicks the element that matches a CSS selector.
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

    /// Returns all requests of the page so far. Waits until the headers of its documents are known.
    pub fn requests(&mut self) -> Vec<PageRequest> {
        let sent = self.pipe.events("Network.requestWillBeSent");
        let mut requests = Vec::new();
        for (place, params) in sent.iter().enumerate() {
            let (id, request) = (&params["requestId"], &params["request"]);
            // The request contains only some of the headers. If the server refused it, no others are known.
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

    /// Ends the browser and removes its profile.
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
