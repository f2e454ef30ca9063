//! Every template that ships loads, and every worked example in it reads as it says.

use bank_templates::Templates;

#[test]
fn all_data_files_load() {
    let (templates, errors) = Templates::load_embedded();
    assert!(
        errors.is_empty(),
        "{}",
        errors.iter().map(|e| format!("{e}\n  hint: {}\n", e.hint)).collect::<String>()
    );
    assert!(templates.banks().len() >= 6);
}

#[test]
fn every_worked_example_reads_as_it_says() {
    let templates = Templates::embedded();
    let mut failures = Vec::new();
    let mut ran = 0;
    for template in templates.banks() {
        for layout in &template.layout {
            for example in &layout.example {
                ran += 1;
                let found = engine::worked_examples::differences(template, layout, example, templates);
                failures.extend(
                    found.into_iter().map(|found| format!("{} {}: {found}", template.bank.id, layout.id)),
                );
            }
        }
    }
    assert!(ran >= 8, "only {ran} examples ran");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn an_example_that_does_not_read_as_it_says_is_told() {
    let templates = Templates::embedded();
    let template = templates.bank("lantern_bay").unwrap();
    let layout = template.layout.first().unwrap();
    let mut example = layout.example.first().unwrap().clone();
    example.opening = Some("1.00".to_owned());
    if let Some(row) = example.rows.first_mut() {
        row.2 = "-9.99".to_owned();
    }
    let found = engine::worked_examples::differences(template, layout, &example, templates);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|difference| difference.starts_with("opening: expected \"1.00\"")));
}
