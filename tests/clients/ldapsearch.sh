#!/bin/sh
# The tasks of `ldaplab conformance client`, done with OpenLDAP's ldapsearch alone.
set -u

if [ -n "${LDAP_CA_FILE-}" ]; then
  LDAPTLS_CACERT=$LDAP_CA_FILE
  export LDAPTLS_CACERT
fi

ask() {
  ldapsearch -x -LLL -o ldif-wrap=no -o nettimeout="$LDAP_TIMEOUT" -l "$LDAP_TIMEOUT" ${LDAP_START_TLS:+-ZZ} -H "$LDAP_URL" "$@"
}

unable() {
  echo "$1" >&2
  exit 77
}

case $LDAP_TASK in
  bind)
    ask -D "$LDAP_BIND_DN" -w "$LDAP_BIND_PASSWORD" -s base -b '' '(objectClass=*)' 1.1 >/dev/null
    ;;
  login)
    case $LDAP_USER in
      *[!a-z]*) unable 'ldapsearch escapes nothing that goes into a filter' ;;
    esac
    found=$(ask -b "$LDAP_BASE" "(uid=$LDAP_USER)" 1.1) || exit
    name=$(printf '%s\n' "$found" | sed -n 's/^dn: //p')
    case $(printf '%s\n' "$found" | grep -c '^dn:') in
      1) ;;
      *) echo 'not one entry has this name' >&2; exit 1 ;;
    esac
    ask -D "$name" -w "$LDAP_PASSWORD" -s base -b '' '(objectClass=*)' 1.1 >/dev/null
    ;;
  search)
    set -f
    # shellcheck disable=SC2086 # The attributes are words of their own.
    set -- -b "$LDAP_BASE" -s "$LDAP_SCOPE" "$LDAP_FILTER" $LDAP_ATTRIBUTES
    if [ -n "${LDAP_BIND_DN-}" ]; then
      set -- -D "$LDAP_BIND_DN" -w "$LDAP_BIND_PASSWORD" "$@"
    fi
    if [ -n "${LDAP_PAGE_SIZE-}" ]; then
      set -- -E "pr=$LDAP_PAGE_SIZE/noprompt" "$@"
    fi
    ask "$@"
    ;;
  find)
    # What is put octet by octet needs no escaping of its own.
    value=$(printf '%s' "$LDAP_VALUE_BASE64" | base64 -d | od -An -v -tx1 | tr -d '\n' | sed 's/ /\\/g')
    ask -b "$LDAP_BASE" "($LDAP_ATTRIBUTE=$value)" uid
    ;;
  read)
    unable 'ldapsearch makes no names of values'
    ;;
  *)
    unable 'ldapsearch does not write'
    ;;
esac
