# Makes the domain that the files beside this one describe, and runs its LDAP service.
set -eu
cd /ldaplab
PATH=$PATH:/usr/sbin:/usr/local/sbin:/usr/local/samba/sbin:/usr/local/samba/bin

for program in samba samba-tool; do
  command -v "$program" >/dev/null || { echo "there is no $program in this image" >&2 && exit 1; }
done
samba --version
mkdir -p dc/etc ncalrpc
set --
while IFS= read -r argument; do set -- "$@" "$argument"; done <arguments
if ! samba-tool "$@" --host-ip=127.0.0.1 >provisioned 2>&1; then
  cat provisioned >&2
  exit 1
fi
# Of two lines the later one counts; the domain controller's own section comes first.
while IFS= read -r line; do
  if [ "$line" = '[sysvol]' ]; then cat smb.lines; fi
  printf '%s\n' "$line"
done <dc/etc/smb.conf >smb.conf
exec samba -i -M single --debug-stdout -s /ldaplab/smb.conf
