# Reads a token, then one launch file a line; runs each in a subshell and reports its exit code on
# a line that begins with byte 1 and the token. The traps keep the supervisor alive when a step is
# interrupted; subshells have the default actions again. Where memory runs out, steps go first.
# A line with an ampersand starts another reader beside this one, between two named pipes.
# $1: the largest file in blocks of 512 bytes, $2: KiB of data of each process; 0 is no limit.
trap : INT TERM HUP
ulimit -c 0 2>/dev/null
[ "$1" = 0 ] || ulimit -f "$1"
[ "$2" = 0 ] || ulimit -d "$2"
IFS= read -r duru_token || exit 0
printf '\n\001%s ready\n' "$duru_token"
duru_serve() {
  while IFS= read -r duru_launch; do
    case "$duru_launch" in
    '&'*)
      duru_launch="${duru_launch#?}"
      duru_serve <"$duru_launch.in" >"$duru_launch.out" &
      continue
      ;;
    esac
    ( { echo 500 >/proc/self/oom_score_adj; } 2>/dev/null; . "$duru_launch" ) </dev/null 2>&1
    printf '\n\001%s %s\n' "$duru_token" "$?"
  done
}
duru_serve
