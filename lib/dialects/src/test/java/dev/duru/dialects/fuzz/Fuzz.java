package dev.duru.dialects.fuzz;

import dev.duru.dialects.conformance.Corpus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** {@code make fuzz}: {@code Fuzz SECONDS [SEED]}. Ends with 1 when it found something. */
public final class Fuzz {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_SEED = 20_000;

    private final Random random;
    private final Mutator mutator;
    private final Grammars grammars;
    private final List<String> workflows;
    private final List<String> findings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<Target, Long> counts = new EnumMap<>(Target.class);
    private long growths;

    Fuzz(long seed, List<String> workflows) {
        this.random = new Random(seed);
        this.workflows = workflows;
        this.mutator = new Mutator(random, workflows);
        this.grammars = new Grammars(random);
    }

    public static void main(String[] arguments) {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 60;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.printf("seed %d, %d s%n", seed, seconds);
        Fuzz fuzz = new Fuzz(seed, seeds());
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        fuzz.run(() -> System.nanoTime() < end);
        System.out.printf(
                "inputs %s, growing ones %,d, findings %d%n",
                fuzz.counts, fuzz.growths, fuzz.findings.size());
        System.exit(fuzz.findings.isEmpty() ? 0 : 1);
    }

    /** Texts to begin with: some of our own, and the workflows of the corpus where it is there. */
    static List<String> seeds() {
        List<String> seeds = new ArrayList<>(List.of(Seeds.WORKFLOW, Seeds.CALLED, Seeds.ACTION));
        Optional<Path> corpus = Corpus.folder();
        if (corpus.isPresent()) {
            for (Path file : Corpus.files(corpus.get(), ".yml", ".yaml")) {
                String text = Corpus.read(file);
                if (text.length() < LONGEST_SEED) {
                    seeds.add(text);
                }
            }
        }
        return seeds;
    }

    List<String> findings() {
        return findings;
    }

    /** Makes inputs until {@code more} says no. */
    void run(BooleanSupplier more) {
        try (Watchdog watchdog = new Watchdog(LIMIT)) {
            Growth growth = new Growth(watchdog, random);
            Target[] targets = Target.values();
            for (long i = 0; more.getAsBoolean(); i++) {
                Target target = targets[random.nextInt(targets.length)];
                String input = input(target);
                if (i % 8 == 0) {
                    growths++;
                    Growth.Shape shape = growth.shape(input);
                    growth.failure(target, shape)
                            .ifPresent(wrong -> found(target, wrong, growing(shape)));
                } else {
                    counts.merge(target, 1L, Long::sum);
                    watchdog.failure(target, input)
                            .ifPresent(wrong ->
                                    found(target, wrong, smaller(watchdog, target, input)));
                }
            }
        }
    }

    private static String growing(Growth.Shape shape) {
        return shape.before() + "⟦" + shape.part() + "⟧*" + shape.after();
    }

    private static String smaller(Watchdog watchdog, Target target, String input) {
        return new Minimiser(text -> watchdog.failure(target, text).isPresent()).minimise(input);
    }

    private void found(Target target, String wrong, String input) {
        String where = wrong.lines().skip(1).findFirst().orElse(wrong.replaceAll("[0-9.,]+", "n"));
        if (!seen.add(target + where)) {
            return;
        }
        String finding = target + ": " + wrong + "\n--- input\n" + input + "\n---";
        findings.add(finding);
        System.out.println(finding);
    }

    private String input(Target target) {
        String fresh =
                switch (target) {
                    case EXPRESSION -> grammars.expression(1 + random.nextInt(5));
                    case TEMPLATE -> grammars.template();
                    case JSON -> Seeds.JSON;
                    case YAML, WORKFLOW ->
                            random.nextBoolean()
                                    ? grammars.workflow()
                                    : workflows.get(random.nextInt(workflows.size()));
                    case ACTION -> Seeds.ACTION;
                    case RULE -> Seeds.RULE;
                    case GITLAB ->
                            random.nextBoolean()
                                    ? Seeds.GITLAB
                                    : workflows.get(random.nextInt(workflows.size()));
                    case PATTERN -> Seeds.PATTERN;
                    case SCHEDULE -> Seeds.SCHEDULE;
                };
        return random.nextInt(3) == 0 ? fresh : mutator.mutate(fresh);
    }
}
