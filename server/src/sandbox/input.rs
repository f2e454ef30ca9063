//! The document that goes to a child: from the store, or from memory.

use crate::objects::ObjectReader;
use std::io;

/// Bytes of a document on their way.
pub enum Input {
    /// An object of the store, decrypted piece by piece.
    Object(Box<ObjectReader>),
    /// Bytes that are at hand; `None` when they were handed over.
    Bytes(Option<Vec<u8>>, u64),
}

impl Input {
    /// Length of the document.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Input::Object(object) => object.bytes(),
            Input::Bytes(_, length) => *length,
        }
    }

    /// The next piece.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        match self {
            Input::Object(object) => object.next().await,
            Input::Bytes(bytes, _) => Ok(bytes.take()),
        }
    }
}

impl From<ObjectReader> for Input {
    fn from(object: ObjectReader) -> Input {
        Input::Object(Box::new(object))
    }
}

impl From<Vec<u8>> for Input {
    fn from(bytes: Vec<u8>) -> Input {
        let length = bytes.len() as u64;
        Input::Bytes(Some(bytes), length)
    }
}
