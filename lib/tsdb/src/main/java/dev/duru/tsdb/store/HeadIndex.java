package dev.duru.tsdb.store;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.index.LabelIndex;
import dev.duru.tsdb.index.Postings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The index of the head. Its texts are the one copy of each that the head keeps. */
final class HeadIndex implements LabelIndex {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, Values> byLabel = new HashMap<>();
    private final Numbers all = new Numbers("");

    /** A label, and who has it by value. */
    private static final class Values {
        private final String name;
        private final Map<String, Numbers> byValue = new HashMap<>();

        Values(String name) {
            this.name = name;
        }
    }

    /** Numbers of those with a value; they only grow, and what was handed out does not change. */
    private static final class Numbers {
        private final String value;
        private int[] numbers = new int[2];
        private int size;

        Numbers(String value) {
            this.value = value;
        }

        void add(int number) {
            if (size > 0 && numbers[size - 1] > number) {
                insert(number);
                return;
            }
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size + Math.max(2, size >> 1));
            }
            numbers[size++] = number;
        }

        /** A log that is read need not tell of series in the order of their numbers. */
        private void insert(int number) {
            int at = -Arrays.binarySearch(numbers, 0, size, number) - 1;
            int[] more = new int[size + 2];
            System.arraycopy(numbers, 0, more, 0, at);
            more[at] = number;
            System.arraycopy(numbers, at, more, at + 1, size - at);
            numbers = more;
            size++;
        }

        void retain(IntPredicate kept) {
            int[] left = Arrays.stream(numbers, 0, size).filter(kept).toArray();
            size = left.length;
            numbers = left.length == 0 ? new int[2] : left;
        }

        Postings postings() {
            return Postings.of(numbers, size);
        }
    }

    /** Makes a series of its number and its labels, and makes it known by its number. */
    interface Maker {
        HeadSeries make(int number, Labels own);
    }

    /**
     * Adds a series.
     *
     * @param numbers gives its number; whoever comes later gets a larger one
     * @param maker is given its labels in the head's own texts
     */
    HeadSeries add(Labels labels, IntSupplier numbers, Maker maker) {
        String[] own = new String[labels.size() * 2];
        int[] at = {0};
        lock.writeLock().lock();
        try {
            int number = numbers.getAsInt();
            all.add(number);
            labels.each((name, value) -> {
                Values values = byLabel.computeIfAbsent(name, Values::new);
                Numbers having = values.byValue.computeIfAbsent(value, Numbers::new);
                having.add(number);
                own[at[0]++] = values.name;
                own[at[0]++] = having.value;
            });
            return maker.make(number, Labels.sorted(own));
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Forgets all other series. */
    void retain(IntPredicate kept) {
        lock.writeLock().lock();
        try {
            all.retain(kept);
            for (Values values : byLabel.values()) {
                values.byValue.values().forEach(numbers -> numbers.retain(kept));
                values.byValue.values().removeIf(numbers -> numbers.size == 0);
            }
            byLabel.values().removeIf(values -> values.byValue.isEmpty());
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Postings all() {
        lock.readLock().lock();
        try {
            return all.postings();
        } finally {
            lock.readLock().unlock();
        }
    }

    private Map<String, Numbers> byValue(String label) {
        Values values = byLabel.get(label);
        return values == null ? Map.of() : values.byValue;
    }

    @Override
    public Postings with(String label, String value) {
        lock.readLock().lock();
        try {
            @Nullable Numbers numbers = byValue(label).get(value);
            return numbers == null ? Postings.NONE : numbers.postings();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Postings withAny(String label, String prefix, Predicate<String> test) {
        List<Postings> found = new ArrayList<>();
        lock.readLock().lock();
        try {
            byValue(label)
                    .forEach((value, numbers) -> {
                        if (value.startsWith(prefix) && test.test(value)) {
                            found.add(numbers.postings());
                        }
                    });
        } finally {
            lock.readLock().unlock();
        }
        return Postings.any(found);
    }

    @Override
    public Set<String> values(String label) {
        lock.readLock().lock();
        try {
            return new TreeSet<>(byValue(label).keySet());
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Set<String> names() {
        lock.readLock().lock();
        try {
            return new TreeSet<>(byLabel.keySet());
        } finally {
            lock.readLock().unlock();
        }
    }
}
