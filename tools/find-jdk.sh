# Sourced by the launcher and the Makefile's recipes: sets JAVA_HOME to a JDK 25 or newer, or says how to get one.
# By the shell alone, since other programs take longer to start than this takes.
duru_jdk_version() { # DIR -> duru_version: the major version of the JDK there; false where there is none
    local line
    duru_version=
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in JAVA_VERSION=\"*) line=${line#*\"}; duru_version=${line%%[!0-9]*} ;; esac
    done <"$1/release"
}
duru_find_jdk() {
    local candidate version on_path best="" best_version=0
    # exactly 25 is what Duru is tested with; a newer one will do
    if [ -n "${JAVA_HOME:-}" ] && duru_jdk_version "$JAVA_HOME" && [ "$duru_version" = 25 ]; then export JAVA_HOME; return 0; fi
    on_path=$(command -v javac 2>/dev/null || true)
    [ ! -L "$on_path" ] || on_path=$(readlink -f "$on_path")
    on_path=${on_path%/*/*}
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -n "$candidate" ] || continue
        duru_jdk_version "$candidate" || continue
        version=$duru_version
        [ "${version:-0}" -ge 25 ] || continue
        if [ "$version" = 25 ]; then JAVA_HOME=$candidate; export JAVA_HOME; return 0; fi
        if [ "$best_version" = 0 ] || [ "$version" -lt "$best_version" ]; then best=$candidate; best_version=$version; fi
    done
    if [ -n "$best" ]; then JAVA_HOME=$best; export JAVA_HOME; return 0; fi
    echo "duru: no JDK 25 was found (looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks)." >&2
    echo "      Install one, for example: apt install temurin-25-jdk, sdk install java 25-tem, brew install openjdk@25;" >&2
    echo "      or set JAVA_HOME to where it is." >&2
    return 1
}
duru_find_mvn() {
    command -v mvn >/dev/null 2>&1 && return 0
    echo "duru: Maven (mvn) was not found. Install it, for example: apt install maven, sdk install maven, brew install maven." >&2
    return 1
}
