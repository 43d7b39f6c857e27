package dev.duru.manifest;

import dev.duru.yaml.Position;
import dev.duru.yaml.YamlProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong while reading goes on. */
final class Problems {
    private final List<YamlProblem> found = new ArrayList<>();

    void add(Position position, String message, String mend) {
        add(new YamlProblem(YamlProblem.Severity.ERROR, position, message, mend));
    }

    void add(YamlProblem problem) {
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    boolean none() {
        return found.stream().noneMatch(YamlProblem::isError);
    }

    List<YamlProblem> inOrder() {
        return found.stream().sorted(Comparator.comparing(YamlProblem::position)).toList();
    }

    /** Says which known word was probably meant, and else names all of them. */
    static String mend(String written, List<String> known) {
        String nearest = nearest(written, known);
        return nearest == null
                ? "use one of: " + String.join(", ", known)
                : "did you mean `" + nearest + "`?";
    }

    private static @Nullable String nearest(String written, List<String> known) {
        String lower = written.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
        String best = null;
        int least = Math.max(1, Math.min(3, lower.length() / 2)) + 1;
        for (String word : known) {
            int distance = distance(lower, word.toLowerCase(Locale.ROOT));
            if (distance < least) {
                best = word;
                least = distance;
            }
        }
        return best;
    }

    /** Edits between two words: insert, delete, replace, or swap two neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
