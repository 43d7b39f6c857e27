# Reads a token, then one launch file a line; runs each in a subshell and reports its exit code on
# a line that begins with byte 1 and the token. The traps keep the supervisor alive when a step is
# interrupted; subshells have the default actions again.
trap : INT TERM HUP
IFS= read -r duru_token || exit 0
printf '\n\001%s ready\n' "$duru_token"
while IFS= read -r duru_launch; do
  ( . "$duru_launch" ) </dev/null 2>&1
  printf '\n\001%s %s\n' "$duru_token" "$?"
done
