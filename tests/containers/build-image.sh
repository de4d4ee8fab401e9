#!/bin/sh
# Makes images from Debian's packages, without a registry of images: debootstrap fills a folder, apt-get adds the server, and Docker imports it.
#   tests/containers/build-image.sh             localhost/ldaplab-openldap:test and localhost/ldaplab-samba:test
#   tests/containers/build-image.sh openldap    the one alone
# Needs root, debootstrap, tar, and `docker` with an engine that answers it. DEBIAN_SUITE (bookworm) and DEBIAN_MIRROR (debootstrap's) say what it is made of.
set -eu
PATH=$PATH:/usr/sbin:/sbin
suite=${DEBIAN_SUITE:-bookworm}
[ $# -gt 0 ] || set -- openldap samba

for program in debootstrap docker tar; do
  command -v "$program" >/dev/null || { echo "$program is not installed (Debian: apt-get install docker.io debootstrap)" >&2; exit 1; }
done
[ "$(id -u)" -eq 0 ] || { echo "debootstrap needs root" >&2; exit 1; }
docker version --format 'Docker engine {{.Server.Version}}' || exit 1

folder=$(mktemp -d)
# What debootstrap had mounted, should it have been stopped, goes first.
clean() {
  awk -v below="$folder" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mounted; do umount "$mounted"; done
  rm -rf --one-file-system "$folder"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
# In memory, where there is plenty, it takes half the time.
if [ "$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)" -gt 4000000 ]; then
  mount -t tmpfs -o mode=0700 tmpfs "$folder" 2>/dev/null || :
fi

# What is unpacked is thrown away with the folder: no waiting for the disk, no manuals.
settings() {
  mkdir -p "$1/etc/dpkg/dpkg.cfg.d" "$1/usr/sbin"
  cat >"$1/etc/dpkg/dpkg.cfg.d/small" <<'END'
force-unsafe-io
path-exclude /usr/share/doc/*
path-exclude /usr/share/man/*
path-exclude /usr/share/locale/*
END
  # No package starts a daemon.
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
  chmod 755 "$1/usr/sbin/policy-rc.d"
  # The server makes its own directory when the container starts.
  printf 'slapd slapd/no_configuration boolean true\n' | chroot "$1" debconf-set-selections
}

image() {
  case $1 in
    openldap) packages=slapd ;;
    samba) packages='samba-ad-dc samba-ad-provision' ;;
  esac
  root=$folder/$1
  cp -a "$folder/base" "$root"
  # shellcheck disable=SC2086
  chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >"$folder/log" 2>&1 || {
    tail -n 30 "$folder/log" >&2
    exit 1
  }
  former=$(docker image ls --quiet "localhost/ldaplab-$1:test")
  tar -C "$root" --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale -c . |
    docker import - "localhost/ldaplab-$1:test" >/dev/null
  rm -rf "$root"
  [ -z "$former" ] || docker image rm "$former" >/dev/null 2>&1 || :
  docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' "localhost/ldaplab-$1"
}

for server; do
  case $server in openldap | samba) ;; *) echo "there are openldap and samba, not $server" >&2; exit 2 ;; esac
done
# shellcheck disable=SC2086
debootstrap --variant=minbase "$suite" "$folder/base" ${DEBIAN_MIRROR:-} >"$folder/log" 2>&1 || {
  tail -n 30 "$folder/log" >&2
  exit 1
}
settings "$folder/base"
for server; do image "$server"; done
