package dev.duru.logs.store;

import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Lines as applications write them, drawn from a seed. */
final class Fabric {
    static final long START = 1_790_000_000_000_000_000L;
    private static final List<String> WORDS =
            List.of(
                    "timeout",
                    "connection",
                    "reset",
                    "by",
                    "peer",
                    "Payment",
                    "failed",
                    "cart",
                    "user",
                    "결제",
                    "실패",
                    "retry",
                    "ok",
                    "GET",
                    "/cart/7",
                    "10.0.0.7",
                    "a_b-c");
    private static final List<String> LEVELS = List.of("INFO", "WARN", "ERROR", "debug:");

    private final Random random;
    private long nanos = START;

    Fabric(long seed) {
        this.random = new Random(seed);
    }

    String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    String words() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6) + 1; i > 0; i--) {
            text.append(word()).append(i == 1 ? "" : " ");
        }
        return text.toString();
    }

    String text() {
        return switch (random.nextInt(6)) {
            case 0 ->
                    "{\"level\":\"%s\",\"msg\":\"%s\",\"http\":{\"status\":%d},\"ms\":%d}"
                            .formatted(
                                    LEVELS.get(random.nextInt(3)),
                                    words(),
                                    200 + 100 * random.nextInt(4),
                                    random.nextInt(500));
            case 1 ->
                    "level=%s status=%d duration=%dms msg=\"%s\""
                            .formatted(
                                    LEVELS.get(random.nextInt(3))
                                            .toLowerCase(java.util.Locale.ROOT),
                                    200 + 100 * random.nextInt(4),
                                    random.nextInt(500),
                                    words());
            case 2 ->
                    "10.0.0.%d - ann [23/Nov/2026:07:30:00 +0000] \"GET /cart/%d HTTP/1.1\" %d 12 \"-\" \"curl/8\""
                            .formatted(
                                    random.nextInt(9),
                                    random.nextInt(9),
                                    200 + 100 * random.nextInt(4));
            case 3 -> "x".repeat(90 + random.nextInt(60)) + word();
            default -> LEVELS.get(random.nextInt(LEVELS.size())) + " " + words();
        };
    }

    Draft draft() {
        nanos += random.nextInt(3) * 500_000_000L;
        Origin origin =
                new Origin(
                        Map.of(
                                "environment",
                                random.nextBoolean() ? "production" : "staging",
                                "replica",
                                String.valueOf(random.nextInt(3))));
        Map<String, String> given =
                random.nextInt(8) == 0 ? Map.of("pod", "p" + random.nextInt(3)) : Map.of();
        return new Draft(nanos - random.nextInt(2_000_000_000), origin, text(), given);
    }

    List<Draft> drafts(int count) {
        return java.util.stream.Stream.generate(this::draft).limit(count).toList();
    }

    /** A search as people write them. */
    String query(int depth) {
        return switch (random.nextInt(depth > 2 ? 8 : 12)) {
            case 0 -> word();
            case 1 -> '"' + words().replace("\"", "") + '"';
            case 2 -> "level:" + List.of("info", "warn", "error", "debug").get(random.nextInt(4));
            case 3 -> "status:>=" + (200 + 100 * random.nextInt(4));
            case 4 ->
                    "/"
                            + List.of("car[t]/[0-6]", "time.*failed", "x{80}cart", "status\":[45]")
                                    .get(random.nextInt(4))
                            + "/";
            case 5 -> List.of("tim*", "*nnec*", "fail*", "결*").get(random.nextInt(4));
            case 6 ->
                    List.of(
                                    "pod:*",
                                    "pod:p1",
                                    "path:/cart/*",
                                    "environment:staging",
                                    "duration:>250ms",
                                    "http.status:500",
                                    "replica:~\"[12]\"",
                                    "msg:retry",
                                    "msg:\"ok 10.0.0.7\"",
                                    "msg:time*",
                                    "ms:100..200")
                            .get(random.nextInt(11));
            case 7 -> "\"" + List.of("-", "=", "{\\\"").get(random.nextInt(3)) + "\"";
            case 8 -> "NOT " + query(depth + 3);
            case 9 -> "(" + query(depth + 1) + " OR " + query(depth + 1) + ")";
            default -> query(depth + 1) + " " + query(depth + 1);
        };
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}
