# What the installers share: roots of Debian beside the machine's own, and programs that are started in them. Sourced.
# shellcheck shell=bash

installed() { command -v "$1" >/dev/null 2>&1; }

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# Say what to do where this is no Debian, or not root.
need_debian() {
    [ "$(id -u)" = 0 ] || fail "only root can install this"
    installed apt-get || fail "this installs on Debian; $1"
}

install_tools() {
    if installed debootstrap && installed newuidmap && installed skopeo && [ -x /bin/busybox ]; then
        return
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >&2
    # busybox-static is the whole content of the images that tests start from; skopeo asks registries about images.
    apt-get install -qy --no-install-recommends debootstrap uidmap skopeo busybox-static ca-certificates >&2
}

# Make a root of Debian's unstable distribution with some packages.
make_root() {
    rm -rf --one-file-system "$1.new"
    debootstrap --variant=minbase --include="$2" sid "$1.new" >&2 || fail "debootstrap did not finish"
    rm -rf --one-file-system "$1"
    mv "$1.new" "$1"
}

# A root that lacks capabilities, as in a container, gets them in a user namespace with all ids mapped onto
# themselves; newuidmap and newgidmap refuse that unless these files allow it.
allow_ids() {
    local file
    for file in /etc/subuid /etc/subgid; do
        grep -qsx 'root:0:65536' "$file" || echo 'root:0:65536' >>"$file"
    done
}

# Write the program of this name in a root, started with this machine's files in their usual places.
write_wrapper() {
    local root=$2
    cat >"$1" <<WRAPPER
#!/usr/bin/env bash
# Written by ${0##*/}: starts the program of this name in $root.
umask 022
exec unshare --user --mount --propagation private \\
    --map-users=0,0,65536 --map-groups=0,0,65536 --setuid 0 --setgid 0 \\
    bash -c "\$(sed '1,/^# inside/d' "\$0")" "\${0##*/}" "$root" "\$PWD" "\$@"
# inside
root=\$1 here=\$2
shift 2
mount --rbind "\$root" "\$root"
for directory in /* "\$here"; do
    case \$directory in
        # These are the root's own.
        / | /bin | /boot | /etc* | /lib* | /lost+found | /sbin | /usr* | /var | /var/lib*) continue ;;
    esac
    if [ -d "\$directory" ] && ! [ "\$directory" -ef "\$root\$directory" ]; then
        mkdir -p "\$root\$directory"
        mount --rbind "\$directory" "\$root\$directory"
    fi
done
mkdir -p "\$root/.machine"
cd "\$root" && pivot_root . .machine && cd / && umount -l /.machine || exit 125
cd "\$here" && exec "/usr/bin/\$0" "\$@"
WRAPPER
    chmod 755 "$1"
}
