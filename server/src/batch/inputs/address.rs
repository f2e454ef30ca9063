//! Where an input is: on this machine, or in a bucket.

use super::Sort;
use super::bucket::{Buckets, Place};
use std::path::{Path, PathBuf};

/// Places that are read over the network by their own protocol.
const BUCKETS: [&str; 3] = ["s3://", "gs://", "az://"];

/// A file, a folder, an object or a prefix of objects.
#[derive(Clone, Debug)]
pub(super) enum Address {
    /// A path of this machine.
    Local(PathBuf),
    /// An object, or all objects below a prefix.
    Remote(Place),
}

impl Address {
    /// Takes apart what was named.
    ///
    /// # Errors
    /// One sentence with the address, which holds no secret, and what is wrong with it.
    pub(super) fn parse(named: &Path, buckets: &mut Buckets) -> Result<Address, String> {
        let Some(text) = named.to_str() else { return Ok(Address::Local(named.to_owned())) };
        if text.starts_with("file://") {
            let path = url::Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
            return path.map(Address::Local).ok_or_else(|| {
                format!("{text} is no address of a file of this machine: it is written file:///path")
            });
        }
        if BUCKETS.iter().any(|scheme| text.starts_with(scheme)) {
            return buckets.place(text).map(Address::Remote);
        }
        match text.split_once("://") {
            Some((scheme, _)) if !scheme.contains('/') => Err(format!(
                "{text} cannot be read: {scheme}:// is not supported here, only paths, file://, s3://, gs:// and az://"
            )),
            _ => Ok(Address::Local(named.to_owned())),
        }
    }

    /// What is named in a manifest: an address, or a path relative to the manifest.
    ///
    /// # Errors
    /// As [`Address::parse`]; or the manifest lies in a bucket and names something that does not.
    pub(super) fn relative(&self, named: &str, buckets: &mut Buckets) -> Result<Address, String> {
        match (self, named.contains("://")) {
            // Whoever may write into a bucket shall not choose among the files of this machine.
            (Address::Remote(_), true) if named.starts_with("file://") => {
                Err(format!("a manifest in a bucket names objects only, not {named}"))
            }
            (_, true) => Address::parse(Path::new(named), buckets),
            (Address::Remote(place), false) => place.beside(named).map(Address::Remote),
            (Address::Local(path), false) => {
                Ok(Address::Local(path.parent().unwrap_or(Path::new("")).join(named)))
            }
        }
    }

    /// The address as it is shown.
    pub(super) fn name(&self) -> String {
        match self {
            Address::Local(path) => path.display().to_string(),
            Address::Remote(place) => place.name(),
        }
    }

    /// What its name says that it is.
    pub(super) fn sort(&self) -> Option<Sort> {
        Sort::of(Path::new(&self.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_addresses_are_told_apart() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut buckets = Buckets::new(runtime.handle().clone());
        let mut name =
            |text: &str| Address::parse(Path::new(text), &mut buckets).map(|address| address.name());
        assert_eq!(name("inbox/a.pdf").unwrap(), "inbox/a.pdf");
        assert_eq!(name("file:///inbox/a%20b.pdf").unwrap(), "/inbox/a b.pdf");
        assert_eq!(name("odd/x://y.pdf").unwrap(), "odd/x://y.pdf");
        for refused in ["file://inbox/a.pdf", "https://bank/a.pdf", "ftp://x", "s3://", "s3:///key"] {
            assert!(name(refused).is_err(), "{refused}");
        }
    }
}
