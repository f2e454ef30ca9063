//! Objects of a bucket: S3 and what speaks its protocol, Google Cloud Storage, Azure Blob Storage.
//!
//! A prefix is listed page by page in the order of its keys, and each statement is fetched by whoever reads it. Archives are
//! read in blocks, each with a request of its own: a connection that has to last as long as its archive is read would not.

use super::{Declared, Each, Found, Loaded, Sort, archive, file_bytes, too_long};
use crate::dataset::rows::Failure;
use crate::objects::store_at;
use futures_util::StreamExt as _;
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt as _};
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Handle;

/// How much of an archive is fetched at a time.
const BLOCK: u64 = 4 << 20;
/// How much of a message of a store is told: some answer with a page of HTML.
const MESSAGE: usize = 300;

/// The buckets of a run, each opened once.
pub(super) struct Buckets {
    runtime: Handle,
    open: HashMap<String, Bucket>,
}

#[derive(Clone, Debug)]
struct Bucket {
    /// `s3://name/`.
    root: String,
    store: Arc<dyn ObjectStore>,
    runtime: Handle,
}

/// A key in a bucket, of an object or of all objects below it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    bucket: Bucket,
    key: Key,
}

/// An object as it was listed.
#[derive(Clone, Debug)]
pub struct Object {
    bucket: Bucket,
    about: ObjectMeta,
}

impl Buckets {
    pub(super) fn new(runtime: Handle) -> Buckets {
        Buckets { runtime, open: HashMap::new() }
    }

    /// The place of an address whose scheme is that of a bucket.
    pub(super) fn place(&mut self, address: &str) -> Result<Place, String> {
        let (scheme, rest) = address.split_once("://").unwrap_or_default();
        let (name, key) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() {
            return Err(format!("{address} names no bucket: it is written {scheme}://bucket/prefix"));
        }
        let root = format!("{scheme}://{name}/");
        let bucket = match self.open.get(&root) {
            Some(bucket) => bucket.clone(),
            None => {
                let (store, _) =
                    store_at(&root).map_err(|error| format!("cannot use {root}: {}", short(&error)))?;
                let bucket = Bucket { root: root.clone(), store, runtime: self.runtime.clone() };
                self.open.insert(root, bucket.clone());
                bucket
            }
        };
        let key = Key::parse(key).map_err(|error| format!("{address} is no key of an object: {error}"))?;
        Ok(Place { bucket, key })
    }
}

impl Place {
    /// The place with this name in the same folder.
    pub(super) fn beside(&self, name: &str) -> Result<Place, String> {
        let folder = self.key.as_ref().rsplit_once('/').map_or("", |(folder, _)| folder);
        let key = Key::parse(format!("{folder}/{name}"))
            .map_err(|error| format!("{name} is no key of an object: {error}"))?;
        Ok(Place { bucket: self.bucket.clone(), key })
    }

    pub(super) fn name(&self) -> String {
        format!("{}{}", self.bucket.root, self.key)
    }

    /// The object at this very key.
    fn object(&self) -> Result<Option<Object>, object_store::Error> {
        let head = self.bucket.store.head(&self.key);
        match self.bucket.runtime.block_on(head) {
            Ok(about) => Ok(Some(Object { bucket: self.bucket.clone(), about })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The bytes of the object at this key, which may have as many.
    ///
    /// # Errors
    /// There is none, it is longer, or it cannot be fetched.
    pub(super) fn bytes(&self, allowed: u64) -> Result<Vec<u8>, String> {
        let object = self.object().map_err(|error| short(&error))?.ok_or("there is no such object")?;
        if object.about.size > allowed {
            return Err(format!("it is longer than the {allowed} bytes allowed"));
        }
        object.all().map_err(|error| short(&error))
    }
}

/// The statements at a place: one object, or all below a prefix, with archives among them.
pub(super) fn walk(place: &Place, declared: &Declared, each: Each<'_>) -> io::Result<ControlFlow<()>> {
    let told = |error: object_store::Error| io::Error::other(short(&error));
    if Sort::of(Path::new(place.key.as_ref())).is_some()
        && let Some(object) = place.object().map_err(told)?
    {
        return Ok(one(object, declared, each));
    }
    let bucket = &place.bucket;
    let mut listed = bucket.store.list(Some(&place.key));
    let mut before: Option<Key> = None;
    while let Some(about) = bucket.runtime.block_on(listed.next()) {
        let about = about.map_err(told)?;
        // What was done is known by its place in this order, so a store without one cannot be gone on with.
        if before.as_ref().is_some_and(|before| before.as_ref() >= about.location.as_ref()) {
            return Err(io::Error::other(
                "the store does not list its objects in order; name them in a manifest",
            ));
        }
        before = Some(about.location.clone());
        if !matches!(Sort::of(Path::new(about.location.as_ref())), None | Some(Sort::Manifest)) {
            let flow = one(Object { bucket: bucket.clone(), about }, declared, each);
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }
    match before {
        Some(_) => Ok(ControlFlow::Continue(())),
        None => Err(io::Error::new(io::ErrorKind::NotFound, "nothing is there")),
    }
}

fn one(object: Object, declared: &Declared, each: Each<'_>) -> ControlFlow<()> {
    let found = Found { file: object.name(), state: object.state(), declared: declared.clone() };
    let open = || Blocks { object: object.clone(), at: 0, block: Vec::new(), block_at: 0 };
    match Sort::of(Path::new(object.about.location.as_ref())) {
        Some(Sort::Zip) => archive::zip(&found, open(), open(), object.about.size, each),
        Some(Sort::Tar) => archive::tar(&found, open(), each),
        Some(Sort::TarGz) => archive::tar_gz(&found, io::BufReader::new(open()), each),
        _ => each(found, &mut || Ok(Loaded::Object(Box::new(object.clone())))),
    }
}

impl Object {
    fn name(&self) -> String {
        format!("{}{}", self.bucket.root, self.about.location)
    }

    /// Length and tag, or the time of the last change where the store has no tags.
    fn state(&self) -> String {
        let changed = || self.about.last_modified.timestamp_millis().to_string();
        format!("{}:{}", self.about.size, self.about.e_tag.clone().unwrap_or_else(changed))
    }

    fn options(&self, range: Option<Range<u64>>) -> GetOptions {
        GetOptions {
            // An object that was replaced in the meantime is not the one that was listed.
            if_match: self.about.e_tag.clone(),
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        }
    }

    fn get(&self, range: Option<Range<u64>>) -> Result<Vec<u8>, object_store::Error> {
        let (store, key, options) = (&self.bucket.store, &self.about.location, self.options(range));
        let bytes = async { store.get_opts(key, options).await?.bytes().await };
        self.bucket.runtime.block_on(bytes).map(Vec::from)
    }

    fn all(&self) -> Result<Vec<u8>, object_store::Error> {
        self.get(None)
    }

    /// The bytes of a statement.
    pub(super) fn fetch(&self) -> Result<Vec<u8>, Failure> {
        if self.about.size > file_bytes() {
            return Err(too_long(file_bytes()));
        }
        self.all().map_err(|error| {
            let (code, message) = match &error {
                object_store::Error::Precondition { .. } => {
                    ("object_changed", "the object was replaced after it was listed".to_owned())
                }
                error => ("object_unreadable", format!("the object cannot be fetched: {}", short(error))),
            };
            Failure {
                code: code.to_owned(),
                message,
                hint: "run again when the store answers and nobody writes to it".to_owned(),
                retryable: true,
                bank: None,
                findings: Box::default(),
            }
        })
    }
}

/// The first line of an error and of what it came from, not longer than it helps.
fn short(error: &dyn fmt::Display) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(MESSAGE).collect()
}

/// An archive that is fetched block by block.
struct Blocks {
    object: Object,
    at: u64,
    block: Vec<u8>,
    block_at: u64,
}

impl Blocks {
    /// What is left of the block at the place of reading, fetched when it is another one.
    fn rest(&mut self) -> io::Result<&[u8]> {
        let length = self.object.about.size;
        let start = self.at / BLOCK * BLOCK;
        if self.at >= length {
            return Ok(&[]);
        }
        if self.block.is_empty() || self.block_at != start {
            let range = start..length.min(start + BLOCK);
            self.block = self.object.get(Some(range)).map_err(|error| io::Error::other(short(&error)))?;
            self.block_at = start;
        }
        let from = usize::try_from(self.at - start).map_err(io::Error::other)?;
        self.block
            .get(from..)
            .filter(|rest| !rest.is_empty())
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

impl Read for Blocks {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.rest()?.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Blocks {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.object.about.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
