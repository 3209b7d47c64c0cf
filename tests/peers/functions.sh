# What tests/peers/run and tests/serve/live have in common: installs and starts identity providers on loopback.
# The caller sets `peers` (this folder), `cache` (where npm installs) and `temp` (an empty folder that it removes).
# `stop` ends what was started.
started=() described=()

stop() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    for process in "${started[@]}"; do wait "$process" 2>/dev/null || true; done
}

# Installs what is missing: a Debian package for each file that has to exist.
install() {
    local packages=()
    while [ $# -gt 0 ]; do
        [ -e "$1" ] || packages+=("$2")
        shift 2
    done
    [ "${#packages[@]}" -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"; } \
        >"$temp/apt.log" 2>&1 || tail -n 3 "$temp/apt.log" >&2
}

# SimpleSAMLphp, and the modules of PHP that its Debian package does not ask for.
install_simplesamlphp() {
    local modules
    install /usr/bin/php php-cli /usr/share/simplesamlphp/www simplesamlphp
    modules=$(php -m 2>/dev/null || true)
    [ "$(grep -c -x -E 'dom|mbstring' <<<"$modules")" = 2 ] || install "$temp/none" php-xml "$temp/none" php-mbstring
}

install_npm() {
    command -v npm >/dev/null || return 0
    mkdir -p "$cache/npm"
    ! cmp -s "$peers/npm/package-lock.json" "$cache/npm/installed" || return 0
    cp "$peers"/npm/package*.json "$cache/npm/"
    npm --prefix "$cache/npm" ci --no-audit --no-fund --silent >"$temp/npm.log" 2>&1 \
        && cp "$peers/npm/package-lock.json" "$cache/npm/installed" || tail -n 3 "$temp/npm.log" >&2
}

key_pair() { # FILE NAME
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$2" -keyout "$1.key" -out "$1.crt" 2>/dev/null
}
port() { /usr/bin/python3 -c 'import socket, sys; s = socket.socket(); s.bind((sys.argv[1], 0)); print(s.getsockname()[1])' "$1"; }
debian() { dpkg-query -W -f '${Version}' "$1" 2>/dev/null || true; }
unless() { [ -e "$1" ] || echo "$2 cannot be installed here"; }

# NAME VERSION HOST PATH_OF_METADATA PATH_TO_BEGIN_A_LOGIN PATH_TO_BEGIN_A_LOGOUT MISSING COMMAND...
# Cookies do not know of ports: each peer has an address of its own.
start() {
    local name=$1 version=$2 host=$3 metadata=$4 begin=$5 logout=$6 missing=$7
    shift 7
    local folder=$temp/$name port address
    mkdir "$folder"
    port=$(port "$host")
    address=http://$host:$port
    if [ -z "$missing" ]; then
        key_pair "$folder/signing" "$name.example.org"
        key_pair "$folder/next" "next.$name.example.org"
        "$@" "$folder" "$host" "$port" >"$folder/output" 2>&1 &
        started+=($!)
        local try=0
        until /usr/bin/python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)' "$address$metadata" 2>/dev/null; do
            try=$((try + 1))
            [ "$try" -lt 40 ] || { missing="it does not answer: $(tail -n 1 "$folder/output")"; break; }
            sleep 0.5
        done
    fi
    described+=("$name" "$version" "$folder" "$address$metadata" "$address$begin" "$address$logout" "$missing")
}

start_simplesamlphp() { # ENTITY_ID_OF_THE_SERVICE, percent-encoded
    start SimpleSAMLphp "$(debian simplesamlphp)" 127.0.0.2 /saml2/idp/metadata.php \
        "/saml2/idp/SSOService.php?spentityid=$1" "/saml2/idp/initSLO.php?RelayState=/resources/default.css" \
        "$(unless /usr/share/simplesamlphp/www simplesamlphp)" "$peers/peers/simplesamlphp"
}

start_samlp() {
    local version
    version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$cache/npm/node_modules/samlp/package.json" 2>/dev/null || true)
    start samlp "$version" 127.0.0.3 /metadata /begin /begin-logout \
        "$(unless "$cache/npm/node_modules/samlp" "samlp (npm)")" env NODE_PATH="$cache/npm/node_modules" node --no-deprecation "$peers/peers/samlp.js"
}

# Writes what was started, as JSON.
describe() { # FILE
    /usr/bin/python3 - "$1" "${described[@]}" <<'PYTHON'
import json, sys

names = ("name", "version", "folder", "metadata", "begin", "logout", "not_run")
values = sys.argv[2:]
rows = [dict(zip(names, values[at : at + len(names)])) for at in range(0, len(values), len(names))]
for row in rows:
    row["not_run"] = row["not_run"] or None
json.dump(rows, open(sys.argv[1], "w"))
PYTHON
}
