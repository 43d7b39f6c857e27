package dev.duru.dialects.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a suite went. */
public final class Score {
    private final String suite;
    private final List<String> failures = new ArrayList<>();
    private int passed;
    private int total;
    private String reason = "";
    private final Map<String, Integer> left = new LinkedHashMap<>();

    public Score(String suite) {
        this.suite = suite;
    }

    /** A suite that is not run, with the reason. */
    public static Score notRun(String suite, int total, String reason) {
        Score score = new Score(suite);
        score.total = total;
        score.reason = reason;
        return score;
    }

    /** A score that another program found. */
    public static Score of(String suite, int passed, int total, List<String> failures) {
        Score score = new Score(suite);
        score.passed = passed;
        score.total = total;
        score.failures.addAll(failures);
        return score;
    }

    /** Notes how many cases were left out, by the reason. */
    public Score withLeft(Map<String, Integer> reasons) {
        left.putAll(reasons);
        return this;
    }

    /** How many cases were left out, by the reason. */
    public Map<String, Integer> left() {
        return Map.copyOf(left);
    }

    public void pass() {
        total++;
        passed++;
    }

    public void fail(String what) {
        total++;
        failures.add(what);
    }

    public String suite() {
        return suite;
    }

    public int passed() {
        return passed;
    }

    public int total() {
        return total;
    }

    public String reason() {
        return reason;
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }
}
