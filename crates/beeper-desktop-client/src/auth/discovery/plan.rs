//! Probes all addresses: lists them, probes each, and sorts the results.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::auth::discovery::error::DiscoveryError;
use crate::auth::discovery::probe::{Introduction, Sighting, look, state};
use crate::auth::discovery::server::{DiscoveredServer, DiscoveredServers};
use crate::auth::discovery::server_state::ServerState;
use crate::auth::discovery::targets::{Places, Ports, Preferred, identity, shown};
use crate::client::call_options::CallOptions;
use crate::client::environment::Setting;
use crate::client::origin::Origin;
use crate::client::server_origin::ServerOrigin;
use crate::client::{Client, Shared, base_url};
use crate::runtime::request::address::Address;

/// The time limit for asking a server for its state.
const STATE_TIMEOUT: Duration = Duration::from_secs(2);

/// How many addresses are probed at a time. With connections that are still closing, at most 64 are open.
const AT_ONCE: usize = 56;

/// A hundred times the size of a server's information.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// A setting, and the time limit for probing what it names.
pub(super) struct Limited<T> {
    pub(super) setting: T,
    pub(super) limit: Duration,
}

/// The addresses to probe.
pub(super) struct Plan {
    preferred: Option<Preferred>,
    preferred_client: Client,
    ports: Ports,
    client: Client,
}

/// One address to probe.
struct Target {
    url: Url,
    client: Client,
}

/// A server that was found.
struct Found {
    target: Target,
    /// Whether its address is the preferred one, in this or another spelling.
    is_preferred: bool,
    introduction: Introduction,
}

impl Plan {
    pub(super) fn new(
        preferred: Limited<Option<Setting<String>>>,
        ports: Limited<Ports>,
    ) -> Result<Self, DiscoveryError> {
        let named = preferred.setting.map(|setting| {
            let url = base_url::parse(&setting.value, setting.variable).map_err(DiscoveryError::invalid_address)?;
            let variable = setting.variable;
            Ok(Preferred { url, variable })
        });
        let named = named.transpose()?;
        // Built for a loopback address, so that it uses no proxy.
        let client = client_of("http://127.0.0.1")?;
        let preferred_client = match &named {
            Some(preferred) => client_of(preferred.url.as_str())?,
            None => client.clone(),
        };
        let is_elsewhere = |preferred: &Preferred| !base_url::is_loopback(&preferred.url);
        Ok(Self {
            ports: match named.as_ref().is_some_and(is_elsewhere) {
                true => Ports::default(),
                false => ports.setting,
            },
            preferred: named,
            preferred_client: limited(&preferred_client, preferred.limit),
            client: limited(&client, ports.limit),
        })
    }

    /// Probes all addresses, and asks the servers that it finds for their states.
    pub(super) async fn find(&self) -> Result<DiscoveredServers, DiscoveryError> {
        let sightings = at_once(self.targets(), |target| async move {
            let sighting = look(&target.client).await?;
            Some((target, sighting))
        })
        .await;
        let (found, others) = self.sort(sightings);
        let servers = at_once(found.into_iter(), |found| async move {
            let state = state(&limited(&found.target.client, STATE_TIMEOUT)).await;
            Some(server(found, state))
        })
        .await;
        let preferred = self.preferred.as_ref();
        DiscoveredServers::new(servers, preferred.map(|it| shown(&it.url))).ok_or_else(|| {
            let places = Places {
                preferred,
                ports: &self.ports,
                others: &others,
            };
            DiscoveryError::no_server(&places, preferred.is_some())
        })
    }

    /// Returns the addresses to probe, the preferred one first.
    fn targets(&self) -> impl Iterator<Item = Target> {
        let preferred = self.preferred.as_ref().map(|preferred| Target {
            url: preferred.url.clone(),
            client: self.preferred_client.clone(),
        });
        let is_another = |url: &Url| self.preferred.as_ref().is_none_or(|preferred| preferred.url != *url);
        let targets = self.ports.urls().filter(is_another).map(|url| Target {
            client: at(&self.client, url.clone()),
            url,
        });
        preferred.into_iter().chain(targets)
    }

    /// Returns each server once, and the ports on which other programs responded.
    fn sort(&self, sightings: Vec<(Target, Sighting)>) -> (Vec<Found>, Vec<u16>) {
        let preferred = self.preferred.as_ref().map(|preferred| identity(&preferred.url));
        let (mut found, mut others) = (Vec::<Found>::new(), Vec::new());
        for (target, sighting) in sightings {
            let identity_here = identity(&target.url);
            match sighting {
                Sighting::Other => others.extend(target.url.port_or_known_default()),
                Sighting::Server(_) if found.iter().any(|it| identity(&it.target.url) == identity_here) => {}
                Sighting::Server(introduction) => found.push(Found {
                    is_preferred: preferred.as_ref() == Some(&identity_here),
                    target,
                    introduction: *introduction,
                }),
            }
        }
        others.sort_unstable();
        others.dedup();
        (found, others)
    }
}

/// Runs `work` on each item, some at a time, and returns the results in the order of the items.
async fn at_once<T, R, F>(items: impl Iterator<Item = T>, work: impl Fn(T) -> F) -> Vec<R>
where
    F: Future<Output = Option<R>> + Send + 'static,
    R: Send + 'static,
{
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    // Dropping the set cancels its tasks.
    let mut under_way = JoinSet::new();
    let mut results = Vec::new();
    for (number, item) in items.enumerate() {
        // Fails only if the semaphore is closed, which never happens.
        let permit = Arc::clone(&permits).acquire_owned().await;
        let result = work(item);
        under_way.spawn(async move {
            let result = result.await;
            drop(permit);
            Some((number, result?))
        });
        // Results are collected on the way, because there may be many items.
        while let Some(done) = under_way.try_join_next() {
            results.extend(done.ok().flatten());
        }
    }
    while let Some(done) = under_way.join_next().await {
        results.extend(done.ok().flatten());
    }
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Builds a client that keeps no connection open, and has no token.
fn client_of(base_url: &str) -> Result<Client, DiscoveryError> {
    let builder = Client::builder().base_url(base_url);
    let builder = builder.configure_http(|http| http.pool_max_idle_per_host(0));
    builder.build().map_err(DiscoveryError::http)
}

/// Returns a client that sends each request once, and reads no more than a server's information needs.
fn limited(client: &Client, limit: Duration) -> Client {
    let once = CallOptions::new()
        .timeout(limit)
        .retries(0)
        .max_body_bytes(MAX_BODY_BYTES);
    let mut shared = Shared::clone(client.with(once).shared());
    shared.settings.max_refusal_bytes = MAX_BODY_BYTES;
    Client::new(shared)
}

/// Returns the same client for another address.
fn at(client: &Client, url: Url) -> Client {
    let mut shared = Shared::clone(client.shared());
    shared.settings.server = ServerOrigin::new(&url, None);
    shared.address = Address::new(url);
    Client::new(shared)
}

fn server(found: Found, state: ServerState) -> DiscoveredServer {
    let Introduction { info, version } = found.introduction;
    DiscoveredServer {
        base_url: found.target.url.as_str().trim_end_matches('/').to_owned(),
        origin: Origin::of(&found.target.url),
        version,
        info,
        state,
        is_preferred: found.is_preferred,
    }
}
