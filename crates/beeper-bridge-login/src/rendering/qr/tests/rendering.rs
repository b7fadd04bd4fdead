//! Renders drawings as a terminal, a browser or a viewer would, and scans them.

/// A picture, row by row, from 0 for black to 255 for white.
pub(super) type Picture = Vec<Vec<u8>>;

pub(super) const BLACK: u8 = 0;
pub(super) const WHITE: u8 = 255;
/// The grey levels of black and white in the themes of these tests.
pub(super) const DIM: u8 = 40;
pub(super) const PALE: u8 = 215;

/// A character cell of the screen: the covered halves, and the colours of foreground and background.
struct Cell {
    covered: [bool; 2],
    ink: u8,
    paper: u8,
}

/// Returns the cells of a terminal with these colours after it has received the text.
fn cells(text: &str, foreground: u8, background: u8) -> Vec<Vec<Cell>> {
    let line = |line: &str| {
        let (mut ink, mut paper) = (foreground, background);
        let mut cells = Vec::new();
        let mut rest = line;
        while let Some(character) = rest.chars().next() {
            if let Some(sequence) = rest.strip_prefix("\u{1b}[") {
                let (parameters, after) = sequence.split_once('m').unwrap();
                match parameters {
                    "38;5;231" => ink = WHITE,
                    "48;5;231" => paper = WHITE,
                    "48;5;16" => paper = BLACK,
                    "0" => (ink, paper) = (foreground, background),
                    other => panic!("unexpected sequence {other}"),
                }
                rest = after;
                continue;
            }
            let covered = match character {
                '█' => [true, true],
                '▀' => [true, false],
                '▄' => [false, true],
                ' ' => [false, false],
                other => panic!("unexpected character {other:?}"),
            };
            cells.push(Cell { covered, ink, paper });
            rest = &rest[character.len_utf8()..];
        }
        assert_eq!((ink, paper), (foreground, background), "the colours are reset");
        cells
    };
    text.strip_suffix('\n').unwrap().split('\n').map(line).collect()
}

/// Returns what a terminal with these colours shows, one pixel per module.
pub(super) fn on_screen(text: &str, foreground: u8, background: u8) -> Picture {
    let rows = |line: &Vec<Cell>| {
        [0, 1].map(|half| {
            line.iter()
                .map(|cell| if cell.covered[half] { cell.ink } else { cell.paper })
                .collect()
        })
    };
    cells(text, foreground, background).iter().flat_map(rows).collect()
}

/// Returns the same with four by four pixels per module, and a font whose blocks leave gaps on all sides of their cells.
pub(super) fn on_screen_with_gaps(text: &str, foreground: u8, background: u8) -> Picture {
    let pixel = |cell: &Cell, x: usize, y: usize| {
        let reached = (1..3).contains(&x) && (1..7).contains(&y);
        if reached && cell.covered[y / 4] {
            cell.ink
        } else {
            cell.paper
        }
    };
    let rows = |line: &Vec<Cell>| {
        let row = |y| {
            line.iter()
                .flat_map(|cell| (0..4).map(move |x| pixel(cell, x, y)))
                .collect()
        };
        (0..8).map(row).collect::<Vec<_>>()
    };
    cells(text, foreground, background).iter().flat_map(rows).collect()
}

/// Returns the picture that an SVG renderer draws, one pixel per module.
pub(super) fn rendered(svg: &str) -> Picture {
    fn attribute<'a>(text: &'a str, name: &str) -> &'a str {
        let (_, value) = text.split_once(&format!(" {name}=\"")).unwrap();
        value.split_once('"').unwrap().0
    }
    let view: Vec<usize> = attribute(svg, "viewBox")
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    let &[0, 0, width, height] = view.as_slice() else {
        panic!("{view:?}");
    };
    let mut picture = vec![vec![DIM; width]; height];
    for path in svg.split("<path").skip(1) {
        let colour = match attribute(path, "fill") {
            "#fff" => WHITE,
            "#000" => BLACK,
            other => panic!("unexpected colour {other}"),
        };
        for part in attribute(path, "d").split_terminator('z') {
            let numbers: Vec<usize> = part
                .split(|character: char| !character.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let &[x, y, width, height, back] = numbers.as_slice() else {
                panic!("{part}");
            };
            let ends = [format!("h-{back}"), format!("H{back}")];
            assert!(
                ends.iter().any(|end| part.ends_with(end)) && (back == width || back == x),
                "{part}"
            );
            for row in &mut picture[y..y + height] {
                row[x..x + width].fill(colour);
            }
        }
    }
    picture
}

/// Returns the size that the file states.
#[cfg(feature = "qr-png")]
pub(super) fn width_and_height(file: &[u8]) -> (u32, u32) {
    let reader = ::png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    (reader.info().width, reader.info().height)
}

#[cfg(feature = "qr-png")]
pub(super) fn decompressed(file: &[u8]) -> Picture {
    let mut decoder = ::png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(::png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    reader.finish().unwrap();
    assert_eq!(
        (info.color_type, info.bit_depth),
        (::png::ColorType::Grayscale, ::png::BitDepth::Eight)
    );
    assert_eq!(info.width, info.height);
    pixels.chunks(info.line_size).map(<[u8]>::to_vec).collect()
}

/// Returns what a scanner reads if the picture hangs on a black wall.
pub(super) fn scanned(picture: &Picture) -> Vec<u8> {
    const WALL: usize = 5;
    const SCALE: usize = 3;
    let (width, height) = (picture[0].len(), picture.len());
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale((width + 2 * WALL) * SCALE, (height + 2 * WALL) * SCALE, |x, y| {
            let pixel = |x: usize, y: usize| picture.get(y.checked_sub(WALL)?)?.get(x.checked_sub(WALL)?).copied();
            pixel(x / SCALE, y / SCALE).unwrap_or(BLACK)
        });
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1, "codes in the picture");
    let mut payload = Vec::new();
    grids[0].decode_to(&mut payload).unwrap();
    payload
}

pub(super) fn assert_scanned(picture: &Picture, payload: &str, what: &str) {
    assert!(scanned(picture) == payload.as_bytes(), "{what} of {payload:?}");
}
