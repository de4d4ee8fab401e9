//! Simple paged results, RFC 2696.

use super::{
    EVERYBODY, PEOPLE, PERSON,
    case::{Case, must},
    craft::{COOKIE, empty_first_page, no_paging, odd_cookie, refused_midway},
    says::Says,
    scene::{On, Scene},
    shows::Shows,
    task::{Search, Task},
};

const IN_PAGES: Task = Task::Search(Search {
    page_size: 2,
    ..Search::new(PEOPLE, PERSON)
});

/// Those who are not on the first page.
const OF_LATER_PAGES: &[&str] = &[
    "uid=cyd,ou=people,dc=example,dc=org",
    "uid=dan,ou=people,dc=example,dc=org",
    "uid=eve,ou=people,dc=example,dc=org",
];

const OF_FIRST_PAGE: &[&str] = &[
    "uid=ada,ou=people,dc=example,dc=org",
    "uid=ben,ou=people,dc=example,dc=org",
];

pub(super) const CASES: &[Case] = &[
    must(
        "paging/every-page",
        "Pages are asked for until the cookie is empty, and all entries are told.",
        IN_PAGES,
    )
    .says(&[Says::Finds(EVERYBODY)])
    .shows(&[Shows::InPages(2)]),
    must(
        "paging/empty-page-is-not-the-end",
        "A page without entries is not the last: the cookie says which is (RFC 2696 section 3).",
        IN_PAGES,
    )
    .scene(Scene::ORDINARY.craft(On::Search, empty_first_page))
    .says(&[Says::Finds(OF_LATER_PAGES)])
    .shows(&[Shows::InPages(2)]),
    must(
        "paging/cookie-is-octets",
        "The cookie goes back as it came, octet for octet (RFC 2696 section 3).",
        IN_PAGES,
    )
    .scene(Scene::ORDINARY.craft(On::Search, odd_cookie))
    .shows(&[Shows::InPages(2), Shows::TheCookie(COOKIE)]),
    must(
        "paging/refused-midway",
        "When a later page is refused, the pages before it are not all there is, and not told as such.",
        IN_PAGES,
    )
    .scene(Scene::ORDINARY.craft(On::Search, refused_midway))
    .says(&[Says::Refused])
    .shows(&[Shows::InPages(2)]),
    must(
        "paging/server-without-pages",
        "A server that says nothing of pages has sent its only one: nothing more is asked for.",
        IN_PAGES,
    )
    .scene(Scene::ORDINARY.craft(On::Search, no_paging))
    .says(&[Says::RefusedOr(OF_FIRST_PAGE)])
    .shows(&[Shows::InPages(2), Shows::AtMost(1)]),
];
