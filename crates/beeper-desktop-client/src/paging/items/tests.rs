use super::*;
use crate::paging::page::{FetchedPage, PageAsItCame, PageParts};
use crate::paging::page_source::{Fetching, Pages};

/// A list that cannot be turned, of endless pages with a number each.
#[derive(Clone)]
struct OneWay;

impl Pages<u32> for OneWay {
    fn operation_id(&self) -> &'static str {
        "count"
    }

    fn goes_after(&self) -> bool {
        false
    }

    fn fetch(&self, cursor: Option<&Cursor>) -> Fetching<u32> {
        let number = cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let parts = PageParts {
            items: vec![number],
            has_more: Some(true),
            oldest_cursor: Some(Cursor::from((number + 1).to_string())),
            newest_cursor: Some(Cursor::from(number.to_string())),
        };
        let came = PageAsItCame {
            count: 1,
            ..PageAsItCame::default()
        };
        Box::pin(async move {
            Ok(FetchedPage {
                parts,
                came,
                misfits: Misfits::default(),
            })
        })
    }

    fn note(&self, item: &u32, seen: &mut Seen) -> bool {
        seen.note([item.to_string().as_str()])
    }

    fn is_known(&self, item: &u32, seen: &Seen) -> bool {
        seen.is_known([item.to_string().as_str()])
    }

    fn is_placed(&self) -> bool {
        false
    }

    fn is_at(&self, _: &u32, _: &Cursor) -> bool {
        false
    }

    fn turned(&self, after: bool) -> (Box<dyn Pages<u32>>, bool) {
        (Box::new(self.clone()), !after)
    }
}

#[tokio::test]
async fn a_list_of_one_direction_says_that_it_cannot_be_turned() {
    let mut items = Items::starting(Box::new(OneWay), None, Seen::default());
    for number in 0..1000 {
        assert_eq!(items.next().await.unwrap().unwrap(), number);
    }
    let mut newer = items.newer();
    let error = newer.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "count: the request could not be made: the list can be read in one direction only"
    );
    assert!(newer.next().await.is_none());
}
