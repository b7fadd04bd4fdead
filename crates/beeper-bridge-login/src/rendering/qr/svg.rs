//! Draws QR codes as SVG.

use std::fmt::Write;

use super::code::Qr;

impl Qr {
    /// Draws the code as an SVG document, black on white, that fills its container.
    ///
    /// The document has no XML declaration, so you can embed it in a web page. It is as secret as the payload.
    ///
    /// ```
    /// # use beeper_bridge_login::qr::Qr;
    /// # let qr = Qr::encode(&"payload".into())?;
    /// let page = format!("<div style='width: 20em'>{}</div>", qr.to_svg());
    /// # assert!(page.contains("<svg ") && page.contains("</svg>"));
    /// # Ok::<(), beeper_bridge_login::qr::QrError>(())
    /// ```
    pub fn to_svg(&self) -> String {
        draw(self)
    }
}

fn draw(qr: &Qr) -> String {
    let full = qr.full_width();
    let mut path = String::new();
    for y in 0..full {
        let mut x = 0;
        while x < full {
            let run = (x..full).take_while(|x| qr.is_dark_in_full(*x, y)).count();
            if run > 0 {
                // Writing to a `String` cannot fail.
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
