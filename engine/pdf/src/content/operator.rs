//! The operators of content streams, as far as they touch text, tables or pictures.

/// An operator: its letters as one number, which is quicker to tell from sixty others than a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator(u32);

impl Operator {
    /// Words of more than three letters are no operators.
    #[inline]
    pub(super) const fn of(word: &[u8]) -> Operator {
        Operator(match word {
            [a] => *a as u32,
            [a, b] => (*a as u32) << 8 | *b as u32,
            [a, b, c] => (*a as u32) << 16 | (*b as u32) << 8 | *c as u32,
            _ => 0,
        })
    }
}

macro_rules! operators {
    ($($name:ident $word:literal,)*) => {
        impl Operator {
            $(pub(super) const $name: Operator = Operator::of($word);)*
        }
    };
}

operators! {
    SAVE b"q",
    RESTORE b"Q",
    TRANSFORM b"cm",
    LINE_WIDTH b"w",
    EXTENDED_STATE b"gs",
    DRAW b"Do",
    BEGIN_IMAGE b"BI",
    BEGIN_MARK b"BMC",
    BEGIN_MARK_WITH b"BDC",
    END_MARK b"EMC",
    MARK_POINT b"MP",
    MARK_POINT_WITH b"DP",
    MOVE_TO b"m",
    LINE_TO b"l",
    CURVE_TO b"c",
    CURVE_FROM_HERE b"v",
    CURVE_TO_END b"y",
    CLOSE b"h",
    RECTANGLE b"re",
    STROKE b"S",
    CLOSE_STROKE b"s",
    FILL b"f",
    FILL_OLD b"F",
    FILL_EVEN_ODD b"f*",
    FILL_STROKE b"B",
    FILL_STROKE_EVEN_ODD b"B*",
    CLOSE_FILL_STROKE b"b",
    CLOSE_FILL_STROKE_EVEN_ODD b"b*",
    END_PATH b"n",
    CLIP b"W",
    CLIP_EVEN_ODD b"W*",
    FILL_GRAY b"g",
    STROKE_GRAY b"G",
    FILL_RGB b"rg",
    STROKE_RGB b"RG",
    FILL_CMYK b"k",
    STROKE_CMYK b"K",
    FILL_SPACE b"cs",
    STROKE_SPACE b"CS",
    FILL_COLOR b"sc",
    STROKE_COLOR b"SC",
    FILL_COLOR_N b"scn",
    STROKE_COLOR_N b"SCN",
    BEGIN_TEXT b"BT",
    END_TEXT b"ET",
    CHAR_SPACING b"Tc",
    WORD_SPACING b"Tw",
    SCALE b"Tz",
    LEADING b"TL",
    RISE b"Ts",
    RENDER_MODE b"Tr",
    FONT b"Tf",
    MOVE b"Td",
    MOVE_SET_LEADING b"TD",
    TEXT_MATRIX b"Tm",
    NEXT_LINE b"T*",
    SHOW b"Tj",
    SHOW_NEXT_LINE b"'",
    SHOW_SPACED b"\"",
    SHOW_ARRAY b"TJ",
}
