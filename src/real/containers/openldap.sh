# Runs slapd on the files beside this one, wherever the image has its schema and modules.
set -eu
cd /ldaplab
PATH=$PATH:/usr/sbin:/usr/local/sbin:/usr/local/libexec:/usr/libexec:/opt/bitnami/openldap/sbin

# first FOLDER…: the first that is there.
first() {
  for folder; do
    if [ -d "$folder" ]; then echo "$folder" && return; fi
  done
}

command -v slapd >/dev/null || { echo "there is no slapd in this image" >&2 && exit 1; }
slapd -VV 2>&1 || :
schemas=$(first /etc/ldap/schema /etc/openldap/schema /usr/local/etc/openldap/schema /opt/bitnami/openldap/etc/schema)
modules=$(first /usr/lib/ldap /usr/lib64/openldap /usr/lib/openldap /usr/local/libexec/openldap /opt/bitnami/openldap/lib/openldap)
{
  for name in core cosine nis inetorgperson; do echo "include $schemas/$name.schema"; done
  if [ -n "$modules" ]; then
    echo "modulepath $modules"
    while IFS= read -r name; do
      if [ -e "$modules/$name.la" ] || [ -e "$modules/$name.so" ]; then echo "moduleload $name"; fi
    done <modules
  fi
  cat slapd.tail
} >slapd.conf
mkdir db
# It keeps a record for each descriptor that it may have, and in a container that may be a billion.
ulimit -n 4096
exec slapd -d none -h 'ldap:/// ldaps:///' -f slapd.conf
