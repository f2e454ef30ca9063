//! The pages of a file, and how each of them is turned and cut.

use crate::budget::Budget;
use crate::error::OpenError;
use crate::matrix::Matrix;
use crate::objects::{Dict, File, Object, ObjectId};
use std::collections::{HashMap, HashSet};

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
    /// Whether the page is only listed.
    is_lost: bool,
}

#[derive(Clone, Default)]
struct Inherited {
    resources: Option<Dict>,
    media_box: Option<[f64; 4]>,
    crop_box: Option<[f64; 4]>,
    rotate: Option<i64>,
}

/// All pages in order. A damaged tree is replaced by what says that it is a page or a branch of a tree.
pub(crate) fn pages(file: &File<'_>, catalog: &Dict, budget: &Budget) -> Result<Vec<PageNode>, OpenError> {
    let mut tree = Tree::new(file, budget);
    if let Some(root) = catalog.get(b"Pages") {
        tree.walk(vec![Branch { node: root.clone(), inherited: Inherited::default(), parent: None }])?;
    }
    if !tree.has_pages() {
        let tops = tree.tops();
        tree = Tree { is_damaged: true, ..Tree::new(file, budget) };
        tree.walk(tops)?;
        if !tree.has_pages() {
            return Ok(Vec::new());
        }
        budget.warn("the page tree is damaged; pages are in file order".to_owned());
    }
    for (page, number) in tree.pages.iter().zip(1..) {
        if page.is_lost {
            budget.note_damage();
            budget.warn(format!("page {number} is listed, and is not in the file"));
        }
    }
    Ok(tree.pages)
}

/// A walk through a page tree.
struct Tree<'f, 'a> {
    file: &'f File<'a>,
    budget: &'f Budget,
    pages: Vec<PageNode>,
    visited: HashSet<ObjectId>,
    nodes: u64,
    /// Whether what is walked are the remains of a tree: pages count once, and lists are no proof that there are more.
    is_damaged: bool,
    /// What names which parent, in the order of the file: looked for when a branch is lost.
    children: Option<HashMap<ObjectId, Vec<Object>>>,
    /// Of parents that list something that is lost: the children that they do not list, the next one at the end.
    unlisted: HashMap<ObjectId, Vec<Object>>,
}

/// A node that is still to be visited.
struct Branch {
    node: Object,
    inherited: Inherited,
    /// What lists it.
    parent: Option<ObjectId>,
}

impl<'f, 'a> Tree<'f, 'a> {
    fn new(file: &'f File<'a>, budget: &'f Budget) -> Self {
        let (pages, visited, unlisted) = (Vec::new(), HashSet::new(), HashMap::new());
        Tree { file, budget, pages, visited, nodes: 0, is_damaged: false, children: None, unlisted }
    }

    fn is(&self, dict: &Dict, kind: &[u8]) -> bool {
        self.file.get_name(dict, b"Type").as_deref() == Some(kind)
    }

    /// Whether an object is not of another sort, to which a damaged reference leads.
    fn may_be_a_node(&self, object: &Object, dict: &Dict) -> bool {
        let has_entries =
            [b"Contents".as_slice(), b"Kids", b"MediaBox"].iter().any(|key| dict.get(key).is_some());
        has_entries
            || match self.file.get_name(dict, b"Type").as_deref() {
                Some(kind) => matches!(kind, b"Page" | b"Pages"),
                None => object.as_stream().is_none(),
            }
    }

    /// Whether there is any page but those that are lost.
    fn has_pages(&self) -> bool {
        self.pages.iter().any(|page| !page.is_lost)
    }

    fn walk(&mut self, tops: Vec<Branch>) -> Result<(), OpenError> {
        let limit = self.budget.limits.pages;
        let over = || OpenError::OverLimit { limit: "pages", allowed: limit };
        let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_mul(2).saturating_add(1);
        let mut stack: Vec<Branch> = tops.into_iter().rev().collect();
        while let Some(Branch { node, inherited, parent }) = stack.pop() {
            self.nodes += 1;
            if self.nodes > limit.saturating_mul(NODES_PER_PAGE).saturating_add(64) {
                return Err(over());
            }
            let resolved = self.file.resolve(&node);
            let id = node.as_ref_id();
            let below = |nodes: Vec<Object>, inherited: &Inherited, parent: Option<ObjectId>| {
                let branch = |node| Branch { node, inherited: inherited.clone(), parent };
                nodes.into_iter().rev().map(branch).collect::<Vec<_>>()
            };
            let Some(dict) = resolved.as_dict().filter(|dict| self.may_be_a_node(&resolved, dict)) else {
                let mut instead = id.map_or_else(Vec::new, |id| self.children_of(id));
                if instead.is_empty()
                    && let Some(child) = self.unlisted_child(parent)
                {
                    self.budget.note_damage();
                    self.budget.warn(
                        "the page tree is damaged; a page was found by the parent that it names".to_owned(),
                    );
                    instead.push(child);
                }
                if instead.is_empty() {
                    self.push_lost(inherited.clone(), id);
                }
                stack.extend(below(instead, &inherited, parent));
                continue;
            };
            let inherited = inherited.below(self.file, dict);
            // A node that says that it is the other sort of node is what its entries make it.
            let kids = self.file.get_array(dict, b"Kids");
            let is_page = dict.get(b"Contents").is_some() && (kids.is_none() || self.is(dict, b"Page"))
                || kids.is_none() && !self.is(dict, b"Pages");
            if is_page {
                if self.pages.len() as u64 >= limit {
                    return Err(over());
                }
                if !self.budget.keeps_items(dict.items()) {
                    self.budget.warn(
                        "pages of more items than are kept (limit object_items) were not read".to_owned(),
                    );
                    return Ok(());
                }
                if !self.is_damaged || id.is_none_or(|id| self.visited.insert(id)) {
                    self.pages.push(inherited.page(dict, id));
                }
                continue;
            }
            // A page may be shown twice, but a node that leads to itself would never end.
            if id.is_some_and(|id| !self.visited.insert(id)) {
                continue;
            }
            let kids = match (kids, id) {
                (Some(kids), _) => listed(kids.get(..most).unwrap_or(&kids)),
                (None, Some(id)) => self.children_of(id),
                (None, None) => Vec::new(),
            };
            stack.extend(below(kids, &inherited, id));
        }
        Ok(())
    }

    /// Keeps the place of a page that is not in the file: those behind it keep their numbers, as in viewers.
    fn push_lost(&mut self, inherited: Inherited, id: Option<ObjectId>) {
        if !self.is_damaged && (self.pages.len() as u64) < self.budget.limits.pages {
            self.pages.push(PageNode { is_lost: true, ..inherited.page(&Dict::default(), id) });
        }
    }

    /// The next child that says that this node is its parent and is not listed there: what stands in its place is lost.
    fn unlisted_child(&mut self, parent: Option<ObjectId>) -> Option<Object> {
        let parent = parent.filter(|_| !self.is_damaged)?;
        if !self.unlisted.contains_key(&parent) {
            let resolved = self.file.resolve(&Object::Ref(parent));
            let kids = resolved.as_dict().and_then(|dict| self.file.get_array(dict, b"Kids"));
            let listed: HashSet<ObjectId> =
                kids.iter().flat_map(|kids| kids.iter()).filter_map(Object::as_ref_id).collect();
            let mut children = self.children_of(parent);
            children.retain(|child| child.as_ref_id().is_some_and(|id| !listed.contains(&id)));
            children.reverse();
            self.unlisted.insert(parent, children);
        }
        self.unlisted.get_mut(&parent)?.pop()
    }

    /// What says that a node which is lost, or has lost its list, is its parent.
    fn children_of(&mut self, parent: ObjectId) -> Vec<Object> {
        if self.children.is_none() {
            let mut children: HashMap<ObjectId, Vec<Object>> = HashMap::new();
            for (id, dict) in self.all_nodes() {
                if let Some(parent) = dict.get(b"Parent").and_then(Object::as_ref_id) {
                    children.entry(parent).or_default().push(Object::Ref(id));
                }
            }
            self.children = Some(children);
        }
        // Each branch has them once.
        self.children.as_mut().and_then(|children| children.remove(&parent)).unwrap_or_default()
    }

    /// Every object that says it is a page or a branch of a page tree, in the order of the file.
    fn all_nodes(&self) -> Vec<(ObjectId, Dict)> {
        let node = |id| match self.file.resolve(&Object::Ref(id)) {
            Object::Dict(dict) if self.is(&dict, b"Page") || self.is(&dict, b"Pages") => Some((id, dict)),
            _ => None,
        };
        self.file.ids_as_written().into_iter().filter_map(node).collect()
    }

    /// The nodes that no other one lists, with what they inherit from parents that do not know them.
    fn tops(&self) -> Vec<Branch> {
        let nodes = self.all_nodes();
        let kids = |dict: &Dict| self.file.get_array(dict, b"Kids");
        let mut listed = HashSet::new();
        for kids in nodes.iter().filter_map(|(_, dict)| kids(dict)) {
            listed.extend(kids.iter().filter_map(Object::as_ref_id));
        }
        let tops = nodes.into_iter().filter(|(id, _)| !listed.contains(id));
        let top =
            |(id, dict)| Branch { node: Object::Ref(id), inherited: self.inherited(id, dict), parent: None };
        tops.map(top).collect()
    }

    fn inherited(&self, id: ObjectId, node: Dict) -> Inherited {
        let mut chain = vec![node];
        let mut visited = HashSet::from([id]);
        while let Some(Object::Ref(parent)) = chain.last().and_then(|dict| dict.get(b"Parent")).cloned()
            && visited.insert(parent)
            && chain.len() < MAX_PARENTS
            && let Some(dict) = self.file.resolve(&Object::Ref(parent)).as_dict()
        {
            chain.push(dict.clone());
        }
        let parents = chain.iter().skip(1).rev();
        parents.fold(Inherited::default(), |inherited, dict| inherited.below(self.file, dict))
    }
}

/// The nodes of a list. A reference of which damage has left numbers only (`13 0 X`) is a node that is lost.
fn listed(kids: &[Object]) -> Vec<Object> {
    let names_a_node = |kid: &Object| matches!(kid, Object::Ref(_) | Object::Dict(_));
    let groups = kids.chunk_by(|one, next| names_a_node(one) == names_a_node(next));
    let nodes = groups.flat_map(|group| match group {
        [first, ..] if names_a_node(first) => group,
        // Pages that were taken out may leave `null` behind.
        _ if group.iter().all(|kid| *kid == Object::Null) => &[],
        _ => &[Object::Null],
    });
    nodes.cloned().collect()
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
            is_lost: false,
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
        let stated = self.dict.get(b"Contents").unwrap_or(&Object::Null);
        match file.resolve(stated) {
            Object::Stream(stream) => file.read_stream(&stream, content),
            Object::Array(parts) => {
                for part in parts.iter() {
                    match file.resolve(part) {
                        Object::Stream(stream) => {
                            file.read_stream(&stream, content);
                            content.push(b'\n');
                        }
                        _ if *part != Object::Null => file.budget.note_damage(),
                        _ => {}
                    }
                    file.budget.check_stream(content.len() as u64);
                    let full = content.len() as u64 >= file.budget.limits.stream_bytes;
                    if full || file.budget.inflated_left() == 0 || file.budget.out_of_time() {
                        break;
                    }
                }
            }
            _ if *stated != Object::Null => file.budget.note_damage(),
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
