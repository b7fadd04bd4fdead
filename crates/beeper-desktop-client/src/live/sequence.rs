//! Counts the events that the server numbered but did not send.

use crate::live::frame::Frame;

/// Tracks the numbers of the events of a connection.
#[derive(Default)]
pub(super) struct Sequence {
    /// The highest number so far.
    last: i64,
    /// How many events were lost before frames that the connection has left out since it last returned a frame.
    lost: u64,
}

impl Sequence {
    /// Counts a frame that was read, and stores in it how many events are missing before it.
    pub(super) fn read(&mut self, frame: &mut Frame) {
        let seq = frame.seq().unwrap_or_default();
        if seq > self.last {
            frame.set_lost_before(seq.abs_diff(self.last) - 1);
            self.last = seq;
        }
    }

    /// Counts a frame that the connection leaves out, so that the next one it returns also reports what was lost before this one.
    pub(super) fn leave_out(&mut self, frame: &Frame) {
        self.lost = self.lost.saturating_add(frame.lost_before());
    }

    /// Adds to a frame that the connection returns what was lost before the frames left out.
    pub(super) fn hand_out(&mut self, frame: &mut Frame) {
        let lost = std::mem::take(&mut self.lost);
        frame.set_lost_before(frame.lost_before().saturating_add(lost));
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::live::frame::decode_frame;

    fn lost(sequence: &mut Sequence, text: &str) -> u64 {
        let mut frame = decode_frame(Bytes::copy_from_slice(text.as_bytes()));
        sequence.read(&mut frame);
        frame.lost_before()
    }

    #[test]
    fn a_jump_is_a_loss_and_a_repeated_number_is_none() {
        for (numbers, expected) in [
            (vec![1, 2, 3], vec![0, 0, 0]),
            (vec![3, 4], vec![2, 0]),
            (vec![1, 2, 2, 3], vec![0, 0, 0, 0]),
            (vec![1, 5, 6], vec![0, 3, 0]),
            (vec![1, 5, 3, 6], vec![0, 3, 0, 0]),
            (vec![0, -1, i64::MIN, 1], vec![0, 0, 0, 0]),
            (vec![1, i64::MAX, i64::MAX], vec![0, i64::MAX.unsigned_abs() - 2, 0]),
        ] {
            let mut sequence = Sequence::default();
            for (seq, expected) in numbers.into_iter().zip(expected) {
                let text = format!(r#"{{"type":"chat.deleted","seq":{seq},"chatID":"c","ids":["c"]}}"#);
                assert_eq!(lost(&mut sequence, &text), expected, "{seq}");
            }
        }
    }

    #[test]
    fn whatever_has_a_number_counts() {
        let mut sequence = Sequence::default();
        for text in [
            r#"{"type":"from.tomorrow","seq":1}"#,
            r#"{"type":"message.upserted","seq":2}"#,
            r#"{"seq":"3"}"#,
            r#"{"type":"ready"}"#,
            r#"{"type":"message.deleted","seq":4,"chatID":"c","ids":["m"]}"#,
        ] {
            assert_eq!(lost(&mut sequence, text), 0, "{text}");
        }
        assert_eq!(lost(&mut sequence, "the fifth frame, which is not JSON"), 0);
        assert_eq!(lost(&mut sequence, r#"{"type":"from.tomorrow","seq":6}"#), 1);
    }
}
