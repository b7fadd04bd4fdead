//! The kinds of values that input steps ask for.

use std::fmt;

use crate::rendering::text::{Lines, printable};

/// What kind of value a field wants.
///
/// ```
/// use beeper_bridge_login::input::FieldKind;
///
/// assert_eq!(FieldKind::from("2fa_code"), FieldKind::TwoFactorCode);
/// assert_eq!(FieldKind::from("shoe_size"), FieldKind::Unknown("shoe_size".to_owned()));
/// assert!(FieldKind::Password.is_secret());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum FieldKind {
    /// Anything. Also what a field wants that doesn't say. Sent as typed.
    Text,
    /// A user name. White space around it goes.
    Username,
    /// A password. Sent as typed, white space included.
    Password,
    /// A phone number in international form. Sent as `+` and digits, which are taken out of `tel:` and of links to chats, too.
    PhoneNumber,
    /// An e-mail address. It is taken out of `mailto:` and of `Name <a@example.com>`.
    Email,
    /// A code that was sent to the user or is made by an authenticator. White space and dashes between digits go. Of a code with
    /// letters, white space around it goes.
    TwoFactorCode,
    /// An access token or the like. Sent as typed.
    Token,
    /// A web address, with its `https://`. White space, quotation marks and angle brackets around it go.
    Url,
    /// A server's name, perhaps with a port. It is taken out of a web address: `https://example.com/` becomes `example.com`.
    Domain,
    /// One of the field's options, by value or by label. Sent is the value.
    Select,
    /// What is seen or heard in an attachment. White space around it goes.
    CaptchaCode,
    /// A kind that this version of the crate does not know, as the server named it. Sent as typed.
    Unknown(String),
}

impl FieldKind {
    /// The kind's name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Username => "username",
            Self::Password => "password",
            Self::PhoneNumber => "phone_number",
            Self::Email => "email",
            Self::TwoFactorCode => "2fa_code",
            Self::Token => "token",
            Self::Url => "url",
            Self::Domain => "domain",
            Self::Select => "select",
            Self::CaptchaCode => "captcha_code",
            Self::Unknown(name) => name,
        }
    }

    /// Whether a value is not to be seen while it is typed.
    ///
    /// So it is for passwords, tokens and two-factor codes, and, to be on the safe side, for kinds that are not known.
    /// A captcha's code is in plain sight already.
    pub fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::Password | Self::Token | Self::TwoFactorCode | Self::Unknown(_)
        )
    }
}

impl From<&str> for FieldKind {
    fn from(name: &str) -> Self {
        match name {
            "" | "text" => Self::Text,
            "username" => Self::Username,
            "password" => Self::Password,
            "phone_number" => Self::PhoneNumber,
            "email" => Self::Email,
            "2fa_code" => Self::TwoFactorCode,
            "token" => Self::Token,
            "url" => Self::Url,
            "domain" => Self::Domain,
            "select" => Self::Select,
            "captcha_code" => Self::CaptchaCode,
            name => Self::Unknown(name.to_owned()),
        }
    }
}

/// The kind's name, fit to be printed.
impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&printable(self.as_str(), Lines::Flatten, 100))
    }
}
