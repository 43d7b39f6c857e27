package dev.duru.tsdb.index;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Numbers of series, growing, each once. For one thread. */
public interface Postings {
    /** What comes after the last. */
    int END = Integer.MAX_VALUE;

    /** None. */
    Postings NONE = () -> END;

    /** The next, or {@link #END}. */
    int next();

    /** The next that is not below a number, or {@link #END}; a number above the last one given. */
    default int seek(int least) {
        int found = next();
        while (found < least) {
            found = next();
        }
        return found;
    }

    /** The first so many of an array, which must not change. */
    static Postings of(int[] numbers, int size) {
        return new Postings() {
            private int at;

            @Override
            public int next() {
                return at < size ? numbers[at++] : END;
            }

            @Override
            public int seek(int least) {
                int step = 1;
                int low = at;
                while (low + step < size && numbers[low + step] < least) {
                    low += step;
                    step <<= 1;
                }
                at = low;
                return Postings.super.seek(least);
            }
        };
    }

    /** From 0 on, so many. */
    static Postings range(int size) {
        return new Postings() {
            private int at;

            @Override
            public int next() {
                return at < size ? at++ : END;
            }

            @Override
            public int seek(int least) {
                at = Math.max(at, least);
                return next();
            }
        };
    }

    /** Those that are in all. */
    static Postings all(List<Postings> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int[] last = new int[parts.size()];
        Arrays.fill(last, -1);
        return new Postings() {
            @Override
            public int next() {
                return settle(parts.getFirst().next());
            }

            @Override
            public int seek(int least) {
                return settle(parts.getFirst().seek(least));
            }

            private int settle(int first) {
                int candidate = first;
                int agreed = 1;
                int part = 1;
                last[0] = first;
                while (agreed < parts.size() && candidate != END) {
                    int here = last[part];
                    if (here < candidate) {
                        here = parts.get(part).seek(candidate);
                        last[part] = here;
                    }
                    agreed = here == candidate ? agreed + 1 : 1;
                    candidate = here;
                    part = (part + 1) % parts.size();
                }
                return candidate;
            }
        };
    }

    /** Those of one that are not in another. */
    static Postings without(Postings from, Postings removed) {
        return new Postings() {
            private int gone = -1;

            @Override
            public int next() {
                return settle(from.next());
            }

            @Override
            public int seek(int least) {
                return settle(from.seek(least));
            }

            private int settle(int first) {
                int candidate = first;
                while (candidate != END) {
                    if (gone < candidate) {
                        gone = removed.seek(candidate);
                    }
                    if (gone != candidate) {
                        return candidate;
                    }
                    candidate = from.next();
                }
                return END;
            }
        };
    }

    /**
     * Those that are in any. Of many parts it makes a set of bits, of few it reads side by side.
     */
    static Postings any(List<Postings> parts) {
        return switch (parts.size()) {
            case 0 -> NONE;
            case 1 -> parts.getFirst();
            case 2, 3, 4, 5, 6, 7, 8 -> new Union(parts);
            default -> bits(parts);
        };
    }

    private static Postings bits(List<Postings> parts) {
        BitSet set = new BitSet();
        for (Postings part : parts) {
            for (int n = part.next(); n != END; n = part.next()) {
                set.set(n);
            }
        }
        return new Postings() {
            private int from;

            @Override
            public int next() {
                int found = set.nextSetBit(from);
                from = found + 1;
                return found < 0 ? end() : found;
            }

            @Override
            public int seek(int least) {
                from = Math.max(from, least);
                return next();
            }

            private int end() {
                from = set.length();
                return END;
            }
        };
    }
}
