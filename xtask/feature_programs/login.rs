//! Connects an account on a bridge that asks for values and shows codes.

use beeper_bridge_login::input::{FieldValues, InputStep};
use beeper_bridge_login::{BridgeLoginExt, Display, DisplayStep, LoginHandler, RetryReason, Stop};
use beeper_desktop_client::Client;

struct Terminal;

impl LoginHandler for Terminal {
    async fn fill(&mut self, step: &InputStep, _: Option<&RetryReason>) -> Result<FieldValues, Stop> {
        let mut values = FieldValues::new();
        for field in step.fields() {
            println!("{}:", field.label());
            values.insert(field.id(), std::io::stdin().lines().next().ok_or(Stop::Cancel)??);
        }
        Ok(values)
    }

    async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
        if let Display::Code(code) = step.display() {
            println!("{}", code.expose());
        }
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bridge = Client::from_env()?.bridge("local-whatsapp");
    println!("{:?}", bridge.connect().run(Terminal).await?.account_id());
    Ok(())
}
