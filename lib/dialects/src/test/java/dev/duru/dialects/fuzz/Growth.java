package dev.duru.dialects.fuzz;

import java.util.Optional;
import java.util.Random;

/**
 * Looks for time that grows faster than the input: a part of an input is repeated until it is long,
 * and then twice and four times as often. In proportion, four times the input takes four times the
 * time; with the square of it, sixteen times.
 */
final class Growth {
    private static final int SHORT = 4_000;
    private static final double TOO_MUCH = 9;
    private static final long LEAST_NANOS = 150_000_000;
    private static final int REPETITIONS = 3;

    private final Watchdog watchdog;
    private final Random random;

    Growth(Watchdog watchdog, Random random) {
        this.watchdog = watchdog;
        this.random = random;
    }

    /** An input that grows, in three parts. */
    record Shape(String before, String part, String after) {
        String times(int count) {
            return before + part.repeat(count) + after;
        }
    }

    Shape shape(String input) {
        int from = random.nextInt(input.length() + 1);
        int to = Math.min(input.length(), from + 1 + random.nextInt(40));
        if (random.nextInt(3) == 0) {
            // whole lines
            from = input.lastIndexOf('\n', Math.max(0, from - 1)) + 1;
            int end = input.indexOf('\n', to);
            to = end < 0 ? input.length() : end + 1;
        }
        return new Shape(
                input.substring(0, Math.min(from, to)),
                input.substring(Math.min(from, to), to),
                random.nextInt(3) == 0 ? "" : input.substring(to));
    }

    /** What is wrong with how the time grows, if anything is. */
    Optional<String> failure(Target target, Shape shape) {
        if (shape.part().isEmpty()) {
            return Optional.empty();
        }
        int count = Math.max(1, SHORT / shape.part().length());
        Watchdog.Ran first = watchdog.run(target, shape.times(count));
        Watchdog.Ran last = watchdog.run(target, shape.times(4 * count));
        if (last.failure().isPresent() && last.nanos() == 0) {
            return last.failure();
        }
        if (!tooMuch(first.nanos(), last.nanos())) {
            return Optional.empty();
        }
        long few = best(target, shape, 2 * count);
        long many = best(target, shape, 8 * count);
        if (!tooMuch(few, many)) {
            return Optional.empty();
        }
        return Optional.of(
                "four times the input (%,d characters) takes %.1f times the time: %,d ms"
                        .formatted(
                                shape.times(8 * count).length(),
                                (double) many / few,
                                many / 1_000_000));
    }

    private static boolean tooMuch(long few, long many) {
        return many > LEAST_NANOS && many > TOO_MUCH * Math.max(1, few);
    }

    private long best(Target target, Shape shape, int count) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
            best = Math.min(best, watchdog.run(target, shape.times(count)).nanos());
        }
        return best;
    }
}
