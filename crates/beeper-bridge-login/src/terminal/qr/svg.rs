use std::fmt::Write;

use super::Qr;

pub(super) fn draw(qr: &Qr) -> String {
    let full = qr.full_width();
    let mut path = String::new();
    for y in 0..full {
        let mut x = 0;
        while x < full {
            let run = (x..full).take_while(|x| qr.is_dark_in_full(*x, y)).count();
            if run > 0 {
                // Writing to a text does not fail.
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            x += run + 1;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {full} {full}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{full}v{full}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>\n"
    )
}
