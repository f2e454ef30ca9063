//! Our own source of objects, read and decrypted only where something is asked for.
//!
//! Most of a statement is fonts and pictures that nobody looks at, so reading on demand is several times faster than
//! loading everything. Damaged files get a table made anew. What that does not help, or what the password does not
//! open, is left to lopdf.

use super::cipher::Cipher;
use super::places::Places;
use super::stream_end::{self, Ends};
use super::unlock;
use super::xref::Table;
use super::{Dict, Former, Object, ObjectId, Place, Section, Source, parser};
use crate::budget::Budget;
use crate::filters::Decoder;
use crate::lexer::Lexer;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// Objects of one object stream.
const MAX_PACKED: usize = 100_000;

/// Bytes of object streams that are kept; honest files stay far below, and others have them inflated again.
const MAX_PACKS_KEPT: usize = 64 << 20;

/// A file and the places of its objects.
pub(crate) struct NativeSource<'a> {
    bytes: &'a [u8],
    pub(super) places: Places,
    /// Where objects stand whose headers are lost, and which have no place for that.
    pub(super) headless: HashMap<u32, usize>,
    /// Where the first copies of objects begin, if the file was searched for them.
    pub(super) firsts: HashMap<u32, usize>,
    sections: Vec<Section>,
    trailer: Dict,
    budget: &'a Budget,
    decoder: RefCell<Decoder>,
    /// What decrypts strings and streams of an encrypted file.
    cipher: Option<Cipher>,
    packs: RefCell<HashMap<u32, Option<Rc<Pack>>>>,
    /// How many bytes the object streams that are kept take up, and how many objects all of them list.
    packs_kept: Cell<usize>,
    packs_listed: Cell<u64>,
    /// Streams that were read already.
    streams: RefCell<HashMap<u32, Raw>>,
    /// Looked for when some stream does not say where it ends.
    ends_of_streams: OnceCell<Ends>,
    /// Whether objects stand elsewhere than the file's own table says.
    pub(super) mended: bool,
    /// Set while the length of a stream is looked up, which must not need the length of another one.
    measuring: Cell<bool>,
}

/// Where the bytes of a stream stand.
#[derive(Clone, Copy)]
struct Raw {
    start: usize,
    length: usize,
    generation: u16,
    encrypted: bool,
}

/// An object stream, inflated.
pub(super) struct Pack {
    data: Vec<u8>,
    /// Object numbers and where in `data` they begin.
    pub(super) index: Vec<(u32, usize)>,
}

impl Pack {
    /// Where an object begins; it should be the one of that index.
    fn place(&self, number: u32, index: usize) -> Option<usize> {
        let entry = self.index.get(index).filter(|(known, _)| *known == number);
        let entry = entry.or_else(|| self.index.iter().find(|(known, _)| *known == number));
        entry.map(|(_, at)| *at)
    }
}

impl<'a> NativeSource<'a> {
    pub(super) fn new(
        bytes: &'a [u8],
        password: Option<&str>,
        budget: &'a Budget,
        table: Table,
    ) -> Option<NativeSource<'a>> {
        let mut source = NativeSource::unlocked(bytes, budget, table);
        if source.trailer.get(b"Encrypt").is_some_and(|encrypt| *encrypt != Object::Null) {
            source.cipher = Some(source.unlock(password)?);
        }
        Some(source)
    }

    pub(super) fn unlocked(bytes: &'a [u8], budget: &'a Budget, table: Table) -> NativeSource<'a> {
        let Table { places, trailer, sections, .. } = table;
        NativeSource {
            bytes,
            places,
            headless: HashMap::new(),
            firsts: HashMap::new(),
            sections,
            trailer: Dict::new(trailer),
            budget,
            decoder: RefCell::default(),
            cipher: None,
            packs: RefCell::default(),
            packs_kept: Cell::new(0),
            packs_listed: Cell::new(0),
            streams: RefCell::default(),
            ends_of_streams: OnceCell::new(),
            mended: false,
            measuring: Cell::new(false),
        }
    }

    /// Another state of this file under the same lock; nothing when the lock is another one or there are no pages.
    pub(super) fn sibling<'s>(
        &self,
        bytes: &'s [u8],
        budget: &'s Budget,
        table: Table,
    ) -> Option<NativeSource<'s>> {
        let mut source = NativeSource::unlocked(bytes, budget, table);
        let lock = |trailer: &Dict| [b"Encrypt".as_slice(), b"ID"].map(|key| trailer.get(key).cloned());
        let is_locked = |trailer: &Dict| trailer.get(b"Encrypt").is_some_and(|lock| *lock != Object::Null);
        if is_locked(&self.trailer) || is_locked(&source.trailer) {
            let [[lock, id], [former, former_id]] = [lock(&self.trailer), lock(&source.trailer)];
            // Of the identifier the first half counts, which no revision may change.
            let half = |id: Option<Object>| id.and_then(|id| id.as_array()?.first().cloned());
            let reference = lock.as_ref().and_then(Object::as_ref_id);
            let is_moved =
                reference.is_some_and(|(number, _)| self.places.get(number) != source.places.get(number));
            if lock != former || half(id) != half(former_id) || is_moved {
                return None;
            }
            source.cipher = self.cipher.clone();
        }
        source.has_pages().then_some(source)
    }

    /// Whether the catalog names a page tree.
    pub(super) fn has_pages(&self) -> bool {
        let root = self.trailer.get(b"Root").and_then(Object::as_ref_id);
        let root = root.and_then(|root| self.object(root));
        root.is_some_and(|root| root.as_dict().is_some_and(|root| root.get(b"Pages").is_some()))
    }

    /// The dictionary that says how the file is encrypted.
    pub(super) fn lock(&self) -> Option<Dict> {
        let encrypt = match self.trailer.get(b"Encrypt")? {
            // Never from an object stream, which would be encrypted itself.
            Object::Ref((number, _)) => match self.places.get(*number)? {
                Place::At(at) => self.object_at(*number, at)?,
                _ => return None,
            },
            direct => direct.clone(),
        };
        match encrypt {
            Object::Dict(encrypt) => Some(encrypt),
            _ => None,
        }
    }

    /// The cipher of an encrypted file, if the password opens it.
    fn unlock(&self, password: Option<&str>) -> Option<Cipher> {
        let encrypt = self.lock()?;
        let id = match self.trailer.get(b"ID") {
            None => None,
            Some(id) => Some(id.as_array()?.first()?.as_string()?),
        };
        unlock::unlock(&encrypt, id.unwrap_or_default(), password)
    }

    /// Whether objects had to be looked for.
    pub(crate) fn is_mended(&self) -> bool {
        self.mended
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes
    }

    pub(super) fn budget(&self) -> &Budget {
        self.budget
    }

    /// Whether the file is encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.cipher.is_some()
    }

    fn object_at(&self, number: u32, at: usize) -> Option<Object> {
        let found = parser::indirect(self.bytes, at, self.budget).filter(|found| found.id.0 == number)?;
        Some(self.opened(number, found))
    }

    /// An object as it was before the file was locked; where its stream stands is kept in mind.
    fn opened(&self, number: u32, found: parser::Indirect) -> Object {
        if let (Object::Stream(stream), Some(start)) = (&found.object, found.stream_start) {
            let length = self.stream_length(&stream.dict, start);
            let encrypted = self.cipher.as_ref().is_some_and(|cipher| cipher.covers(&stream.dict));
            let raw = Raw { start, length, generation: found.id.1, encrypted };
            self.streams.borrow_mut().insert(number, raw);
        }
        match &self.cipher {
            Some(cipher) => cipher.decrypt_strings(found.object, found.id),
            None => found.object,
        }
    }

    fn headless_object(&self, number: u32) -> Option<Object> {
        let at = *self.headless.get(&number)?;
        let found = parser::body(self.bytes, at, (number, 0), self.budget)?;
        Some(self.opened(number, found))
    }

    /// The length that the dictionary states if that is true, or else up to what ends a stream next.
    pub(super) fn stream_length(&self, dict: &Dict, start: usize) -> usize {
        let stated = match dict.get(b"Length") {
            Some(Object::Ref(id)) if !self.measuring.replace(true) => {
                let length = self.object(*id);
                self.measuring.set(false);
                length.and_then(|length| length.as_int())
            }
            _ => stream_end::length(dict),
        };
        let end = stated.and_then(|length| stream_end::stated(self.bytes, start, length)).or_else(|| {
            let ends = self.ends_of_streams.get_or_init(|| Ends::find(self.bytes));
            ends.next(start)
        });
        end.unwrap_or(self.bytes.len()).saturating_sub(start)
    }

    pub(super) fn packed(&self, container: u32, number: u32, index: usize) -> Option<Object> {
        let pack = self.pack(container)?;
        let mut lexer = Lexer::new(&pack.data);
        lexer.seek(pack.place(number, index)?);
        parser::value(&mut lexer, self.budget)
    }

    pub(super) fn pack(&self, container: u32) -> Option<Rc<Pack>> {
        if let Some(known) = self.packs.borrow().get(&container) {
            return known.clone();
        }
        // Marked as unreadable first, so that a stream within itself ends here.
        self.packs.borrow_mut().insert(container, None);
        let pack = self.unpack(container).map(Rc::new);
        let bytes =
            pack.as_ref().map_or(0, |pack| pack.data.len() + pack.index.len() * size_of::<(u32, usize)>());
        let kept = self.packs_kept.get() + bytes;
        if kept > MAX_PACKS_KEPT {
            self.packs.borrow_mut().clear();
        }
        self.packs_kept.set(if kept > MAX_PACKS_KEPT { bytes } else { kept });
        self.packs.borrow_mut().insert(container, pack.clone());
        pack
    }

    fn unpack(&self, container: u32) -> Option<Pack> {
        let object = match self.places.get(container) {
            Some(Place::At(at)) => self.object_at(container, at)?,
            None => self.headless_object(container)?,
            _ => return None,
        };
        let dict = &object.as_stream()?.dict;
        let raw = self.raw_stream((container, 0))?;
        let data = self.decoder.borrow_mut().decode_direct(dict, &raw, self.budget)?;
        let count = usize::try_from(dict.get(b"N")?.as_int()?).ok()?.min(MAX_PACKED);
        let first = usize::try_from(dict.get(b"First")?.as_int()?).ok()?;
        let allowed = self.budget.limits.objects.saturating_mul(2).saturating_sub(self.packs_listed.get());
        let count = count.min(usize::try_from(allowed).unwrap_or(usize::MAX));
        let mut lexer = Lexer::new(&data);
        let mut index = Vec::new();
        for _ in 0..count {
            let (Some(crate::lexer::Token::Int(number)), Some(crate::lexer::Token::Int(at))) =
                (lexer.token(), lexer.token())
            else {
                break;
            };
            index.push((u32::try_from(number).ok()?, first.saturating_add(usize::try_from(at).ok()?)));
        }
        self.packs_listed.set(self.packs_listed.get() + index.len() as u64);
        Some(Pack { data, index })
    }
}

impl Source for NativeSource<'_> {
    fn object(&self, (number, _): ObjectId) -> Option<Object> {
        match self.places.get(number) {
            None => self.headless_object(number),
            Some(Place::Free) => None,
            Some(Place::At(at)) => self.object_at(number, at),
            Some(Place::In(container, index)) => self.packed(container, number, index),
        }
    }

    fn raw_stream(&self, id: ObjectId) -> Option<Cow<'_, [u8]>> {
        let known = self.streams.borrow().get(&id.0).copied();
        let raw = match known {
            Some(raw) => raw,
            None => {
                self.object(id)?;
                self.streams.borrow().get(&id.0).copied()?
            }
        };
        let bytes = self.bytes.get(raw.start..raw.start.checked_add(raw.length)?)?;
        Some(match &self.cipher {
            Some(cipher) if raw.encrypted => Cow::Owned(cipher.decrypt_stream(bytes, (id.0, raw.generation))),
            _ => Cow::Borrowed(bytes),
        })
    }

    fn trailer(&self) -> Dict {
        self.trailer.clone()
    }

    fn revisions(&self) -> u32 {
        // The dictionary of a linearised file is its first object.
        let head = self.bytes.get(..self.bytes.len().min(1024)).unwrap_or_default();
        let linearized = head.windows(11).any(|window| window == b"/Linearized");
        let sections = u32::try_from(self.sections.len()).unwrap_or(u32::MAX);
        if linearized && sections > 1 { sections - 1 } else { sections }
    }

    fn ids(&self) -> Vec<ObjectId> {
        let mut numbers = self.places.numbers();
        if !self.headless.is_empty() {
            numbers.extend(self.headless.keys().filter(|number| self.places.get(**number).is_none()));
            numbers.sort_unstable();
        }
        numbers.into_iter().map(|number| (number, 0)).collect()
    }

    fn ids_as_written(&self) -> Vec<ObjectId> {
        let first = |number: u32| match (self.firsts.get(&number), self.places.get(number)) {
            (Some(at), _) => *at,
            (None, Some(Place::At(at))) => at,
            _ => usize::MAX,
        };
        let place = |number: u32| match self.places.get(number) {
            Some(Place::In(container, index)) => (first(container), index),
            _ => (first(number), 0),
        };
        let mut ids = self.ids();
        ids.sort_by_cached_key(|(number, _)| place(*number));
        ids
    }

    fn sections(&self) -> &[Section] {
        // What a table says that lies about places says nothing about revisions either.
        if self.mended { &[] } else { &self.sections }
    }

    fn structure_element(&self, (number, _): ObjectId, references: &mut Vec<u32>) -> bool {
        match self.places.get(number) {
            Some(Place::At(at)) => {
                let header = parser::header(self.bytes, at).filter(|(id, _)| id.0 == number);
                header.is_some_and(|(_, value)| {
                    let mut lexer = Lexer::new(self.bytes);
                    lexer.seek(value);
                    parser::structure_element(&mut lexer, references)
                })
            }
            Some(Place::In(container, index)) => self.pack(container).is_some_and(|pack| {
                let Some(at) = pack.place(number, index) else { return false };
                let mut lexer = Lexer::new(&pack.data);
                lexer.seek(at);
                parser::structure_element(&mut lexer, references)
            }),
            _ => false,
        }
    }

    fn former(&self, number: u32, place: Place) -> Option<Former<'_>> {
        self.former_object(number, place)
    }

    fn without<'s>(&'s self, last: usize, budget: &'s Budget) -> Option<Box<dyn Source + 's>> {
        Some(Box::new(self.earlier(last, budget)?))
    }
}
