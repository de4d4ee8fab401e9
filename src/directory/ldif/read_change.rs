//! Reading change records: lines are gathered up to the empty one, then read by their `changetype`.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::change::{Change, ChangeRecord};
use super::error::LdifError;
use super::lines::Lines;
use super::read::{self, Options};
use crate::{
    directory::{
        attribute::AttributeDescription,
        dn::{Dn, DnError, Rdn},
    },
    wire::{
        Control,
        request::{self, ChangeOperation, PartialAttribute},
    },
};

/// A line of a record; without a name it is `-`.
struct Field<'a> {
    line: usize,
    name: Option<Cow<'a, str>>,
    value: Cow<'a, [u8]>,
}

impl Field<'_> {
    fn is(&self, name: &str) -> bool {
        self.name
            .as_ref()
            .is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or("-")
    }

    /// Where the value begins, if it is written in the usual way.
    fn column(&self) -> usize {
        self.shown().len() + 3
    }

    fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.value.trim_ascii())
    }

    fn wrong(&self, cause: impl Into<String>, cure: &'static str) -> LdifError {
        LdifError::new(self.line, 1, cause, cure)
    }

    fn no_name(&self, error: &DnError) -> LdifError {
        LdifError::new(
            self.line,
            self.column() + error.position(),
            error.to_string(),
            "write the name as RFC 4514 has it, for example `cn=Ada,dc=corp,dc=example`",
        )
    }
}

pub(super) fn read(text: &[u8], options: &Options<'_>) -> Result<Vec<ChangeRecord>, LdifError> {
    let mut records = Vec::new();
    let mut fields = VecDeque::new();
    let mut first = true;
    for line in Lines::new(text) {
        let line = line.map_err(read::continues_nothing)?;
        if line.text.is_empty() {
            finish(&mut fields, options, &mut records)?;
            continue;
        }
        let number = line.number;
        if line.text.trim_ascii_end() == b"-" {
            fields.push_back(Field {
                line: number,
                name: None,
                value: Cow::Borrowed(b""),
            });
        } else {
            let (name, value) = read::split(line, options)?;
            if first && name.eq_ignore_ascii_case("version") {
                read::version(number, &value)?;
            } else {
                fields.push_back(Field {
                    line: number,
                    name: Some(name),
                    value,
                });
            }
        }
        first = false;
    }
    finish(&mut fields, options, &mut records)?;
    Ok(records)
}

fn finish(
    fields: &mut VecDeque<Field<'_>>,
    options: &Options<'_>,
    records: &mut Vec<ChangeRecord>,
) -> Result<(), LdifError> {
    let Some(start) = fields.pop_front() else {
        return Ok(());
    };
    let dn = read::dn(start.line, start.shown(), &start.value)?;
    let mut controls = Vec::new();
    while fields.front().is_some_and(|field| field.is("control")) {
        if let Some(field) = fields.pop_front() {
            controls.push(control(&field, options)?);
        }
    }
    let kind = fields
        .front()
        .is_some_and(|field| field.is("changetype"))
        .then(|| fields.pop_front())
        .flatten();
    let change = match &kind {
        None if !controls.is_empty() => {
            return Err(start.wrong(
                "after its controls the record has no `changetype`",
                "write `changetype: add`, `delete`, `modify` or `modrdn` after the controls",
            ));
        }
        None => Change::Add(attributes(fields)?),
        Some(kind) => match kind.text().to_ascii_lowercase().as_str() {
            "add" => Change::Add(attributes(fields)?),
            "delete" => Change::Delete,
            "modify" => Change::Modify(changes(fields)?),
            "modrdn" | "moddn" => rename(kind.line, fields)?,
            other => {
                return Err(LdifError::new(
                    kind.line,
                    kind.column(),
                    format!("`{other}` is no kind of change"),
                    "write add, delete, modify, modrdn or moddn",
                ));
            }
        },
    };
    if let Some(more) = fields.front() {
        return Err(more.wrong(
            format!("`{}` stands behind the end of the change", more.shown()),
            "put an empty line before the next record, or remove the line",
        ));
    }
    records.push(ChangeRecord {
        dn,
        line: start.line,
        controls,
        change,
    });
    Ok(())
}

/// `OID [true|false] [: value]`
fn control(field: &Field<'_>, options: &Options<'_>) -> Result<Control, LdifError> {
    let wrong = |at: usize, cause: &str| {
        LdifError::new(
            field.line,
            field.column() + at,
            cause,
            "write `control: OID true`, then `: value` or `:: base64` if it has one",
        )
    };
    let bytes = &*field.value;
    let head = bytes
        .iter()
        .position(|&byte| byte == b':')
        .unwrap_or(bytes.len());
    let text = std::str::from_utf8(&bytes[..head])
        .map_err(|error| wrong(error.valid_up_to(), "the control is not UTF-8"))?;
    let mut words = text.split_ascii_whitespace();
    let oid = words.next().unwrap_or_default();
    let dotted = oid
        .split('.')
        .all(|arc| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit()));
    if !dotted {
        return Err(wrong(0, "a control is named by its OID"));
    }
    let critical = match words.next() {
        None => false,
        Some(word) if word.eq_ignore_ascii_case("false") => false,
        Some(word) if word.eq_ignore_ascii_case("true") => true,
        Some(_) => {
            return Err(wrong(
                oid.len() + 1,
                "the criticality is neither true nor false",
            ));
        }
    };
    if words.next().is_some() {
        return Err(wrong(
            oid.len() + 1,
            "behind the criticality stands neither `:` nor the end",
        ));
    }
    let mut control = Control::new(oid, critical);
    if head < bytes.len() {
        let rest = Cow::Borrowed(&bytes[head + 1..]);
        let value = read::value(field.line, field.column() + head, rest, options)?;
        control = control.with_value(value.into_owned());
    }
    Ok(control)
}

fn attributes(fields: &mut VecDeque<Field<'_>>) -> Result<Vec<PartialAttribute>, LdifError> {
    let mut attributes: Vec<PartialAttribute> = Vec::new();
    for field in fields.drain(..) {
        let Some(name) = &field.name else {
            return Err(field.wrong(
                "a line `-` belongs into `changetype: modify`",
                "remove it, or write `changetype: modify` after the `dn`",
            ));
        };
        if field.is("dn") {
            return Err(read::second_dn(field.line));
        }
        let value = field.value.into_owned();
        match attributes
            .iter_mut()
            .find(|attribute| attribute.description.eq_ignore_ascii_case(name))
        {
            Some(attribute) => attribute.values.push(value),
            None => attributes.push(PartialAttribute {
                description: name.to_string(),
                values: vec![value],
            }),
        }
    }
    Ok(attributes)
}

fn changes(fields: &mut VecDeque<Field<'_>>) -> Result<Vec<request::Change>, LdifError> {
    let mut changes = Vec::new();
    while let Some(head) = fields.pop_front() {
        let operation = match head.shown().to_ascii_lowercase().as_str() {
            "add" => ChangeOperation::Add,
            "delete" => ChangeOperation::Delete,
            "replace" => ChangeOperation::Replace,
            "increment" => ChangeOperation::Increment,
            "dn" => return Err(read::second_dn(head.line)),
            other => {
                return Err(head.wrong(
                    format!("`{other}` begins no change"),
                    "begin with `add: ATTRIBUTE`, `delete:`, `replace:` or `increment:`, and end each with a line `-`",
                ));
            }
        };
        let description = head.text().into_owned();
        if AttributeDescription::parse(&description).is_none() {
            return Err(LdifError::new(
                head.line,
                head.column(),
                format!("`{description}` is no attribute name"),
                "names hold letters, digits and `-`, then options after `;`",
            ));
        }
        let mut values = Vec::new();
        // The last `-` of a record may be missing, as ldapmodify takes it.
        while let Some(field) = fields.pop_front() {
            if field.name.is_none() {
                break;
            }
            if !field.is(&description) {
                return Err(field.wrong(
                    format!(
                        "a value of `{}` within the change of `{description}`",
                        field.shown()
                    ),
                    "end each change with a line `-`",
                ));
            }
            values.push(field.value.into_owned());
        }
        let fits = match operation {
            ChangeOperation::Add => !values.is_empty(),
            ChangeOperation::Increment => values.len() == 1,
            ChangeOperation::Delete | ChangeOperation::Replace => true,
        };
        if !fits {
            return Err(head.wrong(
                format!(
                    "`{}: {description}` has {} values",
                    head.shown(),
                    values.len()
                ),
                "give `add` at least one value below it, and `increment` exactly one",
            ));
        }
        changes.push(request::Change {
            operation,
            modification: PartialAttribute {
                description,
                values,
            },
        });
    }
    Ok(changes)
}

fn rename(line: usize, fields: &mut VecDeque<Field<'_>>) -> Result<Change, LdifError> {
    let mut take = |name: &str| match fields.front() {
        Some(field) if field.is(name) => fields.pop_front(),
        _ => None,
    };
    let missing = |name: &str| {
        LdifError::new(
            line,
            1,
            format!("the renaming lacks its `{name}`"),
            "write `newrdn`, `deleteoldrdn` and, if the entry moves, `newsuperior`, in this order",
        )
    };
    let new_rdn = take("newrdn").ok_or_else(|| missing("newrdn"))?;
    let new_rdn = Rdn::parse(&String::from_utf8_lossy(&new_rdn.value))
        .map_err(|error| new_rdn.no_name(&error))?;
    let delete = take("deleteoldrdn").ok_or_else(|| missing("deleteoldrdn"))?;
    let delete_old_rdn = match delete.value.trim_ascii() {
        b"0" => false,
        b"1" => true,
        _ => {
            return Err(LdifError::new(
                delete.line,
                delete.column(),
                "`deleteoldrdn` is neither 0 nor 1",
                "write 1 to remove the old RDN's values from the entry, 0 to keep them",
            ));
        }
    };
    let new_superior = take("newsuperior")
        .map(|field| Dn::from_bytes(&field.value).map_err(|error| field.no_name(&error)))
        .transpose()?;
    Ok(Change::Rename {
        new_rdn,
        delete_old_rdn,
        new_superior,
    })
}
