//! Tests of streams over lists that behave unlike any of the API's.

use super::*;
use crate::paging::page::{FetchedPage, PageParts, ReceivedPage};
use crate::paging::page_source::{PageSource, PendingPage};

/// A list that can be read in one direction only, with endless pages of one number each.
#[derive(Clone)]
struct OneWay;

impl PageSource<u32> for OneWay {
    fn operation_id(&self) -> &'static str {
        "count"
    }

    fn reads_newer_pages(&self) -> bool {
        false
    }

    fn fetch(&self, cursor: Option<&Cursor>) -> PendingPage<u32> {
        let number = cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let parts = PageParts {
            items: vec![number],
            has_more: Some(true),
            oldest_cursor: Some(Cursor::from((number + 1).to_string())),
            newest_cursor: Some(Cursor::from(number.to_string())),
        };
        let received = ReceivedPage {
            count: 1,
            ..ReceivedPage::default()
        };
        Box::pin(async move {
            Ok(FetchedPage {
                parts,
                received,
                misfits: Misfits::default(),
            })
        })
    }

    fn remember(&self, item: &u32, deduplicator: &mut Deduplicator) -> bool {
        deduplicator.remember([item.to_string().as_str()])
    }

    fn is_known(&self, item: &u32, deduplicator: &Deduplicator) -> bool {
        deduplicator.is_known([item.to_string().as_str()])
    }

    fn has_positions(&self) -> bool {
        false
    }

    fn is_at(&self, _: &u32, _: &Cursor) -> bool {
        false
    }

    fn with_direction(&self, after: bool) -> (Box<dyn PageSource<u32>>, bool) {
        (Box::new(self.clone()), !after)
    }
}

#[tokio::test]
async fn a_list_of_one_direction_says_that_it_cannot_be_turned() {
    let mut items = Items::starting(Box::new(OneWay), None, Deduplicator::default());
    for number in 0..1000 {
        assert_eq!(items.next().await.unwrap().unwrap(), number);
    }
    let mut newer = items.newer();
    let error = newer.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "count: the request cannot be made: the list can be read in one direction only"
    );
    assert!(newer.next().await.is_none());
}
