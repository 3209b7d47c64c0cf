#!/bin/bash -eu
# Builds every target of fuzz/ as OSS-Fuzz expects it: programs in $OUT, with a zip of seeds and a dictionary each.
# Without OSS-Fuzz: OUT=/some/folder SANITIZER=none fuzz/oss-fuzz/build.sh, with cargo-fuzz and a nightly toolchain
# (or RUSTC_BOOTSTRAP=1 on stable).
cd "$(dirname "$0")/../.."
: "${OUT:?a folder for the programs}"
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)

# libxml2 compares canonical forms in `c14n`; it is no library of the base image of runners.
cargo fuzz build --release --sanitizer "${SANITIZER:-address}" --no-default-features --debug-assertions
programs=fuzz/target/x86_64-unknown-linux-gnu/release

for target in $(cargo fuzz list); do
    cp "$programs/$target" "$OUT/"
    dictionary=fuzz/xml.dict
    [ "$target" = config ] && dictionary=fuzz/toml.dict
    cp "$dictionary" "$OUT/$target.dict"
    # What fuzzers have found (fuzz/minimize); seeds and samples are added to it.
    [ -f "fuzz/corpora/$target.zip" ] && cp "fuzz/corpora/$target.zip" "$OUT/${target}_seed_corpus.zip"
    # The inputs of `verify` and `logout` are choices, for which there are no seeds.
    seeds=()
    [ -d "fuzz/seeds/$target" ] && seeds+=("fuzz/seeds/$target")
    case $target in
    capture | redact) seeds+=(fixtures/samples) ;;
    flow) seeds+=(fixtures/flows fixtures/recordings) ;;
    c14n | forms | xml) seeds+=(fuzz/seeds/xml) ;;
    metadata) seeds+=(fixtures/samples/*metadata*.xml) ;;
    esac
    if [ "${#seeds[@]}" -gt 0 ]; then
        find "${seeds[@]}" -type f -print | sort -u | zip -q -@ "$OUT/${target}_seed_corpus.zip"
    fi
done

# `verify` reads the accepted cases when it starts.
mkdir -p "$OUT/cases"
cp -R fixtures/cases/accepted "$OUT/cases/"
