//! RFC 4512 sections 4.1 to 4.4: what the server says of its schema.

use crate::{
    conformance::{
        answer::Answer,
        case::{
            Case,
            Need::{NotActiveDirectory, Subschema},
            must, should,
        },
        expect::success,
        step::{Ask, base, search},
    },
    directory::schema::Schema,
};

const WHERE: Ask = base("{schema}").filter("(objectClass=subschema)");

fn values(answer: &Answer, name: &str) -> Vec<Vec<u8>> {
    let entries = answer.entries();
    let all = entries.iter().flat_map(|entry| &entry.attributes);
    let own = all.filter(|own| own.description.eq_ignore_ascii_case(name));
    own.flat_map(|own| own.values.clone()).collect()
}

/// Whether the values of an attribute of the subschema are each a list in brackets that starts with an OID.
fn described(answer: &Answer, name: &str) -> Result<(), String> {
    let all = values(answer, name);
    for value in &all {
        let text = String::from_utf8_lossy(value);
        let inner = text.strip_prefix('(').and_then(|own| own.strip_suffix(')'));
        let first = inner.and_then(|own| own.split_whitespace().next());
        if !first.is_some_and(|oid| oid.starts_with(|own: char| own.is_ascii_alphanumeric())) {
            return Err(format!("`{text}` of {name} is no description"));
        }
    }
    match all.is_empty() {
        true => Err(format!("there are no {name}")),
        false => Ok(()),
    }
}

/// Whether types and classes can be read and go together.
fn consistent(answer: &Answer) -> Result<(), String> {
    let (types, classes) = (
        values(answer, "attributeTypes"),
        values(answer, "objectClasses"),
    );
    let (schema, wrong) = Schema::from_subschema(
        types.iter().map(Vec::as_slice),
        classes.iter().map(Vec::as_slice),
    );
    if let Some(wrong) = wrong.first() {
        return Err(format!("a description cannot be read: {wrong}"));
    }
    for name in ["cn", "sn", "objectClass"] {
        if schema.attribute_type(name).is_none() {
            return Err(format!("there is no attribute type {name}"));
        }
    }
    for name in ["top", "person", "organizationalUnit"] {
        if schema.object_class(name).is_none() {
            return Err(format!("there is no object class {name}"));
        }
    }
    Ok(())
}

pub(super) const CASES: &[Case] = &[
    must("rfc4512/4.4/read", "The subschema is read by a base search for (objectClass=subschema).")
        .needs(&[Subschema])
        .steps(&[search(WHERE, success().entries(&["{schema}"]))]),
    must("rfc4512/4.2.2/attribute-types", "attributeTypes of the subschema is readable, each value a description.")
        .needs(&[Subschema])
        .steps(&[search(WHERE.attributes(&["attributeTypes"]), success().count(1, 1).exactly(&["attributeTypes"]).look(|answer, _| described(answer, "attributeTypes")))]),
    must("rfc4512/4.2.1/object-classes", "objectClasses of the subschema is readable, each value a description.")
        .needs(&[Subschema])
        .steps(&[search(WHERE.attributes(&["objectClasses"]), success().count(1, 1).exactly(&["objectClasses"]).look(|answer, _| described(answer, "objectClasses")))]),
    should("rfc4512/4.2.3/matching-rules", "matchingRules says which rules the server has.")
        .needs(&[Subschema, NotActiveDirectory])
        .steps(&[search(WHERE.attributes(&["matchingRules"]), success().count(1, 1).look(|answer, _| described(answer, "matchingRules")))]),
    should("rfc4512/4.2.4/matching-rule-use", "matchingRuleUse says which attributes a rule is for.")
        .needs(&[Subschema, NotActiveDirectory])
        .steps(&[search(WHERE.attributes(&["matchingRuleUse"]), success().count(1, 1).look(|answer, _| described(answer, "matchingRuleUse")))]),
    should("rfc4512/4.2.5/syntaxes", "ldapSyntaxes says which syntaxes the server has.")
        .needs(&[Subschema, NotActiveDirectory])
        .steps(&[search(WHERE.attributes(&["ldapSyntaxes"]), success().count(1, 1).look(|answer, _| described(answer, "ldapSyntaxes")))]),
    must("rfc4512/4.1/readable", "The descriptions can be parsed, and have the types and classes that every server has.")
        .needs(&[Subschema])
        .steps(&[search(WHERE.attributes(&["attributeTypes", "objectClasses"]), success().count(1, 1).look(|answer, _| consistent(answer)))]),
    must("rfc4512/4.2/operational", "What describes the schema is operational and does not come unless asked for.")
        .needs(&[Subschema, NotActiveDirectory])
        .steps(&[search(WHERE, success().count(1, 1).lacks(&["attributeTypes", "objectClasses", "matchingRules", "ldapSyntaxes"]))]),
    must("rfc4512/4.2/class-subschema", "The entry is of the class subschema.")
        .needs(&[Subschema])
        .steps(&[search(WHERE.attributes(&["objectClass"]), success().count(1, 1).look(|answer, _| {
            match values(answer, "objectClass").iter().any(|own| own.eq_ignore_ascii_case(b"subschema")) {
                true => Ok(()),
                false => Err("objectClass lacks subschema".to_owned()),
            }
        }))]),
    should("rfc4512/4.2.1/find-class", "A class is found by its name or OID, by the rule that compares the first part of a description.")
        .needs(&[Subschema, NotActiveDirectory])
        .steps(&[search(base("{schema}").filter("(objectClasses=2.5.6.6)").attributes(&["1.1"]), success().entries(&["{schema}"]))]),
];
