//! The pages of a file, and how each of them is turned and cut.

use crate::budget::Budget;
use crate::error::OpenError;
use crate::matrix::Matrix;
use crate::objects::{Dict, File, Object, ObjectId};
use std::collections::HashSet;

/// Nodes of the page tree visited at most, per allowed page.
const NODES_PER_PAGE: u64 = 4;
/// How many parents a page inherits from.
const MAX_PARENTS: usize = 64;

/// A page of the file with everything it inherits.
pub(crate) struct PageNode {
    /// Number of the object that describes the page; none when it stands in its parent.
    pub(crate) object: Option<u32>,
    pub(crate) dict: Dict,
    pub(crate) resources: Dict,
    media_box: Option<[f64; 4]>,
    crop_box: Option<[f64; 4]>,
    rotate: i64,
}

#[derive(Clone, Default)]
struct Inherited {
    resources: Option<Dict>,
    media_box: Option<[f64; 4]>,
    crop_box: Option<[f64; 4]>,
    rotate: Option<i64>,
}

/// All pages in order. A damaged tree is replaced by every object that says it is a page.
pub(crate) fn pages(file: &File<'_>, catalog: &Dict, budget: &Budget) -> Result<Vec<PageNode>, OpenError> {
    let mut pages = walk(file, catalog, budget)?;
    if pages.is_empty() {
        pages = scan(file, budget)?;
        if !pages.is_empty() {
            budget.warn("the page tree is damaged; pages are in file order".to_owned());
        }
    }
    Ok(pages)
}

fn walk(file: &File<'_>, catalog: &Dict, budget: &Budget) -> Result<Vec<PageNode>, OpenError> {
    let limit = budget.limits.pages;
    let mut pages = Vec::new();
    let mut visited: HashSet<ObjectId> = HashSet::new();
    let mut nodes = 0u64;
    let mut stack: Vec<(Object, Inherited)> = Vec::new();
    let is = |dict: &Dict, kind: &[u8]| file.get_name(dict, b"Type").as_deref() == Some(kind);
    if let Some(root) = catalog.get(b"Pages") {
        stack.push((root.clone(), Inherited::default()));
    }
    while let Some((object, inherited)) = stack.pop() {
        nodes += 1;
        if nodes > limit.saturating_mul(NODES_PER_PAGE).saturating_add(64) {
            return Err(OpenError::OverLimit { limit: "pages", allowed: limit });
        }
        let resolved = file.resolve(&object);
        let Some(dict) = resolved.as_dict() else { continue };
        let inherited = inherited.below(file, dict);
        match file.get_array(dict, b"Kids") {
            // A node that says that it is the other sort of node is what its entries make it.
            Some(kids) if !is(dict, b"Page") || dict.get(b"Contents").is_none() => {
                // A page may be shown twice, but a node that leads to itself would never end.
                if let Object::Ref(id) = object
                    && !visited.insert(id)
                {
                    continue;
                }
                let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_mul(2);
                let kids = kids.iter().take(most);
                stack.extend(kids.rev().map(|kid| (kid.clone(), inherited.clone())));
            }
            _ => {
                if is(dict, b"Pages") && dict.get(b"Contents").is_none() {
                    continue;
                }
                if pages.len() as u64 >= limit {
                    return Err(OpenError::OverLimit { limit: "pages", allowed: limit });
                }
                if !budget.keeps_items(dict.items()) {
                    budget.warn(
                        "pages of more items than are kept (limit object_items) were not read".to_owned(),
                    );
                    return Ok(pages);
                }
                pages.push(inherited.page(dict, object.as_ref_id()));
            }
        }
    }
    Ok(pages)
}

fn scan(file: &File<'_>, budget: &Budget) -> Result<Vec<PageNode>, OpenError> {
    let limit = budget.limits.pages;
    let mut pages = Vec::new();
    for id in file.ids() {
        let object = file.resolve(&Object::Ref(id));
        let Object::Dict(dict) = &object else { continue };
        if file.get_name(dict, b"Type").as_deref() != Some(b"Page") {
            continue;
        }
        if pages.len() as u64 >= limit {
            return Err(OpenError::OverLimit { limit: "pages", allowed: limit });
        }
        let mut chain = vec![dict.clone()];
        let mut visited = HashSet::from([id]);
        while let Some(Object::Ref(parent)) = chain.last().and_then(|dict| dict.get(b"Parent")).cloned()
            && visited.insert(parent)
            && chain.len() < MAX_PARENTS
            && let Some(dict) = file.resolve(&Object::Ref(parent)).as_dict()
        {
            chain.push(dict.clone());
        }
        let inherited =
            chain.iter().rev().fold(Inherited::default(), |inherited, dict| inherited.below(file, dict));
        pages.push(inherited.page(dict, Some(id)));
    }
    Ok(pages)
}

impl Inherited {
    fn below(&self, file: &File<'_>, dict: &Dict) -> Inherited {
        Inherited {
            resources: file.get_dict(dict, b"Resources").or_else(|| self.resources.clone()),
            media_box: file.get_numbers(dict, b"MediaBox").or(self.media_box),
            crop_box: file.get_numbers(dict, b"CropBox").or(self.crop_box),
            rotate: file.get_int(dict, b"Rotate").or(self.rotate),
        }
    }

    fn page(self, dict: &Dict, id: Option<ObjectId>) -> PageNode {
        PageNode {
            object: id.map(|(number, _)| number),
            dict: dict.clone(),
            resources: self.resources.unwrap_or_default(),
            media_box: self.media_box,
            crop_box: self.crop_box,
            rotate: self.rotate.unwrap_or(0),
        }
    }
}

impl PageNode {
    /// Width and height as shown, and the matrix from user space to points from the top left.
    pub(crate) fn geometry(&self, file: &File<'_>) -> ((f64, f64), Matrix) {
        let letter = [0.0, 0.0, 612.0, 792.0];
        let media = self.media_box.and_then(usable_box).unwrap_or(letter);
        let [x0, y0, x1, y1] = self
            .crop_box
            .map(|[a, b, c, d]| [a.min(c), b.min(d), a.max(c), b.max(d)])
            .map(|crop| {
                [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])]
            })
            // A crop box beside the page crops nothing.
            .filter(|crop| crop[0] < crop[2] && crop[1] < crop[3])
            .and_then(usable_box)
            .unwrap_or(media);
        let (width, height) = (x1 - x0, y1 - y0);
        let (size, matrix) = match self.rotate.rem_euclid(360) / 90 {
            1 => ((height, width), Matrix::new([0.0, 1.0, 1.0, 0.0, -y0, -x0])),
            2 => ((width, height), Matrix::new([-1.0, 0.0, 0.0, 1.0, x1, -y0])),
            3 => ((height, width), Matrix::new([0.0, -1.0, -1.0, 0.0, y1, x1])),
            _ => ((width, height), Matrix::new([1.0, 0.0, 0.0, -1.0, -x0, y1])),
        };
        // A user unit is so many points.
        let unit = file.get_number(&self.dict, b"UserUnit").filter(|unit| (0.01..=1000.0).contains(unit));
        let unit = unit.unwrap_or(1.0);
        let scaled = matrix.then(&Matrix::new([unit, 0.0, 0.0, unit, 0.0, 0.0]));
        ((size.0 * unit, size.1 * unit), scaled)
    }

    /// Puts the streams of the page into `content`, one after the other: operators may be split between them.
    pub(crate) fn read_content(&self, file: &File<'_>, content: &mut Vec<u8>) {
        content.clear();
        match file.get(&self.dict, b"Contents") {
            Object::Stream(stream) => file.read_stream(&stream, content),
            Object::Array(parts) => {
                for part in parts.iter() {
                    if let Object::Stream(stream) = file.resolve(part) {
                        file.read_stream(&stream, content);
                        content.push(b'\n');
                    }
                    file.budget.check_stream(content.len() as u64);
                    let full = content.len() as u64 >= file.budget.limits.stream_bytes;
                    if full || file.budget.inflated_left() == 0 || file.budget.out_of_time() {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
}

/// A box with its corners in order, if it is of a size that paper can have.
fn usable_box([a, b, c, d]: [f64; 4]) -> Option<[f64; 4]> {
    let sorted = [a.min(c), b.min(d), a.max(c), b.max(d)];
    let (width, height) = (sorted[2] - sorted[0], sorted[3] - sorted[1]);
    ((1.0..=100_000.0).contains(&width) && (1.0..=100_000.0).contains(&height)).then_some(sorted)
}
