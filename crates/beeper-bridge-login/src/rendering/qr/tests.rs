//! Tests that drawn QR codes look as documented and scan.

mod rendering;

use beeper_desktop_client::Secret;

use super::*;
use rendering::*;

const STYLES: [TerminalStyle; 3] = [TerminalStyle::Ansi, TerminalStyle::OnDark, TerminalStyle::OnLight];

fn qr(payload: &str) -> Qr {
    Qr::encode(&Secret::from(payload)).unwrap()
}

/// Returns a payload like those of networks: letters, digits and signs in no order.
fn mixed(length: usize) -> String {
    const CHARACTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64 ^ length as u64;
    let mut text = "2@".to_owned();
    while text.len() < length {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        match text.len() % 45 {
            43 => text.push('='),
            44 => text.push(','),
            _ => text.push(char::from(CHARACTERS[(seed % 64) as usize])),
        }
    }
    text.truncate(length);
    text
}

fn payloads() -> Vec<String> {
    let mut payloads: Vec<String> = [
        "",
        "a",
        "200505150001",
        "HTTPS://CHAT.EXAMPLE/LINK",
        "sgnl://linkdevice?uuid=3f1c&pub_key=BQ%2Bx",
        "Grüße 🙈 麻杏石甘口服液 日本語のテスト",
        "two\nlines\u{0}and\u{1b}[31m more",
    ]
    .map(str::to_owned)
    .into();
    payloads.extend([240, 250, 271, 272].map(mixed));
    payloads
}

#[test]
fn a_drawing_in_the_terminals_own_colours_scans_on_its_background() {
    for payload in payloads() {
        let qr = qr(&payload);
        let on_dark = on_screen(&qr.to_terminal(TerminalStyle::OnDark), PALE, DIM);
        assert_scanned(&on_dark, &payload, "drawing on dark");
        let on_light = on_screen(&qr.to_terminal(TerminalStyle::OnLight), DIM, PALE);
        assert_scanned(&on_light, &payload, "drawing on light");
        assert_eq!(on_dark, on_light);
    }
}

#[test]
fn a_coloured_drawing_looks_the_same_and_scans_in_every_theme() {
    for payload in payloads() {
        let drawing = qr(&payload).to_terminal(TerminalStyle::default());
        let picture = on_screen(&drawing, PALE, DIM);
        assert_scanned(&picture, &payload, "coloured drawing");
        for (foreground, background) in [(DIM, PALE), (128, 128)] {
            assert_eq!(on_screen(&drawing, foreground, background), picture);
        }
    }
}

#[test]
fn fonts_with_gaps_leave_none_in_what_is_dark() {
    for payload in payloads() {
        let qr = qr(&payload);
        let picture = on_screen_with_gaps(&qr.to_terminal(TerminalStyle::Ansi), PALE, DIM);
        for (y, row) in picture.iter().enumerate() {
            for (x, pixel) in row.iter().enumerate() {
                assert!(*pixel == BLACK || !qr.is_dark_in_full(x / 4, y / 4), "at {x}, {y}");
            }
        }
    }
}

#[test]
fn an_svg_document_scans() {
    for payload in payloads() {
        assert_scanned(&rendered(&qr(&payload).to_svg()), &payload, "SVG");
    }
}

#[cfg(feature = "qr-png")]
#[test]
fn a_png_file_scans() {
    for payload in payloads() {
        let qr = qr(&payload);
        let one = decompressed(&qr.to_png(1).unwrap());
        assert_scanned(&one, &payload, "PNG");
        assert_eq!(one.len(), qr.full_width());
        let three = decompressed(&qr.to_png(3).unwrap());
        for (y, row) in three.iter().enumerate() {
            assert!(row.iter().enumerate().all(|(x, pixel)| *pixel == one[y / 3][x / 3]));
        }
        assert_eq!(three.len(), 3 * one.len());
    }
}

#[cfg(feature = "qr-png")]
#[test]
fn modules_of_a_png_have_some_pixels_but_not_too_many() {
    for payload in ["a".to_owned(), mixed(2953)] {
        let qr = qr(&payload);
        for pixels in [0, MAX_MODULE_PIXELS + 1, usize::MAX] {
            assert_eq!(qr.to_png(pixels), Err(QrError::ModulePixels));
        }
        let wanted = qr.full_width() as u32 * 64;
        assert_eq!(
            width_and_height(&qr.to_png(MAX_MODULE_PIXELS).unwrap()),
            (wanted, wanted)
        );
    }
}

#[test]
fn all_drawings_show_the_modules_within_a_quiet_zone() {
    for payload in payloads() {
        let qr = qr(&payload);
        let mut pictures = vec![rendered(&qr.to_svg())];
        pictures.extend(STYLES.map(|style| {
            let (foreground, background) = match style {
                TerminalStyle::OnDark => (WHITE, BLACK),
                _ => (BLACK, WHITE),
            };
            let mut picture = on_screen(&qr.to_terminal(style), foreground, background);
            // Each character has two halves, and the number of rows is odd.
            assert_eq!(picture.pop().unwrap(), vec![WHITE; qr.full_width()]);
            picture
        }));
        #[cfg(feature = "qr-png")]
        pictures.push(decompressed(&qr.to_png(1).unwrap()));
        for picture in pictures {
            assert_eq!(picture.len(), qr.width() + 8);
            for (y, row) in picture.iter().enumerate() {
                assert_eq!(row.len(), qr.width() + 8);
                for (x, pixel) in row.iter().enumerate() {
                    let inside = (4..qr.width() + 4).contains(&x) && (4..qr.width() + 4).contains(&y);
                    let dark = inside && qr.is_dark(x - 4, y - 4);
                    assert_eq!(*pixel, if dark { BLACK } else { WHITE }, "at {x}, {y}");
                }
            }
        }
    }
}

#[test]
fn modules_outside_the_code_are_light() {
    let qr = qr("a");
    assert!(qr.is_dark(0, 0) && qr.is_dark(20, 0) && qr.is_dark(0, 20));
    for (x, y) in [
        (21, 0),
        (0, 21),
        (usize::MAX, 0),
        (0, usize::MAX),
        (usize::MAX, usize::MAX),
    ] {
        assert!(!qr.is_dark(x, y), "{x}, {y}");
    }
}

#[test]
fn payloads_of_all_lengths_scan() {
    for length in (0..120).chain((120..600).step_by(23)).chain([1000, 2000]) {
        let payload = mixed(length);
        let qr = qr(&payload);
        let what = format!("drawing with {} modules", qr.width());
        let drawing = qr.to_terminal(TerminalStyle::Ansi);
        assert_scanned(&on_screen(&drawing, PALE, DIM), &payload, &what);
    }
}

#[test]
fn sizes_are_those_of_the_documentation() {
    for (length, width, columns, lines) in [
        (53, 29, 37, 19),
        (106, 37, 45, 23),
        (154, 45, 53, 27),
        (230, 53, 61, 31),
        (271, 57, 65, 33),
        (425, 69, 77, 39),
        (2953, 177, 185, 93),
    ] {
        let qr_of = |length| Qr::encode(&Secret::from(mixed(length)));
        let qr = qr_of(length).unwrap();
        assert_eq!(
            (qr.width(), qr.terminal_columns(), qr.terminal_lines()),
            (width, columns, lines)
        );
        assert!(
            qr_of(length + 1).map_or(true, |longer| longer.width() > width),
            "{length}"
        );
    }
}

#[test]
fn drawings_have_the_size_that_was_announced() {
    for length in [0, 1, 100, 240, 2953] {
        let qr = qr(&mixed(length));
        for style in STYLES {
            let drawing = qr.to_terminal(style);
            assert!(drawing.ends_with('\n'));
            assert_eq!(drawing.lines().count(), qr.terminal_lines());
            for row in on_screen(&drawing, PALE, DIM) {
                assert_eq!(row.len(), qr.terminal_columns());
            }
        }
    }
}

#[test]
fn plain_drawings_have_no_escape_sequences() {
    let qr = qr("payload");
    for style in [TerminalStyle::OnDark, TerminalStyle::OnLight] {
        assert!(
            !qr.to_terminal(style)
                .contains(|character: char| character.is_control() && character != '\n')
        );
    }
    assert!(qr.to_terminal(TerminalStyle::Ansi).contains('\u{1b}'));
}

#[test]
fn the_longest_payloads_scan_and_longer_ones_are_refused() {
    for (longest, one_more) in [
        (mixed(2953), "x"),
        ("日".repeat(984), "éa"),
        ("A".repeat(4296), "A"),
        ("8".repeat(7089), "8"),
    ] {
        let qr = qr(&longest);
        assert_eq!(qr.width(), 177);
        let drawing = qr.to_terminal(TerminalStyle::Ansi);
        assert_scanned(&on_screen(&drawing, PALE, DIM), &longest, "longest drawing");
        let longer = Secret::from(longest + one_more);
        assert_eq!(Qr::encode(&longer).err(), Some(QrError::TooLong));
    }
    let far_longer = Secret::from("8".repeat(10_000_000));
    assert_eq!(Qr::encode(&far_longer).err(), Some(QrError::TooLong));
}

#[test]
fn a_payload_that_is_too_long_for_a_code_is_text_in_a_terminal() {
    let drawn = to_terminal(&Secret::from("payload"), TerminalStyle::OnDark);
    assert_eq!(drawn, qr("payload").to_terminal(TerminalStyle::OnDark));

    for style in STYLES {
        let text = to_terminal(&Secret::from(format!("{}\u{1b}[2J", mixed(3000))), style);
        let (said, payload) = text.trim_end().split_once('\n').unwrap();
        assert_eq!(said, "This QR code is too large to draw. It contains:");
        assert_eq!(payload, mixed(3000), "whole, and without what clears the screen");
    }
}

#[test]
fn neither_debug_nor_errors_show_the_payload_or_the_code() {
    let qr = qr("hunter2");
    for debug in [format!("{qr:?}"), format!("{qr:?}", qr = Some(qr.clone()))] {
        assert!(debug.contains("Qr { width: 21, .. }"), "{debug}");
    }
    assert_eq!(format!("{qr:#?}"), "Qr {\n    width: 21,\n    ..\n}");

    let error = Qr::encode(&Secret::from("hunter2 ".repeat(1000))).unwrap_err();
    assert_eq!(error.to_string(), "the payload is too long for a QR code");
    assert_eq!(format!("{error:?}"), error.to_string());
    assert!(std::error::Error::source(&error).is_none());
}
