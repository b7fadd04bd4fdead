//! Answers about the contacts of an account.

use serde_json::{Value, json};

use crate::answers::paging::items;
use crate::answers::paging::lists;
use crate::answers::text_matching::SearchTerms;
use crate::http::api_error::ApiError;
use crate::http::call::Call;
use crate::model::user::MockUser;
use crate::state::store::State;

pub(super) fn list(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let wanted = lists::contacts(state, &call.query)?;
    let found = find(state, call, call.query.text("query").unwrap_or_default())?;
    let keyed = found.into_iter().map(|user| {
        let key = format!("{} {}", user.display_name().to_lowercase(), user.id);
        (key, user)
    });
    Ok(wanted.page(keyed.collect()).to_json(|user| json!(user.properties)))
}

pub(super) fn search(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let found = find(state, call, call.query.text("query").unwrap_or_default())?;
    Ok(items(found.into_iter().map(|user| json!(user.properties))))
}

/// Finds the contacts whose names or addresses contain all terms, or that have the phone number.
fn find<'a>(state: &'a State, call: &Call<'_>, query: &str) -> Result<Vec<&'a MockUser>, ApiError> {
    let account = state.account(call.param("accountID")?)?;
    let terms = SearchTerms::new(query.trim_start_matches('@'));
    let number = number(query);
    let contacts = state.contacts.iter().filter(|it| it.account_id == account.id);
    let found = contacts.map(|contact| &contact.user).filter(|user| {
        let names = ["fullName", "username", "email", "phoneNumber"].iter();
        let texts = names.filter_map(|name| user.text(name)).chain([user.id.as_str()]);
        terms.occur_in(texts) || (number.is_some() && user.text("phoneNumber") == number.as_deref())
    });
    Ok(found.collect())
}

/// Normalizes a phone number.
fn number(query: &str) -> Option<String> {
    let digits: String = query
        .chars()
        .filter(|it| !matches!(it, ' ' | '-' | '(' | ')' | '.'))
        .collect();
    let is_number = digits.strip_prefix('+')?.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then_some(digits)
}
