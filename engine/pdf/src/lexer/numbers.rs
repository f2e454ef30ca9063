//! Numbers as nearly all are written, eight bytes at a time.

/// A number without its sign.
pub(super) enum Short {
    Int(i64),
    Real(f64),
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// The number that a slice begins with, and how many bytes it takes; nothing when there are eight digits or more on
/// either side of the point, or when the data ends too soon to tell.
#[inline]
pub(super) fn short_number(bytes: &[u8]) -> Option<(Short, usize)> {
    let (values, others) = digits_at(bytes)?;
    let whole = first(others)?;
    if bytes.get(whole) != Some(&b'.') {
        return (whole > 0).then(|| (Short::Int(leading(values, whole) as i64), whole));
    }
    let Some(end) = first(others & (others - 1)) else {
        return long_fraction(bytes, leading(values, whole), whole);
    };
    // Whatever ends the number within the eight bytes leaves less than seven digits, which are read as one number.
    let before = (1u64 << (8 * whole)) - 1;
    let joined = (values & before) | ((values >> 8) & !before);
    let value = leading(joined, end - 1) as f64 / power_of_ten(end - whole - 1) as f64;
    (end > 1).then_some((Short::Real(value), end))
}

/// As [`short_number`], of a number that goes on beyond eight bytes.
fn long_fraction(bytes: &[u8], value: u64, whole: usize) -> Option<(Short, usize)> {
    let (fraction, others) = digits_at(bytes.get(whole + 1..)?)?;
    let places = first(others)?;
    let power = power_of_ten(places);
    // Both numbers are exact, so that the quotient is as close as can be.
    let value = (value * power + leading(fraction, places)) as f64 / power as f64;
    Some((Short::Real(value), whole + 1 + places))
}

/// Eight bytes with what each is worth as a digit, and the highest bit set for those that are none.
#[inline]
fn digits_at(bytes: &[u8]) -> Option<(u64, u64)> {
    let values = u64::from_le_bytes(*bytes.first_chunk()?) ^ (ONES * 0x30);
    // Digits become 0 to 9. Whatever else there is gets its highest bit set, here or by adding.
    Some((values, (values | values.wrapping_add(ONES * 0x76)) & (ONES * 0x80)))
}

/// Which byte is the first with its highest bit set.
#[inline]
fn first(marks: u64) -> Option<usize> {
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

/// The number that the first digits of eight make; less than eight of them.
#[inline]
fn leading(values: u64, count: usize) -> u64 {
    if count == 0 {
        return 0;
    }
    // Leading zeros fill the eight places; then neighbours are joined to pairs, fours and eights.
    let values = values << (64 - 8 * count);
    let pairs = (values.wrapping_mul(10) + (values >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    (fours.wrapping_mul(10_000) + (fours >> 32)) & 0xFFFF_FFFF
}

#[inline]
fn power_of_ten(exponent: usize) -> u64 {
    const POWERS: [u32; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    u64::from(POWERS.get(exponent).copied().unwrap_or(1))
}
