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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The index of the head. Its texts are the one copy of each that the head keeps. */
final class HeadIndex implements LabelIndex {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, Map<String, Numbers>> byLabel = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Numbers all = new Numbers();

    /** Numbers that only grow; what was handed out does not change. */
    private static final class Numbers {
        private int[] numbers = new int[2];
        private int size;

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

        /** Two series that began at the same moment may come in the wrong order. */
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

    /** The same labels in the head's own texts. */
    Labels own(Labels labels) {
        lock.writeLock().lock();
        try {
            return labels.mapped(text -> {
                String known = texts.putIfAbsent(text, text);
                return known == null ? text : known;
            });
        } finally {
            lock.writeLock().unlock();
        }
    }

    void add(int number, Labels labels) {
        lock.writeLock().lock();
        try {
            all.add(number);
            labels.each((name, value) ->
                    byLabel.computeIfAbsent(name, n -> new HashMap<>())
                            .computeIfAbsent(value, v -> new Numbers())
                            .add(number));
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Forgets all other series. */
    void retain(IntPredicate kept) {
        lock.writeLock().lock();
        try {
            all.retain(kept);
            texts.clear();
            byLabel.values()
                    .forEach(values -> {
                        values.values().forEach(numbers -> numbers.retain(kept));
                        values.values().removeIf(numbers -> numbers.size == 0);
                    });
            byLabel.values().removeIf(Map::isEmpty);
            byLabel.forEach((name, values) -> {
                texts.put(name, name);
                values.keySet().forEach(value -> texts.put(value, value));
            });
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

    @Override
    public Postings with(String label, String value) {
        lock.readLock().lock();
        try {
            Map<String, Numbers> values = byLabel.get(label);
            @Nullable Numbers numbers = values == null ? null : values.get(value);
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
            byLabel.getOrDefault(label, Map.of())
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
            return new TreeSet<>(byLabel.getOrDefault(label, Map.of()).keySet());
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
