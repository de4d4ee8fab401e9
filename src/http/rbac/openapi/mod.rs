//! The description of the API: a table of addresses, and OpenAPI 3.1 made of it.

use axum::Json;
use utoipa::{
    PartialSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder,
        PathsBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
        path::{OperationBuilder, ParameterBuilder, ParameterIn, PathItem},
        request_body::RequestBodyBuilder,
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

use super::shape::{
    AuthenticateBody, GroupAnswer, GroupChangeBody, NewGroupBody, NewUserBody, Object,
    PermissionShape, RefusalAnswer, RoleAnswer, RoleBody, TestAnswer, TokenAnswer, TokenBody,
    UserAnswer, UserChangeBody,
};
use crate::settings;

/// A body in the description.
#[derive(Clone, Copy)]
enum Shape {
    One(&'static str),
    Many(&'static str),
}

use Shape::{Many, One};

/// One address and method.
struct Endpoint {
    method: HttpMethod,
    path: &'static str,
    summary: &'static str,
    /// Whether it needs a token or a certificate.
    guarded: bool,
    body: Option<&'static str>,
    good: (u16, Option<Shape>),
    /// The statuses of refusals. What every guarded address and every body can be refused with is added.
    refusals: &'static [u16],
}

const fn endpoint(
    method: HttpMethod,
    path: &'static str,
    summary: &'static str,
    good: (u16, Option<Shape>),
    refusals: &'static [u16],
) -> Endpoint {
    Endpoint {
        method,
        path,
        summary,
        guarded: true,
        body: None,
        good,
        refusals,
    }
}

impl Endpoint {
    const fn takes(mut self, body: &'static str) -> Self {
        self.body = Some(body);
        self
    }

    const fn open(mut self) -> Self {
        self.guarded = false;
        self
    }

    /// Whether something is stored.
    fn writes(&self) -> bool {
        let looks = self.path.ends_with("/test") || self.path.ends_with("/authenticate");
        self.method != Get && !looks
    }

    /// Every status, in order.
    fn refusals(&self) -> Vec<u16> {
        let mut all = self.refusals.to_vec();
        if self.guarded {
            all.push(401);
        }
        if self.body.is_some() {
            all.extend([400, 408, 413, 415]);
        }
        if self.writes() {
            all.push(500);
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

use HttpMethod::{Delete, Get, Post, Put};

const ENDPOINTS: &[Endpoint] = &[
    endpoint(
        Get,
        "/rbac-api/v1/ds",
        "The settings of the first directory; {} if there are none. The password is a placeholder that means: keep the stored one.",
        (200, Some(One("Settings"))),
        &[403],
    ),
    endpoint(
        Put,
        "/rbac-api/v1/ds",
        "Replaces the settings of the first directory; {} or all null disconnects.",
        (200, Some(One("Settings"))),
        &[403],
    )
    .takes("Settings"),
    endpoint(
        Get,
        "/rbac-api/v1/ds/test",
        "Tests the stored settings. A test that fails is answered with 200 and error.",
        (200, Some(One("TestAnswer"))),
        &[400, 403],
    ),
    endpoint(
        Put,
        "/rbac-api/v1/ds/test",
        "Tests the settings in the body; nothing is stored.",
        (200, Some(One("TestAnswer"))),
        &[403],
    )
    .takes("Settings"),
    endpoint(
        Get,
        "/rbac-api/v2/ds",
        "All directories, without passwords; without the permission only id and display_name.",
        (200, Some(Many("Settings"))),
        &[],
    ),
    endpoint(
        Get,
        "/rbac-api/v2/ldap",
        "All directories, as v2/ds.",
        (200, Some(Many("Settings"))),
        &[],
    ),
    endpoint(
        Get,
        "/rbac-api/v2/ldap/{id}",
        "One directory.",
        (200, Some(One("Settings"))),
        &[400, 404],
    ),
    endpoint(
        Post,
        "/rbac-api/v1/command/ldap/create",
        "Adds a directory behind the others.",
        (201, Some(One("Settings"))),
        &[403, 409],
    )
    .takes("Settings"),
    endpoint(
        Post,
        "/rbac-api/v1/command/ldap/update",
        "Replaces the directory with the id; what is absent takes its default.",
        (200, Some(One("Settings"))),
        &[403, 404],
    )
    .takes("Settings"),
    endpoint(
        Post,
        "/rbac-api/v1/command/ldap/delete",
        "Removes a directory with its users and groups; also one that does not exist.",
        (204, None),
        &[403],
    )
    .takes("Object"),
    endpoint(
        Post,
        "/rbac-api/v1/command/ldap/test",
        "Tests the settings in the body; nothing is stored.",
        (200, Some(One("TestAnswer"))),
        &[403],
    )
    .takes("Settings"),
    endpoint(
        Post,
        "/rbac-api/v1/auth/token",
        "Logs in, here or in the first directory that has the user.",
        (200, Some(One("TokenAnswer"))),
        &[401, 422, 503],
    )
    .takes("TokenBody")
    .open(),
    endpoint(
        Post,
        "/rbac-api/v2/auth/token/authenticate",
        "Whose a token is.",
        (200, Some(One("UserAnswer"))),
        &[401],
    )
    .takes("AuthenticateBody")
    .open(),
    endpoint(
        Delete,
        "/rbac-api/v2/tokens/{token}",
        "Takes a token back; also one that does not exist.",
        (204, None),
        &[403],
    ),
    endpoint(
        Delete,
        "/rbac-api/v2/users/{id}/tokens",
        "Takes all tokens of a user back.",
        (204, None),
        &[400, 403],
    ),
    endpoint(
        Get,
        "/rbac-api/v1/users",
        "All users.",
        (200, Some(Many("UserAnswer"))),
        &[403],
    ),
    endpoint(
        Post,
        "/rbac-api/v1/users",
        "Makes a local user.",
        (201, Some(One("UserAnswer"))),
        &[403, 409, 422],
    )
    .takes("NewUserBody"),
    endpoint(
        Get,
        "/rbac-api/v1/users/current",
        "Who calls.",
        (200, Some(One("UserAnswer"))),
        &[],
    ),
    endpoint(
        Get,
        "/rbac-api/v1/users/{id}",
        "One user.",
        (200, Some(One("UserAnswer"))),
        &[400, 403, 404],
    ),
    endpoint(
        Put,
        "/rbac-api/v1/users/{id}",
        "Changes a user: roles, revocation, and of a local one names and password.",
        (200, Some(One("UserAnswer"))),
        &[403, 404, 409, 422],
    )
    .takes("UserChangeBody"),
    endpoint(
        Delete,
        "/rbac-api/v1/users/{id}",
        "Removes a user.",
        (204, None),
        &[400, 403, 404],
    ),
    endpoint(
        Get,
        "/rbac-api/v1/roles",
        "All roles.",
        (200, Some(Many("RoleAnswer"))),
        &[403],
    ),
    endpoint(
        Post,
        "/rbac-api/v1/roles",
        "Makes a role.",
        (201, Some(One("RoleAnswer"))),
        &[403, 409],
    )
    .takes("RoleBody"),
    endpoint(
        Get,
        "/rbac-api/v1/roles/{id}",
        "One role.",
        (200, Some(One("RoleAnswer"))),
        &[403, 404],
    ),
    endpoint(
        Put,
        "/rbac-api/v1/roles/{id}",
        "Replaces a role.",
        (200, Some(One("RoleAnswer"))),
        &[403, 404, 409],
    )
    .takes("RoleBody"),
    endpoint(
        Delete,
        "/rbac-api/v1/roles/{id}",
        "Removes a role.",
        (204, None),
        &[403, 404],
    ),
    endpoint(
        Get,
        "/rbac-api/v1/groups",
        "All imported groups.",
        (200, Some(Many("GroupAnswer"))),
        &[403],
    ),
    endpoint(
        Post,
        "/rbac-api/v1/groups",
        "Imports a group of a directory by name.",
        (201, Some(One("GroupAnswer"))),
        &[403, 409, 422, 503],
    )
    .takes("NewGroupBody"),
    endpoint(
        Get,
        "/rbac-api/v1/groups/{id}",
        "One group.",
        (200, Some(One("GroupAnswer"))),
        &[400, 403, 404],
    ),
    endpoint(
        Put,
        "/rbac-api/v1/groups/{id}",
        "Changes name and roles of a group.",
        (200, Some(One("GroupAnswer"))),
        &[403, 404, 422],
    )
    .takes("GroupChangeBody"),
    endpoint(
        Delete,
        "/rbac-api/v1/groups/{id}",
        "Removes an imported group.",
        (204, None),
        &[400, 403, 404],
    ),
    endpoint(
        Get,
        "/openapi.json",
        "This description.",
        (200, Some(One("Object"))),
        &[],
    )
    .open(),
];

/// The name of the scheme in the description.
const TOKEN: &str = "token";

pub(super) async fn document() -> Json<OpenApi> {
    Json(describe())
}

fn describe() -> OpenApi {
    let info = InfoBuilder::new()
        .title("ldaplab: the directory-service API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Settings of directories, their test, logins, and roles through groups.",
        ))
        .build();
    let mut paths = PathsBuilder::new();
    for endpoint in ENDPOINTS {
        paths = paths.path(
            endpoint.path,
            PathItem::new(endpoint.method.clone(), operation(endpoint)),
        );
    }
    let token = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-Authentication")));
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas())
        .security_scheme(TOKEN, token)
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths.build())
        .components(Some(components))
        .build()
}

fn operation(endpoint: &Endpoint) -> OperationBuilder {
    let mut operation = OperationBuilder::new().summary(Some(endpoint.summary));
    for name in parameters(endpoint.path) {
        operation = operation.parameter(
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .schema(Some(String::schema()))
                .build(),
        );
    }
    if let Some(body) = endpoint.body {
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name(body)))
            .build();
        let body = RequestBodyBuilder::new()
            .content("application/json", content)
            .required(Some(Required::True))
            .build();
        operation = operation.request_body(Some(body));
    }
    if endpoint.guarded {
        operation = operation.security(SecurityRequirement::new::<_, [&str; 0], &str>(TOKEN, []));
    }
    let (status, shape) = endpoint.good;
    operation = operation.response(status.to_string(), answer("It is done.", shape));
    for status in endpoint.refusals() {
        operation = operation.response(
            status.to_string(),
            answer(reason(status), Some(One("RefusalAnswer"))),
        );
    }
    operation
}

fn answer(description: &str, shape: Option<Shape>) -> utoipa::openapi::Response {
    let response = ResponseBuilder::new().description(description);
    let schema: RefOr<Schema> = match shape {
        None => return response.build(),
        Some(One(name)) => Ref::from_schema_name(name).into(),
        Some(Many(name)) => {
            Schema::Array(utoipa::openapi::Array::new(Ref::from_schema_name(name))).into()
        }
    };
    let content = ContentBuilder::new().schema(Some(schema)).build();
    response.content("application/json", content).build()
}

/// The names between braces.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "The body or the address is malformed, or settings contradict each other.",
        401 => "Nobody is known: no token, no certificate, a wrong password.",
        403 => "The permission is missing, or it is built in.",
        404 => "It does not exist.",
        408 => "The body did not come in time.",
        409 => "It exists already.",
        413 => "The body is too large.",
        415 => "The body is not said to be JSON.",
        422 => {
            "Something that is named does not exist, here or in the directory, or is not unique."
        }
        500 => "It could not be stored, and nothing was changed.",
        503 => "The directory could not be asked.",
        _ => "It is refused.",
    }
}

fn schemas() -> Vec<(String, RefOr<Schema>)> {
    macro_rules! named {
        ($($shape:ident),* $(,)?) => {
            vec![$((stringify!($shape).to_owned(), $shape::schema())),*]
        };
    }
    let mut all = named![
        AuthenticateBody,
        GroupAnswer,
        GroupChangeBody,
        NewGroupBody,
        NewUserBody,
        Object,
        PermissionShape,
        RefusalAnswer,
        RoleAnswer,
        RoleBody,
        TestAnswer,
        TokenAnswer,
        TokenBody,
        UserAnswer,
        UserChangeBody,
    ];
    let settings: Schema = serde_json::from_value(settings::json_schema())
        .expect("the schema of the settings is one that OpenAPI knows");
    all.push(("Settings".to_owned(), settings.into()));
    all
}

#[cfg(test)]
mod tests;
