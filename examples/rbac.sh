#!/usr/bin/env bash
# The directory-service API from end to end, with curl alone: settings, their test, a wrong CA found and mended, logins, roles through
# twelve nested groups and a cycle. Needs `ldaplab` and `curl` on PATH. Prints each step with its HTTP status and ends at the first surprise.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
started=()

clean_up() {
  local status=$? pid
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; done
  for pid in ${started[@]+"${started[@]}"}; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

surprise() {
  printf 'a surprise: %s\n' "$1" >&2
  exit 1
}

# text NAME, many NAME: the text, or the list, of a name in the JSON on stdin. What is asked for here comes once, and holds no quotes.
text() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
many() { sed -n "s/.*\"$1\":\(\[[^]]*\]\).*/\1/p"; }

# start NAME COMMAND…: a server; on return it accepts connections, and what it says of itself stands in $work/NAME.json. It says READY on its
# stdout when that file is there: no need to look for it again and again.
start() {
  local name=$1 line=
  shift
  mkfifo "$work/$name.out"
  "$@" --ready-file "$work/$name.json" >"$work/$name.out" &
  started+=("$!")
  read -r -t 60 line <"$work/$name.out" || true
  [[ $line == READY\ * ]] && [ -s "$work/$name.json" ] || surprise "$name did not start"
}

# call STATUS METHOD PATH WHAT [BODY]: one request, which must have this status; its answer is then in $work/answer.
call() {
  local expected=$1 method=$2 path=$3 what=$4 status body=()
  if [ $# -ge 5 ]; then
    printf '%s' "$5" >"$work/body"
    body=(-H 'Content-Type: application/json' --data-binary "@$work/body")
  fi
  # Neither token nor password is an argument, which others on this machine could read.
  status=$(curl -sS --max-time 60 --cacert "$api_ca" -H "@$work/headers" -X "$method" ${body[@]+"${body[@]}"} \
    -o "$work/answer" -w '%{http_code}' "$api/rbac-api$path")
  printf '%s  %-5s %-23s %s\n' "$status" "$method" "$path" "$what"
  [ "$status" = "$expected" ] || surprise "expected $expected, got $status: $(cat "$work/answer")"
}

# answered TEXT: the answer holds this.
answered() { grep -qF -- "$1" "$work/answer" || surprise "expected $1 in: $(cat "$work/answer")"; }

# log_in LOGIN PASSWORD WHAT: gets a token, and sends it from now on.
log_in() {
  : >"$work/headers"
  call 200 POST /v1/auth/token "$3" "{\"login\": \"$1\", \"password\": \"$2\"}"
  printf 'X-Authentication: %s\n' "$(text token <"$work/answer")" >"$work/headers"
}

# settings CA_FILE IN_CHAIN_DISABLED
settings() {
  cat <<JSON
{"display_name": "Example AD", "hostname": "localhost", "port": ${port}, "ssl": true,
 "cert_chain": "$(awk '{ printf "%s\\n", $0 }' "$1")",
 "login": "CN=svc-app,OU=Service Accounts,OU=Corp,DC=example,DC=test", "password": "svc-app-pass",
 "connect_timeout": 10, "base_dn": "DC=example,DC=test", "user_rdn": "OU=People,OU=Corp", "group_rdn": "OU=Groups,OU=Corp",
 "user_lookup_attr": "sAMAccountName", "user_email_attr": "mail", "user_display_name_attr": "displayName",
 "group_object_class": "group", "group_member_attr": "member", "group_name_attr": "name", "group_lookup_attr": "cn",
 "search_nested_groups": true, "disable_ldap_matching_rule_in_chain": $2, "help_link": null}
JSON
}

# --- the two servers ---------------------------------------------------------------------------------------------------

start directory ldaplab serve --secure-only --domain example.test --ldif fixtures/ldif/corp.ldif
directory_ca=$(text ca <"$work/directory.json")
port=$(text ldaps <"$work/directory.json" | sed 's/.*://')

ldaplab tls write unknown-ca --out "$work/stranger" >"$work/written"
LDAPLAB_RBAC_PASSWORD='correct horse battery' ldaplab rbac init --data "$work/data"
start api ldaplab rbac serve --data "$work/data" --listen 127.0.0.1:0
api=$(text url <"$work/api.json")
api_ca=$(text ca <"$work/api.json")
: >"$work/headers"

# --- the settings ------------------------------------------------------------------------------------------------------

call 401 GET /v1/ds 'nobody sees the settings without a token'
log_in admin 'correct horse battery' 'the administrator logs in'
cp "$work/headers" "$work/administrator"
call 200 GET /v1/ds 'nothing is set'
call 400 GET /v1/ds/test 'so there is nothing to test'
answered '"kind":"ds-not-configured"'

call 200 PUT /v1/ds 'settings, with a CA that is not the server'"'"'s' "$(settings "$work/stranger/trust.pem" false)"
call 200 GET /v1/ds/test 'the test names what is wrong'
answered '"error_kind":"secure"'
answered '"code":"tls.unknown_ca"'
for name in code cause seen cure; do printf '     %-6s %s\n' "$name:" "$(text "$name" <"$work/answer")"; done

call 200 PUT /v1/ds 'cert_chain mended' "$(settings "$directory_ca" false)"
call 200 GET /v1/ds/test 'the test passes'
! grep -q '"error"' "$work/answer" || surprise "$(cat "$work/answer")"

# --- roles through groups ----------------------------------------------------------------------------------------------

call 201 POST /v1/roles 'a role for the outermost of twelve groups' '{"display_name": "Readers", "permissions": []}'
call 201 POST /v1/roles 'a role for one group of a cycle' \
  '{"display_name": "Keepers", "permissions": [{"object_type": "directory_service", "action": "edit", "instance": "*"}]}'
call 201 POST /v1/groups 'Level 1 is imported' '{"login": "Level 1", "role_ids": [2]}'
call 201 POST /v1/groups 'Cycle A is imported' '{"login": "Cycle A", "role_ids": [3]}'
call 422 POST /v1/groups 'a group that is not there is not' '{"login": "Level 13", "role_ids": [2]}'
answered '"kind":"no-such-group-LDAP"'

# who_has LOGIN PASSWORD ROLES: logs in; through nested groups the user has exactly these roles.
who_has() {
  log_in "$1" "$2" "$1 logs in"
  call 200 GET /v1/users/current "$1 has through groups the roles $3"
  [ "$(many inherited_role_ids <"$work/answer")" = "$3" ] || surprise "$(cat "$work/answer")"
}

who_has ada s3cret '[2]'
call 403 GET /v1/ds 'ada may not see the settings'
who_has cyrus cyrus-pass '[3]'
call 200 GET /v1/ds 'cyrus may; the password is not shown'
answered '"password":"(the stored password)"'
: >"$work/headers"
call 401 POST /v1/auth/token 'a wrong password' '{"login": "ada", "password": "wrong"}'

cp "$work/administrator" "$work/headers"
call 200 PUT /v1/ds 'in-chain is switched off' "$(settings "$directory_ca" true)"
who_has ada s3cret '[2]'
who_has cyrus cyrus-pass '[3]'

cp "$work/administrator" "$work/headers"
call 200 PUT /v1/ds 'disconnected' '{}'
[ "$(cat "$work/answer")" = '{}' ] || surprise "$(cat "$work/answer")"
: >"$work/headers"
call 401 POST /v1/auth/token 'nobody of the directory logs in' '{"login": "ada", "password": "s3cret"}'
log_in admin 'correct horse battery' 'the administrator still does'
echo 'all as expected'
