//! A scripted browser, which responds to calls and sends the messages of the test.

use std::io::{self, BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

use crate::browser::pipe::Pipe;

/// The session of the page.
pub(super) const PAGE: &str = "S1";

pub(super) struct Peer {
    from: BufReader<PipeReader>,
    /// `None` once the browser has exited.
    to: Option<PipeWriter>,
    calls: Vec<Value>,
    /// The browser's cookies.
    pub(super) cookies: Value,
    /// The methods that the browser refuses.
    pub(super) refused: Vec<&'static str>,
    /// The methods to which the browser does not respond.
    pub(super) ignored: Vec<&'static str>,
    documents: u32,
}

impl Peer {
    /// Starts the script. The thread returns the calls once no more can arrive.
    pub(super) fn start(script: impl FnOnce(&mut Self) + Send + 'static) -> (Pipe, JoinHandle<Vec<Value>>) {
        let (from, calls) = io::pipe().unwrap();
        let (answers, to) = io::pipe().unwrap();
        let mut peer = Self {
            from: BufReader::new(from),
            to: Some(to),
            calls: Vec::new(),
            cookies: json!([]),
            refused: Vec::new(),
            ignored: Vec::new(),
            documents: 0,
        };
        let thread = thread::spawn(move || {
            script(&mut peer);
            while peer.serve().is_some() {}
            peer.calls
        });
        (Pipe::new(answers, calls).unwrap(), thread)
    }

    /// Responds to calls up to and including this one.
    pub(super) fn serve_until(&mut self, method: &str) -> Value {
        loop {
            let call = self.serve().unwrap_or_else(|| panic!("{method} was not called"));
            if call["method"] == method {
                return call;
            }
        }
    }

    /// Reads a call and responds to it.
    pub(super) fn serve(&mut self) -> Option<Value> {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).ok()?;
        bytes.pop()?;
        let call: Value = serde_json::from_slice(&bytes).unwrap();
        self.calls.push(call.clone());
        let method = call["method"].as_str().unwrap();
        let mut result = json!({});
        match method {
            "Browser.getVersion" => result["product"] = "Chrome/150.0.1.2".into(),
            "Target.createBrowserContext" => result["browserContextId"] = "C".into(),
            "Target.createTarget" if call["params"].get("hidden").is_some() => {
                self.attach("SH", "H", "other", "another context");
                result["targetId"] = "H".into();
            }
            "Target.createTarget" => {
                self.attach(PAGE, "T1", "page", "C");
                result["targetId"] = "T1".into();
            }
            "Storage.getCookies" => result["cookies"] = self.cookies.clone(),
            "Target.closeTarget" => self.event(None, "Target.targetDestroyed", call["params"].clone()),
            _ => {}
        }
        if self.refused.contains(&method) {
            self.say(&json!({"id": call["id"], "error": {"code": -32601, "message": "no"}}));
        } else if !self.ignored.contains(&method) {
            self.say(&json!({"id": call["id"], "result": result, "sessionId": call["sessionId"]}));
        }
        if method == "Browser.close" {
            self.end();
        }
        Some(call)
    }

    pub(super) fn attach(&mut self, session: &str, target: &str, kind: &str, context: &str) {
        let info = json!({"targetId": target, "type": kind, "browserContextId": context, "url": ""});
        let params = json!({"sessionId": session, "targetInfo": info, "waitingForDebugger": true});
        self.event(None, "Target.attachedToTarget", params);
    }

    pub(super) fn event(&mut self, session: Option<&str>, method: &str, params: Value) {
        self.say(&json!({"method": method, "params": params, "sessionId": session}));
    }

    pub(super) fn page_event(&mut self, method: &str, params: Value) {
        self.event(Some(PAGE), method, params);
    }

    /// Opens a document in the page.
    pub(super) fn open(&mut self, url: &str) {
        self.documents += 1;
        let frame = json!({"id": "T1", "loaderId": format!("L{}", self.documents), "url": url});
        self.page_event("Page.frameNavigated", json!({"frame": frame}));
    }

    pub(super) fn say(&mut self, message: &Value) {
        self.say_bytes(message.to_string().as_bytes());
    }

    pub(super) fn say_bytes(&mut self, bytes: &[u8]) {
        // The capture may have closed its end.
        if let Some(to) = &mut self.to {
            let _ = to.write_all(bytes).and_then(|()| to.write_all(b"\0"));
        }
    }

    pub(super) fn end(&mut self) {
        self.to = None;
    }
}

pub(super) fn cookie(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value, "domain": "www.example.com", "path": "/", "expires": -1, "session": true})
}
