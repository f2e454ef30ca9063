//! Every template that ships loads, and every worked example in it reads as it says.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

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

/// Worked examples that inference reads in another way, each with the reason. A template is worth having where this list
/// names it; for all others it only makes certain what inference finds as well.
const ONLY_BY_TEMPLATE: &[(&str, &str)] = &[
    (
        "sparkasse/kontoauszug/0",
        "balances stand among the rows with a day of their own and words of no other bank",
    ),
    ("banca_transilvania/statement/0", "sums of the day stand among its rows"),
];

/// The rows of a reading without their narrations, which inference may cut in another way.
fn figures(statement: &engine::model::Statement) -> Vec<(String, String, String)> {
    let row = |row: &engine::model::Transaction| {
        let amount = row.amount.with_minor(row.signed_minor()).to_decimal();
        let balance = row.balance.map_or(String::new(), |balance| balance.to_decimal());
        (row.date.to_string(), amount, balance)
    };
    statement.transactions.iter().map(row).collect()
}

#[test]
fn without_its_template_a_worked_example_is_inferred() {
    let templates = Templates::embedded();
    let (mut bare, _) = Templates::load_embedded();
    for template in templates.banks() {
        bare.remove(&template.bank.id);
    }
    let mut failures = Vec::new();
    for template in templates.banks() {
        for layout in &template.layout {
            for (index, example) in layout.example.iter().enumerate() {
                let document = engine::fixed_pitch::document(&example.text);
                let read = engine::read_document(document, Some(&template.bank.id), &bare);
                let verdict = read.as_ref().ok().and_then(|report| report.statements.first());
                let verdict = verdict.map(|statement| statement.reconciliation.verdict);
                let found = read.map(|report| report.statements.first().map(figures).unwrap_or_default());
                let wanted: Vec<_> =
                    example.rows.iter().map(|row| (row.0.clone(), row.2.clone(), row.3.clone())).collect();
                let same = found.as_ref().is_ok_and(|found| *found == wanted);
                let name = format!("{}/{}/{index}", template.bank.id, layout.id);
                let excepted = ONLY_BY_TEMPLATE.iter().any(|(known, _)| *known == name);
                let moves = |rows: &[(String, String, String)]| -> Vec<(String, String)> {
                    rows.iter().map(|row| (row.0.clone(), row.1.clone())).collect()
                };
                // Inference may miss a column; what it calls proven has to be right all the same.
                let is_wrong = found.as_ref().is_ok_and(|found| moves(found) != moves(&wanted));
                let looks_right = verdict == Some(engine::model::Verdict::Proven);
                if same == excepted || (is_wrong && looks_right) {
                    failures.push(format!("{name}: same {same}, verdict {verdict:?}, read {found:?}"));
                }
            }
        }
    }
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

fn project(path: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path)
}

/// Compares a generated page with the one that is kept, or writes it when `UPDATE_EXPECT` is set.
fn is_fresh(path: &str, wanted: &str) {
    let kept = std::fs::read_to_string(project(path)).unwrap_or_default();
    if kept == wanted {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(project(path), wanted).unwrap();
    } else {
        panic!("{path} is not what the data says: run the tests once with UPDATE_EXPECT=1");
    }
}

#[test]
fn the_page_of_banks_is_fresh() {
    let templates = Templates::embedded();
    let mut banks: Vec<_> = templates.registry().iter().collect();
    banks.sort_by(|a, b| (a.country != "IN", &a.country, &a.id).cmp(&(b.country != "IN", &b.country, &b.id)));
    let layouts = |id: &str| {
        let template = templates.bank(id)?;
        let mark = |layout: &bank_templates::Layout| match layout.source {
            bank_templates::template::Source::File => "",
            bank_templates::template::Source::Description => " (d)",
        };
        let ids: Vec<String> =
            template.layout.iter().map(|layout| format!("`{}`{}", layout.id, mark(layout))).collect();
        Some(ids.join(", "))
    };
    let all = || templates.banks().into_iter().flat_map(|template| &template.layout);
    let from_files = all().filter(|layout| layout.source == bank_templates::template::Source::File).count();
    let read = banks.iter().filter(|bank| layouts(&bank.id).is_some()).count();
    let mut page = format!(
        "# Banks\n\nGenerated from `bank-templates/`; the tests keep it fresh (`UPDATE_EXPECT=1`).\n\n\
         {} banks are recognised by name, branch code or web site. {read} of them have a template, with {} layouts together. The\n\
         others are read by inference, and what inference reads is only called proven when the balances prove it.\n\n\
         {from_files} layouts are held against statements row for row. Those with (d) are written from public descriptions and from what\n\
         programs that others published expect; where such a layout does not fit, inference reads the file instead, and in both cases the\n\
         balances judge.\n\n| Country | Recognised | With a template | Layouts |\n| --- | --- | --- | --- |\n",
        banks.len(),
        all().count(),
    );
    let mut countries: Vec<&str> = banks.iter().map(|bank| bank.country.as_str()).collect();
    countries.dedup();
    for country in countries {
        let here = || banks.iter().filter(move |bank| bank.country == country);
        let with = here().filter_map(|bank| templates.bank(&bank.id));
        let (count, layouts) =
            with.fold((0, 0), |(count, sum), template| (count + 1, sum + template.layout.len()));
        page.push_str(&format!("| {country} | {} | {count} | {layouts} |\n", here().count()));
    }
    page.push_str("\n| Identifier | Name | Country | Read by |\n| --- | --- | --- | --- |\n");
    for bank in banks.iter().copied() {
        let by = layouts(&bank.id).map_or("inference".to_owned(), |ids| format!("template: {ids}"));
        page.push_str(&format!(
            "| `{}` | {} | {} | {by} |\n",
            bank.id,
            bank.name.replace('|', "/"),
            bank.country
        ));
    }
    is_fresh("docs/banks.md", &page);
}

/// The keys of the types that a template fills, from the comments beside them.
/// The types of `template.rs` in the order of the guide, each with its title there.
const TYPES: &[(&str, &str)] = &[
    ("Template", "The file"),
    ("Bank", "`[bank]`"),
    ("Identify", "`[[identify]]`"),
    ("Genuine", "`[genuine]`"),
    ("Family", "A file of `families/`"),
    ("Layout", "`[[layout]]`"),
    ("Header", "`[layout.header]`"),
    ("Label", "A label of `[layout.header]`"),
    ("Take", "Values of `take`"),
    ("Table", "`[layout.table]`"),
    ("Column", "A column of `[layout.table]`"),
    ("Field", "Values of `field`"),
    ("Align", "Values of `align`"),
    ("Side", "Values of `unmarked`"),
    ("Order", "Values of `order`"),
    ("Balances", "Values of `balances`"),
    ("Calendar", "Values of `calendar`"),
    ("Titles", "`[layout.sections]`"),
    ("Source", "Values of `source`"),
    ("Rows", "`[layout.rows]`"),
    ("StartsWith", "Values of `starts_with`"),
    ("Continues", "Values of `continues`"),
    ("Example", "`[[layout.example]]`"),
];

fn key_reference() -> String {
    let source = std::fs::read_to_string(project("bank-templates/src/template.rs")).unwrap();
    let mut page = String::new();
    for (name, title) in TYPES {
        page.push_str(&format!("\n### {title}\n\n| Key | Meaning |\n| --- | --- |\n"));
        for key in keys_of(&source, name) {
            page.push_str(&format!("| `{}` |{} |\n", key.name, key.meaning));
        }
    }
    page
}

fn snake(name: &str, between: char) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push(between);
        }
        text.extend(c.to_lowercase());
    }
    text
}

#[test]
fn the_key_reference_of_the_guide_is_fresh() {
    let path = "docs/templates.md";
    let kept = std::fs::read_to_string(project(path)).unwrap();
    let mark = "<!-- generated: keys -->\n";
    let (head, _) = kept.split_once(mark).unwrap_or_else(|| panic!("{path} has no {mark:?}"));
    is_fresh(path, &format!("{head}{mark}{}", key_reference()));
}

#[test]
fn the_template_of_the_tutorial_reads_its_example() {
    let guide = std::fs::read_to_string(project("docs/templates.md")).unwrap();
    let toml: Vec<&str> =
        guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```\n").next()).collect();
    let whole =
        toml.iter().find(|text| text.starts_with("schema = 1")).expect("the tutorial shows a whole template");
    let (mut templates, _) = Templates::load_embedded();
    templates.add("tutorial.toml", whole).unwrap_or_else(|error| panic!("{error}\n{}", error.hint));
    let template = templates.bank("harbour_trust").unwrap();
    let (layout, example) = (&template.layout[0], &template.layout[0].example[0]);
    let found = engine::worked_examples::differences(template, layout, example, &templates);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_entry_of_the_cookbook_is_in_the_template_that_it_names() {
    let guide = std::fs::read_to_string(project("docs/templates.md")).unwrap();
    let (_, cookbook) = guide.split_once("| The statement has | Write | See |\n").unwrap();
    let mut entries = 0;
    let mut failures = Vec::new();
    for row in cookbook.lines().skip(1).take_while(|line| line.starts_with('|')) {
        entries += 1;
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells.len(), 3, "{row}");
        let quoted =
            |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
        let texts: Vec<(String, String)> = quoted(cells[2])
            .into_iter()
            .map(|file| {
                let path = if file.ends_with(".toml") {
                    format!("bank-templates/banks/{file}")
                } else {
                    file.clone()
                };
                (file, std::fs::read_to_string(project(&path)).unwrap_or_default())
            })
            .collect();
        failures.extend(
            texts.iter().filter(|(_, text)| text.is_empty()).map(|(file, _)| format!("{file} is not there")),
        );
        // What is to be written has to be written in one of the files, at least its key.
        for span in quoted(cells[1]) {
            let Some((key, value)) = span.split_once(" = ") else { continue };
            let plain = value.starts_with('"') && key != "heading";
            let wanted = if plain { span.clone() } else { format!("{key} = ") };
            let is_default = span == "continues = \"below\"" || span.starts_with("order = ");
            if !is_default && !texts.iter().any(|(_, text)| text.contains(&wanted)) {
                failures.push(format!("{wanted:?} is in none of {}", cells[2]));
            }
        }
    }
    assert!(entries > 25, "{entries} entries");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// One key or value of a type of `template.rs`: its name, its type (empty for a value of an enum), what it means, and whether
/// it may be left out.
struct Key {
    name: String,
    kind: String,
    meaning: String,
    optional: bool,
}

/// The keys of a struct, or the values of an enum, as the source declares them.
fn keys_of(source: &str, name: &str) -> Vec<Key> {
    let head = [format!("pub struct {name} {{"), format!("pub enum {name} {{")];
    let start = head.iter().find_map(|head| source.find(head.as_str())).unwrap_or_else(|| panic!("{name}"));
    let attributes: Vec<&str> =
        source[..start].lines().rev().take_while(|line| line.starts_with("#[")).collect();
    let kebab = attributes.iter().any(|line| line.contains("kebab-case"));
    let all_default = attributes.iter().any(|line| line.contains("deny_unknown_fields, default"));
    let mut keys = Vec::new();
    let (mut meaning, mut optional) = (String::new(), all_default);
    for line in source[start..].lines().skip(1).take_while(|line| *line != "}") {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            meaning.push_str(text);
        } else if line.starts_with("#[serde(default") {
            optional = true;
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            let kind = kind.trim_end_matches(',').to_owned();
            let optional = std::mem::replace(&mut optional, all_default) || kind.starts_with("Option<");
            keys.push(Key { name: name.to_owned(), kind, meaning: std::mem::take(&mut meaning), optional });
        } else if !line.starts_with('#') && !line.is_empty() {
            let name = snake(line.trim_end_matches(','), if kebab { '-' } else { '_' });
            let meaning = std::mem::take(&mut meaning);
            keys.push(Key { name, kind: String::new(), meaning, optional: false });
        }
    }
    keys
}

/// The JSON schema of a type as `template.rs` writes it.
fn schema_of(kind: &str) -> serde_json::Value {
    use serde_json::json;
    let inner = |outer: &str| kind.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inner("Option<") {
        return schema_of(inner);
    }
    if let Some(inner) = inner("Vec<") {
        return json!({ "type": "array", "items": schema_of(inner) });
    }
    if let Some(inner) = inner("OneOrMany<") {
        let one = schema_of(inner);
        return json!({ "anyOf": [one, { "type": "array", "items": one }] });
    }
    match kind {
        "String" | "Pattern" => json!({ "type": "string" }),
        "u32" | "usize" => json!({ "type": "integer", "minimum": 0 }),
        "bool" => json!({ "type": "boolean" }),
        "Vec1<Label>" => {
            let one = json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/Label" }] });
            json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/Label" }, { "type": "array", "items": one }] })
        }
        "ExampleRow" => json!({
            "type": "array", "items": { "type": "string" }, "minItems": 4, "maxItems": 4,
            "description": "ISO date, narration, signed amount, balance or nothing."
        }),
        "std::collections::BTreeMap<String, String>" => {
            json!({ "type": "object", "additionalProperties": { "type": "string" } })
        }
        other => json!({ "$ref": format!("#/$defs/{other}") }),
    }
}

fn schema() -> String {
    use serde_json::{Map, Value, json};
    let source = std::fs::read_to_string(project("bank-templates/src/template.rs")).unwrap();
    let mut types = Map::new();
    for (name, _) in TYPES {
        let keys = keys_of(&source, name);
        let shape = if keys.iter().all(|key| key.kind.is_empty()) {
            let values =
                keys.iter().map(|key| json!({ "const": key.name, "description": key.meaning.trim() }));
            json!({ "oneOf": values.collect::<Vec<Value>>() })
        } else {
            let properties: Map<String, Value> = keys
                .iter()
                .map(|key| {
                    let mut shape = schema_of(&key.kind);
                    shape["description"] = json!(key.meaning.trim());
                    (key.name.clone(), shape)
                })
                .collect();
            let required: Vec<&str> =
                keys.iter().filter(|key| !key.optional).map(|key| key.name.as_str()).collect();
            json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
        };
        types.insert((*name).to_owned(), shape);
    }
    let mut whole = types.remove("Template").unwrap();
    whole["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    whole["title"] = json!("A bank's template");
    whole["$defs"] = Value::Object(types);
    serde_json::to_string_pretty(&whole).unwrap() + "\n"
}

#[test]
fn the_schema_for_editors_is_fresh_and_knows_every_type() {
    let schema = schema();
    let value: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let known = value["$defs"].as_object().unwrap();
    for (at, _) in schema.match_indices("#/$defs/") {
        let name: String = schema[at + 8..].chars().take_while(|c| c.is_alphanumeric()).collect();
        assert!(known.contains_key(&name), "{name} is not described");
    }
    let layout = &known["Layout"];
    assert_eq!(layout["required"], serde_json::json!(["id", "currency", "locale", "dates", "table"]));
    is_fresh("bank-templates/schema.json", &schema);
}
