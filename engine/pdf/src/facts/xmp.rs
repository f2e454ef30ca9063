//! The XMP metadata packet, as far as it tells who made a file and when.

use std::collections::HashMap;

/// Bytes of a packet that are read.
const MOST: usize = 256 << 10;
/// Entries of a history that are kept.
const MAX_HISTORY: usize = 200;
/// Length of a value that is kept, in bytes.
const MAX_VALUE: usize = 1_000;

/// What the packet states. Each value is as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Xmp {
    /// What wrote the packet itself: `x:xmptk`.
    pub toolkit: Option<String>,
    /// `pdf:Producer`.
    pub producer: Option<String>,
    /// `xmp:CreatorTool`.
    pub creator_tool: Option<String>,
    /// `xmp:CreateDate`.
    pub created: Option<String>,
    /// `xmp:ModifyDate`.
    pub modified: Option<String>,
    /// `xmp:MetadataDate`.
    pub metadata_changed: Option<String>,
    /// `dc:title`, its first language.
    pub title: Option<String>,
    /// `xmpMM:DocumentID`.
    pub document_id: Option<String>,
    /// `xmpMM:InstanceID`.
    pub instance_id: Option<String>,
    /// `xmpMM:History`, oldest first.
    pub history: Vec<HistoryEvent>,
}

/// One entry of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryEvent {
    /// What was done: `created`, `saved`, `converted`, ...
    pub action: String,
    /// With which software.
    pub agent: String,
    /// When, as it stands there.
    pub when: String,
}

impl Xmp {
    /// Reads a packet; nothing when it holds no properties at all. Damage costs the properties behind it.
    pub(super) fn parse(packet: &[u8]) -> Option<Xmp> {
        let text = String::from_utf8_lossy(packet.get(..packet.len().min(MOST))?);
        let mut reader = Reader::default();
        let mut rest = text.as_ref();
        while let Some((before, tag, after)) = next_tag(rest) {
            reader.text(before);
            reader.tag(tag);
            rest = after;
        }
        let mut values = reader.values;
        let mut take = |name: &str| values.remove(name).filter(|value| !value.is_empty());
        let xmp = Xmp {
            toolkit: take("xmptk"),
            producer: take("Producer"),
            creator_tool: take("CreatorTool"),
            created: take("CreateDate"),
            modified: take("ModifyDate"),
            metadata_changed: take("MetadataDate"),
            title: take("title"),
            document_id: take("DocumentID"),
            instance_id: take("InstanceID"),
            history: reader.history,
        };
        (xmp != Xmp::default()).then_some(xmp)
    }
}

/// The text before the next tag, what stands between its brackets, and the rest.
fn next_tag(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let (tag, after) = match rest.strip_prefix("!--") {
        Some(comment) => ("!", comment.split_once("-->")?.1),
        None => rest.split_once('>')?,
    };
    Some((before, tag, after))
}

/// Properties may be elements or attributes, so both end up in the same table under their local name.
#[derive(Default)]
struct Reader {
    values: HashMap<String, String>,
    history: Vec<HistoryEvent>,
    /// Local names of the open elements.
    open: Vec<String>,
    text: String,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.text.len() < MAX_VALUE {
            self.text.push_str(text);
        }
    }

    fn tag(&mut self, tag: &str) {
        if tag.starts_with(['?', '!']) {
            return;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let name = local(name.trim());
            let text = std::mem::take(&mut self.text);
            // A list stands for its property: the text of its first item is the value.
            let holder = if matches!(name, "li" | "Alt" | "Seq" | "Bag") {
                self.open
                    .iter()
                    .rev()
                    .find(|open| !matches!(open.as_str(), "li" | "Alt" | "Seq" | "Bag"))
                    .cloned()
            } else {
                Some(name.to_owned())
            };
            if let Some(holder) = holder {
                self.put(&holder, &text);
            }
            if self.open.last().is_some_and(|open| open == name) {
                self.open.pop();
            }
            return;
        }
        self.text.clear();
        let closed = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let name = local(name);
        if name == "li" && self.open.iter().any(|open| open == "History") && self.history.len() < MAX_HISTORY
        {
            self.history.push(HistoryEvent::default());
        }
        for (key, value) in Attributes(attributes) {
            self.put(local(key), value);
        }
        if !closed && self.open.len() < 100 {
            self.open.push(name.to_owned());
        }
    }

    fn put(&mut self, name: &str, value: &str) {
        let value = unescape(value.trim());
        if value.is_empty() || value.len() > MAX_VALUE {
            return;
        }
        let in_history = self.open.iter().any(|open| open == "History");
        if let Some(event) = self.history.last_mut().filter(|_| in_history) {
            let slot = match name {
                "action" => &mut event.action,
                "softwareAgent" => &mut event.agent,
                "when" => &mut event.when,
                _ => return,
            };
            *slot = value;
            return;
        }
        // References to ingredients have identifiers of their own.
        let borrowed = ["DerivedFrom", "Ingredients", "Pantry"];
        if !self.open.iter().any(|open| borrowed.contains(&open.as_str())) {
            self.values.entry(name.to_owned()).or_insert(value);
        }
    }
}

/// `key="value"` pairs.
struct Attributes<'t>(&'t str);

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, rest) = self.0.split_once('=')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = rest.get(1..)?.split_once(quote)?;
        self.0 = rest;
        Some((key.trim(), value))
    }
}

/// A name without its namespace.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_and_attributes_are_read_alike() {
        let elements = "<?xpacket begin='' id='W5M0'?><x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk=\"kit 1\"><rdf:RDF>\
            <rdf:Description rdf:about=''><pdf:Producer>Writer &amp; Co</pdf:Producer>\
            <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Statement</rdf:li><rdf:li xml:lang='de'>Auszug</rdf:li></rdf:Alt></dc:title>\
            <xmp:CreateDate>2025-04-01T09:00:00Z</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>";
        let attributes = "<x:xmpmeta x:xmptk='kit 1'><rdf:Description pdf:Producer='Writer &amp; Co' \
            xmp:CreateDate='2025-04-01T09:00:00Z'><dc:title><rdf:Alt><rdf:li>Statement</rdf:li></rdf:Alt></dc:title></rdf:Description>";
        let [one, two] = [elements, attributes].map(|packet| Xmp::parse(packet.as_bytes()).unwrap());
        assert_eq!(one, two);
        assert_eq!(
            (one.toolkit.as_deref(), one.producer.as_deref(), one.title.as_deref(), one.created.as_deref()),
            (Some("kit 1"), Some("Writer & Co"), Some("Statement"), Some("2025-04-01T09:00:00Z"))
        );
    }

    #[test]
    fn the_history_is_kept_apart() {
        let packet = "<rdf:Description xmpMM:DocumentID='doc'><xmpMM:DerivedFrom stRef:instanceID='other'/>\
            <xmpMM:History><rdf:Seq><rdf:li stEvt:action='created' stEvt:softwareAgent='Designer 5' stEvt:when='2024-01-01'/>\
            <rdf:li rdf:parseType='Resource'><stEvt:action>saved</stEvt:action><stEvt:softwareAgent>Editor 9</stEvt:softwareAgent></rdf:li>\
            </rdf:Seq></xmpMM:History><xmp:ModifyDate>2024-02-02</xmp:ModifyDate>";
        let xmp = Xmp::parse(packet.as_bytes()).unwrap();
        let history: Vec<_> =
            xmp.history.iter().map(|event| (event.action.as_str(), event.agent.as_str())).collect();
        assert_eq!(history, [("created", "Designer 5"), ("saved", "Editor 9")]);
        assert_eq!((xmp.modified.as_deref(), xmp.document_id.as_deref()), (Some("2024-02-02"), Some("doc")));
        assert_eq!(xmp.instance_id, None);
    }

    #[test]
    fn damage_costs_what_stands_behind_it() {
        let xmp = Xmp::parse(b"<pdf:Producer>P</pdf:Producer><xmp:CreateDate>2025").unwrap();
        assert_eq!((xmp.producer.as_deref(), xmp.created), (Some("P"), None));
        for nothing in [b"".as_slice(), b"<x:xmpmeta/>", b"<<<<", b"\xff\xfe<\0"] {
            assert_eq!(Xmp::parse(nothing), None, "{nothing:?}");
        }
    }
}
