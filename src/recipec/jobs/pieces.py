"""What is the same in every script: functions of bash, for bash 4.2 and later, as nodes have it."""

FOLLOWING = r"""
fail() {
    echo "$*" >&2
    exit 1
}

# follow COMMAND...: run it in the background, for the shell hears signals only while it waits.
follow() {
    local status
    [ -z "$stopped" ] || fail "not begun: $*"
    set -m # it gets a group of its own, which can be told to end as a whole
    "$@" </dev/null &
    set +m
    running=$!
    while :; do
        heard=
        status=0
        wait "$running" || status=$?
        [ -n "$heard" ] || break # else a signal has ended `wait`, and not the command
    done
    running=
    return "$status"
}

# stop SECONDS: tell what runs to end, and end it when it has not after so many seconds.
stop() {
    stopped=yes
    heard=yes
    echo "the job is told to stop" >&2
    if [ -n "$running" ]; then
        kill -TERM -- "-$running" 2>/dev/null || true
        later "$1" kill -KILL -- "-$running"
    fi
}

# later SECONDS COMMAND...: run it after so many seconds, unless the job has ended.
later() {
    set -m
    { sleep "$1" && "${@:2}"; } </dev/null >/dev/null 2>&1 &
    timers+=("-$!")
    set +m
}
"""

KEEPING = r"""
# keep DIRECTORY TARGET: copy results; what cannot be copied stays where it is.
keep() {
    [ -d "$1" ] || return 0
    if mkdir -p "$2" && cp -a "$1/." "$2"; then
        echo "results are in $2"
    else
        echo "the results are still in $1 on $HOSTNAME" >&2
        return 1
    fi
}
"""

MAKING = r"""
# Make the image on the node, and give it its name when it is whole.
make() {
    local recipe=$work/Singularity made
    definition >"$recipe"
    made=$({ cat "$recipe" && printf '%s\n' "${build[@]}"; } | sha256sum)
    made=${made%% *}
@KNOWN@    echo "building $image on $HOSTNAME"
    follow in_context "$recipe"
    mkdir -p "$folder"
    cp "$work/image.sif" "$draft"
    echo "$made $(stat -c '%s %Y' "$draft")" >"$draft.made"
    mv -f "$draft.made" "$stamp"
    mv -fT "$draft" "$image"
    echo "built $image"
}

in_context() {
    cd "$context"
    exec "${build[@]}" "$work/image.sif" "$1"
}
"""

# An image that is there is not made again, nor is one replaced that was made of something else.
KNOWN = r"""    if [ -f "$image" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$made $(stat -c '%s %Y' "$image")" ]; then
        echo "$image is there, made of this recipe"
        return
    fi
    [ ! -e "$image" ] || fail "$image is there, and not made of this recipe: remove it, or write the job with --force"
"""

SHARING = r"""
# All jobs of this array that are on this node use one copy: the first one makes it, the last one takes it away.
share() {
    local turn
    for turn in 1 2 3 4 5 6 7 8 9; do
        mkdir -m 700 "$shared" 2>/dev/null || { [ ! -L "$shared" ] && [ -O "$shared" ]; } || fail "cannot make $shared"
        if { exec 8>>"$shared/users" 9>>"$shared/copying"; } 2>/dev/null && flock -s 8; then
            # Else the last one took it away meanwhile.
            [ ! "$shared/users" -ef /dev/fd/8 ] || break
        fi
        [ "$turn" -lt 9 ] || fail "cannot use $shared"
    done
    flock 9
    if [ ! -e "$shared/image.sif" ]; then
        cp "$image" "$shared/draft"
        mv "$shared/draft" "$shared/image.sif"
    fi
    flock -u 9
}

leave() {
    { flock -u 8 && flock -n 8; } 2>/dev/null || return 0
    [ ! "$shared/users" -ef /dev/fd/8 ] || rm -rf "$shared"
}
"""
