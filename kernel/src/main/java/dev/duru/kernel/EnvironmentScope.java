package dev.duru.kernel;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * For which environments something holds: a name such as {@code production}, a pattern such as
 * {@code review/*} in which a star stands for anything, or {@code ""} for all, and for jobs without
 * an environment.
 */
public record EnvironmentScope(String text) {
    /** From what holds widely to what holds for one alone: later ones win. */
    public static final Comparator<EnvironmentScope> BY_PRECISION =
            Comparator.comparing(EnvironmentScope::isName)
                    .thenComparingInt(scope -> scope.text.length());

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._/ *{}-]{0,254}");

    /** Everything. */
    public static final EnvironmentScope ALL = new EnvironmentScope("");

    /** A single star means all. */
    public EnvironmentScope {
        text = text.equals("*") ? "" : text;
    }

    /**
     * Reads what people write.
     *
     * @throws ProblemException USER when it can be no environment's
     */
    public static EnvironmentScope parse(String text) {
        if (!text.isEmpty() && !FORM.matcher(text).matches()) {
            throw ProblemException.user(
                    "'"
                            + text
                            + "' names no environment; write a name, or a pattern such as review/*");
        }
        return new EnvironmentScope(text);
    }

    private boolean isName() {
        return !text.isEmpty() && !text.contains("*");
    }

    /** Whether it holds for an environment; {@code ""} for none. */
    public boolean covers(String environment) {
        if (text.isEmpty()) {
            return true;
        }
        String[] parts = text.split("\\*", -1);
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            pattern.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return !environment.isEmpty() && environment.matches(pattern.toString());
    }
}
