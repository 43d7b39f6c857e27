package dev.duru.pipeline.log;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many texts in another in one pass (Aho and Corasick, 1975). Each state knows the longest
 * wanted text that ends there. Small automata have a whole table of moves, so that a character
 * costs two array reads; large ones keep the edges of the tree and follow failure links. Immutable.
 */
final class Automaton {
    /** Up to so many entries (4 bytes each) the table of moves is whole. */
    private static final int LARGEST_TABLE = 1 << 20;

    private final List<String> words;
    private final int longest;
    private final int classes;
    private final int[] low = new int[128];
    private final Map<Character, Integer> high = new HashMap<>();
    private int[] fail = {};
    private int[] deepest = {};

    /** Moves by state times classes plus class; empty in a large automaton. */
    private int[] table = {};

    /** Edges of a large automaton: state times classes plus class, to state. */
    private final Map<Long, Integer> edges = new HashMap<>();

    private int states = 1;

    Automaton(Collection<String> words) {
        this.words = List.copyOf(words);
        this.longest = this.words.stream().mapToInt(String::length).max().orElse(0);
        int known = 1;
        for (String word : this.words) {
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                if (c < 128 && low[c] == 0) {
                    low[c] = known++;
                } else if (c >= 128 && high.putIfAbsent(c, known) == null) {
                    known++;
                }
            }
        }
        this.classes = known;
        grow();
        link();
    }

    List<String> words() {
        return words;
    }

    int longest() {
        return longest;
    }

    private int classOf(char c) {
        if (c < 128) {
            return low[c];
        }
        return high.isEmpty() ? 0 : high.getOrDefault(c, 0);
    }

    private long edge(int state, int kind) {
        return (long) state * classes + kind;
    }

    /** The tree of all words. */
    private void grow() {
        int most = 1 + words.stream().mapToInt(String::length).sum();
        deepest = new int[most];
        for (String word : words) {
            int state = 0;
            for (int i = 0; i < word.length(); i++) {
                long edge = edge(state, classOf(word.charAt(i)));
                Integer next = edges.get(edge);
                if (next == null) {
                    next = states++;
                    edges.put(edge, next);
                }
                state = next;
            }
            deepest[state] = word.length();
        }
        deepest = Arrays.copyOf(deepest, states);
        fail = new int[states];
    }

    /** Failure links from the root outwards, and the table where it is small enough. */
    private void link() {
        int[][] children = children();
        boolean whole = (long) states * classes <= LARGEST_TABLE;
        if (whole) {
            table = new int[states * classes];
        }
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(0));
        while (!queue.isEmpty()) {
            int state = queue.remove();
            if (whole && state != 0) {
                System.arraycopy(table, fail[state] * classes, table, state * classes, classes);
            }
            for (int i = 0; i < children[state].length; i += 2) {
                int kind = children[state][i];
                int child = children[state][i + 1];
                fail[child] = state == 0 ? 0 : follow(fail[state], kind);
                deepest[child] = Math.max(deepest[child], deepest[fail[child]]);
                queue.add(child);
            }
            for (int i = 0; whole && i < children[state].length; i += 2) {
                table[state * classes + children[state][i]] = children[state][i + 1];
            }
        }
        if (whole) {
            edges.clear();
        }
    }

    /** For each state its edges, as pairs of class and state. */
    private int[][] children() {
        int[] counts = new int[states];
        edges.keySet().forEach(edge -> counts[(int) (edge / classes)] += 2);
        int[][] children = new int[states][];
        for (int state = 0; state < states; state++) {
            children[state] = new int[counts[state]];
        }
        edges.forEach((edge, child) -> {
            int state = (int) (edge / classes);
            int at = children[state].length - counts[state];
            counts[state] -= 2;
            children[state][at] = (int) (edge % classes);
            children[state][at + 1] = child;
        });
        return children;
    }

    private int follow(int state, int kind) {
        if (table.length > 0) {
            return table[state * classes + kind];
        }
        int at = state;
        while (true) {
            Integer next = edges.get(edge(at, kind));
            if (next != null) {
                return next;
            }
            if (at == 0) {
                return 0;
            }
            at = fail[at];
        }
    }

    /** Adds each place where a word stands. */
    void find(CharSequence text, Spans found) {
        int state = 0;
        int length = text.length();
        if (table.length > 0 && text instanceof String string) {
            fast(string, found);
            return;
        }
        for (int i = 0; i < length; i++) {
            int kind = classOf(text.charAt(i));
            state = kind == 0 ? 0 : follow(state, kind);
            if (deepest[state] > 0) {
                found.add(i + 1 - deepest[state], i + 1);
            }
        }
    }

    private void fast(String text, Spans found) {
        int[] moves = table;
        int width = classes;
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = moves[state * width + (c < 128 ? low[c] : classOf(c))];
            if (state != 0 && deepest[state] > 0) {
                found.add(i + 1 - deepest[state], i + 1);
            }
        }
    }

    /** Places in a text, from and to; those that touch become one. */
    static final class Spans {
        private int[] from = new int[8];
        private int[] to = new int[8];
        private int size;

        /** Adds a place that does not end before the last one does. */
        void add(int start, int end) {
            int begin = start;
            while (size > 0 && to[size - 1] >= begin) {
                begin = Math.min(begin, from[--size]);
            }
            if (size == from.length) {
                from = Arrays.copyOf(from, size * 2);
                to = Arrays.copyOf(to, size * 2);
            }
            from[size] = begin;
            to[size++] = end;
        }

        boolean isEmpty() {
            return size == 0;
        }

        /** Both, joined. */
        Spans with(Spans other) {
            Spans all = new Spans();
            int a = 0;
            int b = 0;
            while (a < size || b < other.size) {
                boolean mine = b == other.size || (a < size && to[a] <= other.to[b]);
                if (mine) {
                    all.add(from[a], to[a++]);
                } else {
                    all.add(other.from[b], other.to[b++]);
                }
            }
            return all;
        }

        /** The text with each place replaced. */
        String replace(String text, String by) {
            StringBuilder out = new StringBuilder(text.length());
            int done = 0;
            for (int i = 0; i < size; i++) {
                out.append(text, done, from[i]).append(by);
                done = to[i];
            }
            return out.append(text, done, text.length()).toString();
        }
    }
}
