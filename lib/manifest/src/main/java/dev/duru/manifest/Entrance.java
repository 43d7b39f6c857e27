package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What brings releases into an environment. */
public sealed interface Entrance {
    /**
     * Each image of a branch.
     *
     * @param branch a name such as {@code main}, or a pattern with {@code *} such as {@code
     *     release/*}
     */
    record From(Position position, String branch) implements Entrance {
        /** Whether a branch, such as {@code main}, is the one. */
        public boolean takes(String name) {
            if (!branch.contains("*")) {
                return branch.equals(name);
            }
            String[] parts = branch.split("\\*", -1);
            int at = parts[0].length();
            if (!name.startsWith(parts[0])) {
                return false;
            }
            for (int i = 1; i < parts.length - 1; i++) {
                int found = name.indexOf(parts[i], at);
                if (found < 0) {
                    return false;
                }
                at = found + parts[i].length();
            }
            String last = parts[parts.length - 1];
            return name.length() >= at + last.length() && name.endsWith(last);
        }
    }

    /** Each digest that went live in another environment. */
    record After(Position position, String environment) implements Entrance {}

    /** Only somebody's promotion. */
    record ByHand() implements Entrance {}

    /**
     * Each branch, or each open merge request, has an environment of its own, which its images make
     * and its end takes away.
     *
     * @param branches which branches; null for merge requests
     * @param stopAfter how long after its last release one ends by itself; null for never
     * @param most how many there are at a time
     */
    record Review(
            Position position, @Nullable From branches, @Nullable Duration stopAfter, int most)
            implements Entrance {
        /** How {@code from} says that merge requests are meant; no branch has such a name. */
        public static final String REQUESTS = "merge requests";

        static final int DEFAULT_MOST = 10;
        private static final String MARK = "/*";

        /** Whether a name, such as {@code review/*}, is one for many environments. */
        public static boolean isName(String name) {
            return name.endsWith(MARK);
        }

        /** What the names of its environments begin with: {@code review-}. */
        public static String prefix(String name) {
            return name.substring(0, name.length() - MARK.length()) + "-";
        }

        /** Whether {@code review/*} is what an environment {@code review-something} is of. */
        public static boolean makes(String name, String environment) {
            return isName(name)
                    && environment.startsWith(prefix(name))
                    && environment.length() > prefix(name).length();
        }
    }
}
