//! Small files that would cost a careless reader its stack, its memory or its patience.

use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref};

use crate::print::deflate;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const STREAM: Ref = Ref::new(4);
const FORM: Ref = Ref::new(5);

/// A page tree whose only child is itself.
pub fn page_tree_loop() -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(TREE);
    pdf.pages(TREE).parent(TREE).kids([TREE]).count(1);
    pdf.finish()
}

/// A form that paints itself, and so never ends.
pub fn form_calls_itself() -> Vec<u8> {
    let mut content = Content::new();
    content.x_object(Name(b"Fm"));
    let content = content.finish();
    let mut pdf = one_page(&content, false);
    let mut form = pdf.form_xobject(FORM, &content);
    form.bbox(Rect::new(0.0, 0.0, 595.0, 842.0));
    form.resources().x_objects().pair(Name(b"Fm"), FORM);
    form.finish();
    pdf.finish()
}

/// A page whose content inflates to `bytes` from about a thousandth of that.
pub fn inflates_to(bytes: usize) -> Vec<u8> {
    let packed = deflate(&vec![b' '; bytes]);
    one_page(&packed, true).finish()
}

/// A page whose content opens `depth` arrays inside each other.
pub fn nested_arrays(depth: usize) -> Vec<u8> {
    let packed = deflate(&vec![b'['; depth]);
    one_page(&packed, true).finish()
}

fn one_page(content: &[u8], packed: bool) -> Pdf {
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(TREE);
    pdf.pages(TREE).kids([PAGE]).count(1);
    let mut page = pdf.page(PAGE);
    page.parent(TREE).media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).contents(STREAM);
    page.resources().x_objects().pair(Name(b"Fm"), FORM);
    page.finish();
    let mut stream = pdf.stream(STREAM, content);
    if packed {
        stream.filter(Filter::FlateDecode);
    }
    stream.finish();
    pdf
}
