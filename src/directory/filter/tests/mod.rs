mod building;
mod evaluation;
mod text;

use proptest::prelude::*;

use crate::wire::filter::{Filter, MatchingRuleAssertion, Substrings};

fn values() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..12),
        ".{0,8}".prop_map(String::into_bytes),
        "[*()\\\\ ]{0,4}".prop_map(String::into_bytes)
    ]
}

fn attributes() -> impl Strategy<Value = String> {
    "([a-zA-Z][a-zA-Z0-9-]{0,6}|[0-9]{1,3}(\\.[0-9]{1,3}){1,3})(;[a-z][a-z0-9-]{0,4}){0,2}"
}

fn filters() -> impl Strategy<Value = Filter> {
    let filled = || values().prop_filter("filled", |value| !value.is_empty());
    let substrings = (
        prop::option::of(filled()),
        prop::collection::vec(filled(), 0..3),
        prop::option::of(filled()),
    )
        .prop_map(|(initial, any, last)| Substrings { initial, any, last })
        .prop_filter("some piece", |pieces| *pieces != Substrings::default());
    let rules = || prop::option::of("[a-z]{3,8}|1\\.[0-9]{1,4}");
    let leaf = prop_oneof![
        (attributes(), values()).prop_map(|(attribute, value)| Filter::Equality(attribute, value)),
        (attributes(), values())
            .prop_map(|(attribute, value)| Filter::GreaterOrEqual(attribute, value)),
        (attributes(), values())
            .prop_map(|(attribute, value)| Filter::LessOrEqual(attribute, value)),
        (attributes(), values()).prop_map(|(attribute, value)| Filter::Approx(attribute, value)),
        attributes().prop_map(Filter::Present),
        (attributes(), substrings)
            .prop_map(|(attribute, pieces)| Filter::Substrings(attribute, pieces)),
        (
            prop::option::of(attributes()),
            rules(),
            values(),
            any::<bool>()
        )
            .prop_filter("attribute or rule", |(attribute, rule, ..)| attribute
                .is_some()
                || rule.is_some())
            .prop_map(|(attribute, rule, value, dn_attributes)| {
                Filter::Extensible(MatchingRuleAssertion {
                    rule,
                    attribute,
                    value,
                    dn_attributes,
                })
            }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}
