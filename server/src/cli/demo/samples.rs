//! The bundled statements, and whose they are. They are embedded, so that the demo needs nothing but the binary.

/// A customer of an imagined lender.
#[derive(Debug)]
pub(super) struct Customer {
    /// The lender's own identifier of the customer.
    pub(super) link_id: &'static str,
    /// What the statements show, one line each.
    pub(super) story: &'static [&'static str],
    /// The statements.
    pub(super) samples: &'static [Sample],
}

/// A bundled statement.
#[derive(Debug)]
pub(super) struct Sample {
    /// The file's name under `testdata/samples/`.
    pub(super) name: &'static str,
    /// The PDF.
    pub(super) pdf: &'static [u8],
}

/// A sample by its file name; a file that is missing does not compile.
macro_rules! sample {
    ($name:literal) => {
        Sample { name: $name, pdf: include_bytes!(concat!("../../../../testdata/samples/", $name)) }
    };
}

/// In the order in which they are uploaded.
pub(super) const CUSTOMERS: &[Customer] = &[
    Customer {
        link_id: "customer-1",
        story: &[
            "One person's salary account and second account. The two statements of the",
            "salary account overlap: a row that both of them print is counted once.",
        ],
        samples: &[
            sample!("lantern-bay-salary-2025-04-to-07.pdf"),
            sample!("lantern-bay-salary-2025-06-to-09.pdf"),
            sample!("lantern-bay-second-2025-04-to-09.pdf"),
        ],
    },
    Customer {
        link_id: "customer-2",
        story: &[
            "The first of those statements once more, after somebody raised a salary by",
            "40,000 and left the balances below it as they were.",
        ],
        samples: &[sample!("lantern-bay-salary-2025-04-to-07-altered.pdf")],
    },
];

#[cfg(test)]
mod tests {
    use super::CUSTOMERS;

    #[test]
    fn every_sample_is_uploaded_once() {
        let mut embedded: Vec<_> = CUSTOMERS
            .iter()
            .flat_map(|customer| customer.samples)
            .map(|sample| (sample.name, sample.pdf))
            .collect();
        embedded.sort_unstable();
        let samples = testdata::samples();
        let mut printed: Vec<_> =
            samples.iter().map(|sample| (sample.name, sample.bytes.as_slice())).collect();
        printed.sort_unstable();
        assert!(embedded == printed, "the embedded samples are not those that testdata prints");
    }
}
