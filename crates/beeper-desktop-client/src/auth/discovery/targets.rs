//! The addresses that discovery probes.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use reqwest::Url;

use crate::client::origin::Origin;

/// The preferred address, from the program or the environment.
pub(super) struct Preferred {
    pub(super) url: Url,
    /// The environment variable that contained it, if it came from one.
    pub(super) variable: Option<&'static str>,
}

/// The local addresses: each port on each host.
#[derive(Clone, Default)]
pub(super) struct Ports {
    hosts: Vec<IpAddr>,
    ports: Vec<u16>,
}

impl Ports {
    pub(super) fn new(hosts: &[IpAddr], ports: &[u16]) -> Self {
        let mut ports: Vec<_> = ports.iter().copied().filter(|port| *port != 0).collect();
        ports.sort_unstable();
        ports.dedup();
        Self {
            hosts: hosts.to_vec(),
            ports,
        }
    }

    /// Returns the addresses in the order of the ports, and for each port the hosts in their given order.
    pub(super) fn urls(&self) -> impl Iterator<Item = Url> {
        let hosts = &self.hosts;
        let of_port = move |port: &u16| {
            let port = *port;
            hosts.iter().map(move |host| SocketAddr::new(*host, port))
        };
        let addresses = self.ports.iter().flat_map(of_port);
        addresses.filter_map(|address| Url::parse(&format!("http://{address}")).ok())
    }
}

/// Returns what identifies a server: its origin, and its path, because a proxy may serve several.
pub(super) fn identity(url: &Url) -> (Origin, String) {
    (Origin::of(url), url.path().trim_end_matches('/').to_owned())
}

/// Formats an address as errors show it: scheme, host and port.
pub(super) fn shown(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{}://{}:{port}", url.scheme(), url.host_str().unwrap_or_default())
}

/// Displays the addresses that were probed, and which other programs responded.
pub(super) struct Places<'a> {
    pub(super) preferred: Option<&'a Preferred>,
    pub(super) ports: &'a Ports,
    /// The ports on which other programs responded, in ascending order.
    pub(super) others: &'a [u16],
}

impl fmt::Display for Places<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ports { hosts, ports } = self.ports;
        let mut places = Vec::new();
        if let Some(Preferred { url, variable }) = self.preferred {
            let set_by = variable.map(|it| format!(" (set by {it})")).unwrap_or_default();
            places.push(format!("{}{set_by}", shown(url)));
        }
        if !hosts.is_empty() && !ports.is_empty() {
            let hosts: Vec<_> = hosts.iter().map(|host| host.to_string()).collect();
            let plural = if ports.len() == 1 { "port" } else { "ports" };
            places.push(format!("{plural} {} of {}", runs(ports), hosts.join(" and ")));
        }
        match places.is_empty() {
            true => f.write_str("because discovery has no address to probe"),
            false => write!(f, "at {}", places.join(", nor at ")),
        }?;
        match self.others {
            [] => Ok(()),
            [port] => write!(f, " (another program responds on port {port})"),
            ports => write!(f, " (other programs respond on ports {})", runs(ports)),
        }
    }
}

/// Formats ports in ascending order, as in `80, 23373 to 23392`.
fn runs(ports: &[u16]) -> String {
    const MOST: usize = 8;
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for port in ports {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*port) => *last = *port,
            _ => runs.push((*port, *port)),
        }
    }
    let mut words: Vec<_> = runs
        .iter()
        .take(MOST)
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        })
        .collect();
    if runs.len() > MOST {
        words.push("…".to_owned());
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    const HOSTS: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

    #[test]
    fn the_lowest_port_comes_first_and_each_once() {
        let ports = Ports::new(&HOSTS, &[0, 3, 2, 3]);
        let urls: Vec<_> = ports.urls().map(String::from).collect();
        assert_eq!(
            urls,
            [
                "http://127.0.0.1:2/",
                "http://[::1]:2/",
                "http://127.0.0.1:3/",
                "http://[::1]:3/"
            ]
        );
    }

    fn places(preferred: Option<&Preferred>, ports: &Ports, others: &[u16]) -> String {
        let places = Places {
            preferred,
            ports,
            others,
        };
        places.to_string()
    }

    #[test]
    fn an_error_names_the_places() {
        let ports = Ports::new(&HOSTS, &[80, 100, 101, 102, 200, 201]);
        let url = Url::parse("http://PLANTED.example:7/PLANTED?PLANTED").unwrap();
        let preferred = Preferred {
            url,
            variable: Some("A_VARIABLE"),
        };
        assert_eq!(
            places(None, &ports, &[]),
            "at ports 80, 100 to 102, 200, 201 of 127.0.0.1 and ::1"
        );
        assert_eq!(
            places(Some(&preferred), &Ports::new(&HOSTS[..1], &[1]), &[1]),
            "at http://planted.example:7 (set by A_VARIABLE), nor at port 1 of 127.0.0.1 \
             (another program responds on port 1)"
        );
        assert_eq!(
            places(Some(&preferred), &Ports::default(), &[7, 8]),
            "at http://planted.example:7 (set by A_VARIABLE) (other programs respond on ports 7, 8)"
        );
        assert_eq!(
            places(None, &Ports::default(), &[]),
            "because discovery has no address to probe"
        );
    }

    #[test]
    fn a_long_list_of_ports_is_cut() {
        let ports: Vec<u16> = (1..=20).map(|number| number * 10).collect();
        assert_eq!(runs(&ports), "10, 20, 30, 40, 50, 60, 70, 80, …");
        assert_eq!(runs(&[u16::MAX - 2, u16::MAX - 1, u16::MAX]), "65533 to 65535");
    }
}
