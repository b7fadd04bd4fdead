//! Compares what the program prints with two clients, request by request.

const TITLE: &str = "== ";

/// Counts the requests of a record.
pub fn requests_in(record: &str) -> usize {
    record.lines().filter(|line| line.ends_with(" HTTP/1.1")).count()
}

/// Returns the first section that differs between two records, as both have it.
pub fn first_difference(before: &str, after: &str) -> Option<String> {
    let (before, after) = (parts(before), parts(after));
    let longest = before.len().max(after.len());
    (0..longest).find_map(|index| {
        let part = |parts: &[Part]| parts.get(index).cloned().unwrap_or_default();
        let (before, after) = (part(&before), part(&after));
        if before == after {
            return None;
        }
        let title = if before.title.is_empty() {
            &after.title
        } else {
            &before.title
        };
        Some(format!(
            "{title}\n-- before --\n{}\n-- after --\n{}",
            before.text.trim_end(),
            after.text.trim_end()
        ))
    })
}

#[derive(Clone, Default, PartialEq)]
struct Part {
    title: String,
    text: String,
}

fn parts(record: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in record.lines() {
        match (line.strip_prefix(TITLE), parts.last_mut()) {
            (Some(title), _) => parts.push(Part {
                title: title.to_owned(),
                text: String::new(),
            }),
            (None, Some(part)) => part.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = "== get_room\nGET /rooms/a HTTP/1.1\naccept: a\n== put_room\nPUT /rooms/a HTTP/1.1\n{}\n";

    #[test]
    fn records_that_are_the_same_have_no_difference() {
        assert_eq!(first_difference(RECORD, RECORD), None);
        assert_eq!(requests_in(RECORD), 2);
    }

    #[test]
    fn the_first_request_that_differs_is_shown() {
        let other = RECORD.replace("{}", "{\"more\":1}");
        assert_eq!(
            first_difference(RECORD, &other).unwrap(),
            "put_room\n-- before --\nPUT /rooms/a HTTP/1.1\n{}\n-- after --\nPUT /rooms/a HTTP/1.1\n{\"more\":1}"
        );
        let fewer = RECORD.split("== put_room").next().unwrap();
        assert!(first_difference(RECORD, fewer).unwrap().ends_with("-- after --\n"));
        assert!(
            first_difference(fewer, RECORD)
                .unwrap()
                .starts_with("put_room\n-- before --\n\n")
        );
    }
}
