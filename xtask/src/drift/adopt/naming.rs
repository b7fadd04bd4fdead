//! Makes names for new items, by the rules of our document.

/// Joins words in the style of components: `front-doors` is `FrontDoors`, `roomId` is `RoomID`.
pub fn pascal(text: &str) -> String {
    let mut name = String::new();
    for word in text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_uppercase());
        name.push_str(rest);
    }
    with_whole_id(&name)
}

/// Joins words in the style of operations and parameters: `Front-doors` is `frontDoors`.
pub fn camel(text: &str) -> String {
    let name = pascal(text);
    let start = name.chars().take_while(char::is_ascii_uppercase).count();
    // `URL` is one word, and the last capital of `URLPath` begins the next word.
    let lower = match start {
        0 | 1 => start,
        _ if start == name.len() => start,
        _ => start - 1,
    };
    format!("{}{}", name[..lower].to_lowercase(), &name[lower..])
}

/// Writes the word `ID` in capitals, as all our names do.
fn with_whole_id(name: &str) -> String {
    match (name.strip_suffix("Id"), name.strip_suffix("Ids")) {
        (Some(rest), _) if !rest.is_empty() => format!("{rest}ID"),
        (_, Some(rest)) if !rest.is_empty() => format!("{rest}IDs"),
        _ if name == "Id" => "ID".to_owned(),
        _ => name.to_owned(),
    }
}

/// Returns the singular of a word.
pub fn singular(word: &str) -> String {
    for (many, one) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
    ] {
        if let Some(rest) = word.strip_suffix(many).filter(|rest| rest.len() > 1) {
            return format!("{rest}{one}");
        }
    }
    let is_one = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('s').filter(|rest| !rest.is_empty() && !is_one) {
        Some(rest) => rest.to_owned(),
        None => word.to_owned(),
    }
}

/// Returns the words of a name in lower case.
pub fn words(name: &str) -> Vec<String> {
    heck::AsSnakeCase(name)
        .to_string()
        .split('_')
        .map(str::to_owned)
        .collect()
}

/// Returns the last word of a component's name, with its capital: `Door` of `FrontDoor`.
pub fn last_word(name: &str) -> &str {
    let start = name.rfind(|c: char| c.is_ascii_uppercase()).unwrap_or_default();
    &name[start..]
}

/// Returns `true` if a property has the name of a credential.
pub fn is_secret(property: &str) -> bool {
    const SECRETS: [&str; 4] = ["passphrase", "password", "secret", "token"];
    words(property)
        .last()
        .is_some_and(|word| SECRETS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_names_follow_the_documents_rules() {
        for (text, name) in [
            ("front-doors", "FrontDoors"),
            ("roomId", "RoomID"),
            ("id", "ID"),
            ("roomIds", "RoomIDs"),
        ] {
            assert_eq!(pascal(text), name);
        }
        for (text, name) in [
            ("PollID", "pollID"),
            ("polls.list", "pollsList"),
            ("URLPath", "urlPath"),
            ("ID", "id"),
        ] {
            assert_eq!(camel(text), name);
        }
        for (many, one) in [
            ("entries", "entry"),
            ("boxes", "box"),
            ("IDs", "ID"),
            ("status", "status"),
            ("polls", "poll"),
        ] {
            assert_eq!(singular(many), one);
        }
        assert_eq!(last_word("FrontDoor"), "Door");
        assert!(is_secret("accessToken") && !is_secret("tokenCount"));
    }
}
