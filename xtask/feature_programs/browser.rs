//! Connects an account on a bridge that signs in on a web page.

use beeper_bridge_login::browser::Chromium;
use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use beeper_bridge_login::input::{FieldValues, InputStep};
use beeper_bridge_login::{BridgeLoginExt, LoginHandler, RetryReason, Stop};
use beeper_desktop_client::Client;

struct Window {
    browser: Chromium,
}

impl LoginHandler for Window {
    async fn fill(&mut self, step: &InputStep, _: Option<&RetryReason>) -> Result<FieldValues, Stop> {
        let mut values = FieldValues::new();
        for field in step.fields() {
            println!("{}:", field.label());
            values.insert(field.id(), std::io::stdin().lines().next().ok_or(Stop::Cancel)??);
        }
        Ok(values)
    }

    async fn collect(&mut self, step: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        self.browser.collect(step).await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bridge = Client::from_env()?.bridge("local-linkedin");
    let window = Window { browser: Chromium::find()? };
    println!("{:?}", bridge.connect().run(window).await?.account_id());
    Ok(())
}
