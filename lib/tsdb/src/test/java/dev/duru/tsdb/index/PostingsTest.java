package dev.duru.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Postings against sets, with random numbers. */
class PostingsTest {
    private static final int MOST = 400;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private TreeSet<Integer> numbers() {
        TreeSet<Integer> numbers = new TreeSet<>();
        int size = random.nextInt(4) == 0 ? 0 : random.nextInt(200);
        for (int i = 0; i < size; i++) {
            numbers.add(random.nextInt(MOST));
        }
        return numbers;
    }

    private static Postings of(TreeSet<Integer> numbers) {
        int[] array = numbers.stream().mapToInt(Integer::intValue).toArray();
        return Postings.of(array, array.length);
    }

    private void assertSame(Supplier<Postings> postings, TreeSet<Integer> expected) {
        List<Integer> found = new ArrayList<>();
        Postings all = postings.get();
        for (int n = all.next(); n != Postings.END; n = all.next()) {
            found.add(n);
        }
        assertThat(found).as("seed %d", seed).isEqualTo(List.copyOf(expected));
        Postings some = postings.get();
        int at = -1;
        while (at < MOST) {
            at += 1 + random.nextInt(20);
            Integer next = expected.ceiling(at);
            int here = some.seek(at);
            assertThat(here).as("seed %d", seed).isEqualTo(next == null ? Postings.END : next);
            if (here == Postings.END) {
                return;
            }
            at = here;
        }
    }

    @Test
    void setsAreWhatTheySay() {
        for (int round = 0; round < 500; round++) {
            List<TreeSet<Integer>> parts = new ArrayList<>();
            int size = 1 + random.nextInt(12);
            for (int i = 0; i < size; i++) {
                parts.add(numbers());
            }
            TreeSet<Integer> any = new TreeSet<>();
            parts.forEach(any::addAll);
            assertSame(() -> Postings.any(parts.stream().map(PostingsTest::of).toList()), any);
            List<TreeSet<Integer>> few = parts.subList(0, Math.min(3, size));
            TreeSet<Integer> all = new TreeSet<>(few.getFirst());
            few.forEach(all::retainAll);
            assertSame(() -> Postings.all(few.stream().map(PostingsTest::of).toList()), all);
            TreeSet<Integer> left = new TreeSet<>(parts.getFirst());
            left.removeAll(parts.getLast());
            assertSame(() -> Postings.without(of(parts.getFirst()), of(parts.getLast())), left);
            TreeSet<Integer> rest = new TreeSet<>();
            for (int i = 0; i < MOST; i++) {
                if (!any.contains(i)) {
                    rest.add(i);
                }
            }
            assertSame(
                    () ->
                            Postings.without(
                                    Postings.range(MOST),
                                    Postings.any(parts.stream().map(PostingsTest::of).toList())),
                    rest);
        }
    }
}
