//! Range retrieval, MS-ADTS 3.1.1.3.1.3.3: AD returns a large attribute as `member;range=0-1499` beside an empty `member`.

use std::future::Future;

use super::{Client, Entry, Error, Found, Search};
use crate::{diagnosis::Code, wire::request::PartialAttribute};

/// A description with a range option, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Ranged {
    /// The description without the option.
    description: String,
    start: usize,
    /// `None` for `*`: this is the end.
    end: Option<usize>,
}

impl Ranged {
    fn parse(description: &str) -> Option<Self> {
        let mut options = description.split(';');
        let mut plain = options.next()?.to_owned();
        let mut range = None;
        for option in options {
            match option.get(..6) {
                Some(name) if name.eq_ignore_ascii_case("range=") => range = Some(&option[6..]),
                _ => {
                    plain.push(';');
                    plain.push_str(option);
                }
            }
        }
        let (start, end) = range?.split_once('-')?;
        let end = match end {
            "*" => None,
            number => Some(number.parse().ok()?),
        };
        Some(Self {
            description: plain,
            start: start.parse().ok()?,
            end,
        })
    }
}

/// Somebody who can be asked for the rest.
pub(super) trait Searcher: Send {
    /// What a search brings, whatever its result.
    fn outcome(&mut self, search: &Search) -> impl Future<Output = Result<Found, Error>> + Send;

    /// The most memory of one entry.
    fn most_bytes(&self) -> usize;
}

impl Searcher for Client {
    async fn outcome(&mut self, search: &Search) -> Result<Found, Error> {
        self.search_outcome(search).await
    }

    fn most_bytes(&self) -> usize {
        self.options.max_bytes
    }
}

/// Fetches the rest of every attribute of which the server returned a range, unless a range was what was asked for.
pub(super) async fn join(
    server: &mut impl Searcher,
    search: &Search,
    found: &mut Found,
) -> Result<(), Error> {
    // Whoever asks for a range wants that range.
    if !search.asks_for_ranges() {
        for entry in &mut found.entries {
            join_entry(server, entry).await?;
        }
    }
    Ok(())
}

async fn join_entry(server: &mut impl Searcher, entry: &mut Entry) -> Result<(), Error> {
    let mut size = entry.memory();
    while let Some((at, mut ranged)) = first_range(entry) {
        let mut values = entry.attributes.remove(at).values;
        entry.attributes.retain(|attribute| {
            !attribute.values.is_empty()
                || !attribute
                    .description
                    .eq_ignore_ascii_case(&ranged.description)
        });
        while let Some(end) = ranged.end {
            let next = rest(server, &entry.dn, &ranged.description, end).await?;
            ranged.end = next.0;
            let next = PartialAttribute {
                description: String::new(),
                values: next.1,
            };
            size += next.memory();
            values.extend(next.values);
            if size > server.most_bytes() {
                return Err(Error::of(
                    Code::LDAP_CLIENT_LIMIT,
                    format!(
                        "`{}` of `{}` takes up more than {} bytes of memory, the most that is collected",
                        ranged.description,
                        entry.dn,
                        server.most_bytes()
                    ),
                ));
            }
        }
        entry.attributes.push(PartialAttribute {
            description: ranged.description,
            values,
        });
    }
    Ok(())
}

/// The values behind `end`: the end of what came (`None` when it is the end of all) and the values.
async fn rest(
    server: &mut impl Searcher,
    dn: &str,
    description: &str,
    end: usize,
) -> Result<(Option<usize>, Vec<Vec<u8>>), Error> {
    let broken = |why: String| {
        Error::of(
            Code::LDAP_MALFORMED,
            format!("the values of `{description}` of `{dn}` behind {end}: {why}"),
        )
    };
    let start = end
        .checked_add(1)
        .ok_or_else(|| broken("no number follows".into()))?;
    let wanted = format!("{description};range={start}-*");
    let found = server
        .outcome(&Search::entry(dn).attributes([&wanted]))
        .await?;
    let Some(entry) = found.entries.into_iter().next() else {
        return Err(broken(super::error::describe(&found.result)));
    };
    let got = entry.attributes.into_iter().find_map(|attribute| {
        let ranged = Ranged::parse(&attribute.description)?;
        ranged
            .description
            .eq_ignore_ascii_case(description)
            .then_some((ranged, attribute.values))
    });
    match got {
        Some((ranged, values)) if ranged.start == start => match ranged.end {
            Some(last) if last < start || values.is_empty() => Err(broken(format!(
                "the server returned the range {start}-{last} with {} values",
                values.len()
            ))),
            last => Ok((last, values)),
        },
        Some((ranged, _)) => Err(broken(format!(
            "the server returned a range that begins at {}",
            ranged.start
        ))),
        None => Err(broken(format!("the server did not return `{wanted}`"))),
    }
}

fn first_range(entry: &Entry) -> Option<(usize, Ranged)> {
    entry
        .attributes
        .iter()
        .enumerate()
        .find_map(|(at, attribute)| {
            let ranged = Ranged::parse(&attribute.description)?;
            (ranged.start == 0).then_some((at, ranged))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_option_is_found_among_others() {
        assert_eq!(
            Ranged::parse("member;range=0-1499"),
            Some(Ranged {
                description: "member".into(),
                start: 0,
                end: Some(1499)
            })
        );
        assert_eq!(
            Ranged::parse("member;binary;Range=1500-*"),
            Some(Ranged {
                description: "member;binary".into(),
                start: 1500,
                end: None
            })
        );
        for plain in [
            "member",
            "member;binary",
            "member;range=",
            "member;range=a-b",
            ";",
        ] {
            assert_eq!(Ranged::parse(plain), None, "{plain}");
        }
    }
}
