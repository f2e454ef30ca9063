//! Colour spaces, approximated to sRGB: close enough to tell black, red and white apart.

use super::function::Function;
use super::operands::Operand;
use super::{Interpreter, Operations, Scope};
use crate::objects::{Dict, File, Object};
use crate::words::Color;
use std::rc::Rc;

/// Colour spaces may be built on each other this deep.
const MAX_DEPTH: u32 = 6;

/// What a colour is for.
#[derive(Clone, Copy)]
pub(super) enum Use {
    Fill,
    Stroke,
}

/// A space that needs no resource.
#[derive(Clone, Copy)]
pub(super) enum Device {
    Gray,
    Rgb,
    Cmyk,
}

/// The spaces of `g`, `rg` and `k`.
pub(super) struct DeviceSpaces([Rc<Space>; 3]);

impl Default for DeviceSpaces {
    fn default() -> DeviceSpaces {
        DeviceSpaces([Space::Gray, Space::Rgb, Space::Cmyk].map(Rc::new))
    }
}

impl DeviceSpaces {
    fn get(&self, device: Device) -> &Rc<Space> {
        let [gray, rgb, cmyk] = &self.0;
        match device {
            Device::Gray => gray,
            Device::Rgb => rgb,
            Device::Cmyk => cmyk,
        }
    }
}

impl Interpreter<'_, '_> {
    /// Sets a colour of `N` components in a space of that many.
    #[inline]
    pub(super) fn set_device_color<const N: usize>(
        &mut self,
        of: Use,
        device: Device,
        operations: &Operations<'_>,
    ) {
        let new = self.device_spaces.get(device);
        let (space, color) = self.state.paint(of);
        // Nearly always it is the same again, and a comparison costs less than giving up one space for another.
        if !Rc::ptr_eq(space, new) {
            space.clone_from(new);
        }
        match operations.numbers::<N>() {
            Some(components) if operations.operands().len() == N => *color = space.color(&components),
            _ => self.set_color(of, operations),
        }
    }

    pub(super) fn set_space(&mut self, of: Use, operations: &Operations<'_>, scope: &mut Scope) {
        let new = scope.space(self.file, operations.name().unwrap_or_default());
        let (space, color) = self.state.paint(of);
        *color = new.initial();
        *space = new;
    }

    /// Sets a colour in the space in force; without any numbers, as of a pattern, it stays what it was.
    pub(super) fn set_color(&mut self, of: Use, operations: &Operations<'_>) {
        let mut components = [0.0; 32];
        let mut count = 0;
        for (slot, operand) in components.iter_mut().zip(operations.operands()) {
            if let Operand::Number(value) = operand {
                *slot = *value;
                count += 1;
            }
        }
        if count > 0 {
            let (space, color) = self.state.paint(of);
            *color = space.color(components.get(..count).unwrap_or_default());
        }
    }
}

/// A colour space.
#[derive(Debug)]
pub(super) enum Space {
    Gray,
    Rgb,
    Cmyk,
    Lab,
    /// A palette in another space, eight bits per component.
    Indexed(Rc<Space>, Vec<u8>),
    /// Inks: the space they are approximated in, and how.
    Tint {
        alternate: Rc<Space>,
        function: Option<Function>,
        inks: usize,
    },
    /// Patterns have no colour of their own.
    Pattern,
}

/// Bytes of a palette: 256 colours of up to 32 inks.
const MAX_PALETTE: usize = 256 * 32;

impl Space {
    /// The space of a `cs` operand or of a resource.
    pub(super) fn load(
        file: &File<'_>,
        object: &Object,
        resources: Option<&Dict>,
        depth: u32,
    ) -> Option<Space> {
        if depth > MAX_DEPTH {
            return None;
        }
        match file.resolve(object) {
            Object::Name(name) => match name.as_ref() {
                b"DeviceGray" | b"G" | b"CalGray" => Some(Space::Gray),
                b"DeviceRGB" | b"RGB" | b"CalRGB" => Some(Space::Rgb),
                b"DeviceCMYK" | b"CMYK" => Some(Space::Cmyk),
                b"Pattern" => Some(Space::Pattern),
                other => {
                    let spaces = file.get_dict(resources?, b"ColorSpace")?;
                    Space::load(file, spaces.get(other)?, None, depth + 1)
                }
            },
            Object::Array(items) => Space::from_array(file, &items, depth),
            _ => None,
        }
    }

    fn from_array(file: &File<'_>, items: &[Object], depth: u32) -> Option<Space> {
        let item = |index: usize| items.get(index).map(|item| file.resolve(item)).unwrap_or_default();
        let nested = |index: usize| Space::load(file, items.get(index)?, None, depth + 1).map(Rc::new);
        match item(0).as_name()? {
            b"CalGray" => Some(Space::Gray),
            b"CalRGB" => Some(Space::Rgb),
            b"Lab" => Some(Space::Lab),
            b"Pattern" => Some(Space::Pattern),
            b"ICCBased" => {
                let profile = item(1);
                let dict = profile.as_dict()?;
                match file.get_int(dict, b"N") {
                    Some(1) => Some(Space::Gray),
                    Some(4) => Some(Space::Cmyk),
                    Some(3) => Some(Space::Rgb),
                    _ => Space::load(file, dict.get(b"Alternate")?, None, depth + 1),
                }
            }
            b"Indexed" | b"I" => {
                let mut table = match item(3) {
                    Object::String(bytes) => bytes.to_vec(),
                    Object::Stream(stream) => file.stream_data(&stream),
                    _ => Vec::new(),
                };
                table.truncate(MAX_PALETTE);
                table.shrink_to_fit();
                Some(Space::Indexed(nested(1)?, table))
            }
            b"Separation" => Some(Space::Tint {
                alternate: nested(2)?,
                function: Function::load(file, &item(3), 0),
                inks: 1,
            }),
            b"DeviceN" => Some(Space::Tint {
                alternate: nested(2)?,
                function: Function::load(file, &item(3), 0),
                inks: item(1).as_array().map_or(1, |names| names.len().min(32)),
            }),
            single if items.len() == 1 => Space::load(file, &Object::Name(single.into()), None, depth + 1),
            _ => None,
        }
    }

    /// How many numbers a colour has.
    fn components(&self) -> usize {
        match self {
            Space::Gray | Space::Indexed(..) => 1,
            Space::Rgb | Space::Lab => 3,
            Space::Cmyk => 4,
            Space::Tint { inks, .. } => *inks,
            Space::Pattern => 0,
        }
    }

    /// The colour that selecting the space sets.
    pub(super) fn initial(&self) -> Color {
        match self {
            Space::Tint { inks, .. } => self.color(&vec![1.0; *inks]),
            Space::Cmyk => Color::default(),
            other => other.color(&vec![0.0; other.components()]),
        }
    }

    /// The colour of components from 0 to 1 (of an index for palettes).
    pub(super) fn color(&self, components: &[f64]) -> Color {
        let at = |index: usize| components.get(index).copied().unwrap_or(0.0);
        match self {
            Space::Gray => rgb(at(0), at(0), at(0)),
            Space::Rgb => rgb(at(0), at(1), at(2)),
            Space::Cmyk => cmyk(at(0), at(1), at(2), at(3)),
            Space::Lab => lab(at(0), at(1), at(2)),
            Space::Indexed(base, table) => {
                let count = base.components().max(1);
                let start = (at(0).clamp(0.0, 255.0) as usize).saturating_mul(count);
                let entry = table.get(start..start + count).unwrap_or_default();
                let entry: Vec<f64> = entry.iter().map(|byte| f64::from(*byte) / 255.0).collect();
                base.color(&entry)
            }
            Space::Tint { alternate, function, inks } => {
                let inks = components.get(..*inks).unwrap_or(components);
                match function.as_ref().and_then(|function| function.evaluate(inks)) {
                    Some(mixed) => alternate.color(&mixed),
                    // Without its function, ink darkens paper.
                    None => {
                        let light = 1.0 - inks.iter().fold(0.0, |most: f64, ink| most.max(*ink));
                        rgb(light, light, light)
                    }
                }
            }
            Space::Pattern => Color { r: 128, g: 128, b: 128 },
        }
    }
}

pub(super) fn rgb(r: f64, g: f64, b: f64) -> Color {
    // Casting cuts off; `round` would be a call into the mathematical library for each component.
    let byte = |value: f64| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    Color { r: byte(r), g: byte(g), b: byte(b) }
}

pub(super) fn cmyk(c: f64, m: f64, y: f64, k: f64) -> Color {
    let mix = |ink: f64| (1.0 - ink.clamp(0.0, 1.0)) * (1.0 - k.clamp(0.0, 1.0));
    rgb(mix(c), mix(m), mix(y))
}

/// CIE L*a*b* with the D50 white point that PDF files use.
fn lab(l: f64, a: f64, b: f64) -> Color {
    let m = (l + 16.0) / 116.0;
    let g = |x: f64| {
        if x >= 6.0 / 29.0 { x * x * x } else { 108.0 / 841.0 * (x - 4.0 / 29.0) }
    };
    let (x, y, z) = (0.9642 * g(m + a / 500.0), g(m), 0.8249 * g(m - b / 200.0));
    let gamma = |value: f64| {
        let value = value.clamp(0.0, 1.0);
        if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
    };
    rgb(
        gamma(3.1339 * x - 1.6169 * y - 0.4906 * z),
        gamma(-0.9785 * x + 1.9160 * y + 0.0333 * z),
        gamma(0.0720 * x - 0.2290 * y + 1.4057 * z),
    )
}
