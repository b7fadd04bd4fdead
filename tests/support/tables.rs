//! The types of the entries in the generated tables.

use std::fmt::{Debug, Display};
use std::pin::Pin;

use beeper_desktop_client::{Client, Error, Method, RawResponse, ResponseFuture, ResponseValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::task::JoinHandle;

pub use crate::generated::{CALLS, EXTENSIONS, NEVER_EMPTY, PATHS, PLANTED, TEXTS, TYPES, with_body, with_path};

/// Reads a value as `T` and writes it again.
fn again<T: DeserializeOwned + Serialize>(wire: Value) -> Result<Value, serde_json::Error> {
    let text = serde_json::to_string(&serde_json::from_value::<T>(wire)?)?;
    let value: Value = serde_json::from_str(&text)?;
    assert_eq!(
        text.len(),
        value.to_string().len(),
        "a property is written twice: {text}"
    );
    Ok(value)
}

/// The Rust type of a component.
pub struct Type {
    pub component: &'static str,
    /// Reads a value and writes it again.
    pub reencode: fn(Value) -> Result<Value, serde_json::Error>,
    /// Returns the `Debug` output of a value.
    pub debug: fn(Value) -> String,
    /// Reads an answer as the type, and returns what the type writes and the misfits.
    pub decode: fn(Client) -> Answered<(Value, Vec<String>)>,
}

impl Type {
    pub const fn of<T: DeserializeOwned + Serialize + Debug + 'static>(component: &'static str) -> Self {
        Self {
            component,
            reencode: again::<T>,
            debug: |wire| format!("{:?}", serde_json::from_value::<T>(wire).unwrap()),
            decode: |client| {
                Box::pin(async move {
                    let answer = client.execute(Method::GET, "/v1/anything").await?.decode::<T>()?;
                    let misfits = answer.misfits().iter().map(ToString::to_string).collect();
                    Ok((serde_json::to_value(&*answer).unwrap(), misfits))
                })
            },
        }
    }
}

fn type_of(component: &str) -> &'static Type {
    let found = TYPES.iter().find(|it| it.component == component);
    found.unwrap_or_else(|| panic!("`{component}` has no type"))
}

/// Reads a value as a component's type and writes it again.
pub fn reencode(component: &str, wire: Value) -> Result<Value, serde_json::Error> {
    (type_of(component).reencode)(wire)
}

/// Returns the `Debug` output of a value of a component's type.
pub fn debug(component: &str, wire: Value) -> String {
    (type_of(component).debug)(wire)
}

/// A type with all properties of another type, and more.
pub struct Extension {
    pub component: &'static str,
    pub base: &'static str,
    /// Converts a value to the other type, and returns the properties that are left.
    pub taken: fn(Value) -> Value,
}

impl Extension {
    pub const fn of<More: DeserializeOwned, Base: From<More> + Serialize>(
        component: &'static str,
        base: &'static str,
    ) -> Self {
        Self {
            component,
            base,
            taken: |wire| {
                let value: More = serde_json::from_value(wire).unwrap();
                serde_json::to_value(Base::from(value)).unwrap()
            },
        }
    }
}

/// An ID, a key or a cursor.
pub struct Text {
    pub component: &'static str,
    /// Creates it from a text in every possible way, and reads it; returns an error if it cannot be read.
    pub made_of: fn(&str) -> Result<(), String>,
}

impl Text {
    pub const fn of<T>(component: &'static str) -> Self
    where
        T: for<'a> From<&'a str> + From<String> + for<'a> From<&'a String> + for<'a> From<&'a T>,
        T: Into<String> + Display + Debug + Clone + PartialEq + Serialize + DeserializeOwned,
    {
        Self {
            component,
            made_of: |text| {
                let made = T::from(text);
                for same in [T::from(text.to_owned()), T::from(&text.to_owned()), T::from(&made)] {
                    assert_eq!(same, made);
                }
                assert_eq!(
                    (made.to_string(), made.clone().into()),
                    (text.to_owned(), text.to_owned())
                );
                assert_eq!(serde_json::to_value(&made).unwrap(), text);
                match serde_json::from_value::<T>(text.into()) {
                    Ok(read) => {
                        assert_eq!(read, made);
                        Ok(())
                    }
                    Err(error) => Err(error.to_string()),
                }
            },
        }
    }
}

/// The future of a request's result.
pub type Answered<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// Sends a request, and returns its answer as its type writes it.
pub type SendCall = fn(Client) -> Answered<Value>;

/// A call of an operation, its form on the wire, and an answer to it.
pub struct Call {
    pub operation: &'static str,
    pub path: &'static [(&'static str, &'static str)],
    pub query: &'static [(&'static str, &'static str)],
    pub headers: &'static [(&'static str, &'static str)],
    pub body: Option<&'static str>,
    /// The body of the answer, with references to samples; `None` for an answer without a body.
    pub answer: Option<&'static str>,
    pub send: SendCall,
}

/// Sends a request, and returns its answer as its type writes it.
pub fn decoded<T: Serialize + 'static>(
    request: impl IntoFuture<Output = Result<ResponseValue<T>, Error>> + 'static,
) -> Answered<Value> {
    Box::pin(async move { Ok(serde_json::to_value(&*request.await?).unwrap()) })
}

/// A place in a query or a body for a text that is never empty.
pub struct NeverEmpty {
    pub operation: &'static str,
    /// The name on the wire.
    pub place: &'static str,
    /// The name in errors.
    pub argument: &'static str,
    /// Sends a request with a text in this place.
    pub send: fn(&Client, &str) -> ResponseFuture<RawResponse>,
}

/// A request of an operation, with the planted text in every place for private data.
pub struct Planted {
    pub operation: &'static str,
    pub request: fn(&Client, &str) -> Box<dyn Stored>,
}

/// A stored request of any operation.
pub trait Stored: Send + Sync {
    /// Returns the name of its type.
    fn name(&self) -> &'static str;

    fn printed(&self) -> String;

    /// Sends a copy in a separate task.
    fn spawned(&self) -> JoinHandle<()>;

    fn cloned(&self) -> Box<dyn Stored>;
}

impl<R, T> Stored for R
where
    R: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
    R: Clone + Debug + Send + Sync + 'static,
    T: Send + 'static,
{
    fn name(&self) -> &'static str {
        std::any::type_name::<R>().rsplit("::").next().unwrap()
    }

    fn printed(&self) -> String {
        format!("{self:?}")
    }

    fn spawned(&self) -> JoinHandle<()> {
        let sending = self.clone().into_future();
        tokio::spawn(async move { drop(sending.await) })
    }

    fn cloned(&self) -> Box<dyn Stored> {
        Box::new(self.clone())
    }
}

/// The members of a body that no request has taken yet.
pub struct Members(pub Map<String, Value>);

impl Members {
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, String> {
        let value = self.0.remove(name).map(serde_json::from_value);
        value.transpose().map_err(|error| format!("`{name}`: {error}"))
    }

    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, String> {
        self.optional(name)?.ok_or_else(|| format!("missing field `{name}`"))
    }

    /// Takes all members, for a body that is one of several objects.
    #[allow(dead_code, reason = "an operation may get such a body")]
    pub fn whole<T: DeserializeOwned>(&mut self) -> Result<T, String> {
        let whole = std::mem::take(&mut self.0);
        serde_json::from_value(Value::Object(whole)).map_err(|error| error.to_string())
    }
}
