package dev.duru.dialects.fuzz;

import java.util.List;
import java.util.Random;

/** Changes a text a little, many times over. */
final class Mutator {
    private static final int LONGEST = 40_000;
    private static final List<String> WORDS =
            List.of(
                    "${{",
                    "}}",
                    "${{ ",
                    " }}",
                    "'",
                    "''",
                    "\"",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    ":",
                    ": ",
                    "- ",
                    "?",
                    "? ",
                    "&a ",
                    "*a",
                    "<<: *a",
                    "!!str ",
                    "!!int ",
                    "!x ",
                    "|",
                    ">",
                    "|2-",
                    "#",
                    "---\n",
                    "...\n",
                    "\n",
                    "\r\n",
                    "\r",
                    "\t",
                    "  ",
                    "\u0000",
                    "\u0085",
                    "\u2028",
                    "\ufeff",
                    "\ud800",
                    "\udc00",
                    "İ",
                    "ς",
                    "null",
                    "~",
                    "true",
                    "0x",
                    "1e999",
                    "-0",
                    ".nan",
                    "NaN",
                    "999999999999999999999",
                    "github.",
                    "needs.a.outputs.m",
                    "fromJSON(",
                    "toJSON(",
                    "format('{0}', ",
                    "hashFiles(",
                    "contains(",
                    "join(",
                    ".*",
                    "[*]",
                    "&&",
                    "||",
                    "!",
                    "==",
                    "<=",
                    "success()",
                    "always()",
                    "on: push\n",
                    "jobs:\n",
                    "  a:\n",
                    "    runs-on: x\n",
                    "    steps:\n",
                    "      - run: x\n",
                    "strategy:",
                    "matrix:",
                    "include:",
                    "exclude:",
                    "uses: ./a",
                    "with:",
                    "needs: [a]",
                    "if: ",
                    "workflow_call:",
                    "schedule:",
                    "cron: '* * * * *'",
                    "parallel:",
                    "wait: a",
                    "background: true",
                    "${{ insert }}",
                    "**",
                    "!(",
                    "+",
                    "\\",
                    "/");

    private final Random random;
    private final List<String> seeds;

    Mutator(Random random, List<String> seeds) {
        this.random = random;
        this.seeds = seeds;
    }

    String mutate(String text) {
        StringBuilder changed = new StringBuilder(text);
        int times = 1 + random.nextInt(8);
        for (int i = 0; i < times; i++) {
            once(changed);
        }
        if (changed.length() > LONGEST) {
            changed.setLength(LONGEST);
        }
        return changed.toString();
    }

    private void once(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + 1 + random.nextInt(30));
        switch (random.nextInt(9)) {
            case 0 -> text.delete(at, to);
            case 1, 2 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
            case 3 -> text.insert(at, text.substring(at, to).repeat(1 + random.nextInt(40)));
            case 4 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, to));
            case 5 -> text.replace(at, to, WORDS.get(random.nextInt(WORDS.size())));
            case 6 -> text.insert(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
            case 7 -> text.insert(at, part(seeds.get(random.nextInt(seeds.size()))));
            default -> lines(text);
        }
    }

    /** Part of another seed. */
    private String part(String seed) {
        if (seed.isEmpty()) {
            return "";
        }
        int from = random.nextInt(seed.length());
        return seed.substring(from, Math.min(seed.length(), from + random.nextInt(400)));
    }

    /** Repeats or removes a whole line, or indents it. */
    private void lines(StringBuilder text) {
        List<String> lines = new java.util.ArrayList<>(text.toString().lines().toList());
        if (lines.isEmpty()) {
            return;
        }
        int line = random.nextInt(lines.size());
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(random.nextInt(lines.size() + 1), lines.get(line));
            case 2 -> lines.set(line, "  " + lines.get(line));
            default -> lines.set(line, lines.get(line).stripLeading());
        }
        text.setLength(0);
        text.append(String.join("\n", lines)).append('\n');
    }
}
