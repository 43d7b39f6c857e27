package dev.duru.tsdb.conformance;

import dev.duru.tsdb.TsdbException;
import java.util.ArrayList;
import java.util.List;

/** A script: commands one after the other. */
final class Script {
    /**
     * What came of an eval.
     *
     * @param problem empty when all was as expected
     */
    record Outcome(int line, String query, String problem) {
        boolean passed() {
            return problem.isEmpty();
        }
    }

    private final String[] lines;
    private final ScriptStore store = new ScriptStore();
    private final List<Outcome> outcomes = new ArrayList<>();

    Script(String text) {
        lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            lines[i] = line.startsWith("#") ? "" : line;
        }
    }

    List<Outcome> run() {
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.equals("clear")) {
                store.clear();
            } else if (line.startsWith("load")) {
                Load load = new Load(line);
                while (i + 1 < lines.length && !lines[i + 1].isEmpty()) {
                    load.line(lines[++i]);
                }
                load.into(store);
            } else if (line.startsWith("eval")) {
                i = eval(i);
            } else if (!line.isEmpty()) {
                throw new TsdbException("line " + (i + 1) + ": invalid command " + line);
            }
        }
        return outcomes;
    }

    private int eval(int first) {
        int i = first;
        String query = lines[first];
        String problem;
        try {
            Eval eval = new Eval(lines[first], first + 1);
            boolean more = true;
            while (more && i + 1 < lines.length && !lines[i + 1].isEmpty()) {
                more = eval.line(lines[++i]);
            }
            query = eval.query;
            problem = new Check(eval, store).problem();
        } catch (RuntimeException e) {
            problem = "the runner failed: " + e;
        }
        outcomes.add(new Outcome(first + 1, query, problem));
        return i;
    }
}
