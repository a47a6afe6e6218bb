# Shared by the scripts of this folder: finds uv and Python, and keeps environments up to date.
# Everything lives in the checkout's own .fitglue/ folder. Needs `python3` (with venv) and a network
# the first time.

checkout=$(cd "$(dirname "$0")/.." && pwd)
private=$checkout/.fitglue
export UV_PYTHON_DOWNLOADS=never UV_NO_CONFIG=1
unset PYTHONDONTWRITEBYTECODE # compiled files are what makes the second start a quick one

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$1"
    shift
    for line in "$@"; do say "  $line"; done
    exit 1
}

find_python() {
    command -v "${FITGLUE_PYTHON:-python3}" >/dev/null ||
        fail "FitGlue needs Python 3.11 or later, and there is no python3 here." \
            "On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
    "${FITGLUE_PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "FitGlue needs Python 3.11 or later; python3 is $(python3 --version 2>&1)." \
            "Install a later one and name it: FITGLUE_PYTHON=python3.12 $0"
    command -v "${FITGLUE_PYTHON:-python3}"
}

# Prints the path of uv: the one on this machine, else a private copy whose hash is pinned.
find_uv() {
    if [ -x "$private/uv/bin/uv" ]; then
        echo "$private/uv/bin/uv"
        return
    fi
    if command -v uv >/dev/null; then
        command -v uv
        return
    fi
    python=$(find_python)
    "$python" -m venv "$private/uv" >/dev/null 2>&1 ||
        fail "Python cannot make a virtual environment here." \
            "On Debian or Ubuntu: sudo apt-get install python3-venv"
    "$private/uv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r "$checkout/requirements/uv.txt" >&2
    echo "$private/uv/bin/uv"
}

has_node() {
    command -v npm >/dev/null && node -e \
        'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
}

# environment NAME PYTHON FILE…: makes .fitglue/NAME hold exactly what the requirement files pin,
# with FitGlue itself installed for editing. Does nothing when it already does.
environment() {
    name=$1 python=$2
    shift 2
    [ -d "$checkout/src/fitglue/web/assets" ] &&
        [ "$(cat "$private/$name/stamp" 2>/dev/null)" = "$(stamp "$@")" ] && return
    uv=$(find_uv)
    say "Setting up FitGlue in .fitglue/$name (once; a minute at most)…"
    [ "$("$private/$name/bin/python" --version 2>&1)" = "$("$python" --version)" ] ||
        "$uv" venv --quiet --clear --python "$python" "$private/$name" >&2
    requirements=""
    for file in "$@"; do requirements="$requirements -r $checkout/$file"; done
    has_node || requirements="$requirements -r $checkout/requirements/node.txt"
    # shellcheck disable=SC2086 # a list of options
    "$uv" pip install --quiet --compile-bytecode --python "$private/$name/bin/python" \
        --require-hashes $requirements >&2
    "$uv" pip install --quiet --python "$private/$name/bin/python" --no-deps \
        --no-build-isolation --editable "$checkout" >&2
    stamp "$@" >"$private/$name/stamp"
}

# stamp FILE…: prints what the environment $name is made of; its own Python says which one it is,
# for a version manager's stand-in takes a quarter of a second.
stamp() (
    cd "$checkout"
    {
        echo "$python" && "$private/$name/bin/python" --version 2>&1
        for file in "$@" pyproject.toml hatch_build.py requirements/node.txt; do cat "$file"; done
        find frontend -name node_modules -prune -o -type f -print | LC_ALL=C sort | xargs cat
        cat src/fitglue/formats/apple_export/compiled/*.[ch]
    } | cksum
)
