package dev.duru.pipeline.log;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many texts in another in one pass (Aho and Corasick, 1975). Each state knows the longest
 * wanted text that ends there. It is made quickly, as a tree with failure links, since most jobs
 * print little; after much text it gets a whole table of moves, so that a character costs two array
 * reads, if that is not too large. What is wanted never changes; safe for use by many threads.
 */
final class Automaton {
    /** Up to so many entries (4 bytes each) the table of moves is whole. */
    private static final int LARGEST_TABLE = 1 << 20;

    /** After so many characters a table pays. */
    private static final long MUCH = 128 * 1024;

    private static final int[] NO_TABLE = {};

    private final List<String> words;
    private final int longest;
    private final int classes;
    private final int[] low = new int[128];
    private final Map<Character, Integer> high = new HashMap<>();

    /** The first child of a state, the next one beside a child, and the class that leads to it. */
    private int[] first;

    private int[] beside;
    private int[] kind;

    private int[] fail;
    private int[] deepest;

    /** All states from the root outwards. */
    private final int[] order;

    /** Where the root goes, by class. */
    private final int[] root;

    private int states = 1;

    /** Races only about how soon the table is made. */
    private long seen;

    /** Moves by state times classes plus class; empty as long as there is none. */
    private volatile int[] table = NO_TABLE;

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
        this.root = new int[classes];
        int most = 1 + this.words.stream().mapToInt(String::length).sum();
        first = new int[most];
        beside = new int[most];
        kind = new int[most];
        deepest = new int[most];
        grow();
        first = Arrays.copyOf(first, states);
        beside = Arrays.copyOf(beside, states);
        kind = Arrays.copyOf(kind, states);
        deepest = Arrays.copyOf(deepest, states);
        fail = new int[states];
        order = new int[states];
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

    /** The tree of all words. */
    private void grow() {
        for (String word : words) {
            int state = 0;
            for (int i = 0; i < word.length(); i++) {
                int wanted = classOf(word.charAt(i));
                int next = child(state, wanted);
                if (next == 0) {
                    next = states++;
                    kind[next] = wanted;
                    beside[next] = first[state];
                    first[state] = next;
                    if (state == 0) {
                        root[wanted] = next;
                    }
                }
                state = next;
            }
            deepest[state] = word.length();
        }
    }

    /** The child of a state, or 0. */
    private int child(int state, int wanted) {
        if (state == 0) {
            return root[wanted];
        }
        int child = first[state];
        while (child != 0 && kind[child] != wanted) {
            child = beside[child];
        }
        return child;
    }

    /** Failure links, from the root outwards. */
    private void link() {
        int end = 1;
        for (int at = 0; at < end; at++) {
            int state = order[at];
            for (int child = first[state]; child != 0; child = beside[child]) {
                fail[child] = state == 0 ? 0 : follow(fail[state], kind[child]);
                deepest[child] = Math.max(deepest[child], deepest[fail[child]]);
                order[end++] = child;
            }
        }
    }

    private int follow(int state, int wanted) {
        int at = state;
        while (true) {
            int next = child(at, wanted);
            if (next != 0 || at == 0) {
                return next;
            }
            at = fail[at];
        }
    }

    private int[] wholeTable() {
        int[] whole = new int[states * classes];
        for (int state : order) {
            if (state != 0) {
                System.arraycopy(whole, fail[state] * classes, whole, state * classes, classes);
            }
            for (int child = first[state]; child != 0; child = beside[child]) {
                whole[state * classes + kind[child]] = child;
            }
        }
        return whole;
    }

    /** Adds each place where a word stands. */
    void find(String text, Spans found) {
        int[] moves = table;
        if (moves.length > 0) {
            fast(moves, text, found);
            return;
        }
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            int wanted = classOf(text.charAt(i));
            if (wanted == 0) {
                state = 0;
                continue;
            }
            state = state == 0 ? root[wanted] : follow(state, wanted);
            if (state != 0 && deepest[state] > 0) {
                found.add(i + 1 - deepest[state], i + 1);
            }
        }
        seen += text.length();
        if (seen > MUCH && (long) states * classes <= LARGEST_TABLE) {
            table = wholeTable();
        }
    }

    private void fast(int[] moves, String text, Spans found) {
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
