package dev.duru.pipeline.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces secrets by {@code ***}, in every form that {@link SecretForms} knows. The time for a
 * text grows with its length and not with the number of secrets. Safe for use by many threads;
 * secrets may be added at any time.
 */
public final class Masker {
    private static final String HIDDEN = "***";

    /**
     * A value that is shorter stands everywhere in ordinary text: hiding it would make a log
     * unreadable, and would protect nothing.
     */
    public static final int SHORTEST = 3;

    private final Set<String> known = new HashSet<>();

    /** Forms that no automaton looks for yet: most secrets are added together, before any text. */
    private final List<String> waiting = new ArrayList<>();

    private volatile boolean settled = true;

    /**
     * Each at least twice as large as the next, so that adding many secrets one by one is cheap.
     */
    private volatile List<Automaton> automata = List.of();

    /**
     * Hides a secret from now on. Blank text is ignored.
     *
     * @return false when the value is too short to be hidden
     */
    public synchronized boolean add(String secret) {
        if (secret.isBlank()) {
            return true;
        }
        if (secret.strip().length() < SHORTEST) {
            return false;
        }
        if (!known.add(secret)) {
            return true;
        }
        for (String form : SecretForms.of(secret)) {
            if (known.add(form) || form.equals(secret)) {
                waiting.add(form);
            }
        }
        settled = false;
        return true;
    }

    private List<Automaton> automata() {
        if (!settled) {
            settle();
        }
        return automata;
    }

    private synchronized void settle() {
        if (settled) {
            return;
        }
        List<String> forms = new ArrayList<>(waiting);
        waiting.clear();
        List<Automaton> next = new ArrayList<>(automata);
        while (!next.isEmpty() && next.getLast().words().size() < 2 * forms.size()) {
            forms.addAll(next.removeLast().words());
        }
        next.add(new Automaton(forms));
        automata = List.copyOf(next);
        settled = true;
    }

    /** The text with all that is secret hidden. */
    public String mask(String text) {
        Automaton.Spans all = null;
        for (Automaton automaton : automata()) {
            Automaton.Spans found = new Automaton.Spans();
            automaton.find(text, found);
            if (!found.isEmpty()) {
                all = all == null ? found : all.with(found);
            }
        }
        return all == null ? text : all.replace(text, HIDDEN);
    }

    /** How many characters the longest form has: what must be held back when a line is cut. */
    public int longest() {
        return automata().stream().mapToInt(Automaton::longest).max().orElse(0);
    }
}
