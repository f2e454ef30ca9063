//! PDF functions, as far as tint transformations of inks need them.

use crate::objects::{File, Object};

/// Stitched functions may contain others this deep.
const MAX_DEPTH: u32 = 4;

/// A function from ink amounts to components of another colour space.
#[derive(Debug)]
pub(super) enum Function {
    /// Type 2: from `start` to `end` by a power of the input.
    Exponential { start: Vec<f64>, end: Vec<f64>, power: f64 },
    /// Type 0 with one input: equally spaced samples.
    Sampled { samples: Vec<Vec<f64>> },
    /// Type 3: one function per interval of the input.
    Stitched { functions: Vec<Function>, bounds: Vec<f64>, encode: Vec<f64>, domain: [f64; 2] },
}

impl Function {
    pub(super) fn load(file: &File<'_>, object: &Object, depth: u32) -> Option<Function> {
        let dict = object.as_dict()?;
        if depth > MAX_DEPTH {
            return None;
        }
        let numbers = |key: &[u8]| -> Option<Vec<f64>> {
            let items = file.get_array(dict, key)?;
            items.iter().take(64).map(|item| file.resolve(item).as_number()).collect()
        };
        match file.get_int(dict, b"FunctionType")? {
            0 => {
                let range = numbers(b"Range")?;
                let outputs = range.len() / 2;
                let size = numbers(b"Size")?;
                let [count] = size.as_slice() else { return None };
                // Other depths of samples hardly occur in tints.
                if file.get_int(dict, b"BitsPerSample") != Some(8) || outputs == 0 {
                    return None;
                }
                let data = file.stream_data(object.as_stream()?);
                let sample = |chunk: &[u8]| {
                    let scaled = chunk.iter().zip(range.chunks_exact(2)).map(|(byte, bounds)| {
                        let (low, high) = (bounds.first().copied()?, bounds.last().copied()?);
                        Some(low + f64::from(*byte) / 255.0 * (high - low))
                    });
                    scaled.collect::<Option<Vec<f64>>>()
                };
                let count = (*count as usize).clamp(1, 4096);
                let samples: Option<Vec<_>> = data.chunks_exact(outputs).take(count).map(sample).collect();
                samples.filter(|samples| !samples.is_empty()).map(|samples| Function::Sampled { samples })
            }
            2 => Some(Function::Exponential {
                start: numbers(b"C0").unwrap_or_else(|| vec![0.0]),
                end: numbers(b"C1").unwrap_or_else(|| vec![1.0]),
                power: file.get_number(dict, b"N").unwrap_or(1.0),
            }),
            3 => {
                let parts = file.get_array(dict, b"Functions")?;
                let parts =
                    parts.iter().take(16).map(|part| Function::load(file, &file.resolve(part), depth + 1));
                Some(Function::Stitched {
                    functions: parts.collect::<Option<Vec<_>>>()?,
                    bounds: numbers(b"Bounds").unwrap_or_default(),
                    encode: numbers(b"Encode").unwrap_or_default(),
                    domain: file.get_numbers::<2>(dict, b"Domain").unwrap_or([0.0, 1.0]),
                })
            }
            _ => None,
        }
    }

    /// The outputs, or nothing when the function cannot say.
    pub(super) fn evaluate(&self, inputs: &[f64]) -> Option<Vec<f64>> {
        let [x] = inputs else { return None };
        let x = x.clamp(0.0, 1.0);
        match self {
            Function::Exponential { start, end, power } => {
                let weight = x.powf(*power);
                Some(start.iter().zip(end).map(|(from, to)| from + weight * (to - from)).collect())
            }
            Function::Sampled { samples } => {
                let index = (x * (samples.len() - 1) as f64).round() as usize;
                samples.get(index).cloned()
            }
            Function::Stitched { functions, bounds, encode, domain } => {
                let index = bounds
                    .iter()
                    .take_while(|bound| x >= **bound)
                    .count()
                    .min(functions.len().checked_sub(1)?);
                let low = index.checked_sub(1).and_then(|at| bounds.get(at)).copied().unwrap_or(domain[0]);
                let high = bounds.get(index).copied().unwrap_or(domain[1]);
                let from = encode.get(2 * index).copied().unwrap_or(0.0);
                let to = encode.get(2 * index + 1).copied().unwrap_or(1.0);
                let part = if high > low { (x - low) / (high - low) } else { 0.0 };
                functions.get(index)?.evaluate(&[from + part * (to - from)])
            }
        }
    }
}
