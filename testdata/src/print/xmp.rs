//! The XMP packet: the facts of the Info dictionary once more, as XML.

use jiff::civil::DateTime;

use super::PrintOptions;

/// The packet for a file that is created at `when` unless the options say otherwise. All times are Indian.
pub(super) fn packet(options: &PrintOptions, when: DateTime) -> String {
    let created = options.created.unwrap_or(when);
    let stamp = |time: DateTime| format!("{}+05:30", time.strftime("%Y-%m-%dT%H:%M:%S"));
    let mut facts = String::new();
    let mut fact = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            facts.push_str(&format!("   <{name}>{}</{name}>\n", escaped(value)));
        }
    };
    fact("pdf:Producer", options.producer.as_deref());
    fact("xmp:CreatorTool", options.creator.as_deref());
    fact("xmp:CreateDate", Some(&stamp(created)));
    fact("xmp:ModifyDate", options.modified.map(stamp).as_deref());
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         \x20<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         \x20 <rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n\
         {facts}\x20 </rdf:Description>\n\x20</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{PrintOptions, packet};
    use jiff::civil::date;

    #[test]
    fn the_packet_repeats_the_info_dictionary() {
        let options = PrintOptions { producer: Some("A & B".to_string()), ..PrintOptions::default() };
        let packet = packet(&options, date(2025, 7, 1).at(4, 12, 37, 0));
        assert!(packet.contains("<pdf:Producer>A &amp; B</pdf:Producer>"));
        assert!(packet.contains("<xmp:CreateDate>2025-07-01T04:12:37+05:30</xmp:CreateDate>"));
        assert!(!packet.contains("ModifyDate"));
    }
}
