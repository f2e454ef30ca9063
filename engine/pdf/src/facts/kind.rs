//! What an object is for.

use crate::objects::{Dict, File, Object};
use std::collections::HashMap;

/// What an object is for, as far as the document heuristics care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// The root of the document.
    Catalog,
    /// A node of the page tree.
    PageTree,
    /// A page.
    Page,
    /// A stream of page contents.
    Content,
    /// A font, or what belongs to one: descriptor, program, widths, maps.
    Font,
    /// A drawing that pages share.
    Form,
    /// A picture.
    Image,
    /// An annotation or form field.
    Annotation,
    /// A digital signature or time stamp.
    Signature,
    /// What later readers need to check a signature: certificates, revocation lists.
    Validation,
    /// The Info dictionary.
    Info,
    /// An XMP packet.
    Metadata,
    /// The logical structure of the text.
    Structure,
    /// What the file itself is built of: object streams, cross-reference streams, encryption.
    Container,
    /// Anything else.
    Other,
}

/// Kinds of objects that only those who refer to them can tell: a stream of contents looks like any stream.
#[derive(Default)]
pub(super) struct Roles(HashMap<u32, ObjectKind>);

impl Roles {
    /// Learns from an object what others are for; says what it says about itself.
    pub(super) fn learn(&mut self, file: &File<'_>, dict: &Dict) -> ObjectKind {
        let said = Said::by(dict);
        match said.kind {
            ObjectKind::Page => self.all_of(file, dict.get(b"Contents"), ObjectKind::Content),
            ObjectKind::Font => {
                for key in [
                    b"FontFile".as_slice(),
                    b"FontFile2",
                    b"FontFile3",
                    b"ToUnicode",
                    b"Widths",
                    b"W",
                    b"Encoding",
                    b"DescendantFonts",
                    b"CIDToGIDMap",
                    b"CIDSet",
                    b"CharSet",
                ] {
                    self.is(dict.get(key), ObjectKind::Font);
                }
            }
            ObjectKind::Catalog => self.is(dict.get(b"DSS"), ObjectKind::Validation),
            _ => {}
        }
        if said.validates {
            for key in [b"Certs".as_slice(), b"OCSPs", b"CRLs", b"VRI"] {
                self.all_of(file, dict.get(key), ObjectKind::Validation);
            }
        }
        said.kind
    }

    /// Says what the object behind a reference is for.
    pub(super) fn is(&mut self, value: Option<&Object>, kind: ObjectKind) {
        if let Some(Object::Ref((number, _))) = value {
            self.0.insert(*number, kind);
        }
    }

    /// The same for a reference or an array of them, which may stand in an object of its own.
    fn all_of(&mut self, file: &File<'_>, value: Option<&Object>, kind: ObjectKind) {
        self.is(value, kind);
        let resolved = match value {
            Some(Object::Ref(id)) => file.glance(*id),
            other => other.cloned(),
        };
        if let Some(Object::Array(items)) = resolved {
            items.iter().for_each(|item| self.is(Some(item), kind));
        }
    }

    /// What an object is for; `own` is what its dictionary says, if it is one.
    pub(super) fn kind(&self, number: u32, own: Option<ObjectKind>) -> ObjectKind {
        match own {
            None | Some(ObjectKind::Other) => self.0.get(&number).copied().unwrap_or(ObjectKind::Other),
            Some(kind) => kind,
        }
    }
}

/// What a dictionary says about itself.
pub(super) fn of_dict(dict: &Dict) -> ObjectKind {
    Said::by(dict).kind
}

struct Said {
    kind: ObjectKind,
    /// Whether it lists what checks signatures.
    validates: bool,
}

impl Said {
    /// Goes over the keys once: most dictionaries have few, and none of those that are sought.
    fn by(dict: &Dict) -> Said {
        let (mut kind, mut subtype) = (b"".as_slice(), None);
        let (mut rect, mut field, mut range, mut linearized) = (false, false, false, false);
        let (mut owner, mut user, mut version, mut validates) = (false, false, false, false);
        for (key, value) in dict.entries() {
            match key {
                b"Type" => kind = value.as_name().unwrap_or_default(),
                b"Subtype" => subtype = Some(value.as_name().unwrap_or_default()),
                b"Rect" => rect = true,
                b"FT" => field = true,
                b"ByteRange" => range = true,
                b"Linearized" => linearized = true,
                b"O" => owner = true,
                b"U" => user = true,
                b"V" => version = true,
                b"Certs" | b"OCSPs" | b"CRLs" => validates = true,
                _ => {}
            }
        }
        let kind = match kind {
            b"Catalog" => ObjectKind::Catalog,
            b"Pages" => ObjectKind::PageTree,
            b"Page" => ObjectKind::Page,
            b"Font" | b"FontDescriptor" | b"CMap" | b"Encoding" => ObjectKind::Font,
            b"Annot" => ObjectKind::Annotation,
            b"Sig" | b"DocTimeStamp" => ObjectKind::Signature,
            b"DSS" | b"VRI" => ObjectKind::Validation,
            b"Metadata" => ObjectKind::Metadata,
            b"StructTreeRoot" | b"StructElem" | b"MCR" | b"OBJR" => ObjectKind::Structure,
            b"ObjStm" | b"XRef" => ObjectKind::Container,
            _ if subtype == Some(b"Image") => ObjectKind::Image,
            _ if subtype == Some(b"Form") => ObjectKind::Form,
            // Annotations, signatures and fields often leave their type out.
            _ if rect && subtype.is_some() || field => ObjectKind::Annotation,
            _ if range => ObjectKind::Signature,
            _ if linearized || owner && user && version => ObjectKind::Container,
            _ => ObjectKind::Other,
        };
        Said { kind, validates }
    }
}
